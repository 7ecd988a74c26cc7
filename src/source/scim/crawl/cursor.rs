//! Paging by cursor (RFC 9865).

use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Crawl, End, Paging, Sign};
use crate::model::Reason;
use crate::source::scim::intake::PageSummary;
use crate::source::scim::sightings::Sight;

/// Pages running that may bring nothing new: an empty page with a cursor is not the end.
const MOST_STALE: u32 = 20;

impl Crawl {
    pub(super) fn cursor_page(&mut self, page: &PageSummary, sight: &Sight) {
        let rows = u64::from(sight.rows);
        let first = self.pass.taken == 0;
        let more = page.total.is_some_and(|total| total > rows);
        if first && page.next_cursor.is_none() && more {
            // The cursor was not understood; this is the first page all the same.
            self.paging = Paging::Index;
            self.index_page(page, sight);
            return;
        }
        self.tally(sight);
        // Pages by cursor do not overlap.
        self.pass.signs.note(Sign::Disorder, sight.known > 0);
        self.signs.note(Sign::Disorder, sight.known > 0);
        self.smallest = self.smallest.min(sight.rows);
        match &page.next_cursor {
            None => self.finish_pass(),
            Some(cursor) if self.pass.cursors.insert(hash(cursor)) => {
                self.pass.cursor.clone_from(cursor);
                self.pass.anchored = false;
                if self.pass.stale > MOST_STALE {
                    self.end = Some(End::Broken(Reason::Loop));
                }
            }
            Some(_) => self.end = Some(End::Broken(Reason::Loop)),
        }
    }

    /// Begins the list again, since its cursors hold no longer.
    pub(super) fn restart(&mut self) {
        self.toll.restarts += 1;
        self.begin_pass();
    }
}

/// Cursors are as long as the provider likes: of those that were followed this much is kept.
fn hash(cursor: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    cursor.hash(&mut hasher);
    hasher.finish()
}
