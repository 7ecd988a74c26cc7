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

pub use crate::status::examination::{Outcome, Row, Verdict};
pub use answer::Answer;
pub use evidence::{
    Address, Application, Device, Entra, Evidence, Filter, Members, Order, Provider, Rest,
    RestUser, RuleGroup, ScimToken, Setup, Start,
};
pub use markdown::doctor_markdown;
pub use table::{Check, checks};

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
