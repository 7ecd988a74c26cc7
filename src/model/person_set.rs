//! A set of persons, a bit for each: what many have, and what few of many do.

use std::sync::Arc;

use super::Person;

/// Persons in ascending order, without repeats.
#[derive(Clone, Default, Debug)]
pub struct PersonSet {
    words: Vec<u64>,
    /// A bit for each of `words` that is not zero, so that a few of a million are found at once.
    held: Vec<u64>,
    len: usize,
}

impl PersonSet {
    /// Those below `slots` of whom `holds` says so.
    pub fn of(slots: Person, mut holds: impl FnMut(Person) -> bool) -> Self {
        let word = |first: Person| {
            let people = first..slots.min(first.saturating_add(64));
            people.fold(0, |word, person| {
                word | u64::from(holds(person)) << (person % 64)
            })
        };
        let words: Vec<u64> = (0..slots).step_by(64).map(word).collect();
        let len = words.iter().map(|word| word.count_ones() as usize).sum();
        let held = words.chunks(64).map(|words| {
            let words = (0..).zip(words);
            words.fold(0, |held, (at, &word)| held | u64::from(word != 0) << at)
        });
        Self {
            held: held.collect(),
            words,
            len,
        }
    }

    /// `false` if `person` was there before.
    #[inline]
    pub fn insert(&mut self, person: Person) -> bool {
        let (word, bit) = place(person);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
            self.held.resize(word / 64 + 1, 0);
        }
        self.held[word / 64] |= 1 << (word % 64);
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        self.len += usize::from(new);
        new
    }

    /// `true` if `person` was there.
    pub fn remove(&mut self, person: Person) -> bool {
        let (word, bit) = place(person);
        let held = self.has(person);
        if held {
            self.words[word] &= !bit;
            if self.words[word] == 0 {
                self.held[word / 64] &= !(1 << (word % 64));
            }
            self.len -= 1;
        }
        held
    }

    /// Puts `person` in or takes him out.
    pub fn put(&mut self, person: Person, held: bool) {
        if held {
            self.insert(person);
        } else {
            self.remove(person);
        }
    }

    /// The same in a set that others hold as it is: it is copied only where it changes.
    pub fn hold(set: &mut Arc<Self>, person: Person, held: bool) {
        if set.has(person) != held {
            Arc::make_mut(set).put(person, held);
        }
    }

    /// Takes out whoever is numbered `slots` or higher, likewise.
    pub fn cut(set: &mut Arc<Self>, slots: usize) {
        let end = Person::try_from(slots).unwrap_or(Person::MAX);
        if set.from(end).next().is_some() {
            Arc::make_mut(set).truncate(slots);
        }
    }

    /// Takes out whoever is numbered `slots` or higher.
    pub fn truncate(&mut self, slots: usize) {
        let beyond: Vec<Person> = match u32::try_from(slots) {
            Ok(slots) if slots.div_ceil(64) as usize <= self.words.len() => {
                self.from(slots).collect()
            }
            _ => return,
        };
        for person in beyond {
            self.remove(person);
        }
        self.words.truncate(slots.div_ceil(64));
        self.held.truncate(slots.div_ceil(64 * 64));
    }

    #[inline]
    pub fn has(&self, person: Person) -> bool {
        let (word, bit) = place(person);
        self.words.get(word).is_some_and(|held| held & bit != 0)
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The lowest number.
    pub fn first(&self) -> Option<Person> {
        self.iter().next()
    }

    pub fn iter(&self) -> impl Iterator<Item = Person> + '_ {
        self.from(0)
    }

    /// Whoever is numbered `first` or higher.
    pub fn from(&self, first: Person) -> impl Iterator<Item = Person> + '_ {
        let (mut at, bit) = place(first);
        let rest = |word: &u64| word & !(bit - 1);
        let mut word = self.words.get(at).map_or(0, rest);
        std::iter::from_fn(move || {
            if word == 0 {
                at = self.held_after(at)?;
                word = self.words[at];
            }
            let bit = word.trailing_zeros();
            word &= word - 1;
            Some(at as Person * 64 + bit)
        })
    }

    /// The place of the first word after the one at `at` that is not zero.
    fn held_after(&self, at: usize) -> Option<usize> {
        let from = at + 1;
        let mut of = from / 64;
        let mut held = self.held.get(of)? & (u64::MAX << (from % 64));
        while held == 0 {
            of += 1;
            held = *self.held.get(of)?;
        }
        Some(of * 64 + held.trailing_zeros() as usize)
    }
}

impl Extend<Person> for PersonSet {
    fn extend<T: IntoIterator<Item = Person>>(&mut self, people: T) {
        for person in people {
            self.insert(person);
        }
    }
}

impl FromIterator<Person> for PersonSet {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        let mut set = Self::default();
        set.extend(people);
        set
    }
}

fn place(person: Person) -> (usize, u64) {
    (person as usize / 64, 1 << (person % 64))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn it_is_a_set_in_ascending_order() {
        let mut set: PersonSet = [700, 3, 64, 3, 63].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [3, 63, 64, 700]);
        assert_eq!((set.len(), set.first()), (4, Some(3)));
        assert_eq!(
            [3, 4, 9_999].map(|person| set.has(person)),
            [true, false, false]
        );
        assert_eq!(
            [3, 3, 9_999].map(|person| set.remove(person)),
            [true, false, false]
        );
        assert_eq!((set.len(), set.first()), (3, Some(63)));
    }

    #[test]
    fn it_is_made_of_a_rule_begun_anywhere_and_cut_anywhere() {
        for slots in [0, 1, 63, 64, 65, 200, 4095, 4096, 4097, 9_000] {
            let thirds: Vec<Person> = (0..slots).filter(|person| person % 3 == 0).collect();
            let mut set = PersonSet::of(slots, |person| person % 3 == 0);
            assert_eq!(
                (set.iter().collect::<Vec<_>>(), set.len()),
                (thirds.clone(), thirds.len())
            );
            for first in [0, 62, 63, 64, 128, 500, 4_095, 4_096, 8_999, 20_000] {
                let from: Vec<Person> = thirds
                    .iter()
                    .copied()
                    .filter(|&person| person >= first)
                    .collect();
                assert_eq!(set.from(first).collect::<Vec<_>>(), from);
            }
            for end in [20_000, 5_000, 4_096, 4_095, 500, 190, 64, 63, 1, 0] {
                set.truncate(end);
                let left: Vec<Person> = thirds
                    .iter()
                    .copied()
                    .filter(|&person| (person as usize) < end)
                    .collect();
                assert_eq!(
                    (set.iter().collect::<Vec<_>>(), set.len()),
                    (left.clone(), left.len())
                );
            }
        }
    }

    #[test]
    fn it_holds_what_any_set_holds_after_any_changes() {
        let mut chance = fastrand::Rng::with_seed(3);
        let (mut set, mut truth) = (PersonSet::default(), BTreeSet::new());
        for _ in 0..3_000 {
            let person = chance.u32(0..40_000);
            match chance.u32(0..10) {
                0..5 => assert_eq!(set.insert(person), truth.insert(person)),
                5..9 => {
                    let near = truth.range(person..).next().copied().unwrap_or(person);
                    assert_eq!(set.remove(near), truth.remove(&near));
                }
                _ if chance.u32(0..40) == 0 => {
                    set.truncate(person as usize);
                    truth.retain(|&held| held < person);
                }
                _ => assert!(set.from(person).eq(truth.range(person..).copied())),
            }
            assert_eq!(set.len(), truth.len());
        }
        assert!(set.iter().eq(truth));
    }
}
