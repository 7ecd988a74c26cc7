//! Which of the provider's endpoints a request is for.

use chrono::{DateTime, Utc};

use super::faults::Faults;
use super::http::{Ask, Reply};
use super::part::Part;
use super::provider::Provider;
use super::scim::endpoint::Endpoint;
use super::setup::Setup;

/// Where the SCIM endpoints begin, behind the origin.
pub const SCIM_PATH: &str = "/api/v1/scim";
/// Where the REST endpoints begin, behind the origin.
pub const REST_PATH: &str = "/api/v1";

/// The provider's endpoints and their tokens.
pub struct Routes {
    scim: Endpoint,
    scim_token: String,
    rest_token: String,
    setup: Setup,
}

impl Routes {
    /// The endpoints. Each token opens its own part only; with `cursors_only` SCIM lists go on by
    /// cursors alone.
    pub fn new(scim_token: &str, rest_token: &str, cursors_only: bool) -> Self {
        let (scim_token, rest_token) = (scim_token.to_owned(), rest_token.to_owned());
        Self {
            scim: Endpoint::new(cursors_only),
            scim_token,
            rest_token,
            setup: Setup::default(),
        }
    }

    /// The same endpoints, which refuse what the setup does not grant.
    #[must_use]
    pub fn refusing(self, setup: Setup) -> Self {
        Self { setup, ..self }
    }

    /// Answers a request; `None` when it is not for the provider.
    pub fn answer(
        &mut self,
        provider: &mut Provider,
        faults: &mut Faults,
        ask: &Ask,
        now: DateTime<Utc>,
    ) -> Option<Reply> {
        let path = ask.path.as_str();
        let (part, token, below) = match below(path, SCIM_PATH) {
            Some(below) => (Part::Scim, &self.scim_token, below),
            None => (Part::Rest, &self.rest_token, below(path, REST_PATH)?),
        };
        if let Some(refusal) = faults.refuse(part, ask, now) {
            return Some(refusal);
        }
        let reply = if ask.bearer() != Some(token) {
            part.unauthorized(now)
        } else if part == Part::Scim {
            self.scim.answer((provider, faults), ask, below, now)
        } else if self.setup.refuses_rest(below) {
            let detail = "You do not have permission to perform this action.";
            part.error(403, "", detail, now)
        } else {
            super::rest::answer(provider, faults, ask, below, now)
        };
        Some(faults.spoil(part, reply))
    }
}

/// What follows a base in a path.
fn below<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base)
        .filter(|below| below.is_empty() || below.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_token_opens_its_own_part_only() {
        let mut routes = Routes::new("scim-secret", "rest-secret", false);
        let mut provider = Provider::new(1, "http://localhost/api/v1/scim");
        let mut faults = Faults::new(Vec::new(), 1);
        let mut status = |path: &str, token: &str| {
            let ask =
                Ask::new("GET", path).with_header("authorization", &format!("Bearer {token}"));
            let reply = routes.answer(&mut provider, &mut faults, &ask, DateTime::UNIX_EPOCH);
            reply.map(|reply| reply.status)
        };
        assert_eq!(status("/api/v1/scim/Users", "scim-secret"), Some(200));
        assert_eq!(status("/api/v1/scim/Users", "rest-secret"), Some(401));
        assert_eq!(status("/api/v1/users", "rest-secret"), Some(200));
        assert_eq!(status("/api/v1/users", "scim-secret"), Some(401));
        assert_eq!(status("/api/v1/scimmy", "rest-secret"), Some(404));
        assert_eq!(status("/v1.0/users", "rest-secret"), None);
    }
}
