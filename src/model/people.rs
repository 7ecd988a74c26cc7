//! Persons are numbered once, at ingest: both sides' columns and memberships use the same
//! numbers, so that a comparison walks plain arrays.

use std::collections::HashMap;

use super::roll::Roll;
use super::{Id, Interner, Sym, UserRow, Users};

/// A person's number: never reused within a session.
pub type Person = u32;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    Entra,
    Provider,
}

/// Who is who: folded names and both sides' identifiers, each with its person.
#[derive(Default)]
pub struct People {
    /// Person + 1 by folded symbol; 0 is nobody.
    by_name: Vec<u32>,
    count: u32,
    entra: Roll,
    provider: Roll,
    /// Persons of their own for rows that share their name with an anchor, by place.
    twins: HashMap<u32, Person>,
}

/// The keys under which a row may be known: its folded name, and for a guest the folded form
/// that Entra sends in its place.
#[derive(Clone, Copy, Default, Debug)]
pub struct Keys {
    pub name: Sym,
    pub alias: Sym,
}

impl People {
    /// How many persons were ever numbered.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// How many identifiers both sides have on their rolls.
    pub fn identifiers(&self) -> usize {
        self.entra.len() + self.provider.len()
    }

    /// A list of so many users of `side` is to come.
    pub fn expect(&mut self, side: Side, users: usize) {
        self.roll_mut(side).expect(users);
    }

    /// The place of `id` on its side's roll, if it was ever seen there.
    pub fn seat(&self, side: Side, id: Id) -> Option<u32> {
        self.roll(side).find(id)
    }

    /// The place of `id` on its side's roll, given now if it is new. Members are kept as places
    /// until the users are read, since a list of groups may come first.
    pub fn place(&mut self, side: Side, id: Id) -> u32 {
        self.roll_mut(side).place(id)
    }

    /// The places of all of `ids`, in their order.
    pub fn places(&mut self, side: Side, ids: &[Id]) -> Vec<u32> {
        self.roll_mut(side).places(ids)
    }

    /// The person at `place`, if a user with that identifier was read.
    pub fn at(&self, side: Side, place: u32) -> Option<Person> {
        self.roll(side).person(place)
    }

    /// The identifier at `place`.
    pub fn id_at(&self, side: Side, place: u32) -> Id {
        self.roll(side).id(place).unwrap_or_default()
    }

    /// The person told for `id`, if it was ever seen on this side.
    pub fn holder(&self, side: Side, id: Id) -> Option<Person> {
        self.at(side, self.roll(side).find(id)?)
    }

    /// The person whom `users` holds under `id` now.
    pub fn held(&self, side: Side, users: &Users, id: Id) -> Option<Person> {
        let person = self.holder(side, id)?;
        (users.ids.get(person as usize) == Some(&id)).then_some(person)
    }

    /// Puts a user of Entra into `users`. `false`: another object holds this name in the same
    /// read, so the read contradicts itself.
    pub fn put_entra(
        &mut self,
        users: &mut Users,
        row: UserRow,
        values: &[Sym],
        keys: Keys,
    ) -> bool {
        let person = self.entra_person(keys);
        if users.row(person).is_some_and(|held| held.id != row.id) {
            return false;
        }
        self.tell(Side::Entra, row.id, person);
        users.put(person, row, values);
        true
    }

    /// Puts a user of the provider into `users`. Of several with one folded userName the first by
    /// creation, then id, keeps the person; the others get persons of their own.
    pub fn put_provider(
        &mut self,
        interner: &Interner,
        users: &mut Users,
        row: UserRow,
        values: &[Sym],
        name: Sym,
    ) {
        let person = self.person(name);
        let Some(held) = users.row(person).filter(|held| held.id != row.id) else {
            self.tell(Side::Provider, row.id, person);
            users.put(person, row, values);
            return;
        };
        if came_first(interner, &row, &held) {
            let values_held = users.values_of(person).to_vec();
            self.put_twin(users, held, &values_held, person);
            self.tell(Side::Provider, row.id, person);
            users.put(person, row, values);
        } else {
            self.put_twin(users, row, values, person);
        }
    }

    fn put_twin(&mut self, users: &mut Users, row: UserRow, values: &[Sym], anchor: Person) {
        let place = self.place(Side::Provider, row.id);
        let known = self.twins.get(&place).copied();
        let person = known.unwrap_or_else(|| self.fresh());
        self.twins.insert(place, person);
        if !users.state(person).is_present() {
            users.twins.push((person, anchor));
        }
        self.tell(Side::Provider, row.id, person);
        users.put(
            person,
            UserRow {
                state: row.state.twin(),
                ..row
            },
            values,
        );
    }

