//! The faults of one run at work.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::fault::{Fault, FaultKind};
use super::http::{Ask, Break, Reply};
use super::part::Part;

/// Wall seconds that a throttled client is told to wait.
const RETRY_AFTER: i64 = 1;

const SIGN_IN_PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head>\
    <body><form action=\"/login\"><input name=\"user\"></form></body></html>";

/// Marks a request that was redirected here, so that it is not again.
const MOVED: &str = "moved";

/// The faults that were switched on, with what they count. Requests and seed alone decide what
/// goes wrong.
pub struct Faults {
    list: Vec<Fault>,
    asked: [i64; Part::ALL.len()],
    counted: HashMap<FaultKind, i64>,
    rng: fastrand::Rng,
}

impl Faults {
    /// The faults of a run.
    pub fn new(list: Vec<Fault>, seed: u64) -> Self {
        let rng = fastrand::Rng::with_seed(seed ^ 0xfa17);
        Self {
            list,
            asked: [0; Part::ALL.len()],
            counted: HashMap::new(),
            rng,
        }
    }

    /// Puts others in the place of those that are on; what was counted is forgotten.
    pub fn replace(&mut self, list: Vec<Fault>) {
        *self = Self {
            rng: self.rng.fork(),
            ..Self::new(list, 0)
        };
    }

    /// The number of a fault that is on in a part; of several the last.
    pub fn value(&self, part: Part, kind: FaultKind) -> Option<i64> {
        let mut on = self.list.iter().rev().filter(|fault| fault.kind == kind);
        on.find(|fault| fault.acts_in(part))
            .map(|fault| fault.value)
    }

    /// The same as a number of rows.
    pub fn rows(&self, part: Part, kind: FaultKind) -> Option<usize> {
        let value = self.value(part, kind)?;
        usize::try_from(value).ok()
    }

    /// Whether a fault is on in a part.
    pub fn on(&self, part: Part, kind: FaultKind) -> bool {
        self.value(part, kind).is_some()
    }

