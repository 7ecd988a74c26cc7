//! Compares who is in the groups of both sides.
//!
//! How two lists of members differ is kept from comparison to comparison, and told anew only of groups of
//! which a list has changed. What that comes to is judged each time, by what each person is by then.

use std::collections::BTreeSet;

use super::Difference;
use super::difference::GroupRow;
use super::matching::Matching;
use crate::entra::{Expected, Reach};
use crate::model::{Group, Groups, MembersChanged, MembersRead, Person, Users, members_apart};

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
    pairs: Vec<(GroupRow, GroupRow)>,
    /// By pair; `None` where both are the same.
    apart: Vec<Option<Box<Apart>>>,
    /// The pairs of which there is anything to say.
    odd: BTreeSet<usize>,
    /// The pair of each row that has one, in Entra and at the provider.
    here: Places,
    there: Places,
}

/// Members of one side that the other lacks, ascending.
#[derive(Default)]
struct Apart {
    here: Vec<Person>,
    there: Vec<Person>,
}

impl Lists {
    /// How the lists of all pairs differ.
    pub fn of(matching: &Matching, (here, there): (&Groups, &Groups)) -> Self {
        let pairs = matching.pairs.clone();
        let apart = pairs.iter().map(|&(one, two)| {
            let (one, two) = (&here.rows[one as usize], &there.rows[two as usize]);
            Apart::of(one, two)
        });
        let mut lists = Self {
            apart: apart.collect(),
            here: Places::of(pairs.iter().map(|pair| pair.0)),
            there: Places::of(pairs.iter().map(|pair| pair.1)),
            ..Self::default()
        };
        lists.pairs = pairs;
        for at in 0..lists.pairs.len() {
            lists.look(at, there);
        }
        lists
    }

    /// Takes in what has changed on either side. How many pairs that concerns is returned.
    pub fn update(
        &mut self,
        there: &Groups,
        (old, new): (&[MembersChanged], &[MembersChanged]),
    ) -> usize {
        let mut touched = Vec::new();
        let here = old
            .iter()
            .map(|change| (self.here.at(change.row), change, true));
        let both = here.chain(
            new.iter()
                .map(|change| (self.there.at(change.row), change, false)),
        );
        for (at, change, is_here) in both {
            let Some(at) = at else { continue };
            let apart = self.apart[at].take().unwrap_or_default();
            self.apart[at] = apart.after(change, is_here);
            touched.push(at);
        }
        touched.sort_unstable();
        touched.dedup();
        for &at in &touched {
            self.look(at, there);
        }
        touched.len()
    }

    /// Whether there is anything to say of the pair at `at`.
    fn look(&mut self, at: usize, there: &Groups) {
        let group = &there.rows[self.pairs[at].1 as usize];
        let silent = group.members_read != MembersRead::Listed || !group.strangers.is_empty();
        if silent || self.apart[at].is_some() {
            self.odd.insert(at);
        } else {
            self.odd.remove(&at);
        }
    }
}

/// Where each row is among the pairs.
#[derive(Default)]
struct Places(Vec<u32>);

impl Places {
    const NOWHERE: u32 = u32::MAX;

    fn of(rows: impl Iterator<Item = GroupRow>) -> Self {
        let mut places = Vec::new();
        for (at, row) in (0..).zip(rows) {
            let row = row as usize;
            if row >= places.len() {
                places.resize(row + 1, Self::NOWHERE);
            }
            places[row] = at;
        }
        Self(places)
    }

    fn at(&self, row: GroupRow) -> Option<usize> {
        let at = self.0.get(row as usize).copied()?;
        (at != Self::NOWHERE).then_some(at as usize)
    }
}

impl Apart {
    fn of(here: &Group, there: &Group) -> Option<Box<Self>> {
        // Nearly all groups are equal in steady state: one slice comparison settles them.
        if here.has_members_of(there) {
            return None;
        }
        let (here, there) = members_apart(&here.members, &there.members);
        Some(Box::new(Self { here, there }))
    }

    /// The same after a change of one side's list; `None` where both are the same then.
    fn after(self, change: &MembersChanged, is_here: bool) -> Option<Box<Self>> {
        let (own, other) = if is_here {
            (self.here, self.there)
        } else {
            (self.there, self.here)
        };
        // Whoever came was there already, or the other side lacks him; whoever left likewise.
        let (came, awaited) = parted(&change.came, &other);
        let (left, lonely) = parted(&change.left, &own);
        let own = exchanged(own, &lonely, came);
        let other = exchanged(other, &awaited, left);
        if own.is_empty() && other.is_empty() {
            return None;
        }
        let (here, there) = if is_here { (own, other) } else { (other, own) };
        Some(Box::new(Self { here, there }))
    }
}

/// Of `people` those who are not in `list`, and those who are. All are ascending.
fn parted(people: &[Person], list: &[Person]) -> (Vec<Person>, Vec<Person>) {
    let is_new = |person: &Person| list.binary_search(person).is_err();
    people.iter().partition(|person| is_new(person))
}

/// `list` without those who went, and with those who came.
fn exchanged(mut list: Vec<Person>, went: &[Person], came: Vec<Person>) -> Vec<Person> {
    list.retain(|person| went.binary_search(person).is_err());
    list.extend(came);
    list.sort_unstable();
    list
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
