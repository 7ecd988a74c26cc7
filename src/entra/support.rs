//! In how many groups of the scope each person is.

use foldhash::{HashMap, HashMapExt};

use super::Reach;
use crate::model::{Groups, Id, MembersChanged, Person, PersonSet, members_apart};

/// By person: the groups that are surely in scope, and those of which that is not known.
#[derive(Default)]
pub(super) struct Support {
    sure: Vec<u32>,
    unsure: Vec<u32>,
}

/// Members of one group, ascending, and what it reaches.
type Team<'a> = (&'a [Person], Reach);

impl Support {
    /// What the groups of `person` come to.
    #[inline]
    pub fn of(&self, person: Person) -> Reach {
        let is_in = |counts: &[u32]| counts.get(person as usize).is_some_and(|&count| count > 0);
        if is_in(&self.sure) {
            Reach::In
        } else if is_in(&self.unsure) {
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
                Some(row) if before[row] == reach && old.rows[row].members == group.members => {}
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
            if let Some(count) = counts.get_mut(person as usize) {
                *count = count.saturating_sub(1);
            }
            moved.insert(person);
        }
    }

    fn add(&mut self, (members, reach): Team<'_>, mut moved: Option<&mut PersonSet>) {
        let Some(counts) = self.counts(reach) else {
            return;
        };
        let most = members.last().map_or(0, |&most| most as usize + 1);
        if counts.len() < most {
            counts.resize(most, 0);
        }
        for &person in members {
            counts[person as usize] += 1;
            if let Some(moved) = &mut moved {
                moved.insert(person);
            }
        }
    }

    /// `None` of a group that reaches nobody.
    fn counts(&mut self, reach: Reach) -> Option<&mut Vec<u32>> {
        match reach {
            Reach::In => Some(&mut self.sure),
            Reach::Unknown => Some(&mut self.unsure),
            Reach::Out | Reach::Dropped => None,
        }
    }
}
