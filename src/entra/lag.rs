//! How long a change in Entra takes to be exported, as the logs show it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::Spread;
use crate::model::{Event, Lane, Outcome};

/// What lies further apart is no answer to the change any more (our choice).
const LONGEST: TimeDelta = TimeDelta::days(2);

/// From what was done to a user or group in Entra to the next row of the provisioning log that wrote
/// the same object. `None` where no such pair was seen.
pub fn lag(changes: &[Event], events: &[Event]) -> Option<Spread> {
    let mut exports: HashMap<&str, Vec<DateTime<Utc>>> = HashMap::new();
    let written =
        |event: &&Event| event.lane == Lane::Provisioning && event.outcome == Outcome::Success;
    // Oldest first.
    for event in events.iter().rev().filter(written) {
        exports
            .entry(event.source_id.raw())
            .or_default()
            .push(event.at);
    }
    let lags = changes.iter().filter_map(|change| {
        let mut exports = exports.get(change.source_id.raw())?.iter();
        let lag = *exports.find(|at| **at >= change.at)? - change.at;
        (lag <= LONGEST).then_some(lag)
    });
    let lags: Vec<TimeDelta> = lags.collect();
    (!lags.is_empty()).then(|| Spread::of(lags, TimeDelta::zero()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Foreign, Scoping};

    fn event(lane: Lane, minutes: i64, id: &str) -> Event {
        Event {
            id: Foreign::new(format!("{minutes}{id}")),
            lane,
            at: DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes),
            action: Foreign::default(),
            actor: Foreign::default(),
            target: Foreign::default(),
            source_id: Foreign::new(id),
            target_id: Foreign::default(),
            outcome: Outcome::Success,
            detail: Foreign::default(),
            cycle: Foreign::default(),
            scoping: Scoping::default(),
            changes: Vec::new(),
        }
    }

    #[test]
    fn each_change_is_paired_with_the_next_export_of_its_object() {
        let changes =
            [(50, "b"), (10, "a"), (0, "c")].map(|(at, id)| event(Lane::Directory, at, id));
        let exports =
            [(60, "b"), (40, "a"), (20, "b")].map(|(at, id)| event(Lane::Provisioning, at, id));
        let lag = lag(&changes, &exports).expect("two pairs");
        assert_eq!(
            (lag.samples, lag.p50, lag.p90),
            (2, TimeDelta::minutes(10), TimeDelta::minutes(30))
        );
        assert_eq!(super::lag(&changes, &[]), None);
    }
}
