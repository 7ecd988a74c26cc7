//! The synchronization job (Microsoft Graph: synchronizationJob).

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Foreign, visible};

/// `status.code`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum JobCode {
    NotConfigured,
    NotRun,
    Active,
    Paused,
    Quarantine,
    /// A code this program does not know, as it came.
    Other(Foreign),
}

/// `schedule.state`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScheduleState {
    Active,
    Disabled,
    Paused,
    Other(Foreign),
}

/// One run of the job (synchronizationTaskExecution).
#[derive(Clone, Debug)]
pub struct Execution {
    pub id: Foreign,
    pub state: Foreign,
    pub began: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
    /// Objects in scope.
    pub entitled: i64,
    pub imported: i64,
    pub exported: i64,
    /// Objects that failed and wait for a retry.
    pub escrowed: i64,
}

/// How far an initial cycle has come (synchronizationProgress).
#[derive(Clone, Debug)]
pub struct JobProgress {
    pub completed: i64,
    /// 0 where the total is not known.
    pub total: i64,
    pub units: Foreign,
    pub at: Option<DateTime<Utc>>,
}

/// Why the job is in quarantine (synchronizationQuarantine).
#[derive(Clone, Debug)]
pub struct Quarantine {
    pub reason: Foreign,
    pub since: Option<DateTime<Utc>>,
    /// When the first of these quarantines in a row began: after four weeks the job is disabled.
    pub series_began: Option<DateTime<Utc>>,
    pub next_attempt: Option<DateTime<Utc>>,
    pub error: Foreign,
}

/// The job and where it stands.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: Foreign,
    pub code: JobCode,
    pub schedule: ScheduleState,
    /// Time from the start of one cycle to the next; `None` where the schedule never runs.
    pub interval: Option<Duration>,
    pub last: Option<Execution>,
    pub last_successful: Option<Execution>,
    pub last_with_exports: Option<Execution>,
    /// When an initial cycle was first over; `None`: never yet.
    pub steady_since: Option<DateTime<Utc>>,
    /// Of an initial cycle that runs.
    pub progress: Vec<JobProgress>,
    pub quarantine: Option<Quarantine>,
}

impl Job {
    /// Whether no cycle will heal anything until a person acts.
    pub fn is_blocked(&self) -> bool {
        self.quarantine.is_some()
            || !matches!(self.code, JobCode::Active | JobCode::NotRun)
            || self.schedule != ScheduleState::Active
    }

    /// When the next cycle is expected to start, by the schedule alone.
    pub fn next_expected(&self) -> Option<DateTime<Utc>> {
        if let Some(quarantine) = &self.quarantine {
            return quarantine.next_attempt;
        }
        if self.is_blocked() {
            return None;
        }
        let interval = TimeDelta::from_std(self.interval?).ok()?;
        self.last.as_ref()?.began?.checked_add_signed(interval)
    }
}

impl JobCode {
    /// The code as Graph spells it.
    pub fn raw(&self) -> &str {
        match self {
            Self::NotConfigured => "NotConfigured",
            Self::NotRun => "NotRun",
            Self::Active => "Active",
            Self::Paused => "Paused",
            Self::Quarantine => "Quarantine",
            Self::Other(code) => code.raw(),
        }
    }

    /// The code, fit to show.
    pub fn shown(&self) -> Cow<'_, str> {
        visible(self.raw())
    }
}

impl ScheduleState {
    /// The state as Graph spells it.
    pub fn raw(&self) -> &str {
        match self {
            Self::Active => "Active",
            Self::Disabled => "Disabled",
            Self::Paused => "Paused",
            Self::Other(state) => state.raw(),
        }
    }

    /// The state, fit to show.
    pub fn shown(&self) -> Cow<'_, str> {
        visible(self.raw())
    }
}
