//! What a person has done through scimtop: prepared, confirmed, written down, sent, verified.
//!
//! [`prepare`] reads what the action is about and refuses what cannot work; its [`Prepared`] says what
//! will happen and which name to type. [`carry_out`] takes that name. Nothing else sends what acts, and
//! nothing is sent that could not be written down first ([`Trail`]).

mod line;
mod outcome;
mod perform;
mod prepare;
mod trail;
mod verify;

use std::time::Duration;

use crate::model::SourceError;
use crate::source::clock::Clock;
use crate::source::graph::Graph;
use crate::source::http::{NotAllowed, NotConfirmed};
use crate::source::scim::Scim;

pub use crate::model::{Verification as Verdict, Wish};
pub use outcome::Outcome;
pub use perform::carry_out;
pub use prepare::{Prepared, prepare};
pub use trail::{Trail, TrailError};

/// How long to look for the effect of an action, in wall time.
#[derive(Clone, Copy, Debug)]
pub struct Waiting {
    /// From one look to the next.
    pub rest: Duration,
    /// From the answer to the last look; zero looks once.
    pub most: Duration,
}

/// Through whom actions go, and for whom.
pub struct Session<'a> {
    pub graph: &'a Graph,
    pub scim: &'a Scim,
    pub clock: Clock,
    pub profile: &'a str,
    pub waiting: Waiting,
}

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    #[error(transparent)]
    NotConfirmed(#[from] NotConfirmed),
    #[error("another action is under way: its process holds {0}; wait until it has ended")]
    Busy(String),
    /// Why the job, or the service, would not take it.
    #[error("{0}")]
    CannotWork(String),
    #[error("{}; {}", .0, .0.advice())]
    Unread(SourceError),
    #[error("it cannot be written down, so it is not sent: {0}")]
    NotWritten(#[from] TrailError),
}

impl From<SourceError> for Refused {
    fn from(error: SourceError) -> Self {
        Self::Unread(error)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::source::http::Allowed;

    fn is_send<T: Send>(_: &T) {}

    /// A screen hands actions to a task of the network's thread.
    #[allow(dead_code, reason = "it is compiled, and that is the test")]
    fn actions_may_be_spawned(session: &Session<'_>, allowed: Allowed, prepared: Prepared) {
        is_send(&prepare(session, allowed, &Wish::Start, Path::new("x")));
        is_send(&carry_out(session, prepared, "name"));
    }
}
