//! What a comparison remarks on besides differences: counted by kind, with one example each, so
//! that a thousand people with one harmless trait are one note.

use std::collections::BTreeMap;

use crate::model::{Person, PersonSet};

/// A trait that is no drift. Attributes are named by the place of their rule in the user mapping.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Remark {
    /// Entra has no value, so nothing flows and the provider keeps its own.
    StaleByDesign(u16),
    /// Equal but for letter case.
    CaseOnly(u16),
    /// The provider keeps it in another form, which does no harm.
    Normalised(u16),
    /// What Entra would send cannot be told.
    ValueUnknown(u16),
    /// It differs for nearly everybody: the provider does not keep it as it is sent.
    NotKept(u16),
    /// Not at the provider, and the job does not create users.
    NeverCreated,
    /// Not as it should be, and the job does not update users.
    NeverUpdated,
    /// Nothing is mapped to `active`.
    ActiveUnmapped,
    /// The provider does not say whether the user is active.
    ActiveUnknown,
    /// Entra does not say whether the account is enabled.
    EnabledUnknown,
    /// Reached only through a role that is disabled or gone, or subject to a filter that is not
    /// understood.
    ScopeUnknown,
    /// Left out by an input filter, which de-provisions nobody.
    Dropped,
    /// Several provider users could be theirs, or theirs could be of several.
    Ambiguous,
    /// The log links them to one account, and their userName names another.
    TwinAccount,
    /// Their account was provisioned for another object, which is gone.
    Recreated,
    /// Several provider users share one externalId.
    SharedExternalId,
}

/// Remarks, each with those to whom it applies.
#[derive(Clone, Default, Debug)]
pub struct Remarks(BTreeMap<Remark, PersonSet>);

impl Remarks {
    pub fn add(&mut self, remark: Remark, person: Person) {
        self.0.entry(remark).or_default().insert(person);
    }

    /// Takes back whatever was remarked of `person` alone: what is shared depends on others, too.
    pub fn forget(&mut self, person: Person) {
        for (remark, people) in &mut self.0 {
            if *remark != Remark::SharedExternalId {
                people.remove(person);
            }
        }
    }

    pub fn take_back(&mut self, remark: Remark, person: Person) {
        if let Some(people) = self.0.get_mut(&remark) {
            people.remove(person);
        }
    }

    pub fn put(&mut self, remark: Remark, people: PersonSet) {
        self.0.insert(remark, people);
    }

    /// Each with how often it applies, and the first to whom.
    pub fn iter(&self) -> impl Iterator<Item = (Remark, usize, Person)> + '_ {
        self.0
            .iter()
            .filter_map(|(&remark, people)| Some((remark, people.len(), people.first()?)))
    }
}
