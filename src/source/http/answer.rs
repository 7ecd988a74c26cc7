//! What came back from a request that succeeded.

use std::fmt;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{DATE, ETAG, HeaderMap};
use serde::Deserialize;

use super::refusal;
use crate::model::{Foreign, SourceError};

/// A successful answer, its body whole.
pub struct Answer {
    /// Method and path of the request.
    pub at: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The service's own time (RFC 9110, 6.6.1: Date).
    pub date: Option<DateTime<Utc>>,
    /// What the service's support asks for (Microsoft Graph: `request-id`).
    pub request_id: Option<String>,
}

impl Answer {
    pub(super) fn new(at: String, status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Self {
        let date = text(&headers, DATE.as_str())
            .and_then(|date| DateTime::parse_from_rfc2822(date).ok())
            .map(|date| date.to_utc());
        let request_id = ["request-id", "x-request-id"]
            .iter()
            .find_map(|name| text(&headers, name))
            .map(str::to_owned);
        Self {
            at,
            status: status.as_u16(),
            headers,
            body,
            date,
            request_id,
        }
    }

    /// What tells whether it has changed when it is asked for again (RFC 9110, 8.8.3).
    pub fn tag(&self) -> Option<&str> {
        text(&self.headers, ETAG.as_str())
    }

    /// The body as `T`, borrowed from it.
    ///
    /// [`SourceError::Protocol`] where it is something else: another shape, a sign-in page.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T, SourceError> {
        // Text that was looked through once need not be looked through string by string.
        let read = match simdutf8::basic::from_utf8(&self.body) {
            Ok(text) => serde_json::from_str(text),
            Err(_) => serde_json::from_slice(&self.body),
        };
        read.map_err(|error| SourceError::Protocol {
            at: self.at.clone(),
            what: Foreign::new(refusal::not_json(&self.body, &error)),
        })
    }
}

pub(super) fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl fmt::Debug for Answer {
    /// Without headers and body, which nobody has to read in a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request_id = self.request_id.as_deref().unwrap_or("none");
        let (at, status, bytes) = (&self.at, self.status, self.body.len());
        write!(
            f,
            "{at}: {status}, {bytes} bytes, request-id {request_id:?}"
        )
    }
}
