//! In how many groups of the scope each person is.

use foldhash::{HashMap, HashMapExt};

use super::Reach;
use crate::model::{Groups, Id, MembersChanged, Person, PersonSet, members_apart};

/// By person: the groups that are surely in scope, and those of which that is not known.
#[derive(Default)]
pub(super) struct Support {
    sure: Counts,
    unsure: Counts,
}

/// A count for each person. Nearly everybody is in few groups: a byte each is counted in by the million as fast as
/// the nearest memory takes it.
#[derive(Default)]
struct Counts {
    few: Vec<u8>,
    /// What goes beyond the most that a byte holds.
    beyond: HashMap<Person, u32>,
}

impl Counts {
    fn any(&self, person: Person) -> bool {
        self.few.get(person as usize).is_some_and(|&few| few > 0)
    }

    /// Makes room for everybody up to `most`.
    fn widen(&mut self, most: Person) {
        if self.few.len() <= most as usize {
            self.few.resize(most as usize + 1, 0);
        }
    }

    /// One more for someone for whom there is room.
    fn more(&mut self, person: Person) {
        let few = &mut self.few[person as usize];
        match few.checked_add(1) {
            Some(more) => *few = more,
            None => *self.beyond.entry(person).or_default() += 1,
        }
    }

    fn less(&mut self, person: Person) {
        let Some(few) = self.few.get_mut(person as usize) else {
            return;
        };
        match self.beyond.get_mut(&person) {
            Some(beyond) if *few == u8::MAX && *beyond > 0 => *beyond -= 1,
            _ => *few = few.saturating_sub(1),
        }
    }
}

/// Members of one group, ascending, and what it reaches.
type Team<'a> = (&'a [Person], Reach);

impl Support {
    /// What the groups of `person` come to.
    #[inline]
    pub fn of(&self, person: Person) -> Reach {
        if self.sure.any(person) {
            Reach::In
        } else if self.unsure.any(person) {
            Reach::Unknown
        } else {
            Reach::Out
        }
    }

    /// Counts groups where none were counted before.
    pub fn begin(&mut self, groups: &Groups, reaches: &[Reach]) {
        for (group, &reach) in groups.rows.iter().zip(reaches) {
            self.add((&group.members, reach), None);
        }
    }

    /// Counts who came into a group of this reach and who left it. Whose counts have changed is added to `moved`.
    pub fn change(&mut self, reach: Reach, change: &MembersChanged, moved: &mut PersonSet) {
        self.leave((&change.left, reach), moved);
        self.add((&change.came, reach), Some(moved));
    }

    /// Counts `now` in the place of `before`.
    fn exchange(&mut self, before: Team<'_>, now: Team<'_>, moved: &mut PersonSet) {
        if before.1 == now.1 {
            let (left, came) = members_apart(before.0, now.0);
            let change = MembersChanged { row: 0, came, left };
            return self.change(now.1, &change, moved);
        }
        self.leave(before, moved);
        self.add(now, Some(moved));
    }

    /// The same for all groups, each found again by its identifier.
    pub fn realign(
        &mut self,
        (old, before): (&Groups, &[Reach]),
        (new, now): (&Groups, &[Reach]),
        moved: &mut PersonSet,
    ) {
        let mut left: HashMap<Id, Vec<usize>> = HashMap::with_capacity(old.rows.len());
        for (row, group) in old.rows.iter().enumerate() {
            left.entry(group.id).or_default().push(row);
        }
        for (group, &reach) in new.rows.iter().zip(now) {
            let team = (&group.members[..], reach);
            match left.get_mut(&group.id).and_then(Vec::pop) {
                Some(row) if before[row] == reach && old.rows[row].has_members_of(group) => {}
                Some(row) => {
                    let old = (&old.rows[row].members[..], before[row]);
                    self.exchange(old, team, moved);
                }
                None => self.exchange((&[], Reach::Out), team, moved),
            }
        }
        for row in left.into_values().flatten() {
            let old = (&old.rows[row].members[..], before[row]);
            self.exchange(old, (&[], Reach::Out), moved);
        }
    }

    fn leave(&mut self, (members, reach): Team<'_>, moved: &mut PersonSet) {
        let Some(counts) = self.counts(reach) else {
            return;
        };
        for &person in members {
            counts.less(person);
            moved.insert(person);
        }
    }

    fn add(&mut self, (members, reach): Team<'_>, mut moved: Option<&mut PersonSet>) {
        let Some(counts) = self.counts(reach) else {
            return;
        };
        if let Some(&most) = members.last() {
            counts.widen(most);
        }
        for &person in members {
            counts.more(person);
            if let Some(moved) = &mut moved {
                moved.insert(person);
            }
        }
    }

    /// `None` of a group that reaches nobody.
    fn counts(&mut self, reach: Reach) -> Option<&mut Counts> {
        match reach {
            Reach::In => Some(&mut self.sure),
            Reach::Unknown => Some(&mut self.unsure),
            Reach::Out | Reach::Dropped => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_is_in_more_groups_than_a_byte_counts_leaves_with_the_last() {
        let mut support = Support::default();
        let nobody = &mut PersonSet::default();
        for _ in 0..1_000 {
            support.add((&[3, 5], Reach::In), None);
        }
        for _ in 0..999 {
            support.leave((&[5], Reach::In), nobody);
        }
        assert_eq!(support.of(5), Reach::In);
        support.leave((&[5], Reach::In), nobody);
        assert_eq!(
            [3, 4, 5].map(|person| support.of(person)),
            [Reach::In, Reach::Out, Reach::Out]
        );
        support.leave((&[5, 99], Reach::In), nobody);
        support.add((&[5], Reach::In), None);
        assert_eq!(support.of(5), Reach::In, "nothing is owed");
    }
}
