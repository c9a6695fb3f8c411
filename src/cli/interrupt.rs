//! Ctrl-C where nothing can be lost: the run ends at once, and a watch ends with its last verdict.

use std::process::exit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use super::{Out, signals};
use crate::error::Kind;

/// The last verdict of a watch.
pub struct Verdict {
    /// The page, where what is on the screen is no longer all of it.
    pub page: Option<String>,
    /// The exit code.
    pub code: u8,
}

static LAST: Mutex<Option<Verdict>> = Mutex::new(None);

/// The last page must be out by then: whoever reads it may have stopped, and the run ends all the same.
const PRINTED: Duration = Duration::from_secs(1);

/// Installs the handler.
pub fn install() {
    signals::on(Some(Arc::new(|| {
        let last = locked().take();
        let code = last.as_ref().map_or(Kind::Interrupted.exit_code(), |verdict| verdict.code);
        if let Some(page) = last.and_then(|verdict| verdict.page) {
            let (done, printed) = mpsc::channel();
            std::thread::spawn(move || {
                let _ = Out::new().whole(&page);
                let _ = done.send(());
            });
            let _ = printed.recv_timeout(PRINTED);
        }
        exit(code.into());
    })));
}

/// Keeps what the run would end with.
pub fn keep(verdict: Verdict) {
    *locked() = Some(verdict);
}

fn locked() -> MutexGuard<'static, Option<Verdict>> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}
