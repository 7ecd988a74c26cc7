//! The pages of a list: index paging (RFC 7644 3.4.2.4) and cursors (RFC 9865 2).

use std::borrow::Cow;

use super::super::fault::FaultKind;
use super::super::faults::Faults;
use super::super::http::Reply;
use super::super::part::Part::Scim;
use super::super::provider::Provider;
use super::CONTENT_TYPE;
use super::cursor::Cursor;
use super::failure::Failure;
use super::kind::Kind;
use super::projection::Projection;
use super::query::Query;
use super::rendering::{Members, Rendering};
use super::selection::{Selection, Selections};

/// Rows on a page when the client names no count.
pub const DEFAULT_PAGE: usize = 100;
/// Rows on a page at most, unless the page cap says otherwise.
pub const LARGEST_PAGE: usize = 200;

/// The most rows that a page has.
pub fn largest_page(faults: &Faults) -> usize {
    let cap = faults.value(Scim, FaultKind::PageCap);
    cap.and_then(|cap| usize::try_from(cap).ok())
        .unwrap_or(LARGEST_PAGE)
}

/// What becomes of the members of groups.
pub fn members(faults: &Faults) -> Members {
    if faults.on(Scim, FaultKind::MembersAbsent) {
        Members::Absent
    } else if faults.on(Scim, FaultKind::MembersEmpty) {
        Members::Empty
    } else {
        Members::Listed
    }
}

/// Whether the filter finds nothing, whatever it says.
fn is_blind(query: &Query, faults: &Faults) -> bool {
    query.filter.is_some() && faults.on(Scim, FaultKind::FilterBlind)
}

/// A list that was asked for.
pub struct List<'a> {
    /// Where the resources are.
    pub provider: &'a Provider,
    /// The resource types that it lists.
    pub kinds: &'a [Kind],
    /// What was asked for.
    pub query: &'a Query,
    /// Whether the pages after the first are reached by cursors, whatever was asked for.
    pub cursors_only: bool,
}

/// One row: its type and its slot.
type Place = (Kind, u32);

/// All rows of a list.
struct Rows<'a> {
    users: Selection<'a>,
    groups: Selection<'a>,
    sorted: bool,
}

/// The rows of one page.
struct Page {
    total: usize,
    start: usize,
    rows: Vec<Place>,
    next: Option<Cursor>,
    by_cursor: bool,
}

