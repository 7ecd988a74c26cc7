//! The identifiers of one side, by the order of first sight.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::user::{BELIEVED, widen};
use super::{Id, Person};

/// No person has been told for this identifier yet.
const UNTOLD: u32 = u32::MAX;
/// Identifiers that are looked up together.
const TOGETHER: usize = 64;
/// Slots of a table that has any.
const LEAST: usize = 64;

/// The identifiers of one side in order of first sight, each with its person once told.
///
/// Members of groups are looked up here by the million. A table of its own asks for half the memory accesses of a
/// general one: a slot, and the identifier that it stands for.
#[derive(Default)]
pub(super) struct Roll {
    ids: Vec<Id>,
    persons: Vec<Person>,
    /// Place + 1 by hash, at the next free slot; 0 is free. At most three of four are taken.
    slots: Vec<u32>,
    /// Identifiers for which room is made at once.
    room: usize,
    /// Seeded at random: the keys come from a remote party.
    hasher: RandomState,
}

impl Roll {
    /// So many are to come.
    pub fn expect(&mut self, count: usize) {
        self.room = count.min(BELIEVED);
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The identifier at `place`.
    pub fn id(&self, place: u32) -> Option<Id> {
        self.ids.get(place as usize).copied()
    }

    /// The person told for the identifier at `place`.
    pub fn person(&self, place: u32) -> Option<Person> {
        let person = self.persons.get(place as usize).copied();
        person.filter(|&person| person != UNTOLD)
    }

    /// Tells whose identifier `id` is.
    pub fn tell(&mut self, id: Id, person: Person) {
        let place = self.place(id) as usize;
        self.persons[place] = person;
    }

    pub fn find(&self, id: Id) -> Option<u32> {
        (!self.slots.is_empty()).then(|| self.find_from(self.slot(id), id))?
    }

    /// The place of `id`, given now if it is new.
    pub fn place(&mut self, id: Id) -> u32 {
        self.find(id).unwrap_or_else(|| self.add(id))
    }

    /// The places of all of `ids`, in their order. Their slots are read first and what these stand for after that, so
    /// that the memory of many is waited for at once.
    pub fn places(&mut self, ids: &[Id]) -> Vec<u32> {
        let mut places = Vec::with_capacity(ids.len());
        if self.slots.is_empty() {
            self.grow(LEAST);
        }
        for ids in ids.chunks(TOGETHER) {
            let mut at = [(0, 0); TOGETHER];
            for (at, &id) in at.iter_mut().zip(ids) {
                let slot = self.slot(id);
                *at = (slot, self.slots[slot]);
            }
            // Whoever is added may be asked for once more, and may make the table grow.
            let known = self.ids.len();
            for (&(slot, taken), &id) in at.iter().zip(ids) {
                let first = taken.checked_sub(1);
                places.push(match first {
                    Some(place) if self.ids[place as usize] == id => place,
                    _ if self.ids.len() != known => self.place(id),
                    _ => match self.find_from(slot, id) {
                        Some(place) => place,
                        None => self.add(id),
                    },
                });
            }
        }
        places
    }

    fn slot(&self, id: Id) -> usize {
        // Fewer than 2^32 slots: the low half does.
        self.hasher.hash_one(id) as usize & (self.slots.len() - 1)
    }

    fn find_from(&self, mut slot: usize, id: Id) -> Option<u32> {
        loop {
            let place = self.slots[slot].checked_sub(1)?;
            if self.ids[place as usize] == id {
                return Some(place);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    fn add(&mut self, id: Id) -> u32 {
        let place = u32::try_from(self.ids.len()).unwrap_or(UNTOLD);
        let count = self.ids.len() + 1;
        widen(&mut self.ids, (count, self.room), id);
        widen(&mut self.persons, (count, self.room), UNTOLD);
        if count * 4 > self.slots.len() * 3 {
            self.grow((self.slots.len() * 2).max(LEAST));
        } else {
            self.enter(place, id);
        }
        place
    }

    /// Makes the table anew with so many slots, a power of two.
    fn grow(&mut self, slots: usize) {
        self.slots = vec![0; slots];
        for place in 0..self.ids.len() {
            let id = self.ids[place];
            self.enter(u32::try_from(place).unwrap_or(UNTOLD), id);
        }
    }

    fn enter(&mut self, place: u32, id: Id) {
        let mut slot = self.slot(id);
        while self.slots[slot] != 0 {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = place + 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn id(number: u32) -> Id {
        Id::from_uuid(&format!("{number:08x}-0000-4000-8000-{number:012x}")).unwrap()
    }

    /// Alone or many at once, whoever was seen before keeps the place of that time.
    #[test]
    fn places_are_given_once_in_order_of_first_sight() {
        let mut rng = fastrand::Rng::with_seed(7);
        let (mut roll, mut truth) = (Roll::default(), HashMap::new());
        for _ in 0..400 {
            let most = rng.u32(1..4_000);
            let asked: Vec<Id> = (0..rng.usize(0..200))
                .map(|_| id(rng.u32(0..most)))
                .collect();
            let expected = asked.iter().map(|&id| {
                let next = u32::try_from(truth.len()).unwrap();
                *truth.entry(id).or_insert(next)
            });
            let expected: Vec<u32> = expected.collect();
            let given = if rng.bool() {
                roll.places(&asked)
            } else {
                asked.iter().map(|&id| roll.place(id)).collect()
            };
            assert_eq!(given, expected);
        }
        assert_eq!(roll.len(), truth.len());
        assert_eq!(roll.find(id(1 << 20)), None);
        assert_eq!(roll.person(0), None);
        roll.tell(id(1 << 20), 9);
        let place = roll.find(id(1 << 20)).unwrap();
        assert_eq!(
            (roll.person(place), roll.id(place)),
            (Some(9), Some(id(1 << 20)))
        );
        assert_eq!(Roll::default().find(id(1)), None);
    }
}
