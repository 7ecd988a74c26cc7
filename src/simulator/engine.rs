//! The provisioning service: it brings changes at the source to the provider, and never looks back.

mod initial;
mod job;
mod link;
mod mapping;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub use job::{Counts, Execution, ExecutionState, JobError, JobStatus, Quarantine};
pub use mapping::{GROUP_MAPPINGS, GroupMapping, Source, USER_MAPPINGS, UserMapping};

use self::initial::Links;
use super::ledger::Ledger;
use super::provider::{Actor, Provider, Refusal};
use super::world::World;

/// The provisioning service of one tenant, with the job of one application.
pub struct Engine {
    links: Links,
    status: JobStatus,
    log: Ledger<Value>,
    started: DateTime<Utc>,
}

impl Engine {
    /// An engine whose first cycle ended at `at` with everything written.
    ///
    /// # Errors
    /// What the provider refused.
    pub fn in_sync(
        world: &World,
        provider: &mut Provider,
        at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let actor = Actor::new("entra", "api_token");
        let links = initial::provision(world, provider, &actor, at)?;
        Ok(Self {
            links,
            status: JobStatus::default(),
            log: Ledger::new(),
            started: at,
        })
    }

    /// When provisioning was set up.
    pub fn started(&self) -> DateTime<Utc> {
        self.started
    }

    pub fn status(&self) -> &JobStatus {
        &self.status
    }

    /// provisioningObjectSummary resources, as Graph sends them.
    pub fn log(&self) -> &Ledger<Value> {
        &self.log
    }
}
