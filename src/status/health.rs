//! How one source fares: its last read, its last sound one, and what it costs.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::Shrunk;
use crate::model::Reading;

/// How far a running read has come.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Progress {
    pub pages: u64,
    pub objects: u64,
    /// How many objects there will be, where the upstream says so.
    pub of: Option<u64>,
}

/// What an upstream was asked, as its client counts it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Budget {
    pub last_minute: u64,
    pub last_hour: u64,
    pub total: u64,
    /// Time spent waiting because the upstream said so.
    pub throttled: Duration,
    /// How far the upstream's clock was ahead of ours, by the Date of its newest answer; its
    /// resolution is a second, and the way of the answer is in it.
    pub skew: Option<TimeDelta>,
}

/// One source's health.
#[derive(Clone, Default, Debug)]
pub struct Health {
    /// The newest read, whatever its grade.
    pub latest: Reading,
    /// When the data that is shown was read: the end of the last sound read.
    pub sound_at: Option<DateTime<Utc>>,
    /// Reads in a row that were not sound.
    pub failures: u32,
    /// Where the running read stands; `None` between reads.
    pub progress: Option<Progress>,
    pub next_poll: Option<DateTime<Utc>>,
    pub budget: Budget,
    /// A list that lost much at once and waits for a second full read.
    pub shrunk: Option<Shrunk>,
}

impl Health {
    /// Whether what is shown is older than the newest attempt to read it.
    pub fn is_stale(&self) -> bool {
        self.failures > 0 && self.sound_at.is_some()
    }
}
