//! What happens to the app, and what the app wants done.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Arrange, Arranged, Copy, Export, Found, Roster, Search};
use crate::status::{Command, Status};
use crate::tui::keys::Key;
use crate::tui::theme::{Theme, ThemeError};

/// Something that happened.
pub(in crate::tui) enum Msg {
    /// The loop runs: what the app was made with can be worked on.
    Begun,
    Key(Key),
    Paste(String),
    /// The terminal has another size.
    Resized,
    /// The time, told before each frame.
    Now(DateTime<Utc>),
    Status(Arc<Status>),
    /// No status will come any more.
    ReadersGone,
    Indexed(Arc<Roster>),
    Found(Box<Found>),
    Arranged(Box<Arranged>),
    /// A job beside the loop ended without an answer.
    JobFailed,
    /// A command did not reach the readers.
    NotSent(Command),
    NotSuspended,
    /// The theme that was asked for. The loop takes it, and tells the app in words.
    Theme(Box<Result<Option<Theme>, ThemeError>>),
    /// What came of something that was asked for.
    Told(String),
    /// The terminal or the system wants the program to end.
    Ended,
}

/// Something to do outside.
pub(in crate::tui) enum Effect {
    Send(Command),
    /// List everyone anew.
    Index(Arc<Status>),
    Search(Box<Search>),
    Arrange(Box<Arrange>),
    /// Put text on the clipboard.
    Copy(Copy),
    /// Write a view into a file.
    Export(Box<Export>),
    /// Find the theme of this name and wear it.
    Theme(String),
    Suspend,
    Repaint,
    /// Panics beside the loop: what comes of it is tried by hand and by the tests.
    #[cfg(debug_assertions)]
    Crash,
}

/// How the dashboard ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Ending {
    Plain,
    /// The last screen is printed where the program was started.
    Leaving,
}
