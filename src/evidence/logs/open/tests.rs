use super::*;

fn long() -> String {
    (0..3000).map(|line| format!("[2026-01-01 {:02}:{:02}:00,000] INFO x\n", line / 60 % 24, line % 60)).collect()
}

fn last(path: &Path) -> (String, usize) {
    let mut opened = Opened::new(path, true).unwrap();
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

#[test]
fn a_file_that_is_not_held_is_read_as_one_that_is() {
    let packed = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let damaged = |text: &str| packed(text).split_last_chunk::<5>().unwrap().0.to_vec();
    let file = tempfile::NamedTempFile::new().unwrap();
    let short = "[2026-01-01 00:00:00,000] INFO x\n".to_string();
    let texts = [short, long(), format!("\u{feff}{}", long())];
    let all = texts.iter().flat_map(|text| [text.clone().into_bytes(), packed(text), damaged(text)]);
    for (number, bytes) in all.enumerate() {
        std::fs::write(file.path(), bytes).unwrap();
        let [(held, ended), (again, ended_again)] = [true, false].map(|hold| {
            let mut all = Vec::new();
            let ended = Opened::new(file.path(), hold).unwrap().into_reader().read_to_end(&mut all);
            (all, ended.map_err(|error| error.kind()))
        });
        assert_eq!((held == again, ended), (true, ended_again), "{number}");
    }
    std::fs::write(file.path(), long()).unwrap();
    let opened = Opened::new(file.path(), false).unwrap();
    std::fs::remove_file(file.path()).unwrap();
    let gone = opened.into_reader().read_to_end(&mut Vec::new()).unwrap_err();
    assert_eq!(gone.kind(), io::ErrorKind::NotFound);
}

#[cfg(target_os = "linux")]
#[test]
fn many_files_are_not_open_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let open = || std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|one| one.ok()?.path().read_link().ok());
    let held = || open().filter(|path| path.starts_with(folder.path())).count();
    let paths = (0..300).map(|number| folder.path().join(format!("{number}.log")));
    let paths: Vec<PathBuf> = paths.inspect(|path| std::fs::write(path, long()).unwrap()).collect();
    let files = super::super::opened(&paths).unwrap();
    assert_eq!((files.len(), held()), (300, super::super::HELD));
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
