//! Compares the groups of both sides and who is in them.

use super::Difference;
use super::difference::GroupRow;
use super::matching::Matching;
use super::value::{Likeness, likeness};
use crate::entra::{Expected, Reach};
use crate::model::{Group, Groups, MembersRead, Person, Text, Users};

/// Differences between the groups themselves. A group that is assigned but not expected (not
/// security-enabled, or its role is unknown) makes none, and neither does its match.
pub fn compare_groups(
    expected: &Expected,
    matching: &Matching,
    entra: &Groups,
    provider: &Groups,
    text: &Text,
) -> Vec<Difference> {
    let mut found = Vec::new();
    for &(twin, anchor) in &matching.twins {
        found.push(Difference::DuplicateGroup { twin, anchor });
    }
    for &row in &matching.entra_alone {
        if expected.group(row as usize) == Reach::In {
            found.push(Difference::MissingGroup { entra: row });
        }
    }
    for &row in &matching.provider_alone {
        found.push(Difference::OrphanGroup { provider: row });
    }
    for &(here, there) in &matching.pairs {
        let group = &entra.rows[here as usize];
        let names = (
            expected.derived.group_name(group),
            provider.rows[there as usize].name,
        );
        let differs = names.0 != names.1
            && !names.0.is_absent()
            && !names.0.is_unknown()
            && likeness(text.get(names.0), text.get(names.1)) == Likeness::Different;
        if differs && expected.group(here as usize) == Reach::In {
            found.push(Difference::GroupName {
                entra: here,
                provider: there,
            });
        }
    }
    found
}

/// A group whose members could not be told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Untold {
    pub provider: GroupRow,
    /// Nothing is known of its members: the provider lists none, or only empty lists where several
    /// should not be. Otherwise it may have more than are listed.
    pub whole: bool,
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
    pub fn compare(&self) -> (Vec<Difference>, Vec<Untold>) {
        let (mut found, mut untold) = (Vec::new(), Vec::new());
        let silent = self.provider_is_silent();
        for &(here, there) in &self.matching.pairs {
            if self.expected.group(here as usize) != Reach::In {
                continue;
            }
            let read = self.provider_groups.rows[there as usize].members_read;
            if silent || !read.tells() {
                untold.push(Untold {
                    provider: there,
                    whole: true,
                });
                continue;
            }
            let before = found.len();
            self.group(here, there, &mut found);
            if read == MembersRead::Full && drop_missing(&mut found, before) {
                untold.push(Untold {
                    provider: there,
                    whole: false,
                });
            }
        }
        (found, untold)
    }

    /// Contract: all groups empty at the provider though two or more should not be.
    fn provider_is_silent(&self) -> bool {
        let empty = |group: &Group| group.members.is_empty() && group.strangers.is_empty();
        let should_have = |&&(here, _): &&(GroupRow, GroupRow)| {
            self.expected.group(here as usize) == Reach::In && self.should_have_members(here)
        };
        self.provider_groups.rows.iter().all(empty)
            && self.matching.pairs.iter().filter(should_have).count() >= 2
    }

    fn should_have_members(&self, here: GroupRow) -> bool {
        let members = &self.entra_groups.rows[here as usize].members;
        members.iter().any(|&person| self.could_be_missing(person))
    }

    fn group(&self, entra: GroupRow, provider: GroupRow, found: &mut Vec<Difference>) {
        let here = &self.entra_groups.rows[entra as usize].members;
        let there = &self.provider_groups.rows[provider as usize];
        // Nearly all groups are equal in steady state: one slice comparison settles them.
        if **here != *there.members {
            let twins = self.anchors_of_twins(&there.members);
            for person in absent_from(here, &there.members) {
                if self.could_be_missing(person) && !twins.contains(&person) {
                    found.push(Difference::MissingMember {
                        entra,
                        provider,
                        person,
                    });
                }
            }
            for person in absent_from(&there.members, here) {
                if self.could_be_extra(person) {
                    found.push(Difference::ExtraMember {
                        entra,
                        provider,
                        person,
                    });
                }
            }
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

/// What ascending `these` has and ascending `those` lacks.
fn absent_from<'a>(these: &'a [Person], those: &'a [Person]) -> impl Iterator<Item = Person> + 'a {
    let mut rest = those;
    these.iter().copied().filter(move |person| {
        while rest.first().is_some_and(|first| first < person) {
            rest = &rest[1..];
        }
        rest.first() != Some(person)
    })
}
