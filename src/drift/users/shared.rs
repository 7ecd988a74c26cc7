//! Equal externalId alone is no drift, but the next match by it would be ambiguous.

use foldhash::HashSet;

use super::{Before, UserSides};
use crate::drift::remark::{Remark, Remarks};
use crate::model::{Id, Person, Touched, Users};

/// Remarks on whoever shares an externalId with somebody before him. Of `before`, only those are looked for
/// who share one with somebody that was touched.
pub(super) fn remark(
    sides: UserSides<'_>,
    before: Option<Before<'_>>,
    touched: &Touched,
    remarks: &mut Remarks,
) {
    let (entra, provider) = (sides.entra, sides.provider);
    let mut among = Identifiers::default();
    if let (Some(before), Touched::These(people)) = (before, touched) {
        for person in people.iter() {
            let then = own(before.entra, before.provider, person);
            let now = own(entra, provider, person);
            for id in then.into_iter().chain(now) {
                among.insert(id);
            }
        }
        if among.is_empty() {
            return;
        }
    }
    let everyone = before.is_none() || matches!(touched, Touched::Everybody);
    let mut seen = Identifiers::default();
    for person in provider.people() {
        let Some(id) = own(entra, provider, person).filter(|&id| everyone || among.has(id)) else {
            continue;
        };
        if seen.insert(id) {
            remarks.take_back(Remark::SharedExternalId, person);
        } else {
            remarks.add(Remark::SharedExternalId, person);
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
