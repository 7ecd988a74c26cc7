//! What was hard to read: a read of ours that failed, was cut short or had to wait, as a line of the timeline.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Budget, Status};
use crate::model::{Reading, Reason, Source, SourceError};

/// Troubles that are kept: some hours of a service that is down for every source.
pub(super) const KEPT: usize = 500;

/// A read that did not come out sound, or that the service made wait.
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Counts up from 0 over all sources: its identity.
    pub number: u64,
    /// When the read ended.
    pub at: DateTime<Utc>,
    pub source: Source,
    /// `None`: the answers came, but what they said could not be trusted.
    pub error: Option<SourceError>,
    pub reasons: Vec<Reason>,
    /// How long the service made all reads through this client wait since the last such line; zero where
    /// the line is of something else.
    pub waited: Duration,
}

/// Reasons that are no trouble of the moment: nobody set the source up, or it was not read yet.
const QUIET: [Reason; 2] = [Reason::NotConfigured, Reason::Unread];

/// Writes the trouble of `reading` down, if it had any.
pub(super) fn write_down(status: &mut Status, source: Source, reading: &Reading) {
    let unsound = !reading.grade.is_sound();
    let quiet = reading.reasons.iter().all(|reason| QUIET.contains(reason));
    if reading.error.is_none() && (!unsound || quiet) {
        return;
    }
    let at = reading.ended.unwrap_or(status.as_of);
    push(status, |number| Trouble {
        number,
        at,
        source,
        error: reading.error.clone(),
        reasons: reading.reasons.clone(),
        waited: Duration::ZERO,
    });
}

/// Writes down what the service made us wait, by the newest account of its client: sources that share a
/// client share its account.
pub(super) fn write_wait(status: &mut Status, source: Source, budget: &Budget) {
    let shared = source.upstream().iter();
    let known = shared.map(|&source| status.source(source).budget.throttled);
    let waited = budget
        .throttled
        .saturating_sub(known.max().unwrap_or_default());
    if waited.is_zero() {
        return;
    }
    let at = status.as_of;
    push(status, |number| Trouble {
        number,
        at,
        source,
        error: None,
        reasons: Vec::new(),
        waited,
    });
}

fn push(status: &mut Status, trouble: impl FnOnce(u64) -> Trouble) {
    let numbers = status.troubles.items().iter().map(|known| known.number);
    let trouble = trouble(numbers.max().map_or(0, |newest| newest + 1));
    status
        .troubles
        .merge(vec![trouble], |known| (known.at, known.number));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Grade;
    use crate::status::{Observation, advance};

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(seconds)
    }

    fn failed(seconds: i64) -> Reading {
        Reading {
            grade: Grade::None,
            reasons: vec![Reason::Failed],
            ended: Some(at(seconds)),
            error: Some(SourceError::Timeout {
                at: "GET /Users".into(),
            }),
            ..Reading::default()
        }
    }

    #[test]
    fn each_failed_read_is_kept_with_its_time_and_the_newest_come_first() {
        let mut status = Status::new("p", "h", at(0));
        for seconds in [10, 20] {
            let seen = Observation::Failed(Source::ScimUsers, failed(seconds));
            advance(&mut status, seen, at(seconds + 1));
        }
        let kept = status.troubles.items();
        let told: Vec<_> = kept.iter().map(|known| (known.number, known.at)).collect();
        assert_eq!(told, [(1, at(20)), (0, at(10))]);
    }

    #[test]
    fn what_is_not_set_up_and_what_went_well_is_no_trouble() {
        let mut status = Status::new("p", "h", at(0));
        let sound = Reading {
            grade: Grade::Complete,
            reasons: Vec::new(),
            ..Reading::default()
        };
        for reading in [sound, Reading::absent(Reason::NotConfigured)] {
            let seen = Observation::Failed(Source::ProviderAudit, reading);
            advance(&mut status, seen, at(1));
        }
        assert!(status.troubles.items().is_empty());
    }

    #[test]
    fn a_wait_is_one_line_for_all_that_share_the_client() {
        let mut status = Status::new("p", "h", at(0));
        let mut told = |source, seconds| {
            let budget = Budget {
                throttled: Duration::from_secs(seconds),
                ..Budget::default()
            };
            let seen = Observation::Schedule(source, budget, None);
            advance(&mut status, seen, at(1));
            let kept = status.troubles.items().iter();
            kept.map(|known| known.waited.as_secs()).collect::<Vec<_>>()
        };
        assert!(told(Source::Job, 0).is_empty());
        assert_eq!(told(Source::Users, 12), [12]);
        assert_eq!(
            told(Source::Job, 12),
            [12],
            "the same client, the same wait"
        );
        assert_eq!(told(Source::ScimUsers, 5), [5, 12], "another client");
        assert_eq!(told(Source::Groups, 13), [1, 5, 12]);
    }

    #[test]
    fn a_service_that_is_down_for_days_does_not_fill_the_memory() {
        let mut status = Status::new("p", "h", at(0));
        for seconds in 0..600 {
            let seen = Observation::Failed(Source::Job, failed(seconds));
            advance(&mut status, seen, at(seconds));
        }
        assert_eq!(status.troubles.items().len(), KEPT);
        assert_eq!(status.troubles.items()[0].number, 599);
    }
}
