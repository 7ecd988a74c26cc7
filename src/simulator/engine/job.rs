//! What the synchronization job says of itself (synchronizationStatus resource type).

use chrono::{DateTime, Utc};

use crate::simulator::guid::Guid;
use crate::simulator::world::{Object, World};

/// How an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExecutionState {
    Succeeded,
    /// It ran through, but some objects are in escrow.
    EntryLevelErrors,
    /// It did not get to the objects at all.
    Failed,
}

/// Why an execution failed or the job is in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobError {
    pub code: &'static str,
    pub message: String,
}

/// What an execution counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Users and groups that assignments reach.
    pub entitled: usize,
    /// Of these the ones that are wanted active at the provider.
    pub entitled_for_provisioning: usize,
    /// Objects waiting for a retry when the execution ended.
    pub escrowed: usize,
    /// Writes that were due, and that were done.
    pub exports: usize,
    pub exported: usize,
    /// Source objects, and memberships, that had changed.
    pub imported: usize,
    pub imported_references: usize,
}

impl Counts {
    /// The counts of a cycle that is about to begin: what assignments reach.
    pub fn of(world: &World) -> Self {
        let users = 0..world.users.len() as u32;
        let groups = (0..world.groups.len() as u32).map(Object::Group);
        let groups = groups.filter(|group| world.is_assigned(*group)).count();
        Self {
            entitled: groups
                + users
                    .clone()
                    .filter(|user| world.is_entitled(*user))
                    .count(),
            entitled_for_provisioning: groups + users.filter(|user| world.in_scope(*user)).count(),
            ..Self::default()
        }
    }
}

/// One cycle that has ended (synchronizationTaskExecution resource type).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    pub cycle_id: Guid,
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub state: ExecutionState,
    pub counts: Counts,
    pub error: Option<JobError>,
}

/// A quarantine in force (synchronizationQuarantine resource type).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantine {
    pub series_began: DateTime<Utc>,
    pub current_began: DateTime<Utc>,
    pub next_attempt: DateTime<Utc>,
    /// Attempts that failed in a row.
    pub series_count: u32,
    pub error: JobError,
}

/// The status of the job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobStatus {
    pub last: Option<Execution>,
    pub last_successful: Option<Execution>,
    pub last_with_exports: Option<Execution>,
    pub quarantine: Option<Quarantine>,
    pub successive_failures: u32,
    /// When every object was first, and last, in step.
    pub steady_since: Option<DateTime<Utc>>,
    pub steady_last: Option<DateTime<Utc>>,
    /// Objects ever synchronized; these never fall.
    pub users_synchronized: usize,
    pub groups_synchronized: usize,
}

impl JobStatus {
    /// Takes an execution that has ended into account.
    pub fn finish(&mut self, execution: Execution) {
        match execution.state {
            ExecutionState::Failed => self.successive_failures += 1,
            ExecutionState::EntryLevelErrors => self.successive_failures = 0,
            ExecutionState::Succeeded => {
                self.successive_failures = 0;
                self.steady_since.get_or_insert(execution.ended);
                self.steady_last = Some(execution.ended);
                self.last_successful = Some(execution.clone());
                if execution.counts.exported > 0 {
                    self.last_with_exports = Some(execution.clone());
                }
            }
        }
        self.last = Some(execution);
    }
}
