//! Compares who is in the groups of both sides.
//!
//! How two lists of members differ is kept from comparison to comparison, and told anew only of groups of
//! which a list has changed. What that comes to is judged each time, by what each person is by then.

use std::collections::BTreeSet;

use super::Difference;
use super::difference::GroupRow;
use super::matching::Matching;
use crate::entra::{Expected, Reach};
use crate::model::{Group, Groups, MembersRead, Person, Users, members_apart};

/// A group whose members could not be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Untold {
    pub provider: GroupRow,
    /// Nothing is known of its members: the provider lists none, or only empty lists where several
    /// should not be. Otherwise it may have more than are listed.
    pub whole: bool,
}

/// How the lists of matched groups differ, whoever is in them.
#[derive(Default)]
pub struct Lists {
    /// By pair; `None` where both are the same.
    apart: Vec<Option<Box<Apart>>>,
    /// The pairs of which there is anything to say.
    odd: BTreeSet<usize>,
}

/// Members of one side that the other lacks, ascending.
struct Apart {
    here: Box<[Person]>,
    there: Box<[Person]>,
}

impl Lists {
    /// Tells the lists of these pairs anew, of all where `None`. How many that are is returned.
    pub fn update(
        &mut self,
        matching: &Matching,
        (here, there): (&Groups, &Groups),
        changed: Option<(&[GroupRow], &[GroupRow])>,
    ) -> usize {
        let (old, new) = changed.unwrap_or_default();
        let is_old = |(one, two): (GroupRow, GroupRow)| {
            old.binary_search(&one).is_err() && new.binary_search(&two).is_err()
        };
        if changed.is_none() {
            *self = Self::default();
            self.apart.resize_with(matching.pairs.len(), || None);
        } else if old.is_empty() && new.is_empty() {
            return 0;
        }
        let mut told = 0;
        for (at, &pair) in matching.pairs.iter().enumerate() {
            if changed.is_some() && is_old(pair) {
                continue;
            }
            told += 1;
            let (one, two) = (&here.rows[pair.0 as usize], &there.rows[pair.1 as usize]);
            self.apart[at] = Apart::of(one, two);
            let silent = two.members_read != MembersRead::Listed || !two.strangers.is_empty();
            if silent || self.apart[at].is_some() {
                self.odd.insert(at);
            } else {
                self.odd.remove(&at);
            }
        }
        told
    }
}

impl Apart {
    fn of(here: &Group, there: &Group) -> Option<Box<Self>> {
        // Nearly all groups are equal in steady state: one slice comparison settles them.
        if here.members == there.members {
            return None;
        }
        let (here, there) = members_apart(&here.members, &there.members);
        Some(Box::new(Self {
            here: here.into(),
            there: there.into(),
        }))
    }
}

/// Both sides of the memberships.
pub struct Memberships<'a> {
    pub expected: &'a Expected,
    pub matching: &'a Matching,
    pub entra_groups: &'a Groups,
    pub provider_groups: &'a Groups,
    pub entra_users: &'a Users,
    pub provider_users: &'a Users,
}

impl Memberships<'_> {
    /// Differences between the members of matched groups, and whose members were not told.
    pub fn told(&self, lists: &Lists) -> (Vec<Difference>, Vec<Untold>) {
        let (mut found, mut untold) = (Vec::new(), Vec::new());
        if self.provider_is_silent() {
            let pairs = self.matching.pairs.iter();
            let expected = pairs.filter(|pair| self.is_expected(pair.0));
            let silent = |&(_, provider): &(GroupRow, GroupRow)| Untold {
                provider,
                whole: true,
            };
            return (found, expected.map(silent).collect());
        }
        for &at in &lists.odd {
            let (here, there) = self.matching.pairs[at];
            if !self.is_expected(here) {
                continue;
            }
            let read = self.provider_groups.rows[there as usize].members_read;
            let before = found.len();
            if read.tells() {
                self.group((here, there), lists.apart[at].as_deref(), &mut found);
            }
            let cut = read == MembersRead::Full && drop_missing(&mut found, before);
            if cut || !read.tells() {
                untold.push(Untold {
                    provider: there,
                    whole: !cut,
                });
            }
        }
        (found, untold)
    }

    fn is_expected(&self, here: GroupRow) -> bool {
        self.expected.group(here as usize) == Reach::In
    }

    /// Contract: all groups empty at the provider though two or more should not be.
    fn provider_is_silent(&self) -> bool {
        let empty = |group: &Group| group.members.is_empty() && group.strangers.is_empty();
        let should_have = |&&(here, _): &&(GroupRow, GroupRow)| {
            self.is_expected(here) && self.should_have_members(here)
        };
        self.provider_groups.rows.iter().all(empty)
            && self.matching.pairs.iter().filter(should_have).count() >= 2
    }

    fn should_have_members(&self, here: GroupRow) -> bool {
        let members = &self.entra_groups.rows[here as usize].members;
        members.iter().any(|&person| self.could_be_missing(person))
    }

    fn group(
        &self,
        (entra, provider): (GroupRow, GroupRow),
        apart: Option<&Apart>,
        found: &mut Vec<Difference>,
    ) {
        let there = &self.provider_groups.rows[provider as usize];
        if let Some(apart) = apart {
            let missing = apart.here.iter().copied();
            let missing: Vec<Person> = missing
                .filter(|&person| self.could_be_missing(person))
                .collect();
            if !missing.is_empty() {
                let twins = self.anchors_of_twins(&there.members);
                let missing = missing.into_iter().filter(|person| !twins.contains(person));
                found.extend(missing.map(|person| Difference::MissingMember {
                    entra,
                    provider,
                    person,
                }));
            }
            let extra = apart.there.iter().copied();
            let extra = extra.filter(|&person| self.could_be_extra(person));
            found.extend(extra.map(|person| Difference::ExtraMember {
                entra,
                provider,
                person,
            }));
        }
        let strange = there.strangers.iter();
        found.extend(strange.map(|&id| Difference::StrangeMember {
            entra,
            provider,
            id,
        }));
    }

    /// Only people who exist on both sides, are in scope and enabled can be missing members.
    fn could_be_missing(&self, person: Person) -> bool {
        self.provider_users.state(person).is_present()
            && self.entra_users.state(person).active() == Some(true)
            && self.expected.person(person) == Reach::In
    }

    /// Someone disabled in Entra is no extra member, nor is someone properly de-provisioned; a
    /// twin is reported as a duplicate, not as a member.
    fn could_be_extra(&self, person: Person) -> bool {
        let (entra, provider) = (
            self.entra_users.state(person),
            self.provider_users.state(person),
        );
        let counts = if entra.is_present() {
            entra.active() == Some(true)
        } else {
            provider.active() != Some(false)
        };
        counts && !provider.is_twin()
    }

    /// Someone whose twin is in the group is not called missing from it.
    fn anchors_of_twins(&self, members: &[Person]) -> Vec<Person> {
        let twins = self.provider_users.twins.iter();
        twins
            .filter(|(twin, _)| members.binary_search(twin).is_ok())
            .map(|&(_, anchor)| anchor)
            .collect()
    }
}

/// Takes back who was found missing from `from` on. Whether there was anybody.
fn drop_missing(found: &mut Vec<Difference>, from: usize) -> bool {
    let before = found.len();
    let rest = found.split_off(from);
    let missing = |found: &Difference| matches!(found, Difference::MissingMember { .. });
    found.extend(rest.into_iter().filter(|found| !missing(found)));
    found.len() < before
}
