//! What a check says.

use super::Verdict;

/// The result of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Pass,
    Warn,
    Fail,
    /// No read shows it: a person has to be asked.
    Ask,
    /// There is nothing to check yet, or nothing that it applies to.
    Skipped,
    /// It should have been checkable, and could not be read.
    Unread,
}

impl Outcome {
    pub const ALL: [Self; 6] = [
        Self::Pass,
        Self::Warn,
        Self::Fail,
        Self::Ask,
        Self::Skipped,
        Self::Unread,
    ];

    /// The stable name. What could not be read is a skipped row, whose reason says so.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Ask => "ask",
            Self::Skipped | Self::Unread => "skipped",
        }
    }

    /// What the row says of the whole.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Pass | Self::Ask | Self::Skipped => Verdict::Fine,
            Self::Warn => Verdict::Warnings,
            Self::Unread => Verdict::Unknown,
            Self::Fail => Verdict::Wrong,
        }
    }
}

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
