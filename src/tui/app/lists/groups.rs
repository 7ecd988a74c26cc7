//! The groups of both sides.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};

use super::{narrowed, order_of, reordered};
use crate::model::Group;
use crate::tui::app::{Extent, GroupPair, Look, Order, World, group_name, group_rows};

pub(super) const COLUMNS: &[&str] = &["name", "Entra members", "provider members", "difference"];
pub(super) const FIELDS: &[&str] = &["name", "side"];

/// Members of one side that count: users, and at a provider whatever it holds.
pub(in crate::tui) fn size(group: &Group) -> usize {
    group.members.len() + group.strangers.len()
}

pub(super) fn order(look: &Look, world: World<'_>) -> Order {
    let pairs = &world.roster.groups;
    let sizes = |at: usize| group_rows(world.status, &pairs[at]).map(|group| group.map_or(0, size));
    let compare = |left: usize, right: usize| -> Ordering {
        let (left, right) = (sizes(left), sizes(right));
        match look.sort.column {
            1 => right[0].cmp(&left[0]),
            2 => right[1].cmp(&left[1]),
            _ => Reverse(left[0].abs_diff(left[1])).cmp(&Reverse(right[0].abs_diff(right[1]))),
        }
    };
    let passes = |at: usize| {
        let pair = &pairs[at];
        let wanted = look.extent == Extent::Everything || is_problem(pair);
        wanted && matches(look, world, pair)
    };
    let passes = narrowed(look, &passes);
    order_of(pairs.len(), look, passes, reordered(look, &compare))
}

/// Whether one side alone holds the group, or its members differ.
pub(in crate::tui) fn is_problem(pair: &GroupPair) -> bool {
    let alone = !pair.is_on_both_sides() && pair.unread == [false; 2];
    alone || pair.differing > 0
}

fn matches(look: &Look, world: World<'_>, pair: &GroupPair) -> bool {
    let side = match (pair.entra, pair.scim) {
        (Some(_), Some(_)) => "both",
        (Some(_), None) => "entra",
        _ => "provider",
    };
    let fields = [
        ("name", Cow::Borrowed(group_name(world.status, pair))),
        ("side", Cow::Borrowed(side)),
    ];
    look.filter.matches(&fields)
}
