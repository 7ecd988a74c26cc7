//! What the doctor found: its rows, as a face shows them. `doctor` makes them.

use chrono::{DateTime, Utc};

/// Everything that one examination found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Examination {
    pub at: DateTime<Utc>,
    /// In the order of the guide, then of our own.
    pub rows: Vec<Row>,
    /// The one thing to do next.
    pub next: String,
}

/// One row of the doctor, fit to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Stable: `guide-01` to `guide-32`, else a word.
    pub id: &'static str,
    pub title: &'static str,
    pub outcome: Outcome,
    /// What was seen, or why nothing was.
    pub seen: String,
    /// What to do, ask or configure, and where; empty where there is nothing to do.
    pub fix: String,
}

/// How all rows end together, the mildest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    Fine,
    Warnings,
    /// Something that should have been checkable could not be read.
    Unknown,
    Wrong,
}

impl Verdict {
    /// The worst of `rows`.
    pub fn of(rows: &[Row]) -> Self {
        let worst = rows.iter().map(|row| row.outcome.verdict()).max();
        worst.unwrap_or(Self::Fine)
    }

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Warnings => "warnings",
            Self::Unknown => "unknown",
            Self::Wrong => "wrong",
        }
    }

    /// The exit status that the contract promises.
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Warnings => 1,
            Self::Wrong => 2,
            Self::Unknown => 3,
        }
    }
}

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
