//! What the overview says of each kind, counted once for each comparison.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::drift::{Counts, Finding, FindingId, Kind, Phase};
use crate::model::Foreign;
use crate::status::Comparison;

/// How long a change is marked, in seconds.
const MARKED: i64 = 60;
/// With more findings than that, single ones are not marked: nobody would see them.
const MOST: usize = 20_000;

/// What became of a finding of late.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Recent {
    pub at: DateTime<Utc>,
    /// What it was before; `None`: it was not there.
    pub was: Option<Was>,
}

/// What a finding said before.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::tui) struct Was {
    pub expected: Option<Foreign>,
    pub actual: Option<Foreign>,
    pub phase: Phase,
}

impl Was {
    fn of(finding: &Finding) -> Self {
        Self {
            expected: finding.expected.clone(),
            actual: finding.actual.clone(),
            phase: finding.outlook.phase,
        }
    }
}

/// Whether something that changed at `at` is still marked.
pub(in crate::tui) fn is_marked(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (now - at).num_seconds() < MARKED
}

/// When the mark of something that changed at `at` goes.
pub(in crate::tui) fn unmarked_at(at: DateTime<Utc>) -> DateTime<Utc> {
    at + chrono::TimeDelta::seconds(MARKED)
}

/// The counts of one comparison.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Tally {
    counted: Option<Arc<Comparison>>,
    /// The count of each kind before it changed last, and when it did.
    was: [Option<(usize, DateTime<Utc>)>; Kind::ALL.len()],
    /// The findings that came or changed of late.
    recent: HashMap<FindingId, Recent>,
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
        let before = self.counted.take();
        let (mut was, mut recent) = (self.was, std::mem::take(&mut self.recent));
        if let (Some(before), Some(shown)) = (&before, shown) {
            for kind in Kind::ALL {
                let (old, new) = (before.counts.of(kind), shown.counts.of(kind));
                if old != new {
                    was[kind.index()] = Some((old, shown.at));
                }
            }
            recent.retain(|_, recent| is_marked(recent.at, shown.at));
            recent.extend(changes(before, shown));
        }
        *self = Self {
            was,
            recent,
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

    /// How many more, or fewer, there are of this kind since it changed last, and when that was.
    pub(in crate::tui) fn change(&self, kind: Kind) -> Option<(i64, DateTime<Utc>)> {
        let (was, at) = self.was[kind.index()]?;
        let now = self.counted.as_ref()?.counts.of(kind);
        let [now, was] = [now, was].map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        Some((now - was, at))
    }

    /// What became of this finding of late.
    pub(in crate::tui) fn recent(&self, id: FindingId) -> Option<&Recent> {
        self.recent.get(&id)
    }
}

/// The findings that `new` has otherwise than `old`, or that `old` has not.
fn changes(old: &Comparison, new: &Comparison) -> Vec<(FindingId, Recent)> {
    if old.findings.len().max(new.findings.len()) > MOST {
        return Vec::new();
    }
    let known = old.findings.iter().map(|finding| (finding.id, finding));
    let known: HashMap<FindingId, &Finding> = known.collect();
    let changed = |finding: &Finding| {
        let was = known.get(&finding.id).map(|known| Was::of(known));
        let same = was.as_ref().is_some_and(|was| *was == Was::of(finding));
        (!same).then_some((finding.id, Recent { at: new.at, was }))
    };
    new.findings.iter().filter_map(changed).collect()
}
