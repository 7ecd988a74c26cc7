//! One entry a row, in the order in which they are shown.

use super::answer::Answer;
use super::evidence::Evidence;
use super::{Outcome, Row, guide, own};

/// One row of the table.
pub struct Check {
    /// Stable.
    pub id: &'static str,
    pub title: &'static str,
    /// What is looked at.
    pub how: &'static str,
    /// What to do or ask, and where to click, where the check does not know better.
    pub fix: &'static str,
    pub(super) look: fn(&Evidence) -> Answer,
}

/// All checks: the guide's 32, then our own.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    let guide = guide::CHECKS.iter().copied().flatten();
    guide.chain(own::CHECKS.iter().copied().flatten())
}

impl Check {
    /// The row that this evidence makes.
    pub fn row(&self, evidence: &Evidence) -> Row {
        let Answer { outcome, seen, fix } = (self.look)(evidence);
        let own = match outcome {
            Outcome::Pass | Outcome::Skipped | Outcome::Unread => "",
            Outcome::Warn | Outcome::Fail | Outcome::Ask => self.fix,
        };
        Row {
            id: self.id,
            title: self.title,
            outcome,
            seen,
            fix: fix.unwrap_or_else(|| own.to_owned()),
        }
    }
}
