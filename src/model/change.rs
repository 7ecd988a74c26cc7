//! What has changed between two reads of one side: the one place that tells it.
//!
//! A read that was made from an earlier one knows whom it changed ([`Users::after`]), and one that came in pages
//! was held against the last such one at its end ([`Users::tell`]). Any other is held against the earlier one
//! here, column by column. Lists of members are shared between reads as long as they
//! are the same, so that most groups are settled by one address.

use std::sync::{Arc, OnceLock, Weak};

use super::{Group, Groups, Person, PersonSet, Users};

/// Members that are passed over at once where both lists have them.
const RUN: usize = 64;

/// Whom a change touches. Naming somebody who has not changed is harmless; leaving somebody out is not.
#[derive(Clone, Debug)]
pub enum Touched {
    Everybody,
    /// Ascending, without repeats: few, however many people there are.
    These(Vec<Person>),
}

impl Default for Touched {
    fn default() -> Self {
        Self::These(Vec::new())
    }
}

impl FromIterator<Person> for Touched {
    fn from_iter<T: IntoIterator<Item = Person>>(people: T) -> Self {
        Self::default().and(people)
    }
}

impl Touched {
    /// Everyone that either names.
    #[must_use]
    pub fn and(self, other: impl IntoIterator<Item = Person>) -> Self {
        match self {
            Self::Everybody => Self::Everybody,
            Self::These(mut people) => {
                people.extend(other);
                people.sort_unstable();
                people.dedup();
                Self::These(people)
            }
        }
    }

    /// Everyone that either names.
    #[must_use]
    pub fn join(self, other: &Self) -> Self {
        match other {
            Self::Everybody => Self::Everybody,
            Self::These(people) => self.and(people.iter().copied()),
        }
    }

    pub fn is_nobody(&self) -> bool {
        matches!(self, Self::These(people) if people.is_empty())
    }

    /// How many of `slots` people these are.
    pub fn count(&self, slots: usize) -> usize {
        match self {
            Self::Everybody => slots,
            Self::These(people) => people.len(),
        }
    }

    /// Gives `column` a place for each of `slots` people, and each of these the value of its own. It is
    /// copied only where a value is another one.
    pub fn write<T: Copy + PartialEq>(
        &self,
        column: &mut Arc<Vec<T>>,
        (slots, blank): (usize, T),
        mut value: impl FnMut(Person) -> T,
    ) {
        if column.len() != slots {
            Arc::make_mut(column).resize(slots, blank);
        }
        if matches!(self, Self::Everybody) {
            let places = (0..).zip(Arc::make_mut(column));
            return places.for_each(|(person, place)| *place = value(person));
        }
        let mut changed = Vec::new();
        self.each(slots, |person| {
            let value = value(person);
            if column[person as usize] != value {
                changed.push((person, value));
            }
        });
        if !changed.is_empty() {
            let column = Arc::make_mut(column);
            for (person, value) in changed {
                column[person as usize] = value;
            }
        }
    }

    /// Puts each of these below `slots` into `set` or takes it out, as `holds` says; nobody else is left in it from
    /// `slots` on. It is copied only where it changes.
    pub fn mark(
        &self,
        set: &mut Arc<PersonSet>,
        slots: usize,
        mut holds: impl FnMut(Person) -> bool,
    ) {
        if matches!(self, Self::Everybody) {
            let end = Person::try_from(slots).unwrap_or(Person::MAX);
            *set = Arc::new(PersonSet::of(end, holds));
            return;
        }
        PersonSet::cut(set, slots);
        self.each(slots, |person| PersonSet::hold(set, person, holds(person)));
    }

    /// Each of them below `slots`, ascending.
    pub fn each(&self, slots: usize, mut visit: impl FnMut(Person)) {
        let slots = u32::try_from(slots).unwrap_or(u32::MAX);
        match self {
            Self::Everybody => (0..slots).for_each(visit),
            Self::These(people) => {
                let end = people.partition_point(|&person| person < slots);
                people[..end].iter().copied().for_each(&mut visit);
            }
        }
    }
}

/// Whose row is another one in `now` than in `before`.
pub fn changed_users(before: &Arc<Users>, now: &Arc<Users>) -> Touched {
    if Arc::ptr_eq(before, now) {
        return Touched::default();
    }
    if before.layout() != now.layout() {
        return Touched::Everybody;
    }
    if let Some(told) = now.changed_since(before) {
        return told.iter().copied().collect();
    }
    before
        .rows_apart(now)
        .map_or(Touched::Everybody, Touched::These)
}

