//! What a check says.

use super::Outcome;

/// What one check found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    pub outcome: Outcome,
    /// Fit to show.
    pub seen: String,
    /// In place of the check's own; fit to show.
    pub fix: Option<String>,
}

impl Answer {
    pub fn pass(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Pass, seen)
    }

    pub fn warn(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Warn, seen)
    }

    pub fn fail(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Fail, seen)
    }

    pub fn ask(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Ask, seen)
    }

    pub fn skip(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Skipped, seen)
    }

    pub fn unread(seen: impl Into<String>) -> Self {
        Self::new(Outcome::Unread, seen)
    }

    fn new(outcome: Outcome, seen: impl Into<String>) -> Self {
        Self {
            outcome,
            seen: seen.into(),
            fix: None,
        }
    }

    /// With another fix than the check's own.
    #[must_use]
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
