//! One page, before it is written.

use super::super::super::fault::FaultKind;
use super::super::super::faults::Faults;
use super::super::super::part::Part::Scim;
use super::super::cursor::Cursor;
use super::rows::{Place, Rows};
use super::window::Window;

/// The rows of one page, and what it says of the list.
pub struct Page {
    pub rows: Vec<Place>,
    total: Option<usize>,
    start: usize,
    items: usize,
    next: Option<Cursor>,
    by_cursor: bool,
}

impl Page {
    /// The page of a window.
    pub fn new(window: Window, next: Option<Cursor>, rows: &Rows<'_>) -> Self {
        let Window {
            start,
            end,
            by_cursor,
        } = window;
        Self {
            total: Some(rows.len()),
            start,
            items: end.saturating_sub(start),
            rows: (start..end).map(|at| rows.at(at)).collect(),
            next,
            by_cursor,
        }
    }

    /// Everything before the rows.
    pub fn head(&self) -> String {
        let place = match (&self.next, self.by_cursor) {
            (Some(next), _) => format!("\"nextCursor\":\"{}\",", next.text()),
            (None, true) => String::new(),
            (None, false) => format!("\"startIndex\":{},", self.start.saturating_add(1)),
        };
        let total = self
            .total
            .map_or(String::new(), |total| format!("\"totalResults\":{total},"));
        format!(
            "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
             {total}{place}\"itemsPerPage\":{},\"Resources\":[",
            self.items
        )
    }

    /// Makes wrong what faults make wrong in a page.
    pub fn spoil(&mut self, rows: &Rows<'_>, faults: &mut Faults) {
        if faults.on(Scim, FaultKind::OrderUnstable) {
            self.disorder(rows, faults.rng());
        }
        if let Some(nth) = faults.rows(Scim, FaultKind::RowsWithheld) {
            let mut number = self.start;
            self.rows.retain(|_| {
                number += 1;
                !number.is_multiple_of(nth.max(1))
            });
        }
        if faults.on(Scim, FaultKind::DuplicateRows) {
            self.rows.extend(self.rows.last().copied());
        }
        self.items = self.rows.len();
        if let Some(items) = faults.rows(Scim, FaultKind::ItemsPerPageWrong) {
            self.items = items;
        }
        self.spoil_total(faults);
    }

    fn spoil_total(&mut self, faults: &Faults) {
        if faults.on(Scim, FaultKind::TotalOfPage) {
            self.total = Some(self.rows.len());
        }
        if let Some(delta) = faults.value(Scim, FaultKind::TotalWrong) {
            let delta = isize::try_from(delta).unwrap_or(0);
            self.total = self.total.map(|total| total.saturating_add_signed(delta));
        }
        let empty = self.rows.is_empty() && faults.on(Scim, FaultKind::ResourcesAbsent);
        if empty || faults.on(Scim, FaultKind::TotalAbsent) {
            self.total = None;
        }
    }

    /// Tells this total, where it tells one.
    pub fn freeze(&mut self, total: usize) {
        self.total = self.total.map(|_| total);
    }

    /// Cuts the page from an order in which one row in ten, and at least one, has changed places
    /// with any other.
    fn disorder(&mut self, rows: &Rows<'_>, rng: &mut fastrand::Rng) {
        let length = self.rows.len();
        for _ in 0..length.div_ceil(10) {
            let (here, there) = (rng.usize(..length), rng.usize(..rows.len()));
            match there.checked_sub(self.start) {
                Some(there) if there < length => self.rows.swap(here, there),
                _ if self.rows.contains(&rows.at(there)) => {}
                _ => self.rows[here] = rows.at(there),
            }
        }
    }
}
