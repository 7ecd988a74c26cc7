use std::path::PathBuf;

use super::mistake::Fault;
use super::raw::{Raw, choice};
use crate::export::Clipboard;

/// How the program shows itself and gives things away: nothing of the tenant's.
#[derive(Clone, Debug, Default)]
pub struct Face {
    pub clipboard: Clipboard,
    /// Where exported views go; `None`: where the program was started.
    pub export_directory: Option<PathBuf>,
    /// Whether people are masked.
    pub privacy: bool,
}

pub(super) fn clipboard(raw: Raw<'_>) -> Result<Clipboard, Fault> {
    let ways = [
        ("osc52", Clipboard::Osc52),
        ("tmux", Clipboard::Tmux),
        ("off", Clipboard::Off),
    ];
    choice(raw, &ways)
}
