//! The crawl of one list, apart from its IO: what to ask for next, and how far the result can be
//! trusted.
//!
//! Index paging promises nothing across pages (RFC 7644, 3.4.2.4). So each page overlaps the one
//! before by a row: where it does not begin with a row that was seen, something moved, its rows
//! are left alone, and the crawl steps back. In a steady order the pages taken then form one
//! unbroken chain, and no row that was there throughout is missed, whatever came and went.

mod ask;
mod cursor;
mod failure;
mod grading;
mod index;
mod pass;
mod plan;
mod sign;
#[cfg(test)]
mod tests;
mod totals;

use std::time::Duration;

pub use ask::{Ask, Place};
pub use failure::Failure;
pub use grading::Verdict;
pub use plan::{Limits, Order, Paging, Plan};

use super::intake::{PageSummary, Seam};
use super::sightings::Sight;
use crate::model::Reason;
use pass::Pass;
use sign::{Sign, Signs};
use totals::Totals;

/// A crawl under way.
pub struct Crawl {
    plan: Plan,
    paging: Paging,
    /// Rows to ask for.
    size: u32,
    /// Rows that the provider is known to give, to return to after a smaller page.
    largest: u32,
    /// Rows to return to once pages weigh little; `None` where no page was too heavy, or less than that was too much.
    roomy: Option<u32>,
    /// The smallest page so far: it bounds how many there can be.
    smallest: u32,
    pass: Pass,
    totals: Totals,
    signs: Signs,
    toll: Toll,
    /// Rows of a short page before the end: the provider's cap, unless others differ.
    cap: Option<u32>,
    pages: u64,
    bytes: u64,
    end: Option<End>,
}

/// What it took, over all passes.
#[derive(Default)]
struct Toll {
    restarts: u32,
    /// Cursors that expired.
    lost: u32,
    resizes: u32,
    failures: u32,
    /// Of these, answers that said that they are too large: no sign of trouble.
    heavy: u32,
    backs: u32,
    unreadable: u64,
    repeated: u64,
    poisoned: u32,
    poisoned_running: u32,
    /// Pages of a single row running, asked for as such because no larger one came.
    singles: u32,
}

/// How the crawl ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Through,
    Broken(Reason),
}

impl Crawl {
    pub fn new(plan: Plan) -> Self {
        let largest = plan.size.max(1);
        let size = plan.first_size();
        let base = u64::from(plan.zero_based != Some(true));
        let mut signs = Signs::default();
        signs.note(Sign::TotalProven, plan.totals_proven);
        signs.note(Sign::ZeroBased, plan.zero_based == Some(true));
        Self {
            paging: plan.paging,
            size,
            largest,
            smallest: size,
            roomy: (size < largest).then_some(largest),
            pass: Pass::new(1, base),
            totals: Totals::default(),
            signs,
            toll: Toll::default(),
            cap: None,
            pages: 0,
            bytes: 0,
            end: None,
            plan,
        }
    }

    /// The page to ask for, or nothing once the crawl has ended. `elapsed` is since it began.
    pub fn next(&mut self, elapsed: Duration) -> Option<Ask> {
        if self.end.is_none() && elapsed > self.plan.limits.time {
            self.end = Some(End::Broken(Reason::TooLong));
        }
        self.end.is_none().then(|| self.ask())
    }

    fn ask(&self) -> Ask {
        let place = match self.paging {
            Paging::Index => Place::Index(self.pass.at),
            Paging::Cursor => Place::Cursor(self.pass.cursor.clone()),
        };
        Ask {
            place,
            count: self.size,
            seam: Seam {
                pass: self.pass.number,
                anchored: self.pass.anchored,
            },
        }
    }

    /// The page that was asked for came.
    pub fn on_page(&mut self, page: &PageSummary) {
        self.pages += 1;
        self.bytes = self.bytes.saturating_add(page.bytes);
        self.pass.pages += 1;
        self.totals.note(page.total);
        self.pass.totals.note(page.total);
        self.toll.poisoned_running = 0;
        match (&page.sight, self.paging) {
            (None, _) => self.step_back(page.total),
            (Some(sight), Paging::Index) => self.index_page(page, sight),
            (Some(sight), Paging::Cursor) => self.cursor_page(page, sight),
        }
        if self.paging == Paging::Index {
            self.fit(page.bytes);
        }
        self.hold_to_bounds();
    }

    /// Pages asked for so far.
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// The total that the provider last spoke of.
    pub fn total(&self) -> Option<u64> {
        self.totals.last()
    }

    /// The page size that the provider was found to keep to.
    pub fn learned_cap(&self) -> Option<u32> {
        self.cap.filter(|_| !self.signs.has(Sign::Withheld))
    }

    /// Whether something was met that a probe should have told.
    pub fn contradicts_plan(&self) -> bool {
        let order = self.signs.has(Sign::Disorder) && self.plan.order == Order::Stable;
        let base = self.signs.has(Sign::ZeroBased) != (self.plan.zero_based == Some(true));
        let start = self.signs.has(Sign::StartIgnored) && !self.plan.start_ignored;
        order || base || start || self.paging != self.plan.paging
    }

    /// More pages than this in one pass are a loop of some kind.
    fn most_pages(&self) -> u64 {
        let rows = self.pass.totals.most().max(self.pass.new);
        let smallest = u64::from(self.smallest.saturating_sub(1).max(1));
        let repairs = u64::from(self.toll.backs + self.toll.failures) * 2;
        rows.div_ceil(smallest) * 2 + 10 + repairs
    }

    fn hold_to_bounds(&mut self) {
        if self.end.is_some() {
            return;
        }
        let limits = self.plan.limits;
        let many = self.pages >= limits.pages || self.pass.new > limits.rows;
        if many || self.pass.pages > self.most_pages() {
            self.end = Some(End::Broken(Reason::TooManyPages));
        } else if self.bytes > limits.bytes {
            self.end = Some(End::Broken(Reason::TooLong));
        }
    }

    /// Counts what the page showed.
    fn tally(&mut self, sight: &Sight) {
        self.pass.tally(sight);
        self.signs.note(Sign::Disorder, sight.disorder);
        self.toll.unreadable += u64::from(sight.unreadable);
        self.toll.repeated += u64::from(sight.repeated);
    }

    /// The list was gone through; perhaps it must be once more.
    fn finish_pass(&mut self) {
        if self.wants_second_pass() {
            self.signs.note(Sign::SecondPass, true);
            self.begin_pass();
        } else {
            self.end = Some(End::Through);
        }
    }

    fn wants_second_pass(&self) -> bool {
        let shaken = self.plan.order == Order::Unstable || self.pass.signs.has(Sign::Disorder);
        // Totals of pages differ from page to page, which says nothing of the list.
        let moved = !self.pass.totals.is_steady() && !self.signs.has(Sign::TotalExceeded);
        let once = !self.signs.has(Sign::SecondPass) && !self.signs.has(Sign::StartIgnored);
        once && (shaken || moved)
    }

    fn begin_pass(&mut self) {
        let base = self.base();
        self.pass = Pass::new(self.pass.number + 1, base);
    }
}
