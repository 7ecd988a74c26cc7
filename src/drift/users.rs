//! Compares the users of both sides: one walk over columns that share their numbering, and after that
//! only over whom a change touches.

mod check;
mod outcome;
mod shared;

use std::sync::Arc;

pub use self::check::is_reference;
use self::check::{Active, Check, Values, checks};
use self::outcome::Outcome;
use self::shared::Sharing;
use super::Difference;
use super::compare::Terms;
use super::reference::References;
use super::remark::{Remark, Remarks};
use super::value::{Likeness, likeness};
use crate::entra::{Expected, Reach};
use crate::model::{Holders, Person, PersonSet, Sym, Touched, UserState, Users};

/// Both sides of the users.
#[derive(Clone, Copy)]
pub struct UserSides<'a> {
    pub expected: &'a Expected,
    pub terms: Terms<'a>,
    pub entra: &'a Users,
    pub provider: &'a Users,
}

/// Both sides as they were compared last.
#[derive(Clone, Copy)]
pub struct Before<'a> {
    pub entra: &'a Users,
    pub provider: &'a Users,
}

/// What a comparison of users came to, kept for the next.
#[derive(Default)]
pub struct ComparedUsers {
    outcome: Outcome,
    sharing: Sharing,
    /// Entra's users by their identifiers; `None` where no rule asks for them.
    holders: Option<Arc<Holders>>,
}

impl ComparedUsers {
    /// Compares whom the change from `before` touches. How many people were looked at is returned.
    pub fn update(
        &mut self,
        sides: UserSides<'_>,
        before: Option<Before<'_>>,
        touched: &Touched,
    ) -> usize {
        let renumbered = before.is_none_or(|before| renumbers(sides, before, touched));
        let known = self.holders.take().filter(|_| !renumbered);
        let holders = &mut self.holders;
        let checks = checks(sides, || {
            let made = || {
                known
                    .clone()
                    .unwrap_or_else(|| Arc::new(sides.entra.holders()))
            };
            Arc::clone(holders.get_or_insert_with(made))
        });
        // Whoever is referred to by another is compared by proxy: then everybody is looked at.
        let refers = renumbered && checks.iter().any(Check::is_reference);
        let touched = if refers { &Touched::Everybody } else { touched };
        if matches!(touched, Touched::Everybody) {
            self.outcome = Outcome::of(&checks);
        } else {
            touched.each(usize::MAX, |person| self.outcome.forget(person));
        }
        let slots = sides.entra.slots().max(sides.provider.slots());
        let mut walk = Walk {
            sides,
            active: Active::of(sides),
            updates: sides.terms.mappings.users.flows.update,
            checks,
            outcome: &mut self.outcome,
        };
        touched.each(slots, |person| walk.person(person));
        let checks = walk.checks;
        self.outcome.count(sides, &checks, touched);
        let remarks = &mut self.outcome.remarks;
        self.sharing.remark(sides, before, touched, remarks);
        touched.count(slots)
    }

    /// Entra's users by their identifiers, where a rule asks for them.
    pub fn holders(&self) -> Option<Arc<Holders>> {
        self.holders.clone()
    }

    /// The differences, in no particular order, and what is remarked on.
    pub fn told(&self, provider: &Users) -> (Vec<Difference>, Remarks) {
        self.outcome.told(provider)
    }
}

/// Whether anybody touched has come or gone on either side, or is another object there.
fn renumbers(sides: UserSides<'_>, before: Before<'_>, touched: &Touched) -> bool {
    let id = |users: &Users, person: Person| users.row(person).map(|row| row.id);
    let moved = |&person: &Person| {
        id(before.entra, person) != id(sides.entra, person)
            || id(before.provider, person) != id(sides.provider, person)
    };
    match touched {
        Touched::Everybody => true,
        Touched::These(people) => people.iter().any(moved),
    }
}

struct Walk<'a, 'o> {
    sides: UserSides<'a>,
    checks: Vec<Check<'a>>,
    active: Active<'a>,
    /// Whether the job updates users at all.
    updates: bool,
    outcome: &'o mut Outcome,
}

impl Walk<'_, '_> {
    fn person(&mut self, person: Person) {
        let (entra, provider) = (
            self.sides.entra.state(person),
            self.sides.provider.state(person),
        );
        if provider.is_twin() || !(entra.is_present() || provider.is_present()) {
            return;
        }
        let reach = if entra.is_present() {
            self.sides.expected.person(person)
        } else {
            Reach::Out
        };
        match (reach, provider.is_present()) {
            (Reach::In, true) => self.pair(person, entra, provider),
            (Reach::In, false) => self.absent(person, entra),
            (Reach::Unknown, _) => self.remark(Remark::ScopeUnknown, person),
            (Reach::Dropped, _) => self.remark(Remark::Dropped, person),
            (Reach::Out, true) => self.out_of_scope(person, provider),
            (Reach::Out, false) => {}
        }
    }

    fn remark(&mut self, remark: Remark, person: Person) {
        self.outcome.remarks.add(remark, person);
    }

