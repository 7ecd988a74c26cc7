//! What was asked and answered, for tests that check both sides of the wire.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::body::Bytes;

use super::{Ask, Reply};

/// One request with its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method in capitals.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The request's headers, names in lower case.
    pub request_headers: Vec<(String, String)>,
    /// The request's body.
    pub request_body: Bytes,
    /// The answer's status.
    pub status: u16,
    /// The answer's body, whole even where it was sent cut.
    pub response_body: Bytes,
}

/// The newest exchanges, as many as the caller allows.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    limit: usize,
    entries: Arc<Mutex<VecDeque<Exchange>>>,
}

impl Journal {
    /// A journal of at most `limit` exchanges; with 0 it keeps nothing.
    pub fn new(limit: usize) -> Self {
        Self {
            limit,
            entries: Arc::default(),
        }
    }

    /// A copy of the exchanges, oldest first.
    pub fn exchanges(&self) -> Vec<Exchange> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.iter().cloned().collect()
    }

    pub(super) fn record(&self, ask: &Ask, reply: &Reply) {
        if self.limit == 0 {
            return;
        }
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() == self.limit {
            entries.pop_front();
        }
        entries.push_back(Exchange {
            method: ask.method.clone(),
            target: ask.target(),
            request_headers: ask.headers.clone(),
            request_body: ask.body.clone(),
            status: reply.status,
            response_body: reply.body.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_journal_keeps_the_newest() {
        let journal = Journal::new(2);
        for path in ["/a", "/b", "/c"] {
            journal.record(&Ask::new("GET", path), &Reply::empty(204));
        }
        let targets: Vec<_> = journal
            .exchanges()
            .into_iter()
            .map(|exchange| exchange.target)
            .collect();
        assert_eq!(targets, ["/b", "/c"]);
    }

    #[test]
    fn a_journal_that_is_off_keeps_nothing() {
        let journal = Journal::default();
        journal.record(&Ask::new("GET", "/a"), &Reply::empty(204));
        assert!(journal.exchanges().is_empty());
    }
}
