use super::*;

fn long() -> String {
    (0..3000).map(|line| format!("[2026-01-01 {:02}:{:02}:00,000] INFO x\n", line / 60 % 24, line % 60)).collect()
}

fn last(path: &Path) -> (String, usize) {
    let mut opened = Opened::new(path).unwrap();
    let last = opened.last_time().unwrap().unwrap().1.as_str().to_string();
    let mut all = Vec::new();
    (last, opened.into_reader().read_to_end(&mut all).unwrap())
}

#[test]
fn the_end_of_a_long_file_is_looked_at_behind_a_mark_of_its_encoding() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for front in ["", "\u{feff}"] {
        std::fs::write(file.path(), format!("{front}{}", long())).unwrap();
        assert_eq!(last(file.path()), ("2026-01-01 01:59:00,000".into(), long().len()), "{front:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_read_once() {
    use std::os::fd::AsRawFd;
    let (reader, mut writer) = io::pipe().unwrap();
    let path = PathBuf::from(format!("/dev/fd/{}", reader.as_raw_fd()));
    let writing = std::thread::spawn(move || writer.write_all(long().as_bytes()));
    assert_eq!(last(&path), ("2026-01-01 01:59:00,000".into(), long().len()));
    writing.join().unwrap().unwrap();
}

#[test]
fn rotated_files_are_one_process_and_numbered_ones_are_not() {
    for (name, of) in [
        ("server.log", "server"),
        ("server.log.1", "server"),
        ("/x/server.log.2026-11-23-05.gz", "/x/server"),
        ("server-2026-11-23.log", "server"),
        ("app.2026-11-23.0.log.gz", "app"),
        ("broker1.log", "broker1"),
        ("broker2.log", "broker2"),
        ("kafkaServer.out.3", "kafkaServer.out"),
        ("messages-20261123", "messages"),
        ("server.log.old", "server.log.old"),
        ("-", "-"),
    ] {
        assert_eq!(group(name), of, "{name}");
    }
}
