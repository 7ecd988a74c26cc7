//! The events of the logs.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{order_of, reordered};
use crate::model::{Event, Lane, Outcome};
use crate::tui::app::{Extent, Look, Order, World};

pub(super) const COLUMNS: &[&str] = &["time", "log", "action", "actor", "target", "outcome"];
pub(super) const FIELDS: &[&str] = &[
    "log", "action", "actor", "target", "id", "outcome", "detail", "cycle",
];

/// The events of one log, newest first.
pub(super) fn order(look: &Look, world: World<'_>, lane: Lane) -> Order {
    let events = world.status.events.items();
    let compare = |left: usize, right: usize| by(look.sort.column, &events[left], &events[right]);
    let passes = |at: usize| {
        let event = &events[at];
        event.lane == lane && wanted(look.extent, event) && matches(look, event)
    };
    order_of(events.len(), look, Some(&passes), reordered(look, &compare))
}

/// A problem is an act that failed, or one whose end is not told.
fn wanted(extent: Extent, event: &Event) -> bool {
    let bad = matches!(event.outcome, Outcome::Failure | Outcome::Warning);
    extent == Extent::Everything || bad
}

fn matches(look: &Look, event: &Event) -> bool {
    if look.filter.is_empty() {
        return true;
    }
    let ids = format!("{} {}", event.source_id.shown(), event.target_id.shown());
    let fields = [
        ("log", Cow::Borrowed(event.lane.name())),
        ("action", event.action.shown()),
        ("actor", event.actor.shown()),
        ("target", event.target.shown()),
        ("id", Cow::Owned(ids)),
        ("outcome", Cow::Borrowed(event.outcome.name())),
        ("detail", event.detail.shown()),
        ("cycle", event.cycle.shown()),
    ];
    look.filter.matches(&fields)
}

fn by(column: usize, left: &Event, right: &Event) -> Ordering {
    match column {
        1 => left.lane.cmp(&right.lane),
        2 => left.action.cmp(&right.action),
        3 => left.actor.cmp(&right.actor),
        4 => left.target.cmp(&right.target),
        _ => left.outcome.name().cmp(right.outcome.name()),
    }
}
