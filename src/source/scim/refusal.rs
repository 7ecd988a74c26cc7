//! Why an answer is not the list, or the resource, that was asked for.

use crate::model::{Foreign, SourceError};

/// An answer that is refused, by name.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refusal {
    #[error("an empty answer in place of JSON")]
    Empty,
    #[error("not JSON but text/html, probably a sign-in page")]
    Html,
    #[error("not JSON")]
    NotJson,
    #[error("not UTF-8, which JSON is exchanged in (RFC 8259, 8.1)")]
    NotUtf8,
    #[error("JSON that was cut off")]
    CutOff,
    #[error("an answer of {0} bytes, which is more than is read")]
    TooLarge(usize),
    #[error("JSON that is no SCIM list")]
    NotAList,
    #[error("JSON that is no SCIM resource")]
    NotAResource,
    #[error("an error with status 200{}", said(.0))]
    ErrorBody(Foreign),
}

impl Refusal {
    /// Whether fewer rows at a time may help.
    pub fn is_for_size(&self) -> bool {
        matches!(self, Self::CutOff | Self::TooLarge(_))
    }

    /// The same as the failure of the request `at`.
    pub fn of(&self, at: &str) -> SourceError {
        SourceError::Protocol {
            at: at.to_owned(),
            what: Foreign::new(self.to_string()),
        }
    }
}

fn said(detail: &Foreign) -> String {
    if detail.is_empty() {
        String::new()
    } else {
        format!(" ({})", detail.shown())
    }
}
