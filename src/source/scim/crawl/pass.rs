//! One way through the list.

use std::collections::HashSet;

use super::sign::{Sign, Signs};
use super::totals::Totals;
use crate::source::scim::sightings::Sight;

/// A pass under way.
#[derive(Default)]
pub struct Pass {
    pub number: u32,
    pub totals: Totals,
    pub signs: Signs,
    pub pages: u64,
    pub taken: u64,
    pub new: u64,
    pub fresh: u64,
    pub unreadable: u64,
    pub backs: u32,
    /// Rows of the largest page.
    pub widest: u32,
    /// Rows of the page before, if it was shorter than asked for.
    pub short: Option<u32>,
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
    pub cursors: HashSet<u64>,
}

impl Pass {
    /// A pass that begins at index `at`.
    pub fn new(number: u32, at: u64) -> Self {
        Self {
            number,
            at,
            ..Self::default()
        }
    }

    /// Counts what a page showed.
    pub fn tally(&mut self, sight: &Sight) {
        self.taken += 1;
        self.new += u64::from(sight.new);
        self.fresh += u64::from(sight.fresh);
        self.unreadable += u64::from(sight.unreadable);
        self.widest = self.widest.max(sight.rows);
        self.signs.note(Sign::Disorder, sight.disorder);
        self.stale += 1;
        if sight.new > 0 {
            (self.stale, self.recent_backs) = (0, 0);
        }
    }

    /// Whether exactly what was promised came, by totals that stood still.
    pub fn is_whole(&self) -> bool {
        self.totals.is_steady() && self.totals.last() == Some(self.new)
    }

    /// Whether nothing moved while the list was read, and all that was promised came: then it
    /// was one and the same list on every page.
    pub fn is_quiet(&self) -> bool {
        self.is_whole() && !self.signs.has(Sign::Disorder) && self.backs == 0
    }
}
