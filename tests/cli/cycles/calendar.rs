//! When the tenant's cycles run, from how it was set up: what is planted gets its truth from here, never
//! from what scimtop has learned. Times are seconds after the start of the run.

use std::fmt::Write;

pub const HOUR: i64 = 60 * 60;

/// From one start to the next.
const INTERVAL: i64 = 40 * 60;

/// At the start of the run the last cycle began 25 minutes ago.
const FIRST: i64 = 15 * 60;

/// A cycle is over by then: it reads for 75 seconds, writes for about a minute and wraps up.
const OVER: i64 = 4 * 60;

/// A change so shortly before a start may be missed (docs/assumptions.md, E6).
const SETTLING: i64 = 5 * 60;

/// The provider refuses the job's credentials from `began` on; somebody saves good ones and starts
/// provisioning at `ended`.
#[derive(Clone, Copy)]
pub struct Outage {
    pub began: i64,
    pub ended: i64,
}

impl Outage {
    /// The events, as a scenario writes them.
    pub fn write(&self, scenario: &mut String) {
        let Self { began, ended } = self;
        for (at, verb) in [
            (began, "token_fails"),
            (ended, "token_heals"),
            (ended, "start_provisioning"),
        ] {
            let _ = writeln!(scenario, "[[event]]\nat = \"{at}s\"\ndo = \"{verb}\"");
        }
    }
}

/// The cycles of a run, and the hours without.
pub struct Calendar {
    /// When each began, in order.
    starts: Vec<i64>,
    /// From when to when nothing is provisioned.
    blocked: Vec<(i64, i64)>,
}

impl Calendar {
    /// So many cycles, with these outages between them.
    pub fn of(cycles: usize, outages: &[Outage]) -> Self {
        let (mut starts, mut blocked) = (Vec::new(), Vec::new());
        let mut next = FIRST;
        while starts.len() < cycles {
            let refused = |outage: &&Outage| outage.began <= next && next < outage.ended;
            if let Some(outage) = outages.iter().find(refused) {
                // This start finds the credentials refused. The job begins again when it is started.
                blocked.push((next, outage.ended));
                next = outage.ended;
            } else {
                starts.push(next);
                next += INTERVAL;
            }
        }
        Self { starts, blocked }
    }

    /// When the run ends.
    pub fn end(&self) -> i64 {
        self.starts.last().copied().unwrap_or_default() + INTERVAL
    }

    /// The start of the first cycle that writes what changed at `at`.
    pub fn next(&self, at: i64) -> i64 {
        let mut starts = self.starts.iter().copied();
        starts.find(|start| *start >= at).unwrap_or(i64::MAX)
    }

    /// The start of the first cycle that is promised to see what changed at `at`.
    pub fn promised(&self, at: i64) -> i64 {
        self.next(at + SETTLING)
    }

    /// How many cycles began from `from` on and are over at `at`.
    pub fn between(&self, from: i64, at: i64) -> usize {
        let starts = self.starts.iter();
        starts
            .filter(|start| **start >= from && **start + OVER <= at)
            .count()
    }

    pub fn is_blocked(&self, at: i64) -> bool {
        self.blocked
            .iter()
            .any(|(from, until)| (*from..*until).contains(&at))
    }

    /// When to look: twice between two starts, and never while a cycle is at work.
    pub fn looks(&self) -> impl Iterator<Item = i64> + '_ {
        let quiet = |at: &i64| {
            let mut starts = self.starts.iter();
            !starts.any(|start| (*start..*start + OVER).contains(at))
        };
        (0..self.end()).step_by(20 * 60).filter(quiet)
    }
}
