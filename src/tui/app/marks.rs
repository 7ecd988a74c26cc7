//! Marked rows: what is taken away or acted on together.

use std::collections::HashSet;

use super::{App, Place, RowKey, Walk};

/// Marks that one list takes: a menu, a copy or a file needs no more.
const MOST: usize = 10_000;

/// The marked rows of one place, by what they are.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct Marks {
    keys: HashSet<RowKey>,
    /// Where a range began that is not ended yet.
    from: Option<RowKey>,
}

impl Marks {
    pub(in crate::tui) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(in crate::tui) fn holds(&self, key: &RowKey) -> bool {
        self.keys.contains(key)
    }

    /// Whether a range began and is not ended.
    pub(in crate::tui) fn is_open(&self) -> bool {
        self.from.is_some()
    }

    /// Marks `key`, or takes its mark away; `false` where there are too many.
    fn turn(&mut self, key: &RowKey) -> bool {
        if self.keys.remove(key) {
            return true;
        }
        let room = self.keys.len() < MOST;
        if room {
            self.keys.insert(key.clone());
        }
        room
    }

    /// Takes every mark away; `false` where there was none.
    pub(super) fn clear(&mut self) -> bool {
        let any = !self.keys.is_empty() || self.from.is_some();
        *self = Self::default();
        any
    }
}

impl Place {
    pub(in crate::tui) fn marks(&self) -> &Marks {
        &self.marks
    }
}

impl App {
    /// The places of the marked rows, in the order of the list on screen; none where nothing is
    /// marked. A marked row that a filter hides is not among them.
    pub(in crate::tui) fn marked(&self) -> Vec<usize> {
        let marks = &self.place().marks;
        if marks.keys.is_empty() {
            return Vec::new();
        }
        let listed = self.listed();
        let is_marked = |at: &usize| listed.key(*at).is_some_and(|key| marks.holds(&key));
        (0..listed.len()).filter(is_marked).collect()
    }

    /// Marks the selected row, or takes its mark away.
    pub(super) fn mark(&mut self) {
        let Some(key) = self.place().cursor.key().cloned() else {
            return self.say("there is no row to mark");
        };
        if !self.trails.top_mut().marks.turn(&key) {
            self.say("10,000 rows are marked: no list takes more");
        }
    }

    /// Begins a range at the selected row, or ends the one that began.
    pub(super) fn mark_range(&mut self) {
        let place = self.place();
        let (here, at) = (place.cursor.key().cloned(), place.cursor.index());
        let Some(from) = place.marks.from.clone() else {
            if here.is_some() {
                self.trails.top_mut().marks.from = here;
                self.say("a range begins here: move, and the same key marks it; Esc drops it");
            }
            return;
        };
        let listed = self.listed();
        let Some(began) = listed.find(&from, at) else {
            self.trails.top_mut().marks.from = None;
            return self.say("the row where the range began is gone");
        };
        let range = began.min(at)..=began.max(at);
        let keys: Vec<RowKey> = range.filter_map(|row| listed.key(row)).take(MOST).collect();
        let marks = &mut self.trails.top_mut().marks;
        marks.from = None;
        marks.keys.extend(keys);
        if marks.keys.len() > MOST {
            self.say("more than 10,000 rows are marked");
        }
    }
}
