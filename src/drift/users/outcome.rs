//! What the users of both sides came to, kept as sets of people, so that a change takes out and puts in
//! whom it touches and leaves the others where they are.

use super::UserSides;
use super::check::Check;
use crate::drift::Difference;
use crate::drift::remark::{Remark, Remarks};
use crate::entra::Reach;
use crate::model::{Person, PersonSet, Touched, Users};

/// An attribute that differs for this share of at least so many people is not kept by the provider.
const NEARLY_EVERYBODY: (usize, usize) = (9, 10);
const ENOUGH_PEOPLE: usize = 20;
/// Of an attribute that the provider holds for nobody, so few people are enough.
const FEW_PEOPLE: usize = 3;

/// Everyone with a difference, by what differs.
#[derive(Default)]
pub(super) struct Outcome {
    pub missing: PersonSet,
    pub orphans: PersonSet,
    /// Who should be active and is not, and the other way round.
    pub inactive: PersonSet,
    pub active: PersonSet,
    /// In the order of the checks.
    pub rules: Vec<OfRule>,
    pub remarks: Remarks,
}

/// What one attribute came to.
#[derive(Default)]
pub(super) struct OfRule {
    pub rule: u16,
    pub different: PersonSet,
    /// Of these, for whom the provider holds nothing.
    pub blank: PersonSet,
    /// For whom something would be sent, and was compared; `None` where it differs for too few of them to be lost.
    compared: Option<PersonSet>,
}

impl Outcome {
    /// Nothing found yet by any of `checks`.
    pub fn of(checks: &[Check<'_>]) -> Self {
        let rules = checks.iter().map(|check| OfRule {
            rule: check.rule,
            ..OfRule::default()
        });
        Self {
            rules: rules.collect(),
            ..Self::default()
        }
    }

    /// Takes `person` out, to be put in again.
    pub fn forget(&mut self, person: Person) {
        let sets = [
            &mut self.missing,
            &mut self.orphans,
            &mut self.inactive,
            &mut self.active,
        ];
        let rules = self.rules.iter_mut();
        let of_rules = rules.flat_map(|of| [&mut of.different, &mut of.blank]);
        for set in sets.into_iter().chain(of_rules) {
            set.remove(person);
        }
        self.remarks.forget(person);
    }

    /// Counts for whom each attribute was compared, where that decides anything.
    pub fn count(&mut self, sides: UserSides<'_>, checks: &[Check<'_>], touched: &Touched) {
        for (of, check) in self.rules.iter_mut().zip(checks) {
            let is_compared = |person: &Person| is_compared(sides, *person) && check.sends(*person);
            match (&mut of.compared, touched) {
                (Some(compared), Touched::These(people)) => {
                    for &person in people {
                        compared.put(person, is_compared(&person));
                    }
                }
                (compared, _) => {
                    // As soon as there are too many for the attribute to be lost, the others do not matter.
                    let (share, parts) = NEARLY_EVERYBODY;
                    let most = of.different.len() * parts / share;
                    let people = || sides.entra.people().filter(is_compared);
                    let matters = of.different.len() >= FEW_PEOPLE && people().nth(most).is_none();
                    *compared = matters.then(|| people().collect());
                }
            }
        }
    }

    /// The differences, in no particular order, and what is remarked on. An attribute that differs for
    /// nearly everybody is one remark, not a thousand differences.
    pub fn told(&self, provider: &Users) -> (Vec<Difference>, Remarks) {
        let mut remarks = self.remarks.clone();
        let mut found: Vec<Difference> = self.missing.iter().map(Difference::MissingUser).collect();
        found.extend(self.orphans.iter().map(Difference::OrphanUser));
        for (people, expected) in [(&self.inactive, true), (&self.active, false)] {
            let active = |person| Difference::Active { person, expected };
            found.extend(people.iter().map(active));
        }
        for of in &self.rules {
            if of.is_lost() {
                remarks.put(Remark::NotKept(of.rule), of.different.clone());
                continue;
            }
            let rule = of.rule;
            let attribute = |person| Difference::Attribute { person, rule };
            found.extend(of.different.iter().map(attribute));
        }
        let twins = provider.twins.iter();
        found.extend(twins.map(|&(twin, anchor)| Difference::DuplicateUser { twin, anchor }));
        (found, remarks)
    }
}

impl OfRule {
    /// Whether the provider does not keep it.
    fn is_lost(&self) -> bool {
        let (share, of) = NEARLY_EVERYBODY;
        let different = self.different.len();
        self.compared.as_ref().is_some_and(|compared| {
            let compared = compared.len();
            let nearly_all = different * of >= compared * share;
            different >= FEW_PEOPLE
                && (self.blank.len() == compared || (compared >= ENOUGH_PEOPLE && nearly_all))
        })
    }
}

/// Whether the attributes of `person` are compared at all.
fn is_compared(sides: UserSides<'_>, person: Person) -> bool {
    let (entra, held) = (sides.entra.state(person), sides.provider.state(person));
    entra.is_present()
        && held.is_present()
        && !held.is_twin()
        && entra.active() != Some(false)
        && sides.expected.person(person) == Reach::In
}
