//! One answer, ready made.

use std::time::Duration;

use chrono::{DateTime, Utc};
use hyper::body::Bytes;
use serde::Serialize;

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The media type; empty for an answer without a body.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
    /// How the answer travels; by default whole and at once.
    pub delivery: Delivery,
}

/// How an answer travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Wall time before the first byte.
    pub delay: Duration,
    /// When set, the body comes in sixteen pieces with this much wall time before each.
    pub drip: Option<Duration>,
    /// How it goes wrong; by default it arrives.
    pub end: Option<Break>,
}

/// How an answer does not arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// The connection closes after half of the body, whose full length was promised.
    Cut,
    /// The connection is reset there.
    Reset,
    /// The connection is reset instead of an answer.
    Refuse,
    /// The body is repeated for as long as somebody reads it.
    Never,
}

impl Reply {
    /// An answer with a body of the given media type.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let (headers, delivery) = (Vec::new(), Delivery::default());
        Self {
            status,
            content_type,
            headers,
            body: body.into(),
            delivery,
        }
    }

    /// An answer with a value as `application/json`. A value that JSON cannot carry becomes a 500
    /// that says so.
    pub fn json<T: Serialize + ?Sized>(status: u16, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::new(status, "application/json", body),
            Err(error) => Self::new(500, "text/plain", error.to_string()),
        }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self::new(status, "", Bytes::new())
    }

    /// The same answer with one header more.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same answer with a Date header (RFC 9110 5.6.7, the fixed form).
    #[must_use]
    pub fn dated(self, now: DateTime<Utc>) -> Self {
        self.with_header("date", &now.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_has_the_fixed_form() -> Result<(), chrono::ParseError> {
        let now: DateTime<Utc> = "2026-07-04T05:06:07.9Z".parse()?;
        let reply = Reply::empty(204).dated(now);
        let date = (
            "date".to_owned(),
            "Sat, 04 Jul 2026 05:06:07 GMT".to_owned(),
        );
        assert_eq!(reply.headers, [date]);
        Ok(())
    }
}
