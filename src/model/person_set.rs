//! A set of persons, a bit for each: what many have, and what has changed.

use super::Person;

/// Persons in ascending order, without repeats.
#[derive(Clone, Default, Debug)]
pub struct PersonSet {
    words: Vec<u64>,
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
        Self { words, len }
    }

    /// `false` if `person` was there before.
    #[inline]
    pub fn insert(&mut self, person: Person) -> bool {
        let (word, bit) = place(person);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
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
            self.len -= 1;
        }
        held
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
        let (start, below) = (first / 64, first % 64);
        let words = (0u32..).zip(&self.words).skip(start as usize);
        words.flat_map(move |(at, &word)| {
            let from = if at == start { below } else { 0 };
            bits(word & (u64::MAX << from)).map(move |bit| at * 64 + bit)
        })
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

/// The places of the bits that are set, ascending.
fn bits(mut word: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = (word != 0).then(|| word.trailing_zeros())?;
        word &= word - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
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
        for slots in [0, 1, 63, 64, 65, 200] {
            let thirds: Vec<Person> = (0..slots).filter(|person| person % 3 == 0).collect();
            let mut set = PersonSet::of(slots, |person| person % 3 == 0);
            assert_eq!(
                (set.iter().collect::<Vec<_>>(), set.len()),
                (thirds.clone(), thirds.len())
            );
            for first in [0, 62, 63, 64, 128, 500] {
                let from: Vec<Person> = thirds
                    .iter()
                    .copied()
                    .filter(|&person| person >= first)
                    .collect();
                assert_eq!(set.from(first).collect::<Vec<_>>(), from);
            }
            for end in [500, 190, 64, 63, 1, 0] {
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
}
