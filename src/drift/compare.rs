//! The whole comparison: each family of rules only where its reads are sound.

use std::sync::Arc;

use foldhash::HashSet;

use super::difference::{Difference, Family};
use super::matching::Matching;
use super::members::Untold;
use super::normalisation::Normalisation;
use super::rejoin::Rejoined;
use super::remark::{Remark, Remarks};
use super::stages::Stages;
use crate::entra::{Expected, Mappings};
use crate::model::{Directory, Holders, Person, Provider, Text, Touched};

/// What one comparison found, in numbers.
pub struct Differences {
    pub expected: Arc<Expected>,
    pub matching: Arc<Matching>,
    /// Sorted, without repeats.
    pub found: Vec<Difference>,
    /// The families that could be compared; of the others nothing is known.
    pub families: Vec<Family>,
    pub remarks: Remarks,
    /// The groups whose members were not compared, or not to the end.
    pub untold: Vec<Untold>,
    pub work: Work,
    /// Entra's users by their identifiers, where a mapped attribute refers to people.
    pub holders: Option<Arc<Holders>>,
}

/// What a comparison has looked at; everything else was carried over from the one before.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Work {
    /// People whose sides were compared.
    pub people: usize,
    /// Pairs of groups whose lists of members were compared.
    pub groups: usize,
}

/// What both sides are held against each other by.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub mappings: &'a Mappings,
    /// Forms in which the provider keeps values without harm.
    pub normalisations: &'a [Normalisation],
    pub text: &'a Text,
}

/// Compares both sides as they were last read. Whatever rests on a read that is not sound is left
/// out: a partial read never makes a drift.
pub fn compare(
    directory: &Directory,
    provider: &Provider,
    expected: Arc<Expected>,
    terms: Terms<'_>,
) -> Differences {
    Stages::default().compare(directory, provider, expected, &Touched::Everybody, terms)
}

impl Differences {
    /// Claims nothing of people whose row at the provider could be one of several, and remarks on
    /// whom the log links to something else than their name does.
    pub fn set_aside(&mut self, rejoined: &Rejoined) {
        let told = [
            (Remark::Ambiguous, &rejoined.ambiguous),
            (Remark::TwinAccount, &rejoined.twins),
            (Remark::Recreated, &rejoined.recreated),
        ];
        for (remark, people) in told {
            for &person in people {
                self.remarks.add(remark, person);
            }
        }
        let people: HashSet<Person> = rejoined.ambiguous.iter().copied().collect();
        let rows: HashSet<Person> = rejoined.ambiguous_rows.iter().copied().collect();
        let in_doubt = |found: &Difference| match found {
            Difference::MissingUser(person) => people.contains(person),
            Difference::OrphanUser(row) => rows.contains(row),
            _ => false,
        };
        self.found.retain(|found| !in_doubt(found));
    }
}

/// The families that are mapped, and whose reads are all sound.
pub(super) fn families(
    directory: &Directory,
    provider: &Provider,
    mappings: &Mappings,
) -> Vec<Family> {
    let assignments = directory.assignments.reading.grade.is_sound();
    let groups = assignments && directory.groups.reading.grade.is_sound();
    let users = groups && directory.users.reading.grade.is_sound();
    let (held, teams) = (
        provider.users.reading.grade.is_sound(),
        provider.groups.reading.grade.is_sound(),
    );
    let sound = [
        (Family::Users, users && held),
        (Family::Groups, groups && teams && mappings.groups.is_some()),
        (
            Family::Members,
            users && held && teams && mappings.maps_members(),
        ),
    ];
    sound
        .into_iter()
        .filter(|(_, sound)| *sound)
        .map(|(family, _)| family)
        .collect()
}
