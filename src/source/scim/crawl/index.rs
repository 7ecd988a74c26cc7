//! Paging by `startIndex`, overlapping and stepping back.

use super::{Crawl, End, Paging};
use crate::model::Reason;
use crate::source::scim::crawl::{Ask, Place};
use crate::source::scim::intake::{PageSummary, Seam};

impl Crawl {
    pub(super) fn index_page(&mut self, page: &PageSummary) {
        if page.next_cursor.is_some() {
            // The provider pages by cursor, asked for or not (RFC 9865).
            self.paging = Paging::Cursor;
            self.begin_pass();
        } else if !page.sight.taken {
            self.step_back(page.total);
        } else if self.is_at_zero() {
            self.after_zero(page);
        } else {
            self.taken(page);
        }
    }

    /// The index of the first row.
    fn base(&self) -> u64 {
        u64::from(!self.signs.zero_based)
    }

    /// Whether the row before the first is being looked for.
    pub(super) fn is_at_zero(&self) -> bool {
        self.paging == Paging::Index && self.pass.at < self.base()
    }

    fn taken(&mut self, page: &PageSummary) {
        let rows = u64::from(page.sight.rows);
        let reached = (self.pass.at + rows).saturating_sub(self.base());
        let at_end = page.total.is_some_and(|total| reached >= total);
        self.pass.fell_short = page.total.is_some_and(|total| reached < total);
        self.weigh_total(page, reached);
        if rows == 0 {
            // At the start, or one row past a page of a single one; there, a row may have moved
            // away unseen.
            self.pass.blind_end = self.pass.taken > 1 && !self.pass.saw_end;
            self.finish_index_pass();
            return;
        }
        self.tally(page);
        self.learn_cap(page, at_end);
        self.note_start(page);
        if page.sight.new > 0 {
            self.pass.recent_backs = 0;
            self.signs.unseamed |= !self.pass.anchored && self.pass.at > self.base();
        }
        if self.is_last(page, at_end) {
            self.finish_index_pass();
        } else if self.pass.stale > 3 + self.pass.recent_backs {
            self.end = Some(End::Broken(Reason::Loop));
        } else {
            self.advance(rows);
        }
    }

    /// Whether this page shows that nothing follows it.
    fn is_last(&mut self, page: &PageSummary, at_end: bool) -> bool {
        let sight = page.sight;
        // It touches what was read, brings nothing new, and is shorter than pages need be.
        let short = sight.rows < self.pass.widest.min(self.size);
        self.pass.saw_end = sight.new == 0 && self.pass.anchored && short;
        if self.pass.saw_end {
            return at_end || !self.trusts_totals();
        }
        self.pass.blind_end = sight.new == 0 && sight.stands_still && self.pass.stale >= 2;
        self.pass.blind_end
    }

    /// On to the next page, from the last row of this one.
    fn advance(&mut self, rows: u64) {
        self.recover_size(rows);
        if rows > 1 {
            self.pass.at += rows - 1;
            self.pass.anchored = true;
        } else {
            // A page of one row cannot overlap and get on.
            self.pass.at += 1;
            self.pass.anchored = false;
        }
    }

    /// Whether a total counts the list: it has been larger than its page, and never smaller.
    fn trusts_totals(&self) -> bool {
        self.signs.total_proven && !self.signs.total_exceeded
    }

    fn weigh_total(&mut self, page: &PageSummary, reached: u64) {
        let Some(total) = page.total else { return };
        self.signs.total_proven |= reached < total;
        self.signs.total_exceeded |= reached > total && page.sight.new > 0;
    }

