//! What became of an action that was sent.

use super::Verdict;
use crate::model::SourceError;

/// What became of it, in lines that are fit to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub verdict: Verdict,
    /// Of the last answer; `None` where none came.
    pub status: Option<u16>,
    pub request_id: Option<String>,
    /// What was answered, and what changed.
    pub lines: Vec<String>,
}

/// Whether the service may have carried it out although it answered with `error`.
pub(super) fn may_have_happened(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Timeout { .. }
            | SourceError::Network { .. }
            | SourceError::Protocol { .. }
            | SourceError::TooLarge { .. }
    ) || matches!(error, SourceError::Status { status, .. } if *status >= 500 && *status != 501)
}

/// What a refusal means for an action, and what to try.
pub(super) fn advice(error: &SourceError) -> &'static str {
    match error {
        SourceError::Forbidden { .. } => {
            "grant the app registration Synchronization.ReadWrite.All, with admin consent; signed in as a \
             person, also the role Cloud Application Administrator"
        }
        SourceError::Throttled { .. } => "the service takes no more for now: try again later",
        SourceError::Status { status: 400, .. } => {
            "the service does not take it so: see its words, and the state of the job"
        }
        SourceError::Status { status: 404, .. } => "the job or the object is gone: read again",
        other => other.advice(),
    }
}
