//! Whom a read wants.

use std::collections::HashSet;

use crate::model::{Directory, Group, Holders, Id, People, Person, PersonSet, Principal, Side};
use crate::source::graph::directory::principals;

/// Everyone who is wanted: who is known, by person, and the others.
#[derive(Default)]
pub(super) struct Wanted {
    pub people: PersonSet,
    pub unknown: HashSet<Id>,
}

impl Wanted {
    pub fn want(&mut self, held: &Holders, id: Id) {
        match held.get(id) {
            Some(person) => drop(self.people.insert(person)),
            None => drop(self.unknown.insert(id)),
        }
    }

    /// Everyone in `group`, as it was read.
    pub fn want_all(&mut self, group: &Group) {
        self.people.extend(group.members.iter().copied());
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

/// Whom a full read wanted and did not find.
pub(super) fn absent(people: &People, read: &Directory) -> HashSet<Id> {
    let users = &read.users.data;
    let direct = principals(&read.assignments.data, Principal::User);
    let rows = read.groups.data.rows.iter();
    let strangers = rows.flat_map(|group| &*group.strangers).copied();
    let is_absent = |&id: &Id| people.held(Side::Entra, users, id).is_none();
    direct.chain(strangers).filter(is_absent).collect()
}
