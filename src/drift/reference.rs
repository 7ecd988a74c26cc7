//! References between users: Entra sends the provider's id of whom the source names.

use std::sync::Arc;

use crate::model::{Holders, Id, Person, Sym, Text, Users};

/// Who is who by the identifiers of Entra.
pub struct References<'a> {
    people: Arc<Holders>,
    provider: &'a Users,
    text: &'a Text,
}

impl<'a> References<'a> {
    /// `people` are Entra's users.
    pub fn of(people: Arc<Holders>, provider: &'a Users, text: &'a Text) -> Self {
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
        held(self.provider, self.people.get(id)?, self.text)
    }
}

/// The same for a single name, without numbering everybody first.
pub fn sent_once(sym: Sym, entra: &Users, provider: &Users, text: &Text) -> Option<String> {
    let id = Id::from_uuid(text.get(sym))?;
    let person = entra
        .people()
        .find(|&person| entra.ids[person as usize] == id)?;
    held(provider, person, text)
}

fn held(provider: &Users, person: Person, text: &Text) -> Option<String> {
    let row = provider.row(person)?;
    Some(row.id.to_text(text))
}
