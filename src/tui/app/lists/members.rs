//! The members of one group on both sides.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{member_label, narrowed, order_of};
use crate::tui::app::{Extent, GroupKey, Look, Member, Members, Order, World, by_name, group_rows};

pub(super) const COLUMNS: &[&str] = &["differences", "member"];
pub(super) const FIELDS: &[&str] = &["member", "why"];

/// How many members both sides list.
pub(super) fn effort(key: GroupKey, world: World<'_>) -> usize {
    let pair = world.roster.pair(key);
    let groups = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    let sizes = groups.iter().flatten().map(|group| group.members.len());
    sizes.sum()
}

pub(super) fn rows(key: GroupKey, look: &Look, world: World<'_>) -> Members {
    let pair = world.roster.pair(key);
    let groups = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    let all = Members::of(world.status, groups);
    let members = &all.shown;
    let label = |at: usize| member_label(world, members[at].who);
    let compare = |left: usize, right: usize| -> Ordering {
        match look.sort.column {
            0 => members[left].standing.cmp(&members[right].standing),
            _ => by_name(&label(left), &label(right)),
        }
    };
    let passes = |at: usize| {
        let standing = members[at].standing;
        let fields = [
            ("member", Cow::Owned(label(at))),
            ("why", Cow::Borrowed(standing.words())),
        ];
        let wanted = look.extent == Extent::Everything || standing.counts();
        wanted && look.filter.matches(&fields)
    };
    let passes = narrowed(look, &passes);
    let shown = match order_of(members.len(), look, passes, Some(&compare)) {
        Order::All(_) => members.clone(),
        Order::These(places) => places
            .iter()
            .map(|&at| members[at as usize])
            .collect::<Vec<Member>>(),
    };
    Members {
        spread: all.spread,
        shown,
    }
}
