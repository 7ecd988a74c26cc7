//! The whole comparison: each family of rules only where its reads are sound.

use super::difference::{Difference, Family};
use super::groups::{Membership, Memberships, compare_groups};
use super::matching::Matching;
use super::remark::Remarks;
use super::users::compare_users;
use crate::entra::{Expected, Scope};
use crate::model::{Directory, Provider, Text};

/// What one comparison found, in numbers.
pub struct Differences {
    pub expected: Expected,
    pub matching: Matching,
    /// Sorted, without repeats.
    pub found: Vec<Difference>,
    /// The families that could be compared; of the others nothing is known.
    pub families: Vec<Family>,
    pub remarks: Remarks,
    pub membership: Membership,
}

/// Compares both sides as they were last read. Whatever rests on a read that is not sound is left
/// out: a partial read never makes a drift.
pub fn compare(
    directory: &Directory,
    provider: &Provider,
    scope: Scope,
    text: &Text,
) -> Differences {
    let expected = Expected::of(directory, scope);
    let (here, there) = (&directory.groups.data, &provider.groups.data);
    let matching = Matching::of(here, there, text);
    let mut differences = Differences {
        expected,
        matching,
        found: Vec::new(),
        families: families(directory, provider),
        remarks: Remarks::default(),
        membership: Membership::Compared,
    };
    for family in differences.families.clone() {
        differences.family(family, directory, provider, text);
    }
    differences.found.sort_unstable();
    differences.found.dedup();
    differences
}

impl Differences {
    fn family(&mut self, family: Family, directory: &Directory, provider: &Provider, text: &Text) {
        match family {
            Family::Users => {
                let (users, held) = (&directory.users.data, &provider.users.data);
                let (found, remarks) = compare_users(&self.expected, users, held, text);
                self.found.extend(found);
                self.remarks = remarks;
            }
            Family::Groups => {
                let (here, there) = (&directory.groups.data, &provider.groups.data);
                self.found.extend(compare_groups(
                    &self.expected,
                    &self.matching,
                    here,
                    there,
                    text,
                ));
            }
            Family::Members => {
                let (found, membership) = self.memberships(directory, provider).compare();
                self.found.extend(found);
                self.membership = membership;
            }
        }
    }

    fn memberships<'a>(
        &'a self,
        directory: &'a Directory,
        provider: &'a Provider,
    ) -> Memberships<'a> {
        Memberships {
            expected: &self.expected,
            matching: &self.matching,
            entra_groups: &directory.groups.data,
            provider_groups: &provider.groups.data,
            entra_users: &directory.users.data,
            provider_users: &provider.users.data,
        }
    }
}

/// The families whose reads are all sound.
fn families(directory: &Directory, provider: &Provider) -> Vec<Family> {
    let assignments = directory.assignments.reading.grade.is_sound();
    let groups = assignments && directory.groups.reading.grade.is_sound();
    let users = groups && directory.users.reading.grade.is_sound();
    let (held, teams) = (
        provider.users.reading.grade.is_sound(),
        provider.groups.reading.grade.is_sound(),
    );
    let sound = [
        (Family::Users, users && held),
        (Family::Groups, groups && teams),
        (Family::Members, users && held && teams),
    ];
    sound
        .into_iter()
        .filter(|(_, sound)| *sound)
        .map(|(family, _)| family)
        .collect()
}
