//! What the rows around the selected one said, and which of them say something else of late. Findings
//! have a memory of their own, which reaches beyond the screen.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::away::Sheet;
use super::{App, Detail, RowKey, Rows, View, Walk};
use crate::export::Row;
use crate::model::Foreign;

/// Rows before and after the selected one that are watched: more than any screen shows.
const AROUND: usize = 150;
/// Rows whose words are kept for when they come back; beyond it those around the selected one stay.
const MOST: usize = 2_000;

/// A cell that says something else than before.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::tui) struct Shift {
    pub column: &'static str,
    pub was: Foreign,
    /// When that was seen.
    pub at: DateTime<Utc>,
}

/// The memory of one view.
#[derive(Default, Debug)]
pub(super) struct Watched {
    view: Option<View>,
    said: HashMap<RowKey, Row>,
    shifts: HashMap<RowKey, Vec<Shift>>,
}

impl App {
    /// What the row `at` said before, for each cell that changed since this view was opened.
    pub(in crate::tui) fn shifts(&self, at: usize) -> &[Shift] {
        let shifts = &self.watched.shifts;
        if shifts.is_empty() || self.watched.view != Some(self.place().view) {
            return &[];
        }
        let key = self.listed().key(at);
        key.and_then(|key| shifts.get(&key))
            .map_or(&[], Vec::as_slice)
    }

    /// Compares the rows around the selected one with what they said before.
    pub(super) fn watch(&mut self) {
        let (view, now) = (self.place().view, self.now);
        let mut watched = std::mem::take(&mut self.watched);
        if watched.view != Some(view) {
            watched = Watched::default();
        }
        if watched.said.len() > MOST {
            watched.said.clear();
        }
        watched.view = Some(view);
        let sheet = Sheet::of(self);
        for (key, row) in self.around(&sheet) {
            let was = watched.said.insert(key.clone(), row);
            let (Some(was), Some(row)) = (was, watched.said.get(&key)) else {
                continue;
            };
            let changed = changes(sheet.columns(), was, row, now);
            if !changed.is_empty() {
                let shifts = watched.shifts.entry(key).or_default();
                shifts.retain(|old| changed.iter().all(|new| new.column != old.column));
                shifts.extend(changed);
            }
        }
        self.watched = watched;
    }

    /// Whether the view on screen is another than the one that is watched.
    pub(super) fn is_unwatched(&self) -> bool {
        self.watched.view != Some(self.place().view)
    }

    fn around<'a>(&'a self, sheet: &'a Sheet<'_>) -> impl Iterator<Item = (RowKey, Row)> + 'a {
        let (place, listed) = (self.place(), self.listed());
        let at = place.cursor.index();
        let rows = at.saturating_sub(AROUND)..(at + AROUND).min(listed.len());
        let watched = rows.filter(|at| is_watched(&place.rows, *at));
        watched.filter_map(move |at| Some((listed.key(at)?, sheet.row(at)?)))
    }
}

/// Rows of which nothing but a change of what they are about changes a word.
fn is_watched(rows: &Rows, at: usize) -> bool {
    match rows {
        Rows::People(_) | Rows::Groups(_) | Rows::Members(_) | Rows::Checks(_) => true,
        Rows::Details(rows) => matches!(
            rows.get(at),
            Some(Detail::Fact(_) | Detail::Mapping(_) | Detail::Group(..))
        ),
        _ => false,
    }
}

fn changes(columns: &'static [&'static str], was: Row, row: &Row, at: DateTime<Utc>) -> Vec<Shift> {
    let cells = columns.iter().zip(was).zip(row);
    let changed = cells.filter(|((_, was), cell)| was != *cell);
    let shifts = changed.map(|((&column, was), _)| Shift { column, was, at });
    shifts.collect()
}
