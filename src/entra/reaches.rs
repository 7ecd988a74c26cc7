//! Who is in scope, a set for each answer but the most frequent of those who are not: a bit for each person is copied
//! and looked at faster than a byte.

use std::sync::Arc;

use super::Reach;
use crate::model::{Person, PersonSet, Touched};

/// The reach of each person; [`Reach::Out`] of whoever is in no set.
#[derive(Clone, Default, Debug)]
pub(super) struct Reaches {
    inside: Arc<PersonSet>,
    unknown: Arc<PersonSet>,
    dropped: Arc<PersonSet>,
}

impl Reaches {
    #[inline]
    pub fn of(&self, person: Person) -> Reach {
        if self.inside.has(person) {
            Reach::In
        } else if self.unknown.has(person) {
            Reach::Unknown
        } else if self.dropped.has(person) {
            Reach::Dropped
        } else {
            Reach::Out
        }
    }

    /// How many people are surely in scope.
    pub fn inside(&self) -> usize {
        self.inside.len()
    }

    /// Tells the reach of each of `touched` anew. From `slots` on there is nobody.
    pub fn tell(
        &mut self,
        touched: &Touched,
        slots: usize,
        mut reach: impl FnMut(Person) -> Reach,
    ) {
        let Self {
            inside,
            unknown,
            dropped,
        } = self;
        PersonSet::cut(unknown, slots);
        PersonSet::cut(dropped, slots);
        touched.mark(inside, slots, |person| {
            let reach = reach(person);
            PersonSet::hold(unknown, person, reach == Reach::Unknown);
            PersonSet::hold(dropped, person, reach == Reach::Dropped);
            reach == Reach::In
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_is_the_one_that_was_told_last() {
        let answers = [Reach::Out, Reach::Unknown, Reach::Dropped, Reach::In];
        let mut chance = fastrand::Rng::with_seed(11);
        let (mut reaches, mut truth) = (Reaches::default(), vec![Reach::Out; 300]);
        for round in 0..200 {
            let slots = chance.usize(1..300);
            let some = (0..300).filter(|_| round > 0 && chance.bool());
            let touched = match round {
                0 => Touched::Everybody,
                _ => some.collect(),
            };
            let kept = reaches.clone();
            let before: Vec<Reach> = (0..300).map(|person| kept.of(person)).collect();
            truth[slots..].fill(Reach::Out);
            reaches.tell(&touched, slots, |person| {
                let answer = answers[chance.usize(0..4)];
                truth[person as usize] = answer;
                answer
            });
            assert!(
                (0..300)
                    .map(|person| reaches.of(person))
                    .eq(truth.iter().copied())
            );
            assert!((0..300).map(|person| kept.of(person)).eq(before));
            let inside = truth.iter().filter(|&&answer| answer == Reach::In);
            assert_eq!(reaches.inside(), inside.count());
        }
    }
}
