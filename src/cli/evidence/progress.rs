//! What takes longer than a second is told on stderr, where a person watches it.

use std::io::IsTerminal;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use console::Term;

/// What is over within that time is not worth a line.
const WORTH_A_LINE: Duration = Duration::from_secs(1);

/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(500);

/// One line on stderr that says what is being done and for how long; it goes away when it is done.
pub struct Progress {
    shown: Option<(Sender<String>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins; stays silent when nobody watches, or nobody wants to.
    pub fn new(quiet: bool) -> Self {
        let watched = !quiet && std::io::stderr().is_terminal();
        let shown = watched.then(|| {
            let (stages, told) = channel();
            (stages, std::thread::spawn(move || draw(&told)))
        });
        Self { shown }
    }

    /// What is done from now on.
    pub fn stage(&self, what: &str) {
        if let Some((stages, _)) = &self.shown {
            // The thread ends only after this one is gone.
            let _ = stages.send(what.into());
        }
    }

    /// Nothing is done for now: the line makes room.
    pub fn pause(&self) {
        self.stage("");
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stages, thread)) = self.shown.take() {
            drop(stages);
            let _ = thread.join();
        }
    }
}

fn draw(stages: &Receiver<String>) {
    let term = Term::stderr();
    let (mut what, mut began, mut drawn) = (String::new(), Instant::now(), false);
    loop {
        let stage = stages.recv_timeout(TICK);
        let over = stage != Err(RecvTimeoutError::Timeout);
        if over && drawn {
            let _ = term.clear_line();
            drawn = false;
        }
        match stage {
            Ok(next) => (what, began) = (next, Instant::now()),
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) if what.is_empty() || began.elapsed() < WORTH_A_LINE => {}
            Err(RecvTimeoutError::Timeout) => {
                let _ = term.clear_line();
                let _ = term.write_str(&format!("{what} ({} s)", began.elapsed().as_secs()));
                drawn = true;
            }
        }
    }
}
