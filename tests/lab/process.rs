//! A process that ends with its value.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use super::folder::Folder;

/// A process in a group of its own, so that an interrupt at the terminal reaches the test process alone.
pub struct Process(Child);

impl Process {
    /// Starts it; what it prints is appended to the log.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn start(folder: &Folder, mut command: Command, log: &Path) -> Self {
        let log = open(log);
        command.stdout(log.try_clone().unwrap()).stderr(log);
        Self::spawn(folder, command)
    }

    /// Starts it; its standard output is the second value, the rest is appended to the log.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn start_with_output(folder: &Folder, mut command: Command, log: &Path) -> (Self, ChildStdout) {
        command.stdout(Stdio::piped()).stderr(open(log));
        let mut process = Self::spawn(folder, command);
        let output = process.0.stdout.take().expect("it is piped");
        (process, output)
    }

    fn spawn(folder: &Folder, mut command: Command) -> Self {
        let child = command.stdin(Stdio::null()).process_group(0).spawn().unwrap();
        folder.note(child.id());
        Self(child)
    }

    /// Whether it runs, frozen or not.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
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
        self.0.id().try_into().expect("process ids are positive numbers of 32 bits")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.is_alive() {
            signal(self.id(), libc::SIGKILL);
            let _ = self.0.wait();
        }
    }
}

fn open(log: &Path) -> File {
    File::options().create(true).append(true).open(log).unwrap()
}

/// Sends a signal to the group that a process of the lab's leads.
pub fn signal(group: i32, signal: i32) {
    // SAFETY: kill takes two numbers and touches no memory of this process.
    unsafe { libc::kill(-group, signal) };
}
