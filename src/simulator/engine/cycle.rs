//! A cycle on its way.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::job::Counts;
use super::plan::Work;
use crate::simulator::guid::Guid;

/// Reading the changes, before the first write.
const IMPORT: TimeDelta = TimeDelta::seconds(75);
/// After the last write.
const WRAP_UP: TimeDelta = TimeDelta::seconds(15);
/// The writes of a cycle take about this long together, if there are not too many.
const EXPORTS: TimeDelta = TimeDelta::seconds(60);
/// A provider takes at least 25 writes a second ("Tutorial: Develop and plan provisioning for a SCIM endpoint").
const QUICKEST: TimeDelta = TimeDelta::milliseconds(40);
const SLOWEST: TimeDelta = TimeDelta::seconds(2);

/// A cycle that has begun and not ended.
pub struct Cycle {
    pub id: Guid,
    pub began: DateTime<Utc>,
    pub work: VecDeque<Work>,
    pub counts: Counts,
    /// An initial cycle, which compares every object with the target.
    pub full: bool,
    /// When the next write, or else the end, is due.
    pub due: DateTime<Utc>,
    pace: TimeDelta,
}

impl Cycle {
    pub fn begin(id: Guid, began: DateTime<Utc>, work: VecDeque<Work>, counts: Counts) -> Self {
        let each = EXPORTS / i32::try_from(work.len().max(1)).unwrap_or(i32::MAX);
        let due = if work.is_empty() {
            began + IMPORT + WRAP_UP
        } else {
            began + IMPORT
        };
        Self {
            id,
            began,
            work,
            counts,
            full: false,
            due,
            pace: each.clamp(QUICKEST, SLOWEST),
        }
    }

    /// Sets the time of what follows a write.
    pub fn go_on(&mut self) {
        self.due += if self.work.is_empty() {
            WRAP_UP
        } else {
            self.pace
        };
    }
}
