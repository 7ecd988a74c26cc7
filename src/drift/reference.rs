//! References between users: Entra sends the provider's id of whom the source names.

use foldhash::{HashMap, HashMapExt};

use crate::model::{Id, Person, Sym, Text, Users};

/// Who is who by the identifiers of Entra.
pub struct References<'a> {
    people: HashMap<Id, Person>,
    provider: &'a Users,
    text: &'a Text,
}

impl<'a> References<'a> {
    pub fn of(entra: &Users, provider: &'a Users, text: &'a Text) -> Self {
        let mut people = HashMap::with_capacity(entra.len());
        people.extend(
            entra
                .people()
                .map(|person| (entra.ids[person as usize], person)),
        );
        Self {
            people,
            provider,
            text,
        }
    }

    /// The provider's id of the user whom `sym` names at the source; `None` where that user is not at
    /// the provider, so that nothing flows.
    pub fn sent(&self, sym: Sym) -> Option<String> {
        let id = Id::from_uuid(self.text.get(sym))?;
        let person = *self.people.get(&id)?;
        let row = self.provider.row(person)?;
        Some(row.id.to_text(self.text))
    }
}