    fn absent(&mut self, person: Person, entra: UserState) {
        match entra.active() {
            Some(true) if !self.sides.terms.mappings.users.flows.add => {
                self.remark(Remark::NeverCreated, person);
            }
            Some(true) => drop(self.outcome.missing.insert(person)),
            // Someone disabled who was never provisioned is not created.
            Some(false) => {}
            None => self.remark(Remark::EnabledUnknown, person),
        }
    }

    fn out_of_scope(&mut self, person: Person, provider: UserState) {
        match provider.active() {
            Some(true) => drop(self.outcome.orphans.insert(person)),
            // A proper de-provisioning.
            Some(false) => {}
            None => self.remark(Remark::ActiveUnknown, person),
        }
    }

    fn pair(&mut self, person: Person, entra: UserState, provider: UserState) {
        let mut differs = self.activity(person, entra, provider);
        // Nothing but `active` flows for someone disabled, so only people enabled are compared.
        if entra.active() != Some(false) {
            differs |= self.attributes(person);
        }
        if differs && !self.updates {
            self.remark(Remark::NeverUpdated, person);
        }
    }

    /// Whether `active` is not as it should be.
    fn activity(&mut self, person: Person, entra: UserState, provider: UserState) -> bool {
        match (self.expected_active(person, entra), provider.active()) {
            (Err(remark), _) => self.remark(remark, person),
            (_, None) => self.remark(Remark::ActiveUnknown, person),
            (Ok(expected), Some(actual)) if expected != actual => {
                let people: &mut PersonSet = if expected {
                    &mut self.outcome.inactive
                } else {
                    &mut self.outcome.active
                };
                if self.updates {
                    people.insert(person);
                }
                return true;
            }
            _ => {}
        }
        false
    }

    fn expected_active(&self, person: Person, entra: UserState) -> Result<bool, Remark> {
        let enabled = entra.active().ok_or(Remark::EnabledUnknown)?;
        let sent = match &self.active {
            Active::Enabled => return Ok(enabled),
            Active::Unmapped => return Err(Remark::ActiveUnmapped),
            Active::Sent(values) => values.of_person(person),
        };
        let text = self.sides.terms.text.get(sent);
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        match () {
            () if is("true") => Ok(true),
            () if is("false") => Ok(false),
            () => Err(Remark::ActiveUnmapped),
        }
    }

    /// Whether any attribute differs.
    fn attributes(&mut self, person: Person) -> bool {
        let mut differs = false;
        for place in 0..self.checks.len() {
            let check = &self.checks[place];
            let actual = check.actual.get(person);
            let expected = match &check.expected {
                Values::References(values, references) => {
                    self.sent(references, values.get(person), actual)
                }
                values => values.of_person(person),
            };
            if expected != actual {
                differs |= self.attribute(person, place, expected, actual);
            }
        }
        differs
    }

    /// What stands for a reference: `actual` where the provider holds whom the source names.
    fn sent(&self, references: &References<'_>, named: Sym, actual: Sym) -> Sym {
        match references.sent(named) {
            None => Sym::ABSENT,
            Some(id) if id == self.sides.terms.text.get(actual) => actual,
            Some(_) => named,
        }
    }

    /// The slow road, taken only where the symbols differ.
    fn attribute(&mut self, person: Person, place: usize, expected: Sym, actual: Sym) -> bool {
        let check = &self.checks[place];
        let rule = check.rule;
        let remark = if expected.is_unknown() || actual.is_unknown() {
            Remark::ValueUnknown(rule)
        } else if expected.is_absent() {
            Remark::StaleByDesign(rule)
        } else {
            let text = self.sides.terms.text;
            let (left, right) = (text.get(expected), text.get(actual));
            match likeness(left, right) {
                Likeness::Same => return false,
                Likeness::CaseOnly if check.ignores_case || is_truth(left) => return false,
                Likeness::CaseOnly if !check.case_exact => Remark::CaseOnly(rule),
                _ if self.is_harmless(rule, left, right) => Remark::Normalised(rule),
                _ => {
                    self.differs(person, place, actual);
                    return true;
                }
            }
        };
        self.remark(remark, person);
        false
    }

    fn differs(&mut self, person: Person, place: usize, actual: Sym) {
        if !self.updates {
            return;
        }
        if let Some(of) = self.outcome.rules.get_mut(place) {
            of.different.insert(person);
            if actual.is_absent() {
                of.blank.insert(person);
            }
        }
    }

    /// Whether the provider only keeps the value in another form.
    fn is_harmless(&self, rule: u16, sent: &str, held: &str) -> bool {
        let terms = self.sides.terms;
        let target = &terms.mappings.users.rules[usize::from(rule)].target;
        let mut forms = terms.normalisations.iter();
        forms.any(|form| form.equates(target.raw(), sent, held))
    }
}

/// A boolean as Entra writes it, which a provider may spell otherwise.
fn is_truth(text: &str) -> bool {
    text == "True" || text == "False"
}
