//! Equal externalId alone is no drift, but the next match by it would be ambiguous.

use foldhash::HashSet;

use super::{Before, UserSides};
use crate::drift::remark::{Remark, Remarks};
use crate::model::{Id, Person, PersonSet, Touched, Users};

/// Who might share an externalId with somebody: kept, because these are few, so that not everybody is asked.
#[derive(Default)]
pub(super) struct Sharing(PersonSet);

impl Sharing {
    /// Remarks on whoever shares an externalId with somebody before him. Of `before`, only those are looked for
    /// who share one with somebody that was touched.
    pub fn remark(
        &mut self,
        sides: UserSides<'_>,
        before: Option<Before<'_>>,
        touched: &Touched,
        remarks: &mut Remarks,
    ) {
        let (entra, provider) = (sides.entra, sides.provider);
        let everyone = |_: &Id| true;
        let (Some(before), Touched::These(people)) = (before, touched) else {
            let people = provider.people();
            self.0 = people
                .filter(|&person| own(entra, provider, person).is_some())
                .collect();
            return self.look(sides, everyone, remarks);
        };
        let mut among = Identifiers::default();
        for &person in people {
            let held = self.0.has(person);
            let then = held.then(|| own(before.entra, before.provider, person));
            let then = then.flatten();
            let now = own(entra, provider, person);
            if then == now {
                continue;
            }
            self.0.put(person, now.is_some());
            if now.is_none() {
                remarks.take_back(Remark::SharedExternalId, person);
            }
            for id in then.into_iter().chain(now) {
                among.insert(id);
            }
        }
        if !among.is_empty() {
            self.look(sides, |id| among.has(*id), remarks);
        }
    }

    fn look(&self, sides: UserSides<'_>, asked: impl Fn(&Id) -> bool, remarks: &mut Remarks) {
        let mut seen = Identifiers::default();
        for person in self.0.iter() {
            let Some(id) = own(sides.entra, sides.provider, person).filter(&asked) else {
                continue;
            };
            if seen.insert(id) {
                remarks.take_back(Remark::SharedExternalId, person);
            } else {
                remarks.add(Remark::SharedExternalId, person);
            }
        }
    }
}

/// The externalId of a user that might be another's, too. Entra's own identifiers are unique: whoever
/// carries his own shares it with nobody.
fn own(entra: &Users, provider: &Users, person: Person) -> Option<Id> {
    let state = provider.state(person);
    let id = *provider.external_ids.get(person as usize)?;
    let counts = state.is_present() && !state.is_twin() && !id.is_absent();
    (counts && entra.ids.get(person as usize) != Some(&id)).then_some(id)
}

/// A set of identifiers: text by a bit for each symbol, the rest in a set.
#[derive(Default)]
struct Identifiers {
    symbols: Vec<u64>,
    others: HashSet<Id>,
}

impl Identifiers {
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

    fn has(&self, id: Id) -> bool {
        let Some(number) = id.symbol() else {
            return self.others.contains(&id);
        };
        let word = self.symbols.get(number as usize / 64).copied();
        word.unwrap_or_default() & (1 << (number % 64)) != 0
    }

    fn is_empty(&self) -> bool {
        self.symbols.is_empty() && self.others.is_empty()
    }
}
