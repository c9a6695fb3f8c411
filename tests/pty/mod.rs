//! A program in a pseudo-terminal, and the screen that it draws.

use std::io::{ErrorKind, Write};
use std::process::Command;
use std::time::{Duration, Instant};

use expectrl::Session;
use expectrl::process::unix::PtyStream;
use expectrl::process::unix::{UnixProcess, WaitStatus};

pub const BINARY: &str = env!("CARGO_BIN_EXE_kafka-doctor");

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program.
pub struct Play {
    session: Session<UnixProcess, PtyStream>,
    screen: vt100::Parser,
    raw: Vec<u8>,
    ended: bool,
    /// Where cases are kept: also a terminal that goes away leaves one.
    _state: tempfile::TempDir,
}

impl Play {
    /// Starts kafka-doctor on a terminal of this size.
    pub fn start(args: &[&str], columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let args: Vec<String> = args.iter().map(|arg| format!("'{arg}'")).collect();
        Self::shell(&format!("exec {BINARY} {}", args.join(" ")), columns, rows, variables)
    }

    /// Starts a line of shell.
    pub fn shell(line: &str, columns: u16, rows: u16, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new("sh");
        // A spawned terminal gets a size of its own at a time that nobody knows; ours comes after it.
        let sized = format!("until [ \"$(stty size)\" = \"{rows} {columns}\" ]; do sleep 0.01; done; stty echo");
        command.arg("-c").arg(format!("{sized}; {line}"));
        command.env("TERM", "xterm").env("LANG", "C.UTF-8").env_remove("LC_ALL").env_remove("NO_COLOR");
        let state = tempfile::tempdir().expect("a folder");
        command.env("XDG_STATE_HOME", state.path());
        command.envs(variables.iter().copied());
        let mut session = Session::spawn(command).expect("a pseudo-terminal");
        session.get_process_mut().set_window_size(columns, rows).expect("a terminal has a size");
        let size = |n: u16| std::num::NonZeroU16::new(n).expect("a size");
        Self {
            session,
            screen: vt100::Parser::new(size(rows), size(columns), 0),
            raw: Vec::new(),
            ended: false,
            _state: state,
        }
    }

    /// Types.
    pub fn keys(&mut self, keys: &str) {
        self.session.write_all(keys.as_bytes()).unwrap();
        self.session.flush().unwrap();
    }

    /// Waits until the screen shows a text; the screen.
    pub fn wait(&mut self, text: &str) -> String {
        self.until(&|screen| plain(screen).contains(&plain(text)), text)
    }

    /// Waits until the screen is as it should be; the screen.
    pub fn wait_for(&mut self, good: impl Fn(&str) -> bool) -> String {
        self.until(&good, "the screen")
    }

    fn until(&mut self, good: &dyn Fn(&str) -> bool, what: &str) -> String {
        let start = Instant::now();
        loop {
            let read = self.read();
            let screen = self.screen.screen().contents();
            if good(&screen) {
                return screen;
            }
            assert!(!self.ended, "ended before {what}:\n{screen}");
            assert!(start.elapsed() < PATIENCE, "waited in vain for {what}:\n{screen}");
            if !read {
                std::thread::sleep(Duration::from_millis(3));
            }
        }
    }

    fn read(&mut self) -> bool {
        let mut chunk = [0; 4096];
        match self.session.try_read(&mut chunk) {
            Ok(0) => self.ended = true,
            Ok(n) => {
                self.raw.extend_from_slice(&chunk[..n]);
                self.screen.process(&chunk[..n]);
                return true;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            // Linux: the other side of the terminal is closed.
            Err(_) => self.ended = true,
        }
        false
    }

    /// Waits for the end; the exit code.
    pub fn exit(&mut self) -> i32 {
        let start = Instant::now();
        while !self.ended && start.elapsed() < PATIENCE {
            if !self.read() {
                std::thread::sleep(Duration::from_millis(3));
            }
        }
        match self.session.get_process().wait().unwrap() {
            WaitStatus::Exited(_, code) => code,
            other => panic!("{other:?}"),
        }
    }

    pub fn cursor_hidden(&self) -> bool {
        self.screen.screen().hide_cursor()
    }

    /// Everything that came, with its escape codes.
    pub fn raw(&self) -> &str {
        std::str::from_utf8(&self.raw).expect("UTF-8")
    }
}

/// Text without line ends and marks, as it compares.
pub fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['`', '*'], "")
}

/// Whether a screen ends with a menu whose last item is this.
pub trait EndsWithMenu {
    fn ends_with_menu(&self, last: &str) -> bool;
}

impl EndsWithMenu for str {
    fn ends_with_menu(&self, last: &str) -> bool {
        self.trim_end().ends_with(last)
    }
}
