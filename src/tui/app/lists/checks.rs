//! What the doctor found, what needs a person first.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{narrowed, order_of};
use crate::status::examination::{Outcome, Row};
use crate::tui::app::{Extent, Look, Order, World};

pub(super) const COLUMNS: &[&str] = &["urgency", "guide", "title"];
pub(super) const FIELDS: &[&str] = &["result", "title", "seen", "fix", "id"];

pub(super) fn order(look: &Look, world: World<'_>) -> Order {
    let rows = world
        .status
        .examination
        .as_deref()
        .map_or(&[][..], |found| &found.rows);
    let compare = |left: usize, right: usize| -> Ordering {
        let (left, right) = (&rows[left], &rows[right]);
        match look.sort.column {
            0 => urgency(left.outcome).cmp(&urgency(right.outcome)),
            2 => left.title.cmp(right.title),
            _ => Ordering::Equal,
        }
    };
    let passes = |at: usize| {
        let row = &rows[at];
        let wanted = look.extent == Extent::Everything || urgency(row.outcome) < 4;
        wanted && look.filter.matches(&fields(row))
    };
    order_of(rows.len(), look, narrowed(look, &passes), Some(&compare))
}

fn fields(row: &Row) -> [(&'static str, Cow<'_, str>); 5] {
    [
        ("result", row.outcome.name().into()),
        ("title", row.title.into()),
        ("seen", row.seen.as_str().into()),
        ("fix", row.fix.as_str().into()),
        ("id", row.id.into()),
    ]
}

/// What needs a person first, as the doctor's own "next" has it.
fn urgency(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Fail => 0,
        Outcome::Unread => 1,
        Outcome::Warn => 2,
        Outcome::Ask => 3,
        Outcome::Skipped => 4,
        Outcome::Pass => 5,
    }
}
