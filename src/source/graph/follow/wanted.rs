//! Whom a read wants.

use std::collections::HashSet;

use crate::model::{Directory, Group, Id, Person, Principal, Side, Users};
use crate::source::graph::directory::principals;
use crate::source::ingest::Store;

/// A set of persons.
#[derive(Default)]
pub(super) struct Marks(Vec<u64>);

impl Marks {
    pub fn add(&mut self, person: Person) {
        let at = person as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= 1 << (person % 64);
    }

    pub fn has(&self, person: Person) -> bool {
        let word = self.0.get(person as usize / 64).copied();
        word.unwrap_or_default() & (1 << (person % 64)) != 0
    }
}

/// Everyone who is wanted: who is known, by person, and the others.
#[derive(Default)]
pub(super) struct Wanted {
    pub people: Marks,
    pub unknown: HashSet<Id>,
}

impl Wanted {
    pub fn want(&mut self, store: &Store, users: &Users, id: Id) {
        match holder(store, users, id) {
            Some(person) => self.people.add(person),
            None => drop(self.unknown.insert(id)),
        }
    }

    /// Everyone in `group`, as it was read.
    pub fn want_all(&mut self, group: &Group) {
        group
            .members
            .iter()
            .for_each(|&person| self.people.add(person));
        self.unknown.extend(&*group.strangers);
    }

    /// Whether whoever carries `id`, as `person` where that is known, is wanted.
    pub fn has(&self, person: Option<Person>, id: Id) -> bool {
        person.map_or_else(
            || self.unknown.contains(&id),
            |person| self.people.has(person),
        )
    }
}

/// Who carries `id` among `users`.
pub(super) fn holder(store: &Store, users: &Users, id: Id) -> Option<Person> {
    let person = store.people.holder(Side::Entra, id);
    person.filter(|&person| {
        users.state(person).is_present() && users.ids.get(person as usize) == Some(&id)
    })
}

/// Whom a full read wanted and did not find.
pub(super) fn absent(store: &Store, read: &Directory) -> HashSet<Id> {
    let users = &read.users.data;
    let direct = principals(&read.assignments.data, Principal::User);
    let rows = read.groups.data.rows.iter();
    let strangers = rows.flat_map(|group| &*group.strangers).copied();
    let wanted = direct.chain(strangers);
    wanted
        .filter(|&id| holder(store, users, id).is_none())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_a_set() {
        let mut marks = Marks::default();
        marks.add(70);
        let has = [0, 69, 70, 700].map(|at| marks.has(at));
        assert_eq!(has, [false, false, true, false]);
    }
}
