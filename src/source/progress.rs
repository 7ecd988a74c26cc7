//! The record of a read while it goes on.

use super::clock::Clock;
use super::http::Client;
use crate::model::{Grade, Reading, Reason, SourceError};

/// A read that has begun: what it costs and what went wrong so far.
pub(super) struct Progress {
    /// The client with a count of this read alone.
    pub client: Client,
    clock: Clock,
    reading: Reading,
}

impl Progress {
    /// A read that begins now, complete until something says otherwise.
    pub fn begin(client: &Client, clock: Clock) -> Self {
        let reading = Reading {
            grade: Grade::Complete,
            reasons: Vec::new(),
            began: Some(clock.now()),
            ..Reading::default()
        };
        Self {
            client: client.counted(),
            clock,
            reading,
        }
    }

    /// Part of it could not be read; the first error stands for all.
    pub fn lose(&mut self, stop: impl Into<Stop>, reason: Reason) {
        let stop = stop.into();
        for reason in [reason, stop.reason] {
            self.lower(Grade::Partial, reason);
        }
        self.reading.error.get_or_insert(stop.error);
    }

    pub fn lower(&mut self, grade: Grade, reason: Reason) {
        self.reading.lower(grade, reason);
    }

    /// The record of a read that ends now with `objects` distinct resources; where none came and
    /// something failed, nothing was read.
    pub fn end(mut self, objects: usize) -> Reading {
        if objects == 0 && self.reading.error.is_some() {
            self.reading.grade = Grade::None;
        }
        self.reading.ended = Some(self.clock.now());
        self.reading.objects = objects as u64;
        self.reading.requests = self.client.sent();
        self.reading
    }

    /// The record of a read that ends now with nothing.
    pub fn fail(mut self, error: SourceError) -> Reading {
        let stop = Stop::from(error);
        let reason = stop.reason;
        self.lose(stop, reason);
        self.end(0)
    }
}

/// Why a read went no further.
#[derive(Clone, Debug)]
pub(super) struct Stop {
    pub error: SourceError,
    pub reason: Reason,
}

impl From<SourceError> for Stop {
    fn from(error: SourceError) -> Self {
        let reason = match &error {
            SourceError::Forbidden { .. } => Reason::NotPermitted,
            SourceError::ForeignLink { .. } => Reason::ForeignLink,
            _ => Reason::Failed,
        };
        Self { error, reason }
    }
}
