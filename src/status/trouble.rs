//! What was hard to read: a read of ours that failed or was cut short, as a line of the timeline.

use chrono::{DateTime, Utc};

use super::Status;
use crate::model::{Reading, Reason, Source, SourceError};

/// Troubles that are kept: some hours of a service that is down for every source.
pub(super) const KEPT: usize = 500;

/// A read that did not come out sound.
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
    let newest = status.troubles.items().iter().map(|known| known.number);
    let trouble = Trouble {
        number: newest.max().map_or(0, |newest| newest + 1),
        at: reading.ended.unwrap_or(status.as_of),
        source,
        error: reading.error.clone(),
        reasons: reading.reasons.clone(),
    };
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
