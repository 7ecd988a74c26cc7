//! What is taken away: a view as a file, a row or a ticket to the clipboard. Nothing here decides what
//! is shown; it only makes it fit for where it goes, and leaves nothing half done.

mod cell;
mod clipboard;
mod file;
mod harmless;
mod sheet;
mod ticket;

pub use cell::guarded;
pub use clipboard::{Clipboard, MOST, NotSent, Wrapping, sequence, to_tmux};
pub use file::{NotWritten, write_new};
pub use harmless::Harmless;
pub use sheet::{Form, Head, Row, write};
pub use ticket::{About, ticket};

use chrono::{DateTime, SecondsFormat, Utc};

/// RFC 3339 in UTC with Z, to the second.
pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
