//! All rows of a list, and how a cursor remembers a place among them.

use super::super::kind::Kind;
use super::super::selection::Selection;

/// One row: its type and its slot.
pub type Place = (Kind, u32);

/// All rows of a list.
pub struct Rows<'a> {
    pub users: Selection<'a>,
    pub groups: Selection<'a>,
    pub sorted: bool,
}

impl Rows<'_> {
    pub fn len(&self) -> usize {
        self.users.len() + self.groups.len()
    }

    /// The row with this number, of those that exist.
    pub fn at(&self, number: usize) -> Place {
        match number.checked_sub(self.users.len()) {
            None => (Kind::User, self.users[number]),
            Some(number) => (Kind::Group, self.groups[number]),
        }
    }

    /// How a cursor remembers a row. Slots ascend and are never given again, so that rows which
    /// come and go shift nothing; a sorted list has only its numbers.
    pub fn mark(&self, number: usize) -> u64 {
        match self.at(number) {
            _ if self.sorted => number as u64,
            (Kind::User, slot) => u64::from(slot),
            (Kind::Group, slot) => GROUPS | u64::from(slot),
        }
    }

    /// The number of the first row behind a mark.
    pub fn behind(&self, mark: u64) -> usize {
        if self.sorted {
            return usize::try_from(mark).map_or(self.len(), |number| {
                self.len().min(number.saturating_add(1))
            });
        }
        let users = self.users.partition_point(|slot| u64::from(*slot) <= mark);
        users
            + self
                .groups
                .partition_point(|slot| GROUPS | u64::from(*slot) <= mark)
    }
}

/// Set in the marks of groups, which stand behind all users.
const GROUPS: u64 = 1 << 32;
