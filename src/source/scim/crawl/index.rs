//! Paging by `startIndex`, overlapping and stepping back.

use super::{Crawl, End, Order, Paging, Sign};
use crate::model::Reason;
use crate::source::scim::crawl::{Ask, Place};
use crate::source::scim::intake::{PageSummary, Seam};
use crate::source::scim::sightings::Sight;

impl Crawl {
    pub(super) fn index_page(&mut self, page: &PageSummary, sight: &Sight) {
        if page.next_cursor.is_some() {
            // The provider pages by cursor, asked for or not (RFC 9865).
            self.paging = Paging::Cursor;
            self.begin_pass();
        } else if self.is_at_zero() {
            self.after_zero(sight);
        } else {
            self.taken(page.total, sight);
        }
    }

    /// The index of the first row.
    pub(super) fn base(&self) -> u64 {
        u64::from(!self.signs.has(Sign::ZeroBased))
    }

    /// Whether the row before the first is being looked for.
    pub(super) fn is_at_zero(&self) -> bool {
        self.paging == Paging::Index && self.pass.at < self.base()
    }

    fn taken(&mut self, total: Option<u64>, sight: &Sight) {
        let rows = u64::from(sight.rows);
        let reached = (self.pass.at + rows).saturating_sub(self.base());
        let at_end = total.is_some_and(|total| reached >= total);
        let fell_short = total.is_some_and(|total| reached < total);
        self.pass.signs.set(Sign::FellShort, fell_short);
        self.weigh_total(total, reached, sight);
        if rows == 0 {
            // At the start, or one row past a page of a single one; there, a row may have moved
            // away unseen.
            let blind = self.pass.taken > 1 && !self.pass.signs.has(Sign::SawEnd);
            self.pass.signs.set(Sign::BlindEnd, blind);
            self.finish_index_pass();
            return;
        }
        self.tally(sight);
        self.learn_cap(sight, at_end || total.is_none());
        self.note_seam(sight);
        if self.is_last(sight, at_end) {
            self.finish_index_pass();
        } else if self.pass.stale > 3 + self.pass.recent_backs {
            self.end = Some(End::Broken(Reason::Loop));
        } else {
            self.advance(rows);
        }
    }

    /// Whether this page shows that nothing follows it.
    fn is_last(&mut self, sight: &Sight, at_end: bool) -> bool {
        // It touches what was read, brings nothing new, and is shorter than pages need be.
        let short = sight.rows < self.pass.widest.min(self.size);
        let saw_end = sight.new == 0 && self.pass.anchored && short;
        let blind_end = !saw_end && sight.new == 0 && sight.stands_still && self.pass.stale >= 2;
        self.pass.signs.set(Sign::SawEnd, saw_end);
        self.pass.signs.set(Sign::BlindEnd, blind_end);
        blind_end || (saw_end && (at_end || !self.trusts_totals()))
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
        self.signs.has(Sign::TotalProven) && !self.signs.has(Sign::TotalExceeded)
    }

    fn weigh_total(&mut self, total: Option<u64>, reached: u64, sight: &Sight) {
        let Some(total) = total else { return };
        let exceeded = reached > total && sight.new > 0;
        self.signs.note(Sign::TotalProven, reached < total);
        self.signs.note(Sign::TotalExceeded, exceeded);
    }

    /// A page that is shorter than asked for, with another behind it: the provider's cap. If
    /// others are short in another way, rows are being left out.
    fn learn_cap(&mut self, sight: &Sight, may_be_last: bool) {
        if sight.new == 0 {
            return;
        }
        if let Some(short) = self.pass.short.take() {
            let cap = *self.cap.get_or_insert(short);
            self.signs.note(Sign::Withheld, cap != short);
            self.smallest = self.smallest.min(short);
            self.size = self.size.min(short);
            self.largest = self.largest.min(short);
        }
        if !may_be_last && sight.rows < self.size {
            self.pass.short = Some(sight.rows);
        }
    }

    /// How the page lies to those before it.
    fn note_seam(&mut self, sight: &Sight) {
        let later = self.pass.at > self.base();
        let unseamed = sight.new > 0 && later && !self.pass.anchored;
        self.signs.note(Sign::Unseamed, unseamed);
        let again = sight.is_start && sight.new == 0 && sight.rows > 1;
        self.pass.starts += u32::from(again && later);
    }

    /// Something moved between two pages: back by a tenth, until they touch.
    pub(super) fn step_back(&mut self, total: Option<u64>) {
        self.pass.backs += 1;
        self.pass.recent_backs += 1;
        self.toll.backs += 1;
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
        self.signs.note(Sign::StartIgnored, self.pass.starts > 0);
        if self.wants_zero() {
            self.signs.note(Sign::LookedAtZero, true);
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
        let settled = [Sign::LookedAtZero, Sign::StartIgnored, Sign::ZeroBased];
        open && !settled.into_iter().any(|sign| self.signs.has(sign))
    }

    fn after_zero(&mut self, sight: &Sight) {
        let apart = self.pass.new > 0 && sight.known == 0;
        // This page was asked for out of turn, so that its order says nothing.
        self.tally(&Sight {
            disorder: false,
            ..*sight
        });
        if sight.new > 0 {
            self.signs.note(Sign::ZeroBased, true);
            self.signs.note(Sign::Unseamed, apart);
            self.pass.signs.set(Sign::FellShort, false);
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
        let trouble = [Sign::Disorder, Sign::Withheld, Sign::Unseamed];
        let clean = !trouble.into_iter().any(|sign| self.signs.has(sign));
        let steady = self.pass.totals.is_steady() && self.trusts_totals();
        let on_course = self.pass.backs == 0 && self.pass.taken > 0 && self.pass.starts == 0;
        let stable = self.plan.order == Order::Stable && self.paging == Paging::Index;
        stable
            && self.size > 1
            && self.toll.failures == self.toll.heavy
            && clean
            && steady
            && on_course
    }
}
