//! How far the result of a crawl can be trusted.

use super::{Crawl, End, Order, Paging, Sign};
use crate::model::{Grade, Reason};

/// The grade of a crawl that has ended, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub grade: Grade,
    pub reasons: Vec<Reason>,
}

impl Verdict {
    fn lower(&mut self, grade: Grade, reason: Reason, applies: bool) {
        if applies {
            self.grade = self.grade.max(grade);
            self.reasons.push(reason);
        }
    }
}

impl Crawl {
    /// The verdict on what was read; Partial while the crawl has not ended.
    pub fn verdict(&self) -> Verdict {
        let mut verdict = Verdict {
            grade: Grade::Complete,
            reasons: Vec::new(),
        };
        match self.end {
            Some(End::Through) => {}
            Some(End::Broken(why)) => verdict.lower(self.broken(), why, true),
            None => verdict.lower(Grade::Partial, Reason::Unread, true),
        }
        self.judge_repairs(&mut verdict);
        self.judge_rows(&mut verdict);
        if self.end == Some(End::Through) {
            self.judge_count(&mut verdict);
            self.judge_order(&mut verdict);
        }
        verdict
    }

    fn broken(&self) -> Grade {
        if self.pass.taken == 0 && self.pass.number == 1 {
            Grade::None
        } else {
            Grade::Partial
        }
    }

    fn judge_repairs(&self, verdict: &mut Verdict) {
        let (signs, toll) = (self.signs, &self.toll);
        let repairs = [
            (Reason::SteppedBack, toll.backs > 0),
            (Reason::TotalsMoved, !self.totals.is_steady()),
            (Reason::SecondPass, signs.has(Sign::SecondPass)),
            (Reason::CursorRestarted, toll.restarts > 0),
        ];
        for (reason, applies) in repairs {
            verdict.lower(Grade::Settled, reason, applies);
        }
    }

    fn judge_rows(&self, verdict: &mut Verdict) {
        let (signs, toll) = (self.signs, &self.toll);
        let unreadable = toll.unreadable > 0 || toll.poisoned > 0;
        verdict.lower(Grade::Doubtful, Reason::RowsUnreadable, unreadable);
        verdict.lower(Grade::Doubtful, Reason::DuplicateRows, toll.repeated > 0);
        let blind = self.pass.signs.has(Sign::BlindEnd) && !signs.has(Sign::StartIgnored);
        let unseamed = (signs.has(Sign::Unseamed) || blind) && toll.poisoned == 0;
        verdict.lower(Grade::Doubtful, Reason::SeamUnchecked, unseamed);
    }

    /// What came, beside what was promised.
    fn judge_count(&self, verdict: &mut Verdict) {
        let (pass, signs) = (&self.pass, self.signs);
        let total = pass.totals.last();
        if signs.has(Sign::StartIgnored) {
            let lacks = total.is_some_and(|total| pass.new < total);
            verdict.lower(Grade::Partial, Reason::StartIndexIgnored, lacks);
            let proven = signs.has(Sign::TotalProven) && pass.is_whole();
            verdict.lower(
                Grade::Doubtful,
                Reason::StartIndexIgnored,
                !lacks && !proven,
            );
        }
        if total.is_none() {
            verdict.lower(self.without_total(), Reason::TotalAbsent, true);
            return;
        }
        let withheld = signs.has(Sign::Withheld);
        let short = pass.signs.has(Sign::FellShort) || (withheld && !pass.is_whole());
        let exceeded = signs.has(Sign::TotalExceeded);
        let fits = pass.totals.fit(pass.new) && !exceeded && !short;
        let reason = if withheld {
            Reason::RowsWithheld
        } else {
            Reason::TotalMismatch
        };
        verdict.lower(Grade::Doubtful, reason, !fits);
    }

    /// Cursors show the end where there were any: a single page without one may be all that ever comes. So does an
    /// overlapping page in a steady order.
    fn without_total(&self) -> Grade {
        let trusted = match self.paging {
            Paging::Cursor => self.pass.pages > 1,
            Paging::Index => self.plan.order == Order::Stable,
        };
        if trusted && self.pass.taken > 0 {
            Grade::Settled
        } else {
            Grade::Doubtful
        }
    }

    /// An order that does not stand still is made up for only by a pass in which nothing moved.
    fn judge_order(&self, verdict: &mut Verdict) {
        let shaken = self.signs.has(Sign::Disorder) || self.plan.order == Order::Unstable;
        let made_up = self.signs.has(Sign::SecondPass) && self.pass.is_quiet();
        let grade = if made_up {
            Grade::Settled
        } else {
            Grade::Doubtful
        };
        verdict.lower(grade, Reason::OrderUnstable, shaken || self.has_surprises());
    }

    /// A second pass by cursor, which cannot step back, found rows that the first had missed:
    /// more than were added meanwhile.
    fn has_surprises(&self) -> bool {
        let cursor = self.paging == Paging::Cursor;
        let surprising = self.pass.fresh > self.totals.added();
        cursor && self.signs.has(Sign::SecondPass) && !self.pass.is_quiet() && surprising
    }
}
