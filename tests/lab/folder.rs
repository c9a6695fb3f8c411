//! What belongs to one cluster on this machine: a folder, a block of ports, processes, mounts. All of it ends with the folder.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use super::jars::home;

/// Ports of a cluster; below the range from which systems take the ports of outgoing connections.
const PORTS: std::ops::Range<u16> = 20_000..32_000;
/// So many to each cluster.
const BLOCK: usize = 20;
/// The processes of the cluster, one id a line.
const PROCESSES: &str = "processes";
/// Held as long as the test process that made the folder lives.
const OWNER: &str = "owner";

/// Folders of this process, for the end by an interrupt, when nothing is dropped.
static OWN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A folder that takes everything with it when it goes.
pub struct Folder {
    path: PathBuf,
    ports: u16,
    _owner: File,
}

impl Folder {
    /// An empty one. Folders that a killed test process has left are swept away first.
    ///
    /// # Panics
    /// The cache cannot be written, or all ports are taken.
    pub fn new() -> Self {
        let all = home().join("clusters");
        fs::create_dir_all(&all).unwrap();
        // Between making a folder and locking it nobody may sweep.
        let entry = File::create(home().join("clusters.lock")).unwrap();
        entry.lock().unwrap();
        sweep(&all);
        let ports = PORTS.step_by(BLOCK).find(|first| !all.join(first.to_string()).exists() && is_free(*first));
        let ports = ports.expect("a free block of ports");
        let path = all.join(ports.to_string());
        fs::create_dir(&path).unwrap();
        OWN.lock().unwrap().push(path.clone());
        let owner = File::create(path.join(OWNER)).unwrap();
        owner.lock().unwrap();
        Self { path, ports, _owner: owner }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its port of that number, 0 to 19.
    pub fn port(&self, number: u16) -> u16 {
        assert!(usize::from(number) < BLOCK);
        self.ports + number
    }

    /// Remembers a process, which names the folder in its arguments.
    pub fn note(&self, process: u32) {
        use std::io::Write;
        let mut list = File::options().create(true).append(true).open(self.path.join(PROCESSES)).unwrap();
        writeln!(list, "{process}").unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.path);
        OWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).retain(|path| *path != self.path);
    }
}

/// An interrupt ends what was started, too.
pub fn end_with_interrupt() {
    let handler = || {
        OWN.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).iter().for_each(|path| remove(path));
        std::process::exit(130);
    };
    ctrlc::set_handler(handler).expect("nobody else handles the interrupt");
}

fn is_free(first: u16) -> bool {
    (first..).take(BLOCK).all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok())
}

fn sweep(all: &Path) {
    for folder in fs::read_dir(all).unwrap().flatten() {
        let owner = File::open(folder.path().join(OWNER));
        if owner.is_ok_and(|owner| owner.try_lock().is_ok()) {
            remove(&folder.path());
        }
    }
}

/// Ends the processes, of which each leads a group, then takes mounts and files away.
fn remove(path: &Path) {
    for process in fs::read_to_string(path.join(PROCESSES)).unwrap_or_default().lines() {
        // The number may be another process's by now.
        let arguments = fs::read(format!("/proc/{process}/cmdline")).unwrap_or_default();
        let own = String::from_utf8_lossy(&arguments).contains(&path.display().to_string());
        if let (true, Ok(group)) = (own, process.parse()) {
            super::process::signal(group, libc::SIGKILL);
        }
    }
    for line in fs::read_to_string("/proc/mounts").unwrap_or_default().lines() {
        let place = line.split(' ').nth(1).unwrap_or_default();
        if Path::new(place).starts_with(path) {
            let _ = Command::new("umount").args(["-l", place]).status();
        }
    }
    // A process that has just been ended may still write.
    let _ = (0..20).find(|_| {
        let gone = fs::remove_dir_all(path).is_ok() || !path.exists();
        if !gone {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        gone
    });
}
