//! A page that did not come.

use super::plan::HEAVY;
use super::{Crawl, End, Paging};
use crate::model::Reason;

/// What the failure of a page means for the crawl.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Fewer rows at a time may help: a time-out, a 5xx, 413, an answer that was cut off.
    TooMuch,
    /// The answer would have been so many times as large as is taken.
    TooLarge(u32),
    /// The cursor expired or is not known any more (RFC 9865).
    CursorLost,
    /// The provider does not take the request as it is (400).
    Refused,
    /// Nothing will help.
    Lasting,
}

/// Restarts for a lost cursor, and for smaller pages, whose size a cursor fixes.
const LOST: u32 = 1;
const RESIZES: u32 = 3;
/// Rows that may be skipped one after the other, and in all, because no page with them comes.
const POISONED_RUNNING: u32 = 2;
const POISONED: u32 = 10;
const FAILURES: u32 = 60;
/// Single rows that must come before full pages are tried again.
const SINGLES: u32 = 2;

impl Crawl {
    /// The page that was asked for did not come, in spite of the client's own tries.
    pub fn on_failure(&mut self, failure: Failure) {
        self.toll.failures += 1;
        let heavy = matches!(failure, Failure::TooLarge(_));
        self.toll.heavy += u32::from(heavy);
        let too_much = heavy || failure == Failure::TooMuch;
        let cursor = self.paging == Paging::Cursor;
        if self.is_at_zero() {
            // It was worth a look; a provider that counts from 1 may well refuse it.
            self.toll.poisoned += u32::from(too_much);
            self.finish_pass();
            return;
        }
        let first = cursor && self.pass.taken == 0;
        match failure {
            _ if self.toll.failures > FAILURES => self.break_off(),
            // No page by cursor ever came: perhaps the provider cannot do it after all.
            Failure::Refused | Failure::CursorLost if first => self.paging = Paging::Index,
            _ if too_much && cursor && self.size > 1 && self.toll.resizes < RESIZES => {
                self.toll.resizes += 1;
                self.lessen(failure);
                self.restart();
            }
            _ if too_much && !cursor && self.size > 1 => self.lessen(failure),
            _ if too_much && !cursor => self.skip_row(),
            Failure::CursorLost if self.toll.lost < LOST => {
                self.toll.lost += 1;
                self.restart();
            }
            _ => self.break_off(),
        }
    }

    fn break_off(&mut self) {
        self.end = Some(End::Broken(Reason::Failed));
    }

    /// Asks for half as many rows, or for as many as would take half of what is taken. A single row is the last
    /// resort: after it, more are tried again.
    fn lessen(&mut self, failure: Failure) {
        let half = self.size / 2;
        self.roomy = match failure {
            Failure::TooLarge(_) => Some(self.roomy.unwrap_or(self.size)),
            _ => None,
        };
        self.size = match failure {
            Failure::TooLarge(times) => half.checked_div(times).unwrap_or(half).max(half.min(2)),
            _ => half,
        };
        self.smallest = self.smallest.min(self.size);
    }

    /// Asks for fewer rows after a heavy page, and for more again after a light one: groups come with all their
    /// members, and the largest often first.
    pub(super) fn fit(&mut self, bytes: u64) {
        if bytes > HEAVY && self.size > 2 {
            self.roomy = Some(self.roomy.unwrap_or(self.size));
            self.size = (self.size / 2).max(2);
            self.smallest = self.smallest.min(self.size);
        } else if let Some(roomy) = self.roomy
            && bytes < HEAVY / 4
        {
            let roomy = roomy.min(self.largest);
            self.size = (self.size * 2).min(roomy).max(self.size);
        }
    }

    /// A single row that never comes is passed over.
    fn skip_row(&mut self) {
        self.toll.poisoned += 1;
        self.toll.poisoned_running += 1;
        let down = self.toll.poisoned_running > POISONED_RUNNING;
        if down || self.toll.poisoned > POISONED {
            self.break_off();
            return;
        }
        self.pass.at += 1;
        self.pass.anchored = false;
        self.size = self.largest;
        let total = self.pass.totals.last();
        if total.is_some_and(|total| self.pass.at > total) {
            self.finish_index_pass();
        }
    }

    /// Back to full pages once single rows came that looked as if they would not.
    pub(super) fn recover_size(&mut self, rows: u64) {
        let single = rows == 1 && self.size == 1 && self.largest > 1;
        self.toll.singles = if single { self.toll.singles + 1 } else { 0 };
        if self.toll.singles >= SINGLES {
            self.size = self.largest;
        }
    }
}
