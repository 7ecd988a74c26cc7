//! What a client has spent of the service's patience.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Requests sent, retries among them, and time spent waiting because the service asked for it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Budget {
    pub last_minute: u64,
    pub last_hour: u64,
    pub total: u64,
    pub throttled: Duration,
}

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// The running account behind a [`Budget`].
pub(super) struct Ledger {
    began: Instant,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    /// Requests by second since the beginning, an hour of them at most.
    seconds: VecDeque<(u64, u64)>,
    total: u64,
    throttled: Duration,
}

impl Ledger {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            book: Mutex::default(),
        }
    }

    /// One request goes out.
    pub fn sent(&self) {
        self.with(Book::add);
    }

    /// A request has waited for `wait` because the service was busy.
    pub fn throttled(&self, wait: Duration) {
        self.with(|book, _| book.throttled = book.throttled.saturating_add(wait));
    }

    pub fn budget(&self) -> Budget {
        self.with(|book, now| book.read(now))
    }

    fn with<T>(&self, act: impl FnOnce(&mut Book, u64) -> T) -> T {
        let now = self.began.elapsed().as_secs();
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut book, now)
    }
}

impl Book {
    fn add(&mut self, now: u64) {
        self.total += 1;
        match self.seconds.back_mut() {
            Some((second, count)) if *second == now => *count += 1,
            _ => self.seconds.push_back((now, 1)),
        }
        while self
            .seconds
            .front()
            .is_some_and(|(then, _)| then + HOUR <= now)
        {
            self.seconds.pop_front();
        }
    }

    fn read(&self, now: u64) -> Budget {
        let within = |span: u64| {
            let recent = self.seconds.iter().filter(|(then, _)| then + span > now);
            recent.map(|(_, count)| count).sum()
        };
        Budget {
            last_minute: within(MINUTE),
            last_hour: within(HOUR),
            total: self.total,
            throttled: self.throttled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_requests_leave_the_window_but_not_the_total() {
        let mut book = Book::default();
        for second in [0, 0, 30, 59, 60, 3599] {
            book.add(second);
        }
        let at = |now| {
            let budget = book.read(now);
            (budget.last_minute, budget.last_hour, budget.total)
        };
        assert_eq!(at(3599), (1, 6, 6));
        assert_eq!(at(3600), (1, 4, 6));
        assert_eq!(at(9999), (0, 0, 6));
        book.add(9999);
        assert_eq!(book.seconds.len(), 1);
    }
}
