//! What the overview says of each kind, counted once for each comparison.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::drift::{Counts, Kind};
use crate::status::Comparison;

/// The counts of one comparison.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Tally {
    counted: Option<Arc<Comparison>>,
    /// The counts of the comparison before.
    before: Option<Counts>,
    /// Findings that will not heal by themselves.
    stuck: Counts,
    oldest: [Option<DateTime<Utc>>; Kind::ALL.len()],
}

impl Tally {
    /// Counts `shown`, unless that was done.
    pub(super) fn count(&mut self, shown: Option<&Arc<Comparison>>) {
        if self.counted.as_ref().map(Arc::as_ptr) == shown.map(Arc::as_ptr) {
            return;
        }
        let before = self.counted.take().map(|compared| compared.counts);
        *self = Self {
            before,
            counted: shown.cloned(),
            ..Self::default()
        };
        for finding in shown.iter().flat_map(|compared| compared.findings.iter()) {
            let oldest = &mut self.oldest[finding.kind.index()];
            *oldest = Some(oldest.map_or(finding.since, |at| at.min(finding.since)));
            if !finding.outlook.heals_by_itself() {
                self.stuck.add(finding.kind);
            }
        }
    }

    /// The findings that will not heal by themselves.
    pub(in crate::tui) fn stuck(&self) -> Counts {
        self.stuck
    }

    /// When the oldest finding of this kind was first seen.
    pub(in crate::tui) fn oldest(&self, kind: Kind) -> Option<DateTime<Utc>> {
        self.oldest[kind.index()]
    }

    /// How many more, or fewer, there are of this kind than before.
    pub(in crate::tui) fn change(&self, kind: Kind) -> i64 {
        let [now, before] = [
            self.counted.as_ref().map(|compared| compared.counts),
            self.before,
        ]
        .map(|counts| counts.map(|counts| i64::try_from(counts.of(kind)).unwrap_or(i64::MAX)));
        now.zip(before).map_or(0, |(now, before)| now - before)
    }
}
