//! Which rows a page has, and the ways in which that goes wrong.

use super::super::super::fault::FaultKind;
use super::super::super::faults::Faults;
use super::super::super::part::Part::Scim;
use super::super::cursor::Cursor;
use super::super::failure::Failure;
use super::super::query::Query;
use super::rows::Rows;
use super::{DEFAULT_PAGE, largest_page};

/// The rows from `start` to `end` of a list, counted from 0.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub start: usize,
    pub end: usize,
    /// Whether the pages behind it are reached by cursor.
    pub by_cursor: bool,
}

impl Window {
    /// The rows that a query asks for.
    pub fn of(
        query: &Query,
        cursors_only: bool,
        rows: &Rows<'_>,
        faults: &mut Faults,
    ) -> Result<Self, Failure> {
        let cursors = !faults.on(Scim, FaultKind::CursorsAbsent);
        let by_cursor = cursors && (cursors_only || query.cursor.is_some());
        let start = match Cursor::of(query)?.filter(|_| cursors) {
            Some(_) if faults.strikes(Scim, FaultKind::CursorExpired) => {
                return Err(Failure::bad("expiredCursor", "the cursor has expired"));
            }
            Some(cursor) => rows.behind(cursor.after),
            None if by_cursor => 0,
            None => index(query.start_index, rows.len(), faults)?,
        };
        let count = query
            .count
            .unwrap_or(DEFAULT_PAGE)
            .min(largest_page(faults));
        let end = start.saturating_add(count).min(rows.len());
        let poisoned = faults.rows(Scim, FaultKind::PoisonRow);
        if poisoned.is_some_and(|row| (start + 1..=end).contains(&row)) {
            return Err(Failure {
                status: 500,
                scim_type: "",
                detail: "the resource cannot be written".to_owned(),
            });
        }
        Ok(Self {
            start,
            end,
            by_cursor,
        })
    }

    /// The cursor to the page behind this one.
    pub fn next(self, query: &Query, rows: &Rows<'_>, faults: &Faults) -> Option<Cursor> {
        if !self.by_cursor || self.start >= self.end {
            return None;
        }
        if self.end < rows.len() {
            return Some(Cursor::new(query, rows.mark(self.end - 1)));
        }
        let circle = faults.on(Scim, FaultKind::CursorLoop);
        circle.then(|| Cursor::new(query, rows.mark(self.start)))
    }
}

/// Where a page by index begins.
fn index(given: Option<usize>, rows: usize, faults: &Faults) -> Result<usize, Failure> {
    let on = |kind| faults.on(Scim, kind);
    if on(FaultKind::StartIndexIgnored) {
        return Ok(0);
    }
    if given.is_some() && on(FaultKind::StartIndexRefused) {
        return Err(Failure {
            status: 501,
            scim_type: "",
            detail: "startIndex is not implemented".to_owned(),
        });
    }
    let number = given.unwrap_or(1);
    let limit = faults.rows(Scim, FaultKind::StartIndexLimit);
    if limit.is_some_and(|limit| number > limit) {
        return Err(Failure::bad("invalidValue", "Start index too big"));
    }
    let most = faults.rows(Scim, FaultKind::StartIndexClamped);
    let number = most.map_or(number, |most| number.min(most));
    let skip = if on(FaultKind::StartIndexZero) {
        given.map_or(0, |_| number)
    } else {
        number.saturating_sub(1)
    };
    let early = faults.rows(Scim, FaultKind::PagesOverlap).unwrap_or(0);
    Ok(if skip >= rows && on(FaultKind::PastEndRepeats) {
        0
    } else {
        skip.saturating_sub(early)
    })
}