    /// Counts an occasion of a fault that is on. Whether it is an Nth one.
    pub fn strikes(&mut self, part: Part, kind: FaultKind) -> bool {
        let Some(nth) = self.value(part, kind) else {
            return false;
        };
        let counted = self.counted.entry(kind).or_insert(0);
        *counted += 1;
        *counted % nth.max(1) == 0
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
    pub fn refuse(&mut self, part: Part, ask: &Ask, now: DateTime<Utc>) -> Option<Reply> {
        self.asked[part as usize] += 1;
        let busy = [
            (
                FaultKind::Throttle,
                429,
                "TooManyRequests",
                "Too many requests",
            ),
            (
                FaultKind::Unavailable,
                503,
                "ServiceUnavailable",
                "The service is unavailable",
            ),
        ];
        for (kind, status, code, detail) in busy {
            if self.due(part, kind) {
                let code = if part == Part::Graph { code } else { "" };
                let reply = part.error(status, code, detail, now);
                return Some(self.come_back(part, reply, now));
            }
        }
        if self.on(part, FaultKind::UnauthorizedText) {
            return Some(Reply::new(401, "text/plain", "Unauthorized\n"));
        }
        if self.on(part, FaultKind::Unauthorized) {
            return Some(part.unauthorized(now));
        }
        self.redirect(part, ask)
    }

    /// With a Retry-After, in the form that is on.
    fn come_back(&self, part: Part, reply: Reply, now: DateTime<Utc>) -> Reply {
        let at = now + self.skew() + TimeDelta::seconds(RETRY_AFTER);
        let value = if self.on(part, FaultKind::RetryAfterAbsent) {
            return reply;
        } else if self.on(part, FaultKind::RetryAfterDecimal) {
            format!("{RETRY_AFTER}.25")
        } else if self.on(part, FaultKind::RetryAfterDate) {
            at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
        } else if self.on(part, FaultKind::RetryAfterEpoch) {
            at.timestamp().to_string()
        } else {
            RETRY_AFTER.to_string()
        };
        reply.with_header("retry-after", &value)
    }

    fn redirect(&self, part: Part, ask: &Ask) -> Option<Reply> {
        if ask.parameter(MOVED).is_some() {
            return None;
        }
        let host = ask.header("host").unwrap_or_default();
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        let mark = if ask.raw_query.is_empty() { '?' } else { '&' };
        let target = format!("{}{mark}{MOVED}=1", ask.target());
        let places = [
            (FaultKind::RedirectHere, target.clone()),
            // The same port under another name, so that whoever follows is seen to come.
            (
                FaultKind::RedirectAway,
                format!("http://localhost:{port}{target}"),
            ),
            (
                FaultKind::RedirectClear,
                format!("http://scim.example{target}"),
            ),
        ];
        let mut places = places.into_iter();
        let (_, place) = places.find(|(kind, _)| self.due(part, *kind))?;
        Some(Reply::empty(307).with_header("location", &place))
    }

    /// Spoils an answer where a fault does. Once for each request, last of all.
    #[must_use]
    pub fn spoil(&self, part: Part, reply: Reply) -> Reply {
        let mut reply = if self.due(part, FaultKind::Html) {
            Reply::new(200, "text/html; charset=utf-8", SIGN_IN_PAGE)
        } else {
            reply
        };
        let breaks = [
            (FaultKind::CutBody, Break::Cut),
            (FaultKind::ResetWithin, Break::Reset),
            (FaultKind::ResetBefore, Break::Refuse),
            (FaultKind::EndlessBody, Break::Never),
        ];
        let due = breaks.into_iter().rfind(|(kind, _)| self.due(part, *kind));
        if let Some((_, end)) = due.filter(|_| !reply.body.is_empty()) {
            reply.delivery.end = Some(end);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(names: &[&str]) -> Faults {
        let list = names
            .iter()
            .map(|name| name.parse().expect("a fault's name"));
        Faults::new(list.collect(), 1)
    }

    fn asked() -> Ask {
        Ask::new("GET", "/Users?count=1").with_header("host", "127.0.0.1:80")
    }

    fn refusals(faults: &mut Faults, part: Part) -> Vec<u16> {
        let refuse = |_| {
            faults
                .refuse(part, &asked(), DateTime::UNIX_EPOCH)
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
            .refuse(Part::Graph, &asked(), DateTime::UNIX_EPOCH)
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
            faults.refuse(part, &asked(), DateTime::UNIX_EPOCH);
            faults.spoil(part, Reply::json(200, "row"))
        };
        let rest: Vec<_> = (0..6).map(|_| answer(Part::Rest)).collect();
        let html: Vec<_> = rest
            .iter()
            .map(|reply| reply.content_type.starts_with("text/html"))
            .collect();
        assert_eq!(html, [false, true, false, true, false, true]);
        let cut = |reply: &Reply| reply.delivery.end == Some(Break::Cut);
        let cut: Vec<_> = rest.iter().map(cut).collect();
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

    #[test]
    fn a_wait_is_told_in_each_of_its_forms() {
        for (form, value) in [
            ("retry-after-decimal", Some("1.25")),
            ("retry-after-date", Some("Thu, 01 Jan 1970 00:00:01 GMT")),
            ("retry-after-epoch", Some("1")),
            ("retry-after-absent", None),
        ] {
            let mut faults = faults(&["throttle-429=1", form]);
            let reply = faults.refuse(Part::Scim, &asked(), DateTime::UNIX_EPOCH);
            let reply = reply.expect("a refusal");
            let told = reply.headers.iter().find(|(name, _)| name == "retry-after");
            assert_eq!(told.map(|(_, value)| value.as_str()), value, "{form}");
        }
    }

    #[test]
    fn a_redirect_leads_where_it_is_told_to_and_once() {
        for (kind, place) in [
            ("redirect-here=1", "/Users?count=1&moved=1"),
            (
                "redirect-away=1",
                "http://localhost:80/Users?count=1&moved=1",
            ),
            (
                "redirect-clear=1",
                "http://scim.example/Users?count=1&moved=1",
            ),
        ] {
            let mut faults = faults(&[kind]);
            let reply = faults.refuse(Part::Scim, &asked(), DateTime::UNIX_EPOCH);
            let reply = reply.expect("a redirect");
            assert_eq!(reply.status, 307);
            assert_eq!(reply.headers, [("location".to_owned(), place.to_owned())]);
            let again = Ask::new("GET", "/Users?count=1&moved=1");
            assert!(
                faults
                    .refuse(Part::Scim, &again, DateTime::UNIX_EPOCH)
                    .is_none()
            );
        }
    }

    #[test]
    fn others_can_be_put_in_their_place() {
        let mut faults = faults(&["scim-401", "cursor-expired=2"]);
        assert!(!faults.strikes(Part::Scim, FaultKind::CursorExpired));
        assert!(faults.strikes(Part::Scim, FaultKind::CursorExpired));
        faults.replace(Vec::new());
        assert_eq!(refusals(&mut faults, Part::Scim), [0; 6]);
        assert!(!faults.strikes(Part::Scim, FaultKind::CursorExpired));
    }
}
