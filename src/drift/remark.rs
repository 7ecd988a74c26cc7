//! What a comparison remarks on besides differences: counted by kind, with one example each, so
//! that a thousand people with one harmless trait are one note.

use std::collections::BTreeMap;

use crate::model::{Attribute, Person};

/// A trait that is no drift.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Remark {
    /// Entra has no value, so nothing flows and the provider keeps its own.
    StaleByDesign(Attribute),
    /// Equal but for letter case.
    CaseOnly(Attribute),
    /// The provider does not say whether the user is active.
    ActiveUnknown,
    /// Entra does not say whether the account is enabled.
    EnabledUnknown,
    /// Reached only through a role that is disabled or gone.
    ScopeUnknown,
    /// Several provider users share one externalId.
    SharedExternalId,
}

/// Remarks, each with how often it applied and to whom first.
#[derive(Clone, Default, Debug)]
pub struct Remarks(BTreeMap<Remark, (usize, Person)>);

impl Remarks {
    pub fn add(&mut self, remark: Remark, person: Person) {
        self.0.entry(remark).or_insert((0, person)).0 += 1;
    }

    pub fn iter(&self) -> impl Iterator<Item = (Remark, usize, Person)> + '_ {
        self.0
            .iter()
            .map(|(&remark, &(count, first))| (remark, count, first))
    }
}
