//! Objects that failed, waiting for their next try ("Application provisioning in quarantine status").

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::plan::Work;

/// After this the service gives an object up.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(28);

/// One object that failed.
struct Entry {
    work: Work,
    first_failed: DateTime<Utc>,
    due: DateTime<Utc>,
}

/// The objects that failed.
#[derive(Default)]
pub struct Escrow {
    entries: Vec<Entry>,
}

impl Escrow {
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Notes a failure. A first one is retried 6, 12 and 24 hours later, then every 24 hours for 28 days.
    pub fn fail(&mut self, mut work: Work, at: DateTime<Utc>) {
        let mut first_failed = at;
        if let Some(place) = self
            .entries
            .iter()
            .position(|entry| entry.work.is_same(&work))
        {
            let known = self.entries.remove(place);
            first_failed = known.first_failed;
            work.absorb(known.work);
        }
        if let Some(due) = next_retry(first_failed, at) {
            self.entries.push(Entry {
                work,
                first_failed,
                due,
            });
        }
    }

    /// Forgets what has succeeded.
    pub fn succeed(&mut self, done: &Work) {
        let Some(place) = self
            .entries
            .iter()
            .position(|entry| entry.work.is_same(done))
        else {
            return;
        };
        let entry = self.entries.remove(place);
        if let Some(work) = entry.work.after(done) {
            self.entries.push(Entry { work, ..entry });
        }
    }

    /// Adds the work that is due for a retry; work that a change brings anyway takes the failed part in.
    pub fn join(&self, plan: &mut VecDeque<Work>, at: DateTime<Utc>) {
        for entry in &self.entries {
            match plan.iter_mut().find(|work| work.is_same(&entry.work)) {
                Some(work) => work.absorb(entry.work.clone()),
                None if entry.due <= at => plan.push_back(entry.work.clone()),
                None => {}
            }
        }
    }
}

/// The first retry after `now` of what failed first at `first_failed`; `None` once it is given up.
fn next_retry(first_failed: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let waited = now - first_failed;
    let early = [6, 12]
        .into_iter()
        .map(TimeDelta::hours)
        .find(|wait| *wait > waited);
    let wait = early.unwrap_or_else(|| TimeDelta::days(waited.num_days() + 1));
    (wait <= GIVEN_UP_AFTER).then(|| first_failed + wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_follow_the_documented_gaps() {
        let first = DateTime::UNIX_EPOCH;
        let mut hours = Vec::new();
        let mut now = first;
        while let Some(due) = next_retry(first, now) {
            hours.push((due - first).num_hours());
            now = due;
        }
        assert_eq!(hours[..5], [6, 12, 24, 48, 72]);
        assert_eq!(hours.last(), Some(&(28 * 24)));
    }

    #[test]
    fn a_change_brings_the_failed_part_along_and_success_clears_it() {
        let mut escrow = Escrow::default();
        let at = DateTime::UNIX_EPOCH;
        let failed = Work::Members {
            group: 1,
            changes: [(7, true), (8, true)].into(),
        };
        escrow.fail(failed, at);
        let mut plan = VecDeque::from([Work::Members {
            group: 1,
            changes: [(8, false)].into(),
        }]);
        escrow.join(&mut plan, at);
        assert_eq!(
            plan,
            [Work::Members {
                group: 1,
                changes: [(7, true), (8, false)].into()
            }]
        );
        escrow.succeed(&Work::Members {
            group: 1,
            changes: [(8, false)].into(),
        });
        assert_eq!(escrow.len(), 1);
        escrow.succeed(&plan[0]);
        assert_eq!(escrow.len(), 0);
    }

    #[test]
    fn nothing_is_retried_before_its_time() {
        let mut escrow = Escrow::default();
        let at = DateTime::UNIX_EPOCH;
        escrow.fail(Work::Group { group: 1 }, at);
        let due = |hours| {
            let mut plan = VecDeque::new();
            escrow.join(&mut plan, at + TimeDelta::hours(hours));
            plan.len()
        };
        assert_eq!((due(5), due(6)), (0, 1));
    }
}
