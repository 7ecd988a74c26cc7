//! The members of one group on both sides.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{member_label, narrowed, order_of};
use crate::model::{Group, Id, Person, Side};
use crate::tui::app::{Extent, GroupKey, Look, Member, Order, Who, World, by_name, group_rows};

pub(super) const COLUMNS: &[&str] = &["differences", "member"];
pub(super) const FIELDS: &[&str] = &["member", "side"];

impl Member {
    /// On which sides, in words.
    pub(in crate::tui) fn side(self) -> &'static str {
        match (self.entra, self.scim) {
            (true, true) => "both",
            (true, false) => "Entra only",
            _ => "provider only",
        }
    }
}

/// How many members both sides list.
pub(super) fn effort(key: GroupKey, world: World<'_>) -> usize {
    let pair = world.roster.pair(key);
    let groups = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    groups
        .iter()
        .flatten()
        .map(|group| group.members.len())
        .sum()
}

pub(super) fn rows(key: GroupKey, look: &Look, world: World<'_>) -> Vec<Member> {
    let pair = world.roster.pair(key);
    let groups = pair.map_or([None, None], |pair| group_rows(world.status, pair));
    let members = merged(groups);
    let label = |at: usize| member_label(world, members[at].who);
    let compare = |left: usize, right: usize| -> Ordering {
        let agrees = |at: usize| members[at].entra && members[at].scim;
        let by_name = || by_name(&label(left), &label(right));
        match look.sort.column {
            0 => agrees(left).cmp(&agrees(right)),
            _ => by_name(),
        }
    };
    let passes = |at: usize| {
        let member = members[at];
        let wanted = look.extent == Extent::Everything || !(member.entra && member.scim);
        let fields = [
            ("member", Cow::Owned(label(at))),
            ("side", Cow::Borrowed(member.side())),
        ];
        wanted && look.filter.matches(&fields)
    };
    let order = order_of(members.len(), look, narrowed(look, &passes), Some(&compare));
    match order {
        Order::All(_) => members,
        Order::These(places) => places.iter().map(|&at| members[at as usize]).collect(),
    }
}

/// Everyone who is in the group on either side; both sides' lists are in ascending order.
fn merged(groups: [Option<&Group>; 2]) -> Vec<Member> {
    let users = groups.map(|group| group.map_or(&[][..], |group| &group.members));
    let strangers = groups.map(|group| group.map_or(&[][..], |group| &group.strangers));
    let mut members = merge(users[0], users[1]);
    for (side, ids) in [Side::Entra, Side::Provider].into_iter().zip(strangers) {
        members.extend(ids.iter().map(|&id| stranger(side, id)));
    }
    members
}

fn stranger(side: Side, id: Id) -> Member {
    Member {
        who: Who::Stranger(side, id),
        entra: side == Side::Entra,
        scim: side == Side::Provider,
    }
}

fn merge<'a>(mut here: &'a [Person], mut there: &'a [Person]) -> Vec<Member> {
    let mut members = Vec::with_capacity(here.len().max(there.len()));
    while let Some(&person) = match (here.first(), there.first()) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    } {
        let [entra, scim] = [&mut here, &mut there].map(|side| take(side, person));
        let who = Who::User(person);
        members.push(Member { who, entra, scim });
    }
    members
}

/// Takes `person` off the front of `side`, if it is there.
fn take(side: &mut &[Person], person: Person) -> bool {
    let rest = side.split_first().filter(|(first, _)| **first == person);
    rest.map(|(_, rest)| *side = rest).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_walked_together() {
        let sides: Vec<(Person, &str)> = merge(&[1, 3, 5], &[2, 3, 9])
            .into_iter()
            .map(|member| match member.who {
                Who::User(person) => (person, member.side()),
                Who::Stranger(..) => (0, "stranger"),
            })
            .collect();
        let expected = [
            (1, "Entra only"),
            (2, "provider only"),
            (3, "both"),
            (5, "Entra only"),
            (9, "provider only"),
        ];
        assert_eq!(sides, expected);
    }
}
