//! What a face may ask for: the only thing that goes back.

use crate::model::{Resource, Source, Wish};

/// A wish of the person at the keyboard. It goes out over a bounded channel; when that is full,
/// the person is told instead of made to wait.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Read this source now.
    Poll(Source),
    /// Read every source now.
    PollAll,
    /// Forget what was confirmed and read everything from the start.
    ReadAgain,
    /// Check the set-up, once what is read was read at all.
    Examine,
    /// This resource of the provider fills the screen now: keep what is shown of it fresh. `None`: none does.
    OnScreen(Option<Resource>),
    /// Read what this action is about, so that it can be confirmed. Nothing is sent that acts.
    Prepare { number: u64, wish: Wish },
    /// Carry out what was prepared, if this is its name.
    Confirm { number: u64, typed: String },
    /// Drop what was prepared. What was sent is not called back.
    Abandon { number: u64 },
}

impl Command {
    /// For people.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Poll(_) | Self::PollAll => "the wish to read",
            Self::ReadAgain => "the wish to read everything again",
            Self::Examine => "the wish to examine",
            Self::OnScreen(_) => "what is on screen",
            Self::Prepare { .. } | Self::Confirm { .. } | Self::Abandon { .. } => "the action",
        }
    }
}
