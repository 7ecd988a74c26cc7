//! What panicked, kept until the screen is given back. The hook itself never touches the
//! terminal: a panic in a task must not tear down a screen that goes on being painted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use crate::model::visible;

/// Records kept of one run; the first ones tell the most.
const KEPT: usize = 8;

static HOOKED: Once = Once::new();
static RECORDING: AtomicBool = AtomicBool::new(false);
static RECORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// From now on panics are recorded instead of printed.
pub(super) fn record() {
    HOOKED.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if RECORDING.load(Ordering::SeqCst) {
                keep(&info.to_string());
            } else {
                before(info);
            }
        }));
    });
    RECORDING.store(true, Ordering::SeqCst);
}

/// Panics are printed again; gives back what was recorded.
pub(super) fn release() -> Vec<String> {
    RECORDING.store(false, Ordering::SeqCst);
    std::mem::take(&mut *RECORDS.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A panic's text may hold text from outside.
fn keep(text: &str) {
    let mut records = RECORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if records.len() < KEPT {
        let lines: Vec<_> = text.lines().map(visible).collect();
        records.push(lines.join("\n"));
    }
}
