//! A process that ends with its value.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::folder::Folder;

/// A process in a group of its own, so that an interrupt at the terminal reaches the test process alone.
pub struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts it; what it prints is appended to the log.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn start(folder: &Folder, mut command: Command, log: &Path) -> Self {
        let out = File::options().create(true).append(true).open(log).unwrap();
        command.stdout(out.try_clone().unwrap()).stderr(out).stdin(Stdio::null()).process_group(0);
        let child = command.spawn().unwrap();
        folder.note(child.id());
        Self { child, log: log.to_owned() }
    }

    /// What it has printed so far.
    pub fn log(&self) -> &Path {
        &self.log
    }

    /// Whether it runs, frozen or not.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Stands still as in a long pause of the garbage collector.
    pub fn freeze(&self) {
        signal(self.id(), libc::SIGSTOP);
    }

    /// Goes on after [`Process::freeze`].
    pub fn thaw(&self) {
        signal(self.id(), libc::SIGCONT);
    }

    /// Asks it to end, and makes it end if it has not done so in time.
    pub fn stop(mut self, within: Duration) {
        self.thaw();
        signal(self.id(), libc::SIGTERM);
        let end = Instant::now() + within;
        while self.is_alive() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn id(&self) -> i32 {
        self.child.id().try_into().expect("process ids are positive numbers of 32 bits")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_alive() {
            signal(self.id(), libc::SIGKILL);
            let _ = self.child.wait();
        }
    }
}

/// Sends a signal to the group that a process of the lab's leads.
pub fn signal(group: i32, signal: i32) {
    // SAFETY: kill takes two numbers and touches no memory of this process.
    unsafe { libc::kill(-group, signal) };
}
