//! What is compared of a user: the attributes that the mapping sends, and `active`.

use std::sync::Arc;

use super::UserSides;
use crate::drift::reference::References;
use crate::entra::{Column, Derived, Rule, Source};
use crate::model::{Cells, Holders, Person, Sym};

/// One attribute to compare.
pub(super) struct Check<'a> {
    pub rule: u16,
    pub expected: Values<'a>,
    pub actual: Cells<'a>,
    /// Whether letter case never makes a difference.
    pub ignores_case: bool,
    pub case_exact: bool,
}

/// What would be sent, by person.
pub(super) enum Values<'a> {
    Each(Cells<'a>),
    All(Sym),
    BySoftDeleted {
        derived: &'a Derived,
        deleted: Sym,
        live: Sym,
    },
    References(Cells<'a>, References<'a>),
}

/// One for each rule that is compared. `people` are Entra's users by their identifiers, asked for only where
/// a rule refers to them.
pub(super) fn checks(
    sides: UserSides<'_>,
    mut people: impl FnMut() -> Arc<Holders>,
) -> Vec<Check<'_>> {
    let rules = sides.terms.mappings.users.rules.iter().enumerate();
    rules
        .filter(|(_, rule)| rule.is_compared())
        .filter_map(|(at, rule)| check(sides, at, rule, &mut people))
        .collect()
}

/// Nothing where the provider's column was not read yet: it will be, with the next read.
fn check<'a>(
    sides: UserSides<'a>,
    at: usize,
    rule: &Rule,
    people: &mut impl FnMut() -> Arc<Holders>,
) -> Option<Check<'a>> {
    let target = rule.target.raw();
    let place = sides.provider.column(target)?;
    let expected = match sides.expected.derived.columns.get(at)? {
        Column::Direct(place) if is_reference(rule) => {
            let references = References::of(people(), sides.provider, sides.terms.text);
            Values::References(sides.entra.values(*place), references)
        }
        column => Values::of(sides, column),
    };
    Some(Check {
        rule: u16::try_from(at).ok()?,
        expected,
        actual: sides.provider.values(place),
        ignores_case: ignores_case(target),
        case_exact: rule.case_exact,
    })
}

/// Whether the source names another user.
pub fn is_reference(rule: &Rule) -> bool {
    matches!(&rule.source, Source::Direct(name) if name.eq_ignore_ascii_case("manager"))
}

/// A change of letter case alone in userName and e-mail is none (the contract's rule 7).
fn ignores_case(target: &str) -> bool {
    target.eq_ignore_ascii_case("userName") || target.starts_with("emails[")
}

impl<'a> Values<'a> {
    fn of(sides: UserSides<'a>, column: &'a Column) -> Self {
        match column {
            Column::Direct(place) => Self::Each(sides.entra.values(*place)),
            Column::Constant(sym) => Self::All(*sym),
            &Column::BySoftDeleted { deleted, live } => Self::BySoftDeleted {
                derived: &sides.expected.derived,
                deleted,
                live,
            },
            Column::Computed(values) => Self::Each(values.as_slice().into()),
            Column::Unknown => Self::All(Sym::UNKNOWN),
        }
    }

    /// What would be sent for `person`; of a reference, whom the source names.
    pub fn of_person(&self, person: Person) -> Sym {
        match self {
            Self::Each(values) | Self::References(values, _) => values.get(person),
            Self::All(sym) => *sym,
            Self::BySoftDeleted {
                derived,
                deleted,
                live,
            } => {
                if derived.is_soft_deleted(person) {
                    *deleted
                } else {
                    *live
                }
            }
        }
    }
}

/// What `active` should be.
pub(super) enum Active<'a> {
    /// True for whoever is enabled: the default mapping.
    Enabled,
    Sent(Values<'a>),
    /// Nothing flows there.
    Unmapped,
}

impl<'a> Active<'a> {
    pub fn of(sides: UserSides<'a>) -> Self {
        if sides.terms.mappings.assumed.is_some() {
            return Self::Enabled;
        }
        let mut rules = sides.terms.mappings.users.rules.iter();
        let at = rules.position(|rule| rule.target.raw().eq_ignore_ascii_case("active"));
        match at.and_then(|at| sides.expected.derived.columns.get(at)) {
            Some(Column::Constant(_) | Column::Unknown) | None => Self::Unmapped,
            Some(column) => Self::Sent(Values::of(sides, column)),
        }
    }
}

impl Check<'_> {
    /// Whether anything would be sent for `person`.
    pub fn sends(&self, person: Person) -> bool {
        !self.expected.of_person(person).is_absent()
    }

    /// Whether it names other users.
    pub fn is_reference(&self) -> bool {
        matches!(self.expected, Values::References(..))
    }
}
