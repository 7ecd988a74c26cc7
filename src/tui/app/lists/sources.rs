//! The nine sources.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{narrowed, order_of, reordered};
use crate::model::Source;
use crate::tui::app::{Extent, Look, Order, World};

pub(super) const COLUMNS: &[&str] = &["source", "grade", "age", "requests"];
pub(super) const FIELDS: &[&str] = &["source", "grade", "reason", "error"];

pub(super) fn order(look: &Look, world: World<'_>) -> Order {
    let health = |at: usize| world.status.source(Source::ALL[at]);
    let compare = |left: usize, right: usize| -> Ordering {
        let (left, right) = (health(left), health(right));
        match look.sort.column {
            1 => right.latest.grade.cmp(&left.latest.grade),
            2 => left.sound_at.cmp(&right.sound_at),
            3 => right.budget.last_hour.cmp(&left.budget.last_hour),
            _ => Ordering::Equal,
        }
    };
    let passes = |at: usize| {
        let reading = &health(at).latest;
        let wanted = look.extent == Extent::Everything || !reading.grade.is_sound();
        let reasons: Vec<&str> = reading.reasons.iter().map(|reason| reason.code()).collect();
        let error = reading.error.as_ref().map(ToString::to_string);
        let fields = [
            ("source", Cow::Borrowed(Source::ALL[at].title())),
            ("grade", Cow::Borrowed(reading.grade.name())),
            ("reason", Cow::Owned(reasons.join(" "))),
            ("error", Cow::Owned(error.unwrap_or_default())),
        ];
        wanted && look.filter.matches(&fields)
    };
    let passes = narrowed(look, &passes);
    order_of(Source::ALL.len(), look, passes, reordered(look, &compare))
}
