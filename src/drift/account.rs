//! Every mapping of one person: where each value comes from, what it comes to, and what the provider
//! holds in its place.

use super::is_reference;
use super::reference::sent_once;
use super::value::{Likeness, likeness};
use crate::entra::expression::{Step, explain};
use crate::entra::{Derived, Mappings, Rule, Source, attributes};
use crate::model::{Directory, FlowType, Foreign, Person, Provider, Sym, Text};

/// What a mapping of one person comes to.
#[derive(Clone, Debug)]
pub struct Account {
    /// The target path.
    pub target: Foreign,
    /// The source as the schema writes it.
    pub source: Foreign,
    /// Every call of a function, innermost first.
    pub steps: Vec<Step>,
    pub sent: Sent,
    /// `None` where the provider holds nothing.
    pub held: Option<Foreign>,
    pub standing: Standing,
}

/// What Entra would send.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    Value(Foreign),
    /// Null: nothing flows.
    Nothing,
    /// It cannot be told, for this reason.
    Unknown(Foreign),
}

/// How what is sent and what is held stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Same,
    /// In letter case alone.
    CaseOnly,
    Differs,
    /// Nothing flows, and the provider keeps its own.
    Stale,
    /// It flows only when the account is made.
    CreateOnly,
    /// Not compared: a matching key, or `active`, which has rules of its own.
    Apart,
    Unknown,
}

impl Standing {
    /// In one word, for a narrow column.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::CaseOnly => "case",
            Self::Differs => "differs",
            Self::Stale => "stale",
            Self::CreateOnly => "create",
            Self::Apart => "",
            Self::Unknown => "unknown",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::CaseOnly => "letter case only",
            Self::Differs => "differs",
            Self::Stale => "stale by design",
            Self::CreateOnly => "on create only",
            Self::Apart => "not compared",
            Self::Unknown => "unknown",
        }
    }
}

/// What an account is drawn from.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    pub mappings: &'a Mappings,
    pub derived: &'a Derived,
    pub directory: &'a Directory,
    pub provider: &'a Provider,
    pub text: &'a Text,
}

impl Sides<'_> {
    /// Every mapping of `person`, in the order of the schema.
    pub fn account(self, person: Person) -> Vec<Account> {
        let rules = self.mappings.users.rules.iter().enumerate();
        rules
            .map(|(at, rule)| self.line(at, rule, person))
            .collect()
    }

    fn line(self, at: usize, rule: &Rule, person: Person) -> Account {
        let users = &self.directory.users.data;
        let soft_deleted = self.derived.is_soft_deleted(person);
        let source = attributes(users, person, soft_deleted, self.text);
        let steps = match &rule.source {
            Source::Computed(expression) => explain(expression, &source),
            _ => Vec::new(),
        };
        let sent = self.sent(at, rule, person);
        let held = self.provider.users.data.value(person, rule.target.raw());
        Account {
            target: rule.target.clone(),
            source: Foreign::new(rule.source.to_string()),
            standing: self.standing(rule, &sent, held),
            steps,
            sent,
            held: self.shown(held),
        }
    }

    fn sent(self, at: usize, rule: &Rule, person: Person) -> Sent {
        let users = &self.directory.users.data;
        let sym = self.derived.value(at, users, person);
        if sym.is_unknown() {
            let why = self.derived.reasons.get(at).cloned().flatten();
            return Sent::Unknown(Foreign::new(why.unwrap_or_default()));
        }
        if is_reference(rule) && !sym.is_absent() {
            let id = sent_once(sym, users, &self.provider.users.data, self.text);
            return id.map_or(Sent::Nothing, |id| Sent::Value(Foreign::new(id)));
        }
        self.shown(sym).map_or(Sent::Nothing, Sent::Value)
    }

    fn standing(self, rule: &Rule, sent: &Sent, held: Sym) -> Standing {
        if rule.flow == FlowType::ObjectAddOnly {
            return Standing::CreateOnly;
        }
        if !rule.is_compared() {
            return Standing::Apart;
        }
        match sent {
            Sent::Unknown(_) => Standing::Unknown,
            _ if held.is_unknown() => Standing::Unknown,
            Sent::Nothing if held.is_absent() => Standing::Same,
            Sent::Nothing => Standing::Stale,
            Sent::Value(sent) => match likeness(sent.raw(), self.text.get(held)) {
                Likeness::Same => Standing::Same,
                Likeness::CaseOnly if !rule.case_exact => Standing::CaseOnly,
                Likeness::CaseOnly | Likeness::Different => Standing::Differs,
            },
        }
    }

    fn shown(self, sym: Sym) -> Option<Foreign> {
        (!sym.is_absent() && !sym.is_unknown()).then(|| Foreign::new(self.text.get(sym)))
    }
}
