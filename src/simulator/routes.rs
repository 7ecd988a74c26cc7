//! Which of the provider's endpoints a request is for.

use chrono::{DateTime, Utc};

use super::faults::Faults;
use super::http::{Ask, Reply};
use super::part::Part;
use super::provider::Provider;
use super::scim::endpoint::Endpoint;

/// Where the SCIM endpoints begin, behind the origin.
pub const SCIM_PATH: &str = "/api/v1/scim";

/// The provider's endpoints and their tokens.
pub struct Routes {
    scim: Endpoint,
    scim_token: String,
}

impl Routes {
    /// The endpoints. With `cursors_only` SCIM lists go on by cursors alone.
    pub fn new(scim_token: &str, cursors_only: bool) -> Self {
        Self {
            scim: Endpoint::new(cursors_only),
            scim_token: scim_token.to_owned(),
        }
    }

    /// Answers a request; `None` when it is not for the provider.
    pub fn answer(
        &mut self,
        provider: &mut Provider,
        faults: &mut Faults,
        ask: &Ask,
        now: DateTime<Utc>,
    ) -> Option<Reply> {
        let below = below(&ask.path, SCIM_PATH)?;
        if let Some(refusal) = faults.refuse(Part::Scim, now) {
            return Some(refusal);
        }
        let reply = if ask.bearer() == Some(&self.scim_token) {
            self.scim.answer((provider, faults), ask, below, now)
        } else {
            Part::Scim.unauthorized(now)
        };
        Some(faults.spoil(Part::Scim, reply))
    }
}

/// What follows a base in a path.
fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base)
        .filter(|below| below.is_empty() || below.starts_with('/'))
}
