//! What a face may ask of the readers.

use crate::model::Source;

/// A wish of the person at the keyboard. It goes out over a bounded channel; when that is full,
/// the person is told instead of made to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Read every source now.
    PollAll,
    /// Read one source now.
    Poll(Source),
    /// Forget what was read and read everything from the start.
    ReadAgain,
    /// The dashboard has ended.
    Quit,
}
