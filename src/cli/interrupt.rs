//! Ctrl-C where nothing can be lost: the run ends at once, and a watch ends with its last verdict.

use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Out;
use crate::error::Kind;

/// The last verdict of a watch.
pub struct Verdict {
    /// The page, where what is on the screen is no longer all of it.
    pub page: Option<String>,
    /// The exit code.
    pub code: u8,
}

static LAST: Mutex<Option<Verdict>> = Mutex::new(None);

/// Installs the handler.
pub fn install() {
    // It is the only one of this run, so it can be installed.
    let _ = ctrlc::set_handler(|| {
        let last = last();
        if let Some(page) = last.as_ref().and_then(|verdict| verdict.page.as_ref()) {
            let _ = Out::new().whole(page);
        }
        exit(last.as_ref().map_or(Kind::Interrupted.exit_code(), |verdict| verdict.code).into());
    });
}

/// What the run would end with; while it is held, nothing ends it.
pub fn last() -> MutexGuard<'static, Option<Verdict>> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}
