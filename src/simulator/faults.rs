//! The faults of one run at work.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::fault::{Fault, FaultKind};
use super::http::Reply;
use super::part::Part;

/// Wall seconds that a throttled client is told to wait.
const RETRY_AFTER: &str = "1";

const SIGN_IN_PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head>\
    <body><form action=\"/login\"><input name=\"user\"></form></body></html>";

/// The faults that were switched on, with what they count. Requests and seed alone decide what
/// goes wrong.
pub struct Faults {
    list: Vec<Fault>,
    asked: [i64; Part::ALL.len()],
    rng: fastrand::Rng,
}

impl Faults {
    /// The faults of a run.
    pub fn new(list: Vec<Fault>, seed: u64) -> Self {
        let rng = fastrand::Rng::with_seed(seed ^ 0xfa17);
        Self {
            list,
            asked: [0; Part::ALL.len()],
            rng,
        }
    }

    /// The number of a fault that is on in a part; of several the last.
    pub fn value(&self, part: Part, kind: FaultKind) -> Option<i64> {
        let mut on = self.list.iter().rev().filter(|fault| fault.kind == kind);
        on.find(|fault| fault.acts_in(part))
            .map(|fault| fault.value)
    }

    /// Whether a fault is on in a part.
    pub fn on(&self, part: Part, kind: FaultKind) -> bool {
        self.value(part, kind).is_some()
    }

    /// How far the Date of answers is ahead.
    pub fn skew(&self) -> TimeDelta {
        let mut parts = Part::ALL.into_iter();
        let seconds = parts.find_map(|part| self.value(part, FaultKind::DateSkew));
        TimeDelta::try_seconds(seconds.unwrap_or(0)).unwrap_or_default()
    }

    /// Seconds for which tokens are good.
    pub fn token_life(&self) -> Option<u64> {
        let seconds = self.value(Part::Graph, FaultKind::ShortTokens)?;
        u64::try_from(seconds).ok()
    }

    /// The chance behind those faults that need one.
    pub fn rng(&mut self) -> &mut fastrand::Rng {
        &mut self.rng
    }

    /// Counts a request, and answers it where a fault does. Once for each request, first of all.
    pub fn refuse(&mut self, part: Part, now: DateTime<Utc>) -> Option<Reply> {
        self.asked[part as usize] += 1;
        if self.due(part, FaultKind::Throttle) {
            let reply = part.error(429, code(part, "TooManyRequests"), "Too many requests", now);
            return Some(reply.with_header("retry-after", RETRY_AFTER));
        }
        if self.due(part, FaultKind::Unavailable) {
            let code = code(part, "ServiceUnavailable");
            let reply = part.error(503, code, "The service is unavailable", now);
            return Some(reply.with_header("retry-after", RETRY_AFTER));
        }
        self.on(part, FaultKind::Unauthorized)
            .then(|| part.unauthorized(now))
    }

    /// Spoils an answer where a fault does. Once for each request, last of all.
    #[must_use]
    pub fn spoil(&self, part: Part, reply: Reply) -> Reply {
        let mut reply = if self.due(part, FaultKind::Html) {
            Reply::new(200, "text/html; charset=utf-8", SIGN_IN_PAGE)
        } else {
            reply
        };
        reply.delivery.cut |= self.due(part, FaultKind::CutBody) && !reply.body.is_empty();
        let drip = self.value(part, FaultKind::SlowDrip);
        let drip = drip.and_then(|milliseconds| u64::try_from(milliseconds).ok());
        reply.delivery.drip = drip.map(Duration::from_millis).or(reply.delivery.drip);
        reply
    }

    /// Whether the request counted last is an Nth one.
    fn due(&self, part: Part, kind: FaultKind) -> bool {
        let nth = self.value(part, kind);
        nth.is_some_and(|nth| self.asked[part as usize] % nth.max(1) == 0)
    }
}

fn code(part: Part, code: &'static str) -> &'static str {
    if part == Part::Graph { code } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(names: &[&str]) -> Faults {
        let list = names
            .iter()
            .map(|name| name.parse().expect("a fault's name"));
        Faults::new(list.collect(), 1)
    }

    fn refusals(faults: &mut Faults, part: Part) -> Vec<u16> {
        let refuse = |_| {
            faults
                .refuse(part, DateTime::UNIX_EPOCH)
                .map_or(0, |reply| reply.status)
        };
        (0..6).map(refuse).collect()
    }

    #[test]
    fn every_nth_request_of_a_part_is_refused() {
        let mut faults = faults(&["throttle-429=3", "scim:unavailable-503=2"]);
        assert_eq!(
            refusals(&mut faults, Part::Scim),
            [0, 503, 429, 503, 0, 429]
        );
        assert_eq!(refusals(&mut faults, Part::Graph), [0, 0, 429, 0, 0, 429]);
    }

    #[test]
    fn a_refusal_says_when_to_come_back() {
        let mut faults = faults(&["throttle-429=1"]);
        let reply = faults
            .refuse(Part::Graph, DateTime::UNIX_EPOCH)
            .expect("a refusal");
        assert!(
            reply
                .headers
                .contains(&("retry-after".to_owned(), "1".to_owned()))
        );
        assert!(String::from_utf8_lossy(&reply.body).contains("TooManyRequests"));
    }

    #[test]
    fn an_answer_is_cut_slowed_or_replaced() {
        let mut faults = faults(&["rest:html-200=2", "cut-body=3", "scim:slow-drip=9"]);
        let mut answer = |part| {
            faults.refuse(part, DateTime::UNIX_EPOCH);
            faults.spoil(part, Reply::json(200, "row"))
        };
        let rest: Vec<_> = (0..6).map(|_| answer(Part::Rest)).collect();
        let html: Vec<_> = rest
            .iter()
            .map(|reply| reply.content_type.starts_with("text/html"))
            .collect();
        assert_eq!(html, [false, true, false, true, false, true]);
        let cut: Vec<_> = rest.iter().map(|reply| reply.delivery.cut).collect();
        assert_eq!(cut, [false, false, true, false, false, true]);
        assert_eq!(
            answer(Part::Scim).delivery.drip,
            Some(Duration::from_millis(9))
        );
        assert_eq!(answer(Part::Graph).delivery.drip, None);
    }

    #[test]
    fn the_token_is_refused_in_its_own_part_only() {
        let mut faults = faults(&["scim-401"]);
        assert_eq!(refusals(&mut faults, Part::Scim), [401; 6]);
        assert_eq!(refusals(&mut faults, Part::Rest), [0; 6]);
    }
}
