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
    /// Requests that the upstream is known to allow, in how many seconds, and how many of those we send by
    /// ourselves at most, in percent.
    pub allowed: Option<(u32, u32, u32)>,
    /// Why the next read is when it is.
    pub pause: Pause,
}

/// Why a source is read when it is.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Pause {
    /// As it was configured.
    #[default]
    Usual,
    /// The last read took so long that the pause would be too short for it.
    TookLong,
    /// So that requests keep to their share of what the upstream allows.
    Paced,
    /// So many times as long, since nobody has pressed a key for some time.
    Idle(u32),
    /// A hint of a change that only a read can tell.
    Early,
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
    /// When the running read told of itself first, and where it stood then.
    pub first_told: Option<(DateTime<Utc>, Progress)>,
    pub next_poll: Option<DateTime<Utc>>,
    pub budget: Budget,
    /// A list that lost much at once and waits for a second full read.
    pub shrunk: Option<Shrunk>,
}

impl Health {
    /// Takes in where the running read stands.
    pub(super) fn progressed(&mut self, progress: Progress, now: DateTime<Utc>) {
        if self.progress.is_none() {
            self.first_told = Some((now, progress));
        }
        self.progress = Some(progress);
    }

    /// How long the running read will still take, at the pace that it has had up to `now`; `None` where
    /// its end or its pace is not known.
    pub fn time_left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let (since, first) = self.first_told?;
        let progress = self.progress?;
        let left = i64::try_from(progress.of?.checked_sub(progress.objects)?).ok()?;
        let read = i64::try_from(progress.objects.checked_sub(first.objects)?).ok()?;
        let took = (now - since).num_seconds();
        if read == 0 || took <= 0 {
            return None;
        }
        TimeDelta::try_seconds(took.saturating_mul(left) / read)
    }

    /// Whether what is shown is older than the newest attempt to read it.
    pub fn is_stale(&self) -> bool {
        self.failures > 0 && self.sound_at.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(objects: u64, of: Option<u64>) -> Progress {
        Progress {
            pages: 1,
            objects,
            of,
        }
    }

    #[test]
    fn the_pace_so_far_tells_the_time_left() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let mut health = Health::default();
        health.progressed(progress(100, Some(1_100)), at(0));
        assert_eq!(health.time_left(at(0)), None);
        health.progressed(progress(300, Some(1_100)), at(10));
        assert_eq!(health.time_left(at(10)), Some(TimeDelta::seconds(40)));
        health.progressed(progress(300, None), at(10));
        assert_eq!(health.time_left(at(10)), None);
        // More than was told.
        health.progressed(progress(1_200, Some(1_100)), at(20));
        assert_eq!(health.time_left(at(20)), None);
    }
}
