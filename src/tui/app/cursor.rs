//! A selection that stays on its object while rows come, go and move.

use std::cell::Cell;
use std::ops::Range;

use chrono::{DateTime, Utc};

use crate::drift::FindingId;
use crate::model::{Foreign, Id, Lane, Person, Side, Source};
use crate::tui::app::{GroupKey, Objects};
use crate::tui::keys::{Context, Key, Step};

/// The identity of a row.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) enum RowKey {
    Finding(FindingId),
    /// A note by its code and subject.
    Note(&'static str, Foreign),
    Person(Person),
    /// A member identifier that no user of its side has.
    Stranger(Side, Id),
    Group(GroupKey),
    Event(Lane, Foreign),
    /// A change of a user or a group in Entra.
    Change(Foreign),
    /// A run of the job by its id and start.
    Cycle(Foreign, DateTime<Utc>),
    /// A read of ours that failed, by its number.
    Trouble(u64),
    Source(Source),
    /// A fixed row of a detail, by its title.
    Fact(&'static str),
    /// A line of an explanation.
    Line(usize),
    /// A rule of the mapping by what it is about and its target.
    Mapped(Objects, Foreign),
    /// A row about a rule of the user mapping, and which of its rows.
    Rule(usize, usize),
    /// A binding by its place and first key.
    Bound(Context, Key),
}

/// Rows that can be walked.
pub(in crate::tui) trait Walk {
    fn len(&self) -> usize;
    fn key(&self, at: usize) -> Option<RowKey>;

    /// Where `key` is now; `near` is where it was.
    fn find(&self, key: &RowKey, near: usize) -> Option<usize> {
        let is_there = |at: &usize| self.key(*at).as_ref() == Some(key);
        Some(near)
            .filter(is_there)
            .or_else(|| (0..self.len()).find(is_there))
    }
}

/// The selected row and the part of the rows that is on screen.
#[derive(Default, Debug)]
pub(in crate::tui) struct Cursor {
    key: Option<RowKey>,
    /// Where the selected row was seen last.
    index: usize,
    /// Whether somebody chose the row: until then the first one is selected, whichever that is.
    chosen: bool,
    /// Scroll offset and height, written while drawing: the only thing a view may write.
    top: Cell<usize>,
    page: Cell<usize>,
}

impl Cursor {
    pub(in crate::tui) fn key(&self) -> Option<&RowKey> {
        self.key.as_ref()
    }

    /// Whether the selection follows its object, rather than the first row.
    #[cfg(test)]
    pub(in crate::tui) fn is_chosen(&self) -> bool {
        self.chosen
    }

    pub(in crate::tui) fn index(&self) -> usize {
        self.index
    }

    /// Puts the selection on `key`, wherever [`Cursor::settle`] will find it.
    pub(in crate::tui) fn select(&mut self, key: RowKey) {
        self.key = Some(key);
        self.chosen = true;
    }

    /// Follows the selected object to its new row; where it is gone, its old row is selected.
    pub(in crate::tui) fn settle(&mut self, rows: &impl Walk) {
        let key = self.key.as_ref().filter(|_| self.chosen);
        let found = key.and_then(|key| rows.find(key, self.index));
        let last = rows.len().saturating_sub(1);
        self.move_to(rows, found.unwrap_or(self.index.min(last)));
    }

    pub(in crate::tui) fn step(&mut self, rows: &impl Walk, step: Step) {
        let page = self.page.get().max(1);
        let last = rows.len().saturating_sub(1);
        let at = match step {
            Step::Up => self.index.saturating_sub(1),
            Step::Down => self.index + 1,
            Step::PageUp => self.index.saturating_sub(page),
            Step::PageDown => self.index + page,
            Step::HalfUp => self.index.saturating_sub(page.div_ceil(2)),
            Step::HalfDown => self.index + page.div_ceil(2),
            Step::First => 0,
            Step::Last => last,
        };
        self.chosen = step != Step::First;
        self.move_to(rows, at.min(last));
    }

    /// Puts the selection on the row at `at`.
    pub(in crate::tui) fn put(&mut self, rows: &impl Walk, at: usize) {
        self.chosen = true;
        self.move_to(rows, at.min(rows.len().saturating_sub(1)));
    }

    fn move_to(&mut self, rows: &impl Walk, at: usize) {
        self.index = at;
        self.key = rows.key(at);
    }

    /// The rows to draw in `height` lines, with the selected one among them.
    pub(in crate::tui) fn window(&self, len: usize, height: usize) -> Range<usize> {
        let furthest = len.saturating_sub(height);
        let lowest = (self.index + 1).saturating_sub(height);
        let top = self.top.get().clamp(lowest, self.index.max(lowest));
        let top = top.min(furthest);
        self.top.set(top);
        self.page.set(height);
        top..len.min(top + height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct People(Vec<Person>);

    impl Walk for People {
        fn len(&self) -> usize {
            self.0.len()
        }

        fn key(&self, at: usize) -> Option<RowKey> {
            self.0.get(at).map(|person| RowKey::Person(*person))
        }
    }

    #[test]
    fn the_selection_follows_its_object() {
        let mut cursor = Cursor::default();
        cursor.settle(&People(vec![1, 2, 3]));
        cursor.step(&People(vec![1, 2, 3]), Step::Down);
        cursor.settle(&People(vec![9, 8, 1, 2]));
        assert_eq!(
            (cursor.index(), cursor.key()),
            (3, Some(&RowKey::Person(2)))
        );
        cursor.settle(&People(vec![9, 8]));
        assert_eq!(
            (cursor.index(), cursor.key()),
            (1, Some(&RowKey::Person(8)))
        );
        cursor.settle(&People(vec![]));
        assert_eq!((cursor.index(), cursor.key()), (0, None));
    }

    #[test]
    fn the_first_row_stays_selected_until_one_is_chosen() {
        let mut cursor = Cursor::default();
        cursor.settle(&People(vec![1, 2]));
        cursor.settle(&People(vec![9, 1, 2]));
        assert_eq!(cursor.key(), Some(&RowKey::Person(9)));
        cursor.step(&People(vec![9, 1, 2]), Step::Down);
        cursor.step(&People(vec![9, 1, 2]), Step::First);
        cursor.settle(&People(vec![8, 9, 1, 2]));
        assert_eq!(cursor.key(), Some(&RowKey::Person(8)));
    }

    #[test]
    fn the_window_holds_the_selection_and_no_empty_lines() {
        let rows = People((0..100).collect());
        let mut cursor = Cursor::default();
        cursor.settle(&rows);
        assert_eq!(cursor.window(100, 10), 0..10);
        cursor.step(&rows, Step::PageDown);
        assert_eq!(cursor.window(100, 10), 1..11);
        cursor.step(&rows, Step::Last);
        assert_eq!(cursor.window(100, 10), 90..100);
        cursor.step(&rows, Step::HalfUp);
        assert_eq!(cursor.window(100, 10), 90..100);
        assert_eq!(cursor.window(100, 30), 70..100);
        assert_eq!(cursor.window(100, 0), 95..95);
        assert_eq!(cursor.window(3, 30), 0..3);
    }
}
