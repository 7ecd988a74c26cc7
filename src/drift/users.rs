//! Compares the users of both sides: one walk over columns that share their numbering.

use foldhash::HashSet;

use super::Difference;
use super::remark::{Remark, Remarks};
use super::value::{Likeness, likeness};
use crate::entra::{Expected, Reach};
use crate::model::{ATTRIBUTES, Attribute, Id, Person, Text, UserState, Users};

/// Differences between the users of both sides, in no particular order.
pub fn compare_users(
    expected: &Expected,
    entra: &Users,
    provider: &Users,
    text: &Text,
) -> (Vec<Difference>, Remarks) {
    let mut walk = Walk {
        expected,
        entra,
        provider,
        text,
        found: Vec::new(),
        remarks: Remarks::default(),
    };
    let slots = entra.slots().max(provider.slots());
    for person in 0..u32::try_from(slots).unwrap_or(u32::MAX) {
        walk.person(person);
    }
    walk.twins();
    walk.shared_external_ids();
    (walk.found, walk.remarks)
}

struct Walk<'a> {
    expected: &'a Expected,
    entra: &'a Users,
    provider: &'a Users,
    text: &'a Text,
    found: Vec<Difference>,
    remarks: Remarks,
}

impl Walk<'_> {
    fn person(&mut self, person: Person) {
        let (entra, provider) = (self.entra.state(person), self.provider.state(person));
        if provider.is_twin() || !(entra.is_present() || provider.is_present()) {
            return;
        }
        let reach = if entra.is_present() {
            self.expected.person(person)
        } else {
            Reach::Out
        };
        match (reach, provider.is_present()) {
            (Reach::In, true) => self.pair(person, entra, provider),
            (Reach::In, false) => self.absent(person, entra),
            (Reach::Unknown, _) => self.remarks.add(Remark::ScopeUnknown, person),
            (Reach::Out, true) => self.out_of_scope(person, provider),
            (Reach::Out, false) => {}
        }
    }

    fn absent(&mut self, person: Person, entra: UserState) {
        match entra.active() {
            Some(true) => self.found.push(Difference::MissingUser(person)),
            // Someone disabled who was never provisioned is not created.
            Some(false) => {}
            None => self.remarks.add(Remark::EnabledUnknown, person),
        }
    }

    fn out_of_scope(&mut self, person: Person, provider: UserState) {
        match provider.active() {
            Some(true) => self.found.push(Difference::OrphanUser(person)),
            // A proper de-provisioning.
            Some(false) => {}
            None => self.remarks.add(Remark::ActiveUnknown, person),
        }
    }

    fn pair(&mut self, person: Person, entra: UserState, provider: UserState) {
        match (entra.active(), provider.active()) {
            (None, _) => self.remarks.add(Remark::EnabledUnknown, person),
            (_, None) => self.remarks.add(Remark::ActiveUnknown, person),
            (Some(expected), Some(actual)) if expected != actual => {
                self.found.push(Difference::Active { person, expected });
            }
            _ => {}
        }
        // Nothing but `active` flows for someone disabled, so only people enabled are compared.
        if entra.active() != Some(false) {
            self.attributes(person);
        }
    }

    fn attributes(&mut self, person: Person) {
        let at = person as usize;
        for attribute in ATTRIBUTES {
            let column = attribute as usize;
            if self.entra.attributes[column][at] != self.provider.attributes[column][at] {
                self.attribute(person, attribute);
            }
        }
    }

    /// The slow road, taken only where the symbols differ.
    fn attribute(&mut self, person: Person, attribute: Attribute) {
        let (column, at) = (attribute as usize, person as usize);
        let expected = self.entra.attributes[column][at];
        let actual = self.provider.attributes[column][at];
        if expected.is_absent() {
            self.remarks.add(Remark::StaleByDesign(attribute), person);
            return;
        }
        match likeness(self.text.get(expected), self.text.get(actual)) {
            Likeness::Same => {}
            Likeness::CaseOnly if attribute.ignores_case() => {}
            Likeness::CaseOnly => self.remarks.add(Remark::CaseOnly(attribute), person),
            Likeness::Different => self.found.push(Difference::Attribute { person, attribute }),
        }
    }

    fn twins(&mut self) {
        let pairs = self.provider.twins.iter();
        self.found
            .extend(pairs.map(|&(twin, anchor)| Difference::DuplicateUser { twin, anchor }));
    }

    /// Equal externalId alone is no drift, but the next match by it would be ambiguous.
    fn shared_external_ids(&mut self) {
        let mut seen = Seen::default();
        let (entra, provider) = (self.entra, self.provider);
        for person in provider
            .people()
            .filter(|&person| !provider.state(person).is_twin())
        {
            let id = provider.external_ids[person as usize];
            // Entra's own identifiers are unique: whoever carries his own shares it with nobody.
            let own = entra.ids.get(person as usize) == Some(&id);
            if !own && !id.is_absent() && !seen.insert(id) {
                self.remarks.add(Remark::SharedExternalId, person);
            }
        }
    }
}

/// Identifiers met so far: text by a bit for each symbol, the rest in a set.
#[derive(Default)]
struct Seen {
    symbols: Vec<u64>,
    others: HashSet<Id>,
}

impl Seen {
    /// `false` if it was there before.
    fn insert(&mut self, id: Id) -> bool {
        let Some(number) = id.symbol() else {
            return self.others.insert(id);
        };
        let (word, bit) = (number as usize / 64, 1 << (number % 64));
        if word >= self.symbols.len() {
            self.symbols.resize(word + 1, 0);
        }
        let new = self.symbols[word] & bit == 0;
        self.symbols[word] |= bit;
        new
    }
}
