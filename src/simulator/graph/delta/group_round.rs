//! What a round of `groups/delta` shows.

use std::collections::BTreeMap;

use serde_json::Value;

use super::token::DeltaToken;
use super::{member, names};
use crate::simulator::world::{Object, SourceChange, World};

/// Members on one entry: a larger group comes several times.
pub const MEMBERS: usize = 500;
/// A position is a group's number and, in the lower half, a place among its members.
const GROUP_STEP: usize = 1 << 32;

/// One entry: a group with a part of its members.
pub struct Entry {
    pub position: usize,
    pub group: u32,
    pub members: Vec<Value>,
}

/// A round: all groups with all members, or those that changed with what changed.
pub struct GroupRound<'a> {
    world: &'a World,
    token: &'a DeltaToken,
    with_members: bool,
    /// In a round of changes, what became of the members of each touched group.
    touched: BTreeMap<u32, BTreeMap<Object, bool>>,
}

impl<'a> GroupRound<'a> {
    pub fn new(token: &'a DeltaToken, world: &'a World) -> Self {
        let with_members = token
            .select
            .as_ref()
            .is_some_and(|names| names.iter().any(|name| name == "members"));
        let touched = if token.full {
            BTreeMap::new()
        } else {
            touched(token, world, with_members)
        };
        Self {
            world,
            token,
            with_members,
            touched,
        }
    }

    /// The entries from a position on.
    pub fn entries(&self, from: usize) -> impl Iterator<Item = Entry> {
        let (first, place) = ((from / GROUP_STEP) as u32, from % GROUP_STEP);
        let groups: Vec<u32> = if self.token.full {
            (first..self.world.groups.len() as u32).collect()
        } else {
            self.touched
                .range(first..)
                .map(|(group, _)| *group)
                .collect()
        };
        let shown = groups.into_iter().filter(|group| {
            self.world
                .group(*group)
                .is_some_and(|group| names(self.token, group.id))
        });
        shown.flat_map(move |group| self.parts(group, if group == first { place } else { 0 }))
    }

    /// One group's entries, at least one; each is made when it is asked for.
    fn parts(&self, group: u32, from: usize) -> impl Iterator<Item = Entry> {
        let members = self.members(group);
        let starts = (from..members.len().max(from + 1)).step_by(MEMBERS);
        starts.map(move |start| {
            let rows = members.iter().skip(start).take(MEMBERS);
            let members = rows
                .filter_map(|(object, added)| member(self.world, *object, *added))
                .collect();
            Entry {
                position: group as usize * GROUP_STEP + start,
                group,
                members,
            }
        })
    }

    fn members(&self, group: u32) -> Vec<(Object, bool)> {
        if !self.with_members {
            return Vec::new();
        }
        if !self.token.full {
            return self
                .touched
                .get(&group)
                .into_iter()
                .flatten()
                .map(|(object, added)| (*object, *added))
                .collect();
        }
        let group = self.world.group(group);
        let others = group
            .into_iter()
            .flat_map(|group| group.others.iter().copied());
        let users = group
            .into_iter()
            .flat_map(|group| group.users.iter().map(|user| Object::User(*user)));
        others.chain(users).map(|object| (object, true)).collect()
    }
}

/// Renamed groups, and groups whose members changed: the last word on each member.
fn touched(
    token: &DeltaToken,
    world: &World,
    with_members: bool,
) -> BTreeMap<u32, BTreeMap<Object, bool>> {
    let mut touched: BTreeMap<u32, BTreeMap<Object, bool>> = BTreeMap::new();
    for change in world.changes.get(token.from..token.to).unwrap_or_default() {
        match *change {
            SourceChange::Group { group } => {
                touched.entry(group).or_default();
            }
            SourceChange::Member {
                group,
                member,
                added,
            } if with_members => {
                touched.entry(group).or_default().insert(member, added);
            }
            _ => {}
        }
    }
    touched
}
