//! The provider's own REST endpoints, in the shapes of Kandji's API (Iru Endpoint Management API,
//! its Postman collection): `GET /users`, `/users/{id}`, `/devices` and `/audit/events`, all below
//! `/api/v1`.

mod audit_events;
mod devices;
mod users;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fault::FaultKind;
use super::faults::Faults;
use super::http::{Ask, Reply, decode};
use super::part::Part;
use super::provider::Provider;

/// Where links to a next page lead: to the host of the web console, as in the vendor's samples. A
/// client that follows them with its token gives the token away.
const LINK_HOST: &str = "https://tenant.kandji.example";

/// Why a request was not served; goes out as `{"detail": ...}`.
struct Failure {
    status: u16,
    detail: String,
}

/// One REST request.
struct Request<'a> {
    provider: &'a Provider,
    ask: &'a Ask,
    now: DateTime<Utc>,
    cap: Option<usize>,
    /// Somebody comes from another integration, too.
    doubles: bool,
}

/// Answers a request; `path` is what follows the base.
pub fn answer(
    provider: &Provider,
    faults: &Faults,
    ask: &Ask,
    path: &str,
    now: DateTime<Utc>,
) -> Reply {
    let cap = faults.value(Part::Rest, FaultKind::PageCap);
    let cap = cap.and_then(|cap| usize::try_from(cap).ok());
    let request = Request {
        provider,
        ask,
        now,
        cap,
        doubles: faults.on(Part::Rest, FaultKind::SecondIntegration),
    };
    match request.route(path) {
        Ok(body) => Reply::json(200, &body),
        Err(failure) => Part::Rest.error(failure.status, "", &failure.detail, now),
    }
}

impl Request<'_> {
    fn route(&self, path: &str) -> Result<Value, Failure> {
        if self.ask.method != "GET" {
            let detail = format!("Method \"{}\" not allowed.", self.ask.method);
            return Err(Failure {
                status: 405,
                detail,
            });
        }
        let segments: Vec<_> = path.trim_matches('/').split('/').collect();
        match segments.as_slice() {
            ["users"] => users::list(self),
            ["users", id] => users::one(self, &decode(id)),
            ["devices"] => devices::list(self),
            ["audit", "events"] => audit_events::list(self),
            _ => Err(not_found()),
        }
    }

    /// How many rows a page may have: what a parameter asks for, as far as it is allowed.
    fn page_size(&self, parameter: &str, largest: usize) -> Result<usize, Failure> {
        let asked = self.number(parameter)?.unwrap_or(largest);
        Ok(asked.min(largest).min(self.cap.unwrap_or(largest)))
    }

    /// Whether a parameter lets something through; one that is not given lets everything.
    fn allows(&self, parameter: &str, holds: impl Fn(&str) -> bool) -> bool {
        self.ask.parameter(parameter).is_none_or(holds)
    }

    fn number(&self, parameter: &str) -> Result<Option<usize>, Failure> {
        let text = self.ask.parameter(parameter);
        let wrong = |_| bad(format!("{parameter}: a whole number is required."));
        text.map(|text| text.parse().map_err(wrong)).transpose()
    }

    /// The page in the envelope that `users` and `audit/events` share.
    fn page(&self, results: &[Value], next: Option<&str>) -> Value {
        let next = next.map(|cursor| self.link(cursor));
        json!({"next": next, "previous": null, "results": results})
    }

    /// The same request with another cursor, on the vendor's host.
    fn link(&self, cursor: &str) -> String {
        let others = self.ask.raw_query.split('&');
        let others = others.filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
        let query: Vec<_> = others
            .map(str::to_owned)
            .chain([format!("cursor={cursor}")])
            .collect();
        format!("{LINK_HOST}{}?{}", self.ask.path, query.join("&"))
    }
}

fn not_found() -> Failure {
    Failure {
        status: 404,
        detail: "Not found.".to_owned(),
    }
}

fn bad(detail: String) -> Failure {
    Failure {
        status: 400,
        detail,
    }
}

#[cfg(test)]
mod tests;