    /// A guest is known under the stripped form wherever the provider holds that form.
    fn entra_person(&mut self, keys: Keys) -> Person {
        let alias = (!keys.alias.is_absent())
            .then(|| self.find(keys.alias))
            .flatten();
        let person = alias.unwrap_or_else(|| self.person(keys.name));
        for key in [keys.name, keys.alias] {
            if !key.is_absent() && self.find(key).is_none() {
                self.name(key, person);
            }
        }
        person
    }

    /// The person known under a folded name.
    pub fn find(&self, name: Sym) -> Option<Person> {
        self.by_name
            .get(name.index())
            .and_then(|person| person.checked_sub(1))
    }

    /// The person known under a folded name, numbered now if new. Nameless rows are all strangers
    /// to each other.
    fn person(&mut self, name: Sym) -> Person {
        self.find(name).unwrap_or_else(|| {
            let person = self.fresh();
            if !name.is_absent() {
                self.name(name, person);
            }
            person
        })
    }

    fn name(&mut self, name: Sym, person: Person) {
        if name.index() >= self.by_name.len() {
            self.by_name.resize(name.index() + 1, 0);
        }
        self.by_name[name.index()] = person + 1;
    }

    fn fresh(&mut self) -> Person {
        self.count += 1;
        self.count - 1
    }

    fn tell(&mut self, side: Side, id: Id, person: Person) {
        self.roll_mut(side).tell(id, person);
    }

    fn roll(&self, side: Side) -> &Roll {
        match side {
            Side::Entra => &self.entra,
            Side::Provider => &self.provider,
        }
    }

    fn roll_mut(&mut self, side: Side) -> &mut Roll {
        match side {
            Side::Entra => &mut self.entra,
            Side::Provider => &mut self.provider,
        }
    }
}

/// By creation, then by the identifier as it is written: the same in every run.
fn came_first(interner: &Interner, row: &UserRow, held: &UserRow) -> bool {
    let key = |row: &UserRow| (row.created, row.id.spelled(interner));
    key(row) < key(held)
}

#[cfg(test)]
mod tests {
    use super::super::UserState;
    use super::*;

    fn row(interner: &mut Interner, id: &str, name: &str, created: u32) -> UserRow {
        let state = UserState::present(Some(true));
        UserRow {
            id: interner.id(id),
            name: interner.intern(name),
            created,
            state,
            ..UserRow::default()
        }
    }

    #[test]
    fn both_sides_number_a_person_alike() {
        let (mut text, mut people) = (Interner::default(), People::default());
        let (mut entra, mut provider) = (Users::default(), Users::default());
        let name = text.intern("ann@ex.com");
        let keys = Keys {
            name,
            ..Keys::default()
        };
        assert!(people.put_entra(&mut entra, row(&mut text, "e1", "Ann@ex.com", 0), &[], keys));
        let held = row(&mut text, "p1", "ann@ex.com", 0);
        people.put_provider(&text, &mut provider, held, &[], name);
        let place = people.place(Side::Provider, text.id("p1"));
        assert_eq!(people.at(Side::Provider, place), Some(0));
        assert_eq!((entra.len(), provider.len(), people.count()), (1, 1, 1));
    }

    #[test]
    fn a_guest_matches_under_either_form_in_either_order() {
        for (provider_first, provider_name) in [
            (true, "bo@ex.org"),
            (false, "bo@ex.org"),
            (true, "bo_ex.org#ext#@t"),
            (false, "bo_ex.org#ext#@t"),
        ] {
            let (mut text, mut people) = (Interner::default(), People::default());
            let (mut entra, mut provider) = (Users::default(), Users::default());
            let keys = Keys {
                name: text.intern("bo_ex.org#ext#@t"),
                alias: text.intern("bo@ex.org"),
            };
            let (guest, held) = (
                row(&mut text, "e", "x", 0),
                row(&mut text, "p", provider_name, 0),
            );
            let name = text.intern(provider_name);
            if provider_first {
                people.put_provider(&text, &mut provider, held, &[], name);
                people.put_entra(&mut entra, guest, &[], keys);
            } else {
                people.put_entra(&mut entra, guest, &[], keys);
                people.put_provider(&text, &mut provider, held, &[], name);
            }
            assert_eq!(people.count(), 1, "{provider_first} {provider_name}");
        }
    }

    #[test]
    fn the_first_of_twins_is_the_anchor_in_any_order() {
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            let (mut text, mut people) = (Interner::default(), People::default());
            let mut users = Users::default();
            let name = text.intern("ann");
            let rows = [("b", 5), ("a", 7), ("c", 7)].map(|(id, at)| row(&mut text, id, "ann", at));
            for at in order {
                people.put_provider(&text, &mut users, rows[at], &[], name);
            }
            let anchor = people.find(name).and_then(|person| users.row(person));
            assert_eq!(anchor.map(|row| row.id), Some(rows[0].id));
            assert_eq!((users.len(), users.twins.len()), (3, 2), "{order:?}");
        }
    }
}
