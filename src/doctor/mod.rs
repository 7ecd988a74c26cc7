//! The set-up guide as rows: each step, fact and warning checked against what was read, and beside
//! it what else has to be right.
//!
//! [`examine`] is pure: [`Evidence`] in, [`Row`]s out. One table ([`Check`]) holds the rows in their
//! order, and makes docs/doctor.md. Whoever shows rows decides nothing.

mod answer;
mod evidence;
mod guide;
mod markdown;
mod own;
mod table;
mod trouble;

pub use answer::{Answer, Outcome};
pub use evidence::{
    Address, Application, Device, Entra, Evidence, Filter, Members, Order, Provider, Rest,
    RestUser, RuleGroup, ScimToken, Setup, Start,
};
pub use markdown::doctor_markdown;
pub use table::{Check, checks};

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

/// Every row, in the order of the guide and then of the table.
pub fn examine(evidence: &Evidence) -> Vec<Row> {
    checks().map(|check| check.row(evidence)).collect()
}

/// The one thing to do next.
pub fn next(evidence: &Evidence, rows: &[Row]) -> String {
    if let Some(missing) = evidence.setup.missing.first() {
        return missing.clone();
    }
    let urgent = [Outcome::Fail, Outcome::Unread, Outcome::Warn, Outcome::Ask];
    let first = |outcome| rows.iter().find(move |row| row.outcome == outcome);
    match urgent.into_iter().find_map(first) {
        Some(row) if row.outcome == Outcome::Ask => format!("ask ({}): {}", row.id, row.fix),
        Some(row) if row.fix.is_empty() => format!("see {}: {}", row.id, row.seen),
        Some(row) => format!("see {}: {}", row.id, row.fix),
        None => "nothing".to_owned(),
    }
}
