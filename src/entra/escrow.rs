//! Objects that failed and are tried again on a clock of their own (Microsoft: "Application
//! provisioning in quarantine status").

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{Event, Foreign, Lane, Outcome};

/// After the first failure an object is tried again so many hours later, then daily.
const EARLY_RETRIES: [i64; 3] = [6, 12, 24];

/// After this Entra gives an object up.
pub const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(28);

/// Errors that the next cycle tries again (Microsoft: "Analyze provisioning logs", error codes).
const PASSING: [&str; 4] = [
    "InternalError",
    "InternalServerError",
    "Timeout",
    "WebExceptionProtocolError",
];

/// Failures below which a quarantine is not considered, and the share of all objects from there on.
pub const QUARANTINE_FROM: usize = 5_000;
pub const QUARANTINE_PERCENT: usize = 40;

/// One object and what could not be done to it.
#[derive(Clone, PartialEq, Debug)]
pub struct Escrowed {
    /// objectId in Entra.
    pub source_id: Foreign,
    pub name: Foreign,
    pub action: Foreign,
    /// Error code and reason of the newest try.
    pub error: Foreign,
    /// The first failure that the log shows.
    pub first: DateTime<Utc>,
    pub last: DateTime<Utc>,
    pub tries: usize,
    /// `None`: given up.
    pub next: Option<DateTime<Utc>>,
}

impl Escrowed {
    /// When Entra gives it up.
    pub fn gives_up(&self) -> DateTime<Utc> {
        self.first + GIVEN_UP_AFTER
    }

    /// The error code alone.
    pub fn code(&self) -> &str {
        error_code(&self.error)
    }

    /// Whether the next cycle tries it again.
    pub fn is_passing(&self) -> bool {
        is_passing(self.code())
    }
}

/// The error code of a row's detail, which is followed by its reason.
pub fn error_code(detail: &Foreign) -> &str {
    let raw = detail.raw();
    raw.split_once(':').map_or(raw, |(code, _)| code).trim()
}

fn is_passing(code: &str) -> bool {
    PASSING.iter().any(|known| code.eq_ignore_ascii_case(known))
}

/// What failed and has neither succeeded nor been left alone since, the first to be tried again
/// first. `events` come newest first; of a passing error the next try is a cycle of `interval` later.
pub fn escrow(events: &[Event], interval: TimeDelta) -> Vec<Escrowed> {
    let mut open: HashMap<(&str, &str), Escrowed> = HashMap::new();
    let rows = events.iter().rev();
    let rows = rows.filter(|event| event.lane == Lane::Provisioning && !event.source_id.is_empty());
    for event in rows {
        let object = event.source_id.raw();
        match event.outcome {
            Outcome::Failure => open
                .entry((object, event.action.raw()))
                .or_insert_with(|| Escrowed::first(event))
                .again(event),
            Outcome::Success | Outcome::Skipped => {
                open.remove(&(object, event.action.raw()));
                // Whatever could be done to it, it is there.
                open.remove(&(object, "create"));
            }
            Outcome::Warning | Outcome::Unknown => {}
        }
    }
    let mut escrowed: Vec<Escrowed> = open.into_values().collect();
    for held in &mut escrowed {
        held.next = held.next_try(interval);
    }
    escrowed.sort_by(|one, other| one.order().cmp(&other.order()));
    escrowed
}

impl Escrowed {
    fn first(event: &Event) -> Self {
        Self {
            source_id: event.source_id.clone(),
            name: event.target.clone(),
            action: event.action.clone(),
            error: Foreign::default(),
            first: event.at,
            last: event.at,
            tries: 0,
            next: None,
        }
    }

    fn again(&mut self, event: &Event) {
        self.error = event.detail.clone();
        self.last = event.at;
        self.tries += 1;
    }

    /// The first retry after the last try: 6, 12 and 24 hours after the first failure, then daily.
    fn next_try(&self, interval: TimeDelta) -> Option<DateTime<Utc>> {
        if self.is_passing() {
            return self.last.checked_add_signed(interval);
        }
        let waited = self.last - self.first;
        let early = EARLY_RETRIES.into_iter().map(TimeDelta::hours);
        let wait = early
            .into_iter()
            .find(|wait| *wait > waited)
            .unwrap_or_else(|| TimeDelta::days(waited.num_days() + 1));
        (wait <= GIVEN_UP_AFTER).then(|| self.first + wait)
    }

    fn order(&self) -> (bool, Option<DateTime<Utc>>, &str, &str) {
        let (object, action) = (self.source_id.raw(), self.action.raw());
        (self.next.is_none(), self.next, object, action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Scoping;

    fn row(hours: i64, action: &str, outcome: Outcome, detail: &str) -> Event {
        Event {
            id: Foreign::new(format!("{hours}{action}")),
            lane: Lane::Provisioning,
            at: DateTime::UNIX_EPOCH + TimeDelta::hours(hours),
            action: Foreign::new(action),
            actor: Foreign::default(),
            target: Foreign::new("Ada"),
            source_id: Foreign::new("u1"),
            target_id: Foreign::default(),
            outcome,
            detail: Foreign::new(detail),
            cycle: Foreign::default(),
            scoping: Scoping::default(),
            changes: Vec::new(),
        }
    }

    fn escrowed(mut rows: Vec<Event>) -> Vec<Escrowed> {
        rows.reverse();
        escrow(&rows, TimeDelta::minutes(40))
    }

    #[test]
    fn retries_are_6_12_and_24_hours_after_the_first_failure_and_then_daily() {
        let conflict = |hours| row(hours, "create", Outcome::Failure, "Conflict: taken");
        for (tries, next) in [
            (vec![0], Some(6)),
            (vec![0, 6], Some(12)),
            (vec![0, 6, 12], Some(24)),
            (vec![0, 6, 12, 24], Some(48)),
            (vec![0, 27 * 24], Some(28 * 24)),
            (vec![0, 28 * 24], None),
        ] {
            let held = escrowed(tries.iter().map(|&hours| conflict(hours)).collect());
            assert_eq!(held[0].tries, tries.len());
            let expected = next.map(|hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours));
            assert_eq!(held[0].next, expected, "{tries:?}");
            assert_eq!(held[0].code(), "Conflict");
        }
    }

    #[test]
    fn a_passing_error_is_tried_again_by_the_next_cycle() {
        let held = escrowed(vec![row(0, "update", Outcome::Failure, "Timeout: slow")]);
        let next = DateTime::UNIX_EPOCH + TimeDelta::minutes(40);
        assert_eq!(held[0].next, Some(next));
    }

    #[test]
    fn success_ends_it_and_so_does_any_sign_that_the_object_is_there() {
        let failed = |action| row(0, action, Outcome::Failure, "Conflict");
        let done = |action| row(1, action, Outcome::Success, "");
        assert!(escrowed(vec![failed("create"), done("create")]).is_empty());
        assert!(escrowed(vec![failed("create"), done("update")]).is_empty());
        assert_eq!(escrowed(vec![failed("update"), done("disable")]).len(), 1);
        let again = row(2, "update", Outcome::Failure, "Conflict");
        let held = escrowed(vec![failed("update"), done("update"), again]);
        assert_eq!(
            (held[0].tries, held[0].first),
            (1, DateTime::UNIX_EPOCH + TimeDelta::hours(2))
        );
    }
}
