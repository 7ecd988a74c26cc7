//! Why a SCIM request was not served.

use chrono::{DateTime, Utc};

use super::super::http::Reply;
use super::super::part::Part;
use super::super::provider::Refusal;
use super::filter::FilterError;

/// An error answer in the making (RFC 7644 3.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: u16,
    /// The scimType, empty when there is none.
    pub scim_type: &'static str,
    /// What to tell a person.
    pub detail: String,
}

impl Failure {
    /// A 400 with a scimType.
    pub fn bad(scim_type: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status: 400,
            scim_type,
            detail: detail.into(),
        }
    }

    /// A 404 for something that was asked for by name.
    pub fn not_found(what: &str) -> Self {
        Self {
            status: 404,
            scim_type: "",
            detail: format!("{what} not found"),
        }
    }

    /// The answer.
    pub fn reply(&self, now: DateTime<Utc>) -> Reply {
        Part::Scim.error(self.status, self.scim_type, &self.detail, now)
    }
}

impl From<FilterError> for Failure {
    fn from(error: FilterError) -> Self {
        Self::bad("invalidFilter", error.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let scim_type = refusal.scim_type().unwrap_or_default();
        Self {
            status: refusal.status(),
            scim_type,
            detail: refusal.to_string(),
        }
    }
}
