//! Refusals in the shape of Microsoft Graph.

use chrono::{DateTime, Utc};

use crate::simulator::http::Reply;
use crate::simulator::part::Part;

/// A refusal: HTTP status, code and message ("Microsoft Graph error responses and resource types").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GraphError {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    /// A header that goes with it: Retry-After, Location.
    pub header: Option<(&'static str, String)>,
}

impl GraphError {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            header: None,
        }
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "Request_BadRequest", message)
    }

    /// 400: a query that the directory answers only with advanced query capabilities, or not at all.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(400, "Request_UnsupportedQuery", message)
    }

    /// 403: the application lacks the permission.
    pub fn denied() -> Self {
        Self::new(
            403,
            "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation.",
        )
    }

    /// 404 for a resource.
    pub fn not_found(id: &str) -> Self {
        let message = format!(
            "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        );
        Self::new(404, "Request_ResourceNotFound", message)
    }

    /// 404 for a path that the service does not know.
    pub fn no_such_segment(segment: &str) -> Self {
        Self::new(
            404,
            "BadRequest",
            format!("Resource not found for the segment '{segment}'."),
        )
    }

    /// 400: a delta token that the service does not know any more.
    pub fn expired() -> Self {
        Self::new(
            400,
            "syncStateNotFound",
            "The sync state is no longer valid. Start again without a token.",
        )
    }

    /// 410: a delta token that is too old; `link` starts the full round again.
    pub fn gone(link: String) -> Self {
        let mut error = Self::new(
            410,
            "syncStateNotFound",
            "The sync state generation is not found.",
        );
        error.header = Some(("location", link));
        error
    }

    /// 429 with a Retry-After in wall seconds.
    pub fn too_many(seconds: u64) -> Self {
        let mut error = Self::new(429, "TooManyRequests", "Too many requests.");
        error.header = Some(("retry-after", seconds.to_string()));
        error
    }

    /// The error as it is sent.
    pub fn reply(&self, now: DateTime<Utc>) -> Reply {
        let reply = Part::Graph.error(self.status, self.code, &self.message, now);
        match &self.header {
            Some((name, value)) => reply.with_header(name, value),
            None => reply,
        }
    }
}
