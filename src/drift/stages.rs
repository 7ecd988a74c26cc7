//! The rules in their families, each with what it came to the last time.

use std::sync::Arc;

use super::compare::{Differences, Terms, Work, families};
use super::difference::{Difference, Family};
use super::groups::compare_groups;
use super::matching::Matching;
use super::members::{Lists, Memberships};
use super::normalisation::Normalisation;
use super::remark::Remarks;
use super::users::{Before, ComparedUsers, UserSides};
use crate::entra::{Expected, Mappings};
use crate::model::{Directory, Groups, GroupsChanged, Provider, Touched, Users, changed_groups};

/// What was compared last, and what it came to. Every family is kept up to date, whether or not its reads
/// are sound just now: what is not sound is left out of what is told.
#[derive(Default)]
pub(super) struct Stages {
    last: Option<Last>,
    users: ComparedUsers,
    matching: Arc<Matching>,
    groups: Vec<Difference>,
    lists: Lists,
}

/// The sides that were compared, and by what.
struct Last {
    mappings: Mappings,
    normalisations: Vec<Normalisation>,
    entra: Arc<Users>,
    provider: Arc<Users>,
    here: Arc<Groups>,
    there: Arc<Groups>,
    expected: Arc<Expected>,
}

impl Last {
    /// Whether the rules are still these.
    fn holds(&self, terms: Terms<'_>) -> bool {
        self.mappings == *terms.mappings && self.normalisations == terms.normalisations
    }
}

impl Stages {
    /// Compares both sides. `touched` names everyone whose row has changed on either side since the last
    /// call, and everyone of whom something else is expected.
    pub fn compare(
        &mut self,
        directory: &Directory,
        provider: &Provider,
        expected: Arc<Expected>,
        touched: &Touched,
        terms: Terms<'_>,
    ) -> Differences {
        let last = self.last.take().filter(|last| last.holds(terms));
        let sides = UserSides {
            expected: &expected,
            terms,
            entra: &directory.users.data,
            provider: &provider.users.data,
        };
        let people = match &last {
            Some(last) => {
                let before = Before {
                    entra: &last.entra,
                    provider: &last.provider,
                };
                self.users.update(sides, Some(before), touched)
            }
            None => self.users.update(sides, None, &Touched::Everybody),
        };
        let groups = self.update_groups(last.as_ref(), directory, provider, &expected, terms);
        self.last = Some(Last {
            mappings: terms.mappings.clone(),
            normalisations: terms.normalisations.to_vec(),
            entra: Arc::clone(&directory.users.data),
            provider: Arc::clone(&provider.users.data),
            here: Arc::clone(&directory.groups.data),
            there: Arc::clone(&provider.groups.data),
            expected: Arc::clone(&expected),
        });
        let mut told = Differences {
            expected,
            matching: Arc::clone(&self.matching),
            found: Vec::new(),
            families: families(directory, provider, terms.mappings),
            remarks: Remarks::default(),
            untold: Vec::new(),
            work: Work { people, groups },
            holders: self.users.holders(),
        };
        for family in told.families.clone() {
            self.tell(family, directory, provider, &mut told);
        }
        // Each rule tells its own in order.
        told.found.sort();
        told.found.dedup();
        told
    }

    /// Matches the groups anew where one came, went, is called otherwise or is otherwise in scope; of the
    /// others only changed lists of members are looked at. How many is returned.
    fn update_groups(
        &mut self,
        last: Option<&Last>,
        directory: &Directory,
        provider: &Provider,
        expected: &Expected,
        terms: Terms<'_>,
    ) -> usize {
        let (here, there) = (&directory.groups.data, &provider.groups.data);
        let changed = last
            .filter(|last| expected.has_groups_of(&last.expected))
            .map(|last| {
                (
                    changed_groups(&last.here, here),
                    changed_groups(&last.there, there),
                )
            });
        let changed = changed.as_ref().map(|(here, there)| (&**here, &**there));
        if let Some((GroupsChanged::Members(old), GroupsChanged::Members(new))) = changed {
            return self.lists.update(there, (old, new));
        }
        let matching = Matching::of(here, &expected.derived.group_names, there, terms.text);
        self.groups = compare_groups(expected, &matching, here, there, terms.text);
        self.matching = Arc::new(matching);
        self.lists = Lists::of(&self.matching, (here, there));
        self.matching.pairs.len()
    }

    fn tell(
        &self,
        family: Family,
        directory: &Directory,
        provider: &Provider,
        told: &mut Differences,
    ) {
        match family {
            Family::Users => {
                let (found, remarks) = self.users.told(&provider.users.data);
                told.found.extend(found);
                told.remarks = remarks;
            }
            Family::Groups => told.found.extend(&self.groups),
            Family::Members => {
                let memberships = Memberships {
                    expected: &told.expected,
                    matching: &self.matching,
                    entra_groups: &directory.groups.data,
                    provider_groups: &provider.groups.data,
                    entra_users: &directory.users.data,
                    provider_users: &provider.users.data,
                };
                let (found, untold) = memberships.told(&self.lists);
                told.found.extend(found);
                told.untold = untold;
            }
        }
    }
}
