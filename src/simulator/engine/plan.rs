//! What a cycle has to do, from what changed at the source.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::simulator::world::{Attribute, Object, SourceChange, World};

/// One object to bring to the provider. What is written is decided when its turn comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// The user's account; these attributes changed.
    User {
        user: u32,
        changed: BTreeSet<Attribute>,
    },
    /// The group itself: made, renamed or deleted.
    Group { group: u32 },
    /// Memberships: the users who came (true) or went (false).
    Members {
        group: u32,
        changes: BTreeMap<u32, bool>,
    },
}

impl Work {
    /// What the work is about.
    pub fn object(&self) -> Object {
        match self {
            Self::User { user, .. } => Object::User(*user),
            Self::Group { group } | Self::Members { group, .. } => Object::Group(*group),
        }
    }

    /// Whether both are the same kind of work on the same object.
    pub fn is_same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.object() == other.object()
    }

    /// Takes older work of the same kind in; what `self` says of a member counts.
    pub fn absorb(&mut self, older: Self) {
        match (self, older) {
            (
                Self::User { changed, .. },
                Self::User {
                    changed: before, ..
                },
            ) => changed.extend(before),
            (
                Self::Members { changes, .. },
                Self::Members {
                    changes: before, ..
                },
            ) => {
                for (user, added) in before {
                    changes.entry(user).or_insert(added);
                }
            }
            _ => {}
        }
    }

    /// What is left of this work when `done` has been done; `None` if nothing is.
    pub fn after(mut self, done: &Self) -> Option<Self> {
        let (
            Self::Members { changes, .. },
            Self::Members {
                changes: written, ..
            },
        ) = (&mut self, done)
        else {
            return None;
        };
        changes.retain(|user, _| !written.contains_key(user));
        (!changes.is_empty()).then_some(self)
    }
}

/// The work that these changes make: users first, then groups, then memberships.
pub fn plan(changes: &[SourceChange], world: &World) -> VecDeque<Work> {
    let mut users: BTreeMap<u32, BTreeSet<Attribute>> = BTreeMap::new();
    let mut groups: BTreeSet<u32> = BTreeSet::new();
    let mut members: BTreeMap<u32, BTreeMap<u32, bool>> = BTreeMap::new();
    for change in changes {
        match *change {
            SourceChange::User { user, attribute } => {
                users.entry(user).or_default().insert(attribute);
            }
            SourceChange::Group { group } => {
                groups.insert(group);
            }
            SourceChange::Member {
                group,
                member: Object::User(user),
                added,
            } => {
                users.entry(user).or_default();
                members.entry(group).or_default().insert(user, added);
            }
            SourceChange::Assignment {
                principal: Object::User(user),
            } => {
                users.entry(user).or_default();
            }
            SourceChange::Assignment {
                principal: Object::Group(group),
            } => {
                groups.insert(group);
                let reached = world.group(group).map_or(&[][..], |group| &group.users);
                for user in reached {
                    users.entry(*user).or_default();
                }
            }
            SourceChange::Member { .. } | SourceChange::Assignment { .. } => {}
        }
    }
    let users = users
        .into_iter()
        .map(|(user, changed)| Work::User { user, changed });
    let groups = groups.into_iter().map(|group| Work::Group { group });
    let members = members
        .into_iter()
        .map(|(group, changes)| Work::Members { group, changes });
    users.chain(groups).chain(members).collect()
}

/// The work of an initial cycle: every user, every group, and the members that each group has. Nobody
/// is taken out of a group: whom the source does not name, it says nothing of.
pub fn everything(world: &World) -> VecDeque<Work> {
    let groups = 0..world.groups.len() as u32;
    let users = (0..world.users.len() as u32).map(|user| Work::User {
        user,
        changed: BTreeSet::new(),
    });
    let members = groups.clone().map(|group| {
        let users = world.group(group).map_or(&[][..], |group| &group.users);
        Work::Members {
            group,
            changes: users.iter().map(|user| (*user, true)).collect(),
        }
    });
    let groups = groups.map(|group| Work::Group { group });
    users.chain(groups).chain(members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_come_before_groups_and_groups_before_members() {
        let world = World::empty(fastrand::Rng::with_seed(1));
        let changes = [
            SourceChange::Member {
                group: 1,
                member: Object::User(5),
                added: true,
            },
            SourceChange::Group { group: 2 },
            SourceChange::User {
                user: 5,
                attribute: Attribute::JobTitle,
            },
            SourceChange::Member {
                group: 1,
                member: Object::User(5),
                added: false,
            },
        ];
        let expected = [
            Work::User {
                user: 5,
                changed: BTreeSet::from([Attribute::JobTitle]),
            },
            Work::Group { group: 2 },
            Work::Members {
                group: 1,
                changes: BTreeMap::from([(5, false)]),
            },
        ];
        assert_eq!(plan(&changes, &world), expected);
    }
}
