//! The pages of a list: index paging (RFC 7644 3.4.2.4) and cursors (RFC 9865 2).

mod page;
mod rows;
mod window;

use std::borrow::Cow;

use super::super::fault::FaultKind;
use super::super::faults::Faults;
use super::super::http::Reply;
use super::super::part::Part::Scim;
use super::super::provider::Provider;
use super::CONTENT_TYPE;
use super::failure::Failure;
use super::kind::Kind;
use super::projection::Projection;
use super::query::Query;
use super::rendering::{Members, Rendering};
use super::selection::{Selection, Selections};
use page::Page;
use rows::Rows;
use window::Window;

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
    let by_time = query.is_by_time() && faults.on(Scim, FaultKind::ModifiedBlind);
    by_time || query.filter.is_some() && faults.on(Scim, FaultKind::FilterBlind)
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
            sorted: query.sort_by.is_some(),
        };
        let window = Window::of(&query, self.cursors_only, &rows, faults)?;
        let next = window.next(&query, &rows, faults);
        let mut page = Page::new(window, next, &rows);
        page.spoil(&rows, faults);
        if self.query.filter.is_none() && faults.on(Scim, FaultKind::TotalFrozen) {
            page.freeze(selections.first_total(self.kinds, rows.len()));
        }
        Ok(Reply::new(
            200,
            CONTENT_TYPE,
            self.write(&page, members(faults)),
        ))
    }

    /// The query as far as it is heeded.
    fn heeded(&self, faults: &Faults) -> Result<Cow<'_, Query>, Failure> {
        let mut query = Cow::Borrowed(self.query);
        if query.sort_by.is_some() && faults.on(Scim, FaultKind::SortIgnored) {
            query.to_mut().sort_by = None;
        }
        if query.filter.is_none() {
            return Ok(query);
        }
        if faults.on(Scim, FaultKind::FilterRefused) {
            return Err(Failure::bad("invalidFilter", "filters are not supported"));
        }
        let by_time = query.is_by_time();
        let ignored = faults.on(Scim, FaultKind::FilterIgnored)
            || by_time && faults.on(Scim, FaultKind::ModifiedIgnored);
        let stale = by_time && faults.on(Scim, FaultKind::ModifiedStale);
        if ignored || stale {
            let filter = query.filter.as_deref().filter(|_| !ignored);
            let filter = filter.map(|filter| filter.replace("lastModified", "created"));
            query.to_mut().filter = filter;
        }
        Ok(query)
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

/// Bytes of a page around its rows.
const HEAD_ESTIMATE: usize = 256;