/// How two reads of one side's groups differ.
#[derive(Clone, Debug)]
pub enum GroupsChanged {
    /// A group came, went, moved, or is called otherwise.
    Anyhow,
    /// The same groups in the same rows under the same names; in these, by row ascending, the members are
    /// others, or are told otherwise.
    Members(Vec<MembersChanged>),
}

/// Who came into a group and who left it, ascending; perhaps nobody, and its strangers are others.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct MembersChanged {
    pub row: u32,
    pub came: Vec<Person>,
    pub left: Vec<Person>,
}

impl GroupsChanged {
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Members(rows) if rows.is_empty())
    }
}

/// What has changed in a read of groups since another, told at most once. A copy of the read forgets it: it may
/// be changed.
#[derive(Default, Debug)]
pub struct Since(OnceLock<(Weak<Groups>, Arc<GroupsChanged>)>);

impl Clone for Since {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Groups {
    /// Remembers what has changed since `before`, so that no comparison need look at the lists of members for it.
    pub fn tell(&mut self, before: &Arc<Self>) {
        let changed = Arc::new(groups_apart(before, self));
        self.since = Since(OnceLock::from((Arc::downgrade(before), changed)));
    }
}

/// What has changed between two reads of groups. What only notes tell of (what kinds of members there
/// are, and groups in groups) is left out.
pub fn changed_groups(before: &Arc<Groups>, now: &Arc<Groups>) -> Arc<GroupsChanged> {
    if Arc::ptr_eq(before, now) {
        return Arc::new(GroupsChanged::Members(Vec::new()));
    }
    let made = || (Arc::downgrade(before), Arc::new(groups_apart(before, now)));
    let (of, changed) = now.since.0.get_or_init(made);
    if std::ptr::eq(of.as_ptr(), Arc::as_ptr(before)) {
        return Arc::clone(changed);
    }
    Arc::new(groups_apart(before, now))
}

fn groups_apart(before: &Groups, now: &Groups) -> GroupsChanged {
    let rows = before.rows.iter().zip(&now.rows);
    let is_other = before.rows.len() != now.rows.len();
    if is_other || !rows.clone().all(|(one, two)| is_called_alike(one, two)) {
        return GroupsChanged::Anyhow;
    }
    let changed = (0u32..).zip(rows).filter_map(|(row, (before, now))| {
        let is_told_alike =
            before.members_read == now.members_read && before.strangers == now.strangers;
        if is_told_alike && before.has_members_of(now) {
            return None;
        }
        let (left, came) = members_apart(&before.members, &now.members);
        Some(MembersChanged { row, came, left })
    });
    GroupsChanged::Members(changed.collect())
}

fn is_called_alike(before: &Group, now: &Group) -> bool {
    let called = |group: &Group| {
        let Group {
            id,
            external_id,
            name,
            folded,
            created,
            state,
            ..
        } = *group;
        (id, external_id, name, folded, created, state)
    };
    called(before) == called(now)
}

/// What each of two ascending lists of members has that the other lacks. Lists that are nearly the same are
/// compared as fast as memory is read.
pub fn members_apart(mut one: &[Person], mut two: &[Person]) -> (Vec<Person>, Vec<Person>) {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    loop {
        let same = alike(one, two);
        (one, two) = (&one[same..], &two[same..]);
        match (one.split_first(), two.split_first()) {
            (Some((first, rest)), Some((second, _))) if first < second => {
                left.push(*first);
                one = rest;
            }
            (Some(_), Some((second, rest))) => {
                right.push(*second);
                two = rest;
            }
            _ => break,
        }
    }
    left.extend_from_slice(one);
    right.extend_from_slice(two);
    (left, right)
}

/// How many members both lists begin with.
fn alike(one: &[Person], two: &[Person]) -> usize {
    let runs = one.chunks_exact(RUN).zip(two.chunks_exact(RUN));
    let whole = runs.take_while(|(one, two)| one == two).count() * RUN;
    let rest = one[whole..].iter().zip(&two[whole..]);
    whole + rest.take_while(|(one, two)| one == two).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_apart_across_runs_that_are_the_same() {
        let all: Vec<Person> = (0..1_000).collect();
        let without = |gone: &[Person]| -> Vec<Person> {
            let stays = |person: &Person| !gone.contains(person);
            all.iter().copied().filter(stays).collect()
        };
        for (one, two) in [
            (vec![0, 64, 65, 999], vec![]),
            (vec![63], vec![128, 129]),
            (vec![500], vec![0, 998, 999]),
            ((100..400).collect(), vec![50, 700]),
        ] {
            let (left, right) = members_apart(&without(&two), &without(&one));
            assert_eq!((left, right), (one, two));
        }
        assert_eq!(members_apart(&[], &[1]), (vec![], vec![1]));
    }
}
