//! One try that failed, and whether another may succeed.

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::RETRY_AFTER;
use secrecy::SecretString;

use super::answer::text;
use super::refusal::detail;
use super::retry_after::retry_after;
use super::{Answer, Patience};
use crate::model::{Foreign, SourceError};

/// How a try failed.
#[derive(Debug)]
pub struct Failure {
    pub error: SourceError,
    pub cure: Cure,
    /// The status and the request id of the answer, where one came.
    pub answered: Option<(u16, Option<String>)>,
}

/// What may help.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cure {
    /// The service is busy; it may have said for how long.
    Busy(Option<Duration>),
    /// It may pass by itself.
    Time,
    /// A fresh token.
    Token,
    Nothing,
}

impl Failure {
    /// Trying again would not help.
    pub fn last(error: SourceError) -> Self {
        let (cure, answered) = (Cure::Nothing, None);
        Self {
            error,
            cure,
            answered,
        }
    }

    pub(super) fn timeout(at: &str) -> Self {
        Self {
            error: SourceError::Timeout { at: at.into() },
            cure: Cure::Time,
            answered: None,
        }
    }

    /// The connection failed, or ended too early. The address stays out of the text, since its
    /// query may hold what nobody should read.
    pub(super) fn network(at: &str, error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::timeout(at);
        }
        let error = SourceError::Network {
            at: at.into(),
            cause: Foreign::new(chain(&error.without_url())),
        };
        Self {
            error,
            cure: Cure::Time,
            answered: None,
        }
    }

    /// The service refused, in words that may hold none of `secrets`. Its dates refer to its own
    /// clock, else to `now`.
    pub(super) fn refused(refusal: &Answer, secrets: &[SecretString], now: DateTime<Utc>) -> Self {
        let now = refusal.date.unwrap_or(now);
        let asked = text(&refusal.headers, RETRY_AFTER.as_str());
        let asked = asked.and_then(|value| retry_after(value, now));
        let said = detail(&refusal.body, secrets);
        Self {
            answered: Some((refusal.status, refusal.request_id.clone())),
            ..Self::of_status(refusal.at.clone(), refusal.status, asked, said)
        }
    }

    /// The service answered with `status`, asked for a wait, and said why.
    pub(super) fn of_status(
        at: String,
        status: u16,
        asked: Option<Duration>,
        said: String,
    ) -> Self {
        let detail = Foreign::new(said);
        let error = match status {
            401 => SourceError::Unauthorized { at, detail },
            403 => SourceError::Forbidden { at, detail },
            429 => SourceError::Throttled {
                at,
                tries: 1,
                retry_after: asked,
            },
            300..=399 => SourceError::Redirected { at },
            status => SourceError::Status { at, status, detail },
        };
        let cure = match status {
            429 | 503 => Cure::Busy(asked),
            401 => Cure::Token,
            // 501 and 505, what is not implemented or not spoken, stay so.
            408 | 500 | 502 | 504 | 506..=599 => Cure::Time,
            _ => Cure::Nothing,
        };
        Self {
            error,
            cure,
            answered: Some((status, None)),
        }
    }

    /// The wait before the next try after `tries`; `None` where it would be one too many.
    pub(super) fn wait(&self, tries: u32, patience: &Patience, chance: f64) -> Option<Duration> {
        let most = match self.cure {
            Cure::Busy(_) => patience.busy_tries,
            Cure::Time => patience.tries,
            Cure::Token | Cure::Nothing => 1,
        };
        let asked = match self.cure {
            Cure::Busy(asked) => asked.map(|asked| asked.min(patience.longest_retry_after)),
            _ => None,
        };
        (tries < most).then(|| asked.unwrap_or_else(|| patience.backoff(tries, chance)))
    }

    /// The error to report after `tries`.
    pub fn report(self, tries: u32) -> SourceError {
        match self.error {
            SourceError::Throttled {
                at, retry_after, ..
            } => SourceError::Throttled {
                at,
                tries,
                retry_after,
            },
            error => error,
        }
    }
}

/// An error and its causes in one line; the causes say what happened.
fn chain(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let text = cause.to_string();
        if !out.contains(&text) {
            out = format!("{out}: {text}");
        }
        next = cause.source();
    }
    out
}