    /// A page that is shorter than asked for, with another behind it: the provider's cap. If
    /// others are short in another way, rows are being left out.
    fn learn_cap(&mut self, page: &PageSummary, at_end: bool) {
        let rows = page.sight.rows;
        if page.sight.new == 0 {
            return;
        }
        if let Some(cap) = self.pass.short.take() {
            self.signs.withheld |= self.signs.short.is_some_and(|known| known != cap);
            self.signs.short.get_or_insert(cap);
            self.smallest = self.smallest.min(cap);
            self.size = self.size.min(cap);
            self.largest = self.largest.min(cap);
        }
        if !at_end && page.total.is_some() && rows < self.size {
            self.pass.short = Some(rows);
        }
    }

    fn note_start(&mut self, page: &PageSummary) {
        let sight = page.sight;
        if sight.is_start && sight.new == 0 && sight.rows > 1 && self.pass.at > self.base() {
            self.pass.starts += 1;
        }
    }

    /// Something moved between two pages: back by a tenth, until they touch.
    fn step_back(&mut self, total: Option<u64>) {
        self.pass.backs += 1;
        self.pass.recent_backs += 1;
        self.signs.backs += 1;
        if self.pass.backs > self.plan.limits.backs {
            self.end = Some(End::Broken(Reason::Churn));
            return;
        }
        let step = u64::from(self.size / 10).max(1);
        let back = self.pass.at.saturating_sub(step);
        let last = total.unwrap_or(u64::MAX);
        self.pass.at = back.min(last).max(self.base());
        self.pass.anchored = self.pass.at > self.base();
    }

    pub(super) fn finish_index_pass(&mut self) {
        self.signs.start_ignored |= self.pass.starts > 0;
        if self.wants_zero() {
            self.signs.looked_at_zero = true;
            self.pass.at = 0;
            self.pass.anchored = false;
        } else {
            self.finish_pass();
        }
    }

    /// Whether a row may stand before the first: it is not known where the provider begins to
    /// count, or exactly one row is missing from a list that stood still.
    fn wants_zero(&self) -> bool {
        let pass = &self.pass;
        let lacks_one = pass.totals.last() == Some(pass.new + pass.unreadable + 1);
        let open = self.plan.zero_based.is_none() || (lacks_one && pass.totals.is_steady());
        let signs = &self.signs;
        let settled = signs.looked_at_zero || signs.start_ignored || signs.zero_based;
        open && !settled
    }

    fn after_zero(&mut self, page: &PageSummary) {
        let disorder = (self.pass.disorder, self.signs.disorder);
        let apart = self.pass.new > 0 && page.sight.known == 0;
        self.tally(page);
        // This page was asked for out of turn.
        (self.pass.disorder, self.signs.disorder) = disorder;
        if page.sight.new > 0 {
            self.signs.zero_based = true;
            self.pass.fell_short = false;
            self.signs.unseamed |= apart;
        }
        self.finish_pass();
    }

    /// The pages that will follow the next one if nothing moves, for asking ahead. Only where
    /// the order is known to be stable and this crawl has met with no trouble.
    pub fn ahead(&self, most: usize) -> Vec<Ask> {
        let (Some(total), true) = (self.totals.last(), self.is_smooth()) else {
            return Vec::new();
        };
        let last = (total + self.base()).saturating_sub(1);
        let step = u64::from(self.size) - 1;
        let following = |at: &u64| (*at < last).then(|| (at + step).min(last));
        std::iter::successors(Some(self.pass.at), following)
            .skip(1)
            .take(most)
            .map(|at| Ask {
                place: Place::Index(at),
                count: self.size,
                seam: Seam {
                    pass: self.pass.number,
                    anchored: true,
                },
            })
            .collect()
    }

    fn is_smooth(&self) -> bool {
        let steady = self.pass.totals.is_steady() && self.trusts_totals();
        let signs = &self.signs;
        let clean = !signs.disorder && !signs.withheld && !signs.unseamed && signs.poisoned == 0;
        let on_course = self.pass.backs == 0 && self.pass.taken > 0 && self.pass.starts == 0;
        self.paging == Paging::Index
            && self.plan.order == super::Order::Stable
            && self.size > 1
            && steady
            && clean
            && on_course
    }
}
