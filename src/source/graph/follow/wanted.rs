//! Whom a read wants.

use std::collections::HashSet;

use crate::model::{Directory, Group, Holders, Id, Person, Principal};
use crate::source::graph::directory::principals;

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
    pub fn want(&mut self, held: &Holders, id: Id) {
        match held.get(id) {
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

/// Whom a full read wanted and did not find.
pub(super) fn absent(read: &Directory) -> HashSet<Id> {
    let held = read.users.data.holders();
    let direct = principals(&read.assignments.data, Principal::User);
    let rows = read.groups.data.rows.iter();
    let strangers = rows.flat_map(|group| &*group.strangers).copied();
    let wanted = direct.chain(strangers);
    wanted.filter(|&id| held.get(id).is_none()).collect()
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
