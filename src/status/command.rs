//! What a face may ask for: the only thing that goes back.

use crate::model::Source;

/// A wish of the person at the keyboard. It goes out over a bounded channel; when that is full,
/// the person is told instead of made to wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Command {
    /// Read this source now.
    Poll(Source),
    /// Read every source now.
    PollAll,
    /// Forget what was confirmed and read everything from the start.
    ReadAgain,
    /// Check the set-up, once what is read was read at all.
    Examine,
}
