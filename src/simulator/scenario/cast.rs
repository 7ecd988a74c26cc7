//! Who an address means.

use super::verb::Address;
use crate::simulator::world::{GroupKind, Object, User, World};

/// The people and groups that indexes count, as they stood at the start: people in scope who are no
/// guests, assigned groups, and groups that could be assigned, each in the order of the directory.
/// An index past the end begins again at the front.
pub struct Cast {
    people: Vec<u32>,
    assigned: Vec<u32>,
    assignable: Vec<u32>,
}

/// Whom an index counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Everyone of the cast.
    Everyone,
    /// Those of the cast who are in the group now.
    MembersOf(u32),
    /// Those of the cast who are not in the group now.
    OthersThan(u32),
}

impl Cast {
    pub fn of(world: &World) -> Self {
        let groups = 0..world.groups.len() as u32;
        let (assigned, free): (Vec<u32>, Vec<u32>) =
            groups.partition(|group| world.is_assigned(Object::Group(*group)));
        let can_be_assigned = |number: &u32| {
            world
                .group(*number)
                .is_some_and(|group| group.kind != GroupKind::Unified)
        };
        let is_member = |number: &u32| world.user(*number).is_some_and(|user| !user.guest);
        let people = (0..world.users.len() as u32)
            .filter(|number| world.in_scope(*number) && is_member(number));
        Self {
            people: people.collect(),
            assigned,
            assignable: free.into_iter().filter(can_be_assigned).collect(),
        }
    }

    /// The user that an address means; an error says why there is none.
    pub fn user(&self, address: &Address, among: Among, world: &World) -> Result<u32, String> {
        match address {
            Address::Name(name) => {
                let full = world.full_principal_name(name);
                let deleted = || {
                    world
                        .users
                        .iter()
                        .position(|user| *user.user_principal_name == *full)
                };
                let found = world
                    .user_by_principal_name(&full)
                    .or_else(|| deleted().map(|place| place as u32));
                found.ok_or_else(|| format!("there is no user {full}"))
            }
            Address::Index(index) => {
                let fits = |number: &&u32| match among {
                    Among::Everyone => true,
                    Among::MembersOf(group) => is_present_member(world, group, **number),
                    Among::OthersThan(group) => !world
                        .group(group)
                        .is_some_and(|group| group.has_user(**number)),
                };
                let fitting: Vec<u32> = self.people.iter().filter(fits).copied().collect();
                pick(&fitting, *index).ok_or_else(|| "nobody fits".to_owned())
            }
        }
    }

    /// The group that an address means: an index counts assigned groups.
    pub fn group(&self, address: &Address, world: &World) -> Result<u32, String> {
        group_of(address, &self.assigned, world)
    }

    /// The group that an address means: an index counts groups that were not assigned, but could be.
    pub fn assignable_group(&self, address: &Address, world: &World) -> Result<u32, String> {
        group_of(address, &self.assignable, world)
    }
}

fn group_of(address: &Address, counted: &[u32], world: &World) -> Result<u32, String> {
    match address {
        Address::Name(name) => world
            .group_by_name(name)
            .ok_or_else(|| format!("there is no group {name}")),
        Address::Index(index) => pick(counted, *index).ok_or_else(|| "no group fits".to_owned()),
    }
}

fn is_present_member(world: &World, group: u32, user: u32) -> bool {
    world.group(group).is_some_and(|group| group.has_user(user))
        && world.user(user).is_some_and(User::is_present)
}

fn pick(numbers: &[u32], index: usize) -> Option<u32> {
    numbers.get(index.checked_rem(numbers.len())?).copied()
}
