//! Who is wanted of the list of all users.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::model::{Id, People, PersonSet, Side, Users};

/// Marks that an identifier may have: more than there are users in most directories.
const MARKS: u64 = 1 << 22;

/// Who is wanted: for sure, by place on the roll, and nearly, by a mark, for the thread that reads and has no roll.
pub(super) struct Sought {
    places: PersonSet,
    marks: PersonSet,
    hasher: RandomState,
}

impl Sought {
    pub fn of(people: &mut People, ids: &[Id]) -> Self {
        people.expect(Side::Entra, ids.len());
        let mut sought = Self {
            places: people.places(Side::Entra, ids).into_iter().collect(),
            marks: PersonSet::default(),
            hasher: RandomState::default(),
        };
        sought.marks = ids.iter().map(|&id| sought.mark(id)).collect();
        sought
    }

    /// `false` of most who are not wanted, and of nobody else.
    pub fn may_have(&self, id: Id) -> bool {
        self.marks.has(self.mark(id))
    }

    pub fn has(&self, people: &People, id: Id) -> bool {
        let place = people.seat(Side::Entra, id);
        place.is_some_and(|place| self.places.has(place))
    }

    /// Those whom `users` does not hold.
    pub fn missed(&self, people: &People, users: &Users) -> Vec<Id> {
        let ids = self
            .places
            .iter()
            .map(|place| people.id_at(Side::Entra, place));
        ids.filter(|&id| people.held(Side::Entra, users, id).is_none())
            .collect()
    }

    fn mark(&self, id: Id) -> u32 {
        u32::try_from(self.hasher.hash_one(id) % MARKS).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_wanted_has_a_mark_and_few_others_have() {
        let id = |number: u32| Id::from_uuid(&format!("{number:08x}-0000-4000-8000-000000000000"));
        let ids: Vec<Id> = (0..2_000).filter_map(id).collect();
        let (wanted, others) = ids.split_at(1_000);
        let mut people = People::default();
        let sought = Sought::of(&mut people, wanted);
        assert!(
            wanted
                .iter()
                .all(|&id| sought.may_have(id) && sought.has(&people, id))
        );
        assert!(!others.iter().any(|&id| sought.has(&people, id)));
        let marked = others.iter().filter(|&&id| sought.may_have(id));
        assert!(marked.count() < 100);
        assert_eq!(sought.missed(&people, &Users::default()), wanted);
    }
}
