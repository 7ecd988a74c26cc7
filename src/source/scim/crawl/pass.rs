//! One way through the list.

use std::collections::HashSet;

use super::totals::Totals;

/// A pass under way.
pub struct Pass {
    pub number: u32,
    pub totals: Totals,
    pub pages: u64,
    pub taken: u64,
    pub new: u64,
    pub fresh: u64,
    pub known: u64,
    pub unreadable: u64,
    pub disorder: bool,
    pub backs: u32,
    /// Rows of the largest page.
    pub widest: u32,
    /// Rows of the page before, if it was shorter than asked for.
    pub short: Option<u32>,
    /// The end was taken for it because nothing new came, not because it was seen.
    pub blind_end: bool,
    /// The page before showed that nothing follows it, whatever the total says.
    pub saw_end: bool,
    /// The last page promised rows beyond its own.
    pub fell_short: bool,
    /// Pages running that brought nothing new.
    pub stale: u32,
    /// Pages that began with the first row though they were asked for a later one.
    pub starts: u32,
    /// Steps back since a page brought something new.
    pub recent_backs: u32,
    /// The index to ask for.
    pub at: u64,
    /// Whether the next page must begin with a known row.
    pub anchored: bool,
    pub cursor: String,
    pub cursors: HashSet<String>,
}

impl Pass {
    /// A pass that begins at index `at`.
    pub fn new(number: u32, at: u64) -> Self {
        Self {
            number,
            at,
            totals: Totals::default(),
            pages: 0,
            taken: 0,
            new: 0,
            fresh: 0,
            known: 0,
            unreadable: 0,
            disorder: false,
            backs: 0,
            widest: 0,
            short: None,
            blind_end: false,
            saw_end: false,
            fell_short: false,
            stale: 0,
            starts: 0,
            recent_backs: 0,
            anchored: false,
            cursor: String::new(),
            cursors: HashSet::new(),
        }
    }

    /// Whether exactly what was promised came, by totals that stood still.
    pub fn is_whole(&self) -> bool {
        self.totals.is_steady() && self.totals.last() == Some(self.new)
    }

    /// Whether nothing moved while the list was read, and all that was promised came: then it
    /// was one and the same list on every page.
    pub fn is_quiet(&self) -> bool {
        self.is_whole() && !self.disorder && self.backs == 0
    }
}
