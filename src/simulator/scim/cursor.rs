//! Where a cursor crawl goes on (RFC 9865 2).

use super::failure::Failure;
use super::query::Query;

/// The content of a `nextCursor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The last row that was sent: its place in the order, or its number in a sorted list.
    pub after: u64,
    count: usize,
    fingerprint: u64,
}

impl Cursor {
    /// The cursor that goes on with a query behind a row.
    pub fn new(query: &Query, after: u64) -> Self {
        let count = query.count.unwrap_or(usize::MAX);
        Self {
            after,
            count,
            fingerprint: query.fingerprint(),
        }
    }

    /// Reads the cursor of a query; `None` on its first page.
    ///
    /// # Errors
    /// `invalidCursor` when it is none of ours or belongs to another query, `invalidCount` when
    /// count changed on the way.
    pub fn of(query: &Query) -> Result<Option<Self>, Failure> {
        let text = query.cursor.as_deref().unwrap_or_default();
        if text.is_empty() {
            return Ok(None);
        }
        let invalid = || Failure::bad("invalidCursor", "the cursor is not valid");
        let cursor = Self::parse(text).ok_or_else(invalid)?;
        let expected = Self::new(query, cursor.after);
        if cursor.fingerprint != expected.fingerprint {
            return Err(invalid());
        }
        if cursor.count != expected.count {
            return Err(Failure::bad(
                "invalidCount",
                "count must not change between pages",
            ));
        }
        Ok(Some(cursor))
    }

    /// As sent: unreserved characters only (RFC 3986 2.3).
    pub fn text(self) -> String {
        format!("{:x}.{:x}.{:x}", self.after, self.count, self.fingerprint)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text
            .split('.')
            .map(|number| u64::from_str_radix(number, 16).ok());
        let mut next = || numbers.next().flatten();
        let (after, count, fingerprint) = (next()?, next()?, next()?);
        Some(Self {
            after,
            count: usize::try_from(count).ok()?,
            fingerprint,
        })
    }
}
