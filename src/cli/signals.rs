//! What Ctrl-C does, and every other signal that asks the process to end: what was last asked for.

use std::process::exit;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Kind;

/// What a signal does.
pub type Action = Arc<dyn Fn() + Send + Sync>;

static ACTION: Mutex<Option<Action>> = Mutex::new(None);

/// From now on a signal does this; `None` ends the process. What it did before.
pub fn on(action: Option<Action>) -> Option<Action> {
    let before = std::mem::replace(&mut *locked(), action);
    // It can be installed once, and is by the first call.
    let _ = ctrlc::set_handler(|| {
        let action = locked().clone();
        action.map_or_else(|| exit(Kind::Interrupted.exit_code().into()), |action| action());
    });
    before
}

fn locked() -> MutexGuard<'static, Option<Action>> {
    ACTION.lock().unwrap_or_else(PoisonError::into_inner)
}