impl List<'_> {
    /// The page that the query is at.
    ///
    /// # Errors
    /// When a parameter is not valid.
    pub fn answer(
        &self,
        selections: &mut Selections,
        faults: &mut Faults,
    ) -> Result<Reply, Failure> {
        let query = self.heeded(faults)?;
        let mut select = |kind| {
            if self.kinds.contains(&kind) && !is_blind(self.query, faults) {
                selections.select(self.provider, kind, &query)
            } else {
                Ok(Selection::Every(&[]))
            }
        };
        let (users, groups) = (select(Kind::User)?, select(Kind::Group)?);
        let rows = Rows {
            users,
            groups,
            sorted: self.query.sort_by.is_some(),
        };
        let mut page = self.page(&rows, faults)?;
        page.spoil(&rows, faults);
        Ok(Reply::new(
            200,
            CONTENT_TYPE,
            self.write(&page, members(faults)),
        ))
    }

    /// The query as far as it is heeded.
    fn heeded(&self, faults: &Faults) -> Result<Cow<'_, Query>, Failure> {
        if self.query.filter.is_none() {
            return Ok(Cow::Borrowed(self.query));
        }
        if faults.on(Scim, FaultKind::FilterRefused) {
            return Err(Failure::bad("invalidFilter", "filters are not supported"));
        }
        Ok(if faults.on(Scim, FaultKind::FilterIgnored) {
            Cow::Owned(Query {
                filter: None,
                ..self.query.clone()
            })
        } else {
            Cow::Borrowed(self.query)
        })
    }

    fn page(&self, rows: &Rows<'_>, faults: &Faults) -> Result<Page, Failure> {
        let count = self
            .query
            .count
            .unwrap_or(DEFAULT_PAGE)
            .min(largest_page(faults));
        let by_cursor = self.cursors_only || self.query.cursor.is_some();
        let start = match Cursor::of(self.query)? {
            Some(cursor) => rows.behind(cursor.after),
            None if by_cursor || faults.on(Scim, FaultKind::StartIndexIgnored) => 0,
            None => self.query.start_index.saturating_sub(1),
        };
        let total = rows.len();
        let end = start.saturating_add(count).min(total);
        let next = (by_cursor && start < end && end < total)
            .then(|| Cursor::new(self.query, rows.mark(end - 1)));
        let rows = (start..end).map(|at| rows.at(at)).collect();
        Ok(Page {
            total,
            start,
            rows,
            next,
            by_cursor,
        })
    }

    fn write(&self, page: &Page, members: Members) -> Vec<u8> {
        let rendering = |kind| {
            Rendering::new(
                self.provider,
                kind,
                Projection::of(self.query, kind),
                members,
            )
        };
        let (users, groups) = (rendering(Kind::User), rendering(Kind::Group));
        let of = |kind| if kind == Kind::User { &users } else { &groups };
        let size: usize = page
            .rows
            .iter()
            .map(|(kind, slot)| of(*kind).size(*slot) + 1)
            .sum();
        let mut out = Vec::with_capacity(size + HEAD_ESTIMATE);
        out.extend_from_slice(page.head().as_bytes());
        for (number, (kind, slot)) in page.rows.iter().enumerate() {
            if number > 0 {
                out.push(b',');
            }
            of(*kind).write(*slot, &mut out);
        }
        out.extend_from_slice(b"]}");
        out
    }
}

impl Page {
    fn head(&self) -> String {
        let (total, rows) = (self.total, self.rows.len());
        let place = match (&self.next, self.by_cursor) {
            (Some(next), _) => format!("\"nextCursor\":\"{}\",", next.text()),
            (None, true) => String::new(),
            (None, false) => format!("\"startIndex\":{},", self.start.saturating_add(1)),
        };
        format!(
            "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
             \"totalResults\":{total},{place}\"itemsPerPage\":{rows},\"Resources\":["
        )
    }

    /// Makes wrong what faults make wrong in a page.
    fn spoil(&mut self, rows: &Rows<'_>, faults: &mut Faults) {
        if faults.on(Scim, FaultKind::OrderUnstable) {
            self.disorder(rows, faults.rng());
        }
        if faults.on(Scim, FaultKind::DuplicateRows) {
            self.rows.extend(self.rows.last().copied());
        }
        if let Some(delta) = faults.value(Scim, FaultKind::TotalWrong) {
            let delta = isize::try_from(delta).unwrap_or(0);
            self.total = self.total.saturating_add_signed(delta);
        }
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

impl Rows<'_> {
    fn len(&self) -> usize {
        self.users.len() + self.groups.len()
    }

    /// The row with this number, of those that exist.
    fn at(&self, number: usize) -> Place {
        match number.checked_sub(self.users.len()) {
            None => (Kind::User, self.users[number]),
            Some(number) => (Kind::Group, self.groups[number]),
        }
    }

    /// How a cursor remembers a row. Slots ascend and are never given again, so that rows which
    /// come and go shift nothing; a sorted list has only its numbers.
    fn mark(&self, number: usize) -> u64 {
        match self.at(number) {
            _ if self.sorted => number as u64,
            (Kind::User, slot) => u64::from(slot),
            (Kind::Group, slot) => GROUPS | u64::from(slot),
        }
    }

    /// The number of the first row behind a mark.
    fn behind(&self, mark: u64) -> usize {
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

/// Bytes of a page around its rows.
const HEAD_ESTIMATE: usize = 256;
