//! Nothing is lost: on Ctrl-C and on an early stop the case goes to a file, and its path is told.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use console::Term;

use super::case::save;
use super::{out, signals};
use crate::case::Case;
use crate::error::Kind;

/// A prompt that is interrupted gives the terminal back by itself; the handler waits that long for it.
const PROMPT_ENDS: Duration = Duration::from_millis(150);

static KEEPER: OnceLock<Keeper> = OnceLock::new();

/// Holds the case as it is now, for the moment in which the run is interrupted.
pub struct Keeper {
    case: Mutex<Option<Case>>,
    path: Option<PathBuf>,
    redact_hosts: bool,
    /// What a command needs to bring the user's cards along.
    options: String,
    leaving: Mutex<()>,
}

/// Installs the handler of Ctrl-C. `path` is where the person wants the case, `options` bring the user's cards along.
pub fn start(path: Option<&Path>, redact_hosts: bool, options: &str) -> &'static Keeper {
    let keeper = KEEPER.get_or_init(|| Keeper::new(path, redact_hosts, options));
    signals::on(Some(Arc::new(|| {
        std::thread::sleep(PROMPT_ENDS);
        keeper.leave();
    })));
    keeper
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Keeper {
    /// One that nothing interrupts.
    pub fn new(path: Option<&Path>, redact_hosts: bool, options: &str) -> Self {
        let (case, path, options) = (Mutex::new(None), path.map(Path::to_path_buf), options.into());
        Self { case, path, redact_hosts, options, leaving: Mutex::new(()) }
    }

    /// Takes note of the case as it is now.
    pub fn remember(&self, case: &Case) {
        *locked(&self.case) = Some(case.clone());
    }

    /// Writes the case, and tells how to go on with it. Says nothing when there is nothing in it.
    pub fn keep(&self) {
        let Some(case) = locked(&self.case).clone() else { return };
        if case.readings.is_empty() && case.hints.is_empty() && case.told.is_none() {
            return;
        }
        let path = self.path.clone().unwrap_or_else(own_place);
        match save(&case, &path, self.redact_hosts) {
            Ok(()) => out::tell(&format!(
                "What is known is kept. Go on with: kafka-doctor diagnose --case {}{}",
                out::quoted(&path.display().to_string()),
                self.options
            )),
            Err(error) => out::tell(&error.to_string()),
        }
    }

    /// Ends the process after Ctrl-C; whoever comes second waits for that end.
    pub fn leave(&self) -> ! {
        let _leaving = locked(&self.leaving);
        let _ = Term::stderr().show_cursor();
        out::tell("");
        self.keep();
        std::process::exit(i32::from(Kind::Interrupted.exit_code()));
    }
}

/// A file of its own in the user's state folder, else among temporary files.
fn own_place() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = set("XDG_STATE_HOME").or_else(|| set("HOME").map(|home| home.join(".local/state")));
    let folder = state.map(|state| state.join("kafka-doctor")).filter(|folder| std::fs::create_dir_all(folder).is_ok());
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    // A name that nobody guesses: where all may write, a link could lie in its place.
    let random = RandomState::new().build_hasher().finish();
    folder.unwrap_or_else(std::env::temp_dir).join(format!("case-{now}-{random:016x}.json"))
}
