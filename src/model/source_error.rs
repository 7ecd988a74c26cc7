//! What went wrong while reading: what failed, where, and what to try. A secret cannot get in:
//! it holds paths without query, statuses and the answer's own words.

use std::time::Duration;

use super::Foreign;

/// Why a request, and with it a read, failed. `at` is the method and path, without the query.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SourceError {
    #[error("{at}: 401, the token was refused{}", said(.detail))]
    Unauthorized { at: String, detail: Foreign },
    #[error("{at}: 403, the token lacks the permission{}", said(.detail))]
    Forbidden { at: String, detail: Foreign },
    #[error("{at}: 429, throttled, and still after {tries} tries")]
    Throttled {
        at: String,
        tries: u32,
        retry_after: Option<Duration>,
    },
    #[error("{at}: no answer in time")]
    Timeout { at: String },
    #[error("{at}: {}", .cause.shown())]
    Network { at: String, cause: Foreign },
    #[error("{at}: answered {status}{}", said(.detail))]
    Status {
        at: String,
        status: u16,
        detail: Foreign,
    },
    #[error("{at}: {}", .what.shown())]
    Protocol { at: String, what: Foreign },
    /// The rest was not read.
    #[error("{at}: the answer is larger than {limit} bytes")]
    TooLarge {
        at: String,
        limit: usize,
        /// Bytes that it would have had, where it said so.
        promised: Option<usize>,
    },
    #[error("{at}: redirected, which is refused so that the token stays where it belongs")]
    Redirected { at: String },
    #[error("{at}: the answer links to another host, {}; not followed", .host.shown())]
    ForeignLink { at: String, host: Foreign },
    #[error("sign-in at {at} failed{}", said(.detail))]
    SignIn { at: String, detail: Foreign },
    /// A command that prints records; its words may hold what it wrote to standard error.
    #[error("the audit command {}", .what.shown())]
    Command { what: Foreign },
    /// Of what was not kept: with it, too much would be held.
    #[error("{at}: with this, more would be held of the tenant than {limit} bytes")]
    Full { at: String, limit: usize },
    #[error("{what}")]
    NotFound { what: String },
    #[error("{what}")]
    Setting { what: String },
    #[error("the reader stopped by a fault of its own: {}", .what.shown())]
    Bug { what: Foreign },
}

impl SourceError {
    /// What a person can do about it, in one sentence.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Unauthorized { .. } => "check that the token is the current one of this service",
            Self::Forbidden { .. } => "grant the read permission named in the README for this call",
            Self::Throttled { .. } => "wait, or lengthen the interval of this source",
            Self::Timeout { .. } => "the service is slow or out of reach; it is tried again",
            Self::Network { .. } => "check the address, the name lookup and the way there",
            Self::Status { .. } => "look the status up with the service; it is tried again",
            Self::Protocol { .. } => "check that the URL is the service's API, not a sign-in page",
            Self::TooLarge { .. } => {
                "lower the page size, or the size of what is read, at the service"
            }
            Self::Redirected { .. } => "configure the address that the service redirects to",
            Self::ForeignLink { .. } => "check that the configured address is the service's own",
            Self::SignIn { .. } => "check tenant, client id and credential",
            Self::Command { .. } => {
                "run the command by hand: it has to print one JSON object a line"
            }
            Self::Full { .. } => {
                "check why the service has so many or so long names, then start scimtop again"
            }
            Self::NotFound { .. } => "check the configured name or id",
            Self::Setting { .. } => "correct the configuration",
            Self::Bug { .. } => "please report it with the log file",
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
