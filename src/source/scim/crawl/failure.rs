//! A page that did not come.

use super::{Crawl, End, Paging};
use crate::model::Reason;

/// What the failure of a page means for the crawl.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// Fewer rows at a time may help: a time-out, a 5xx, 413, an answer that was cut off.
    TooMuch,
    /// The cursor expired or is not known any more (RFC 9865).
    CursorLost,
    /// Nothing will help.
    Lasting,
}

/// Restarts for a lost cursor, and for smaller pages, whose size a cursor fixes.
const RESTARTS: u32 = 1;
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
        self.signs.failures += 1;
        let cursor = self.paging == Paging::Cursor;
        if self.is_at_zero() {
            // It was worth a look; a provider that counts from 1 may well refuse it.
            self.signs.poisoned += u32::from(failure == Failure::TooMuch);
            self.finish_pass();
            return;
        }
        match failure {
            _ if self.signs.failures > FAILURES => self.end = Some(End::Broken(Reason::Failed)),
            Failure::TooMuch if cursor && self.size > 1 && self.signs.resizes < RESIZES => {
                self.signs.resizes += 1;
                self.halve();
                self.restart();
            }
            Failure::TooMuch if !cursor && self.size > 1 => self.halve(),
            Failure::TooMuch if !cursor => self.skip_row(),
            Failure::CursorLost if cursor && self.signs.restarts < RESTARTS => self.restart(),
            _ => self.end = Some(End::Broken(Reason::Failed)),
        }
    }

    fn halve(&mut self) {
        self.size /= 2;
        self.smallest = self.smallest.min(self.size);
    }

    /// A single row that never comes is passed over.
    fn skip_row(&mut self) {
        self.signs.poisoned += 1;
        self.signs.poisoned_running += 1;
        let down = self.signs.poisoned_running > POISONED_RUNNING;
        if down || self.signs.poisoned > POISONED {
            self.end = Some(End::Broken(Reason::Failed));
            return;
        }
        self.pass.at += 1;
        self.pass.anchored = false;
        self.size = self.largest;
        if self
            .pass
            .totals
            .last()
            .is_some_and(|total| self.pass.at > total)
        {
            self.finish_index_pass();
        }
    }

    /// Back to full pages once single rows came that looked as if they would not.
    pub(super) fn recover_size(&mut self, rows: u64) {
        let single = rows == 1 && self.size == 1 && self.largest > 1;
        self.signs.singles = if single { self.signs.singles + 1 } else { 0 };
        if self.signs.singles >= SINGLES {
            self.size = self.largest;
        }
    }
}
