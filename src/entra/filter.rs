//! Who passes a scope filter (Microsoft: "Scoping users or groups to be provisioned with scoping
//! filters in Microsoft Entra ID"; Graph: filter).

mod clause;
#[cfg(test)]
mod tests;

use self::clause::Clause;
use super::expression::Value;
use crate::model::{FilterGroup, ScopeFilter};

/// What a scope filter makes of one object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Passage {
    In,
    /// Who falls out is de-provisioned.
    Out,
    /// Dropped before the job looks at it: it is neither provisioned nor de-provisioned.
    Dropped,
    /// It cannot be told, for this reason.
    Unknown(String),
}

/// A scope filter whose patterns are compiled, to be asked about many objects.
#[derive(Debug)]
pub struct Filter {
    groups: Alternatives,
    input: Alternatives,
    category: Alternatives,
}

/// Groups of which one is enough; of each, every clause must hold.
#[derive(Debug)]
struct Alternatives(Vec<Vec<Clause>>);

/// Whether something holds, or why that cannot be told.
type Truth = Result<bool, String>;

impl Filter {
    pub fn of(filter: &ScopeFilter) -> Self {
        Self {
            groups: Alternatives::of(&filter.groups),
            input: Alternatives::of(&filter.input_groups),
            category: Alternatives::of(&filter.category_groups),
        }
    }

    /// What becomes of the object with these attributes.
    pub fn passes(&self, attributes: &dyn Fn(&str) -> Value) -> Passage {
        match self.input.hold(attributes) {
            Ok(true) => self.passes_on(attributes),
            Ok(false) => Passage::Dropped,
            Err(reason) => Passage::Unknown(reason),
        }
    }

    fn passes_on(&self, attributes: &dyn Fn(&str) -> Value) -> Passage {
        let category = self.category.hold(attributes).and_then(|holds| {
            let undocumented =
                || "what becomes of those outside of a category filter is not documented".into();
            if holds { Ok(()) } else { Err(undocumented()) }
        });
        match category.and_then(|()| self.groups.hold(attributes)) {
            Ok(true) => Passage::In,
            Ok(false) => Passage::Out,
            Err(reason) => Passage::Unknown(reason),
        }
    }
}

impl Alternatives {
    fn of(groups: &[FilterGroup]) -> Self {
        let compiled = |group: &FilterGroup| group.clauses.iter().map(Clause::of).collect();
        Self(groups.iter().map(compiled).collect())
    }

    /// No group at all lets everybody pass.
    fn hold(&self, attributes: &dyn Fn(&str) -> Value) -> Truth {
        let groups = self.0.iter();
        let holds = groups.map(|group| decided(group.iter().map(|c| c.holds(attributes)), false));
        if self.0.is_empty() {
            return Ok(true);
        }
        decided(holds, true)
    }
}

/// Three-valued logic: the first truth that is `decisive` decides alone; else, what is not known
/// of one is not known of all.
fn decided(mut truths: impl Iterator<Item = Truth>, decisive: bool) -> Truth {
    let mut unknown = None;
    let found = truths.any(|truth| match truth {
        Ok(holds) => holds == decisive,
        Err(reason) => {
            unknown.get_or_insert(reason);
            false
        }
    });
    match unknown {
        _ if found => Ok(decisive),
        Some(reason) => Err(reason),
        None => Ok(!decisive),
    }
}
