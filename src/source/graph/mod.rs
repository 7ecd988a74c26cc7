//! Microsoft Graph v1.0: what Entra holds, and what its provisioning service says it did.
//!
//! Every answer is eventually consistent: a change may be missing for minutes. That is not
//! handled here; whoever concludes something from an absence asks again first.

mod action;
mod application;
mod assignments;
mod attributes;
mod batch;
mod delta;
mod directory;
mod directory_audit;
mod follow;
mod granted;
mod groups;
mod guest;
mod inner;
mod job;
mod licence;
mod limiter;
mod log;
mod lookup;
mod members;
mod next_link;
mod on_demand;
mod page;
mod probe;
mod provisioning_log;
mod schema;
mod sought;
mod standing;
#[cfg(test)]
mod tests;
mod time;
mod user_row;
mod users;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{OnceCell, Semaphore};

pub use application::Application;
pub use directory_audit::DirectoryAudit;
pub use granted::Granted;
pub use guest::stripped;
pub use on_demand::{OnDemand, OnDemandStep};
pub use probe::Facts;
pub use standing::Standing;

use self::follow::Known;
use self::limiter::Limiter;
use self::log::Ladder;
use super::clock::Clock;
use super::http::{Answer, Client, Target};
use super::ingest::Ingest;
use super::progress::Progress;
use crate::model::{Foreign, SourceError};

/// Requests of directory reads in flight.
const IN_FLIGHT: usize = 8;
/// Requests to the logs within [`LOG_SPAN`]; all clients of this app registration in the tenant
/// share five (Microsoft: "Microsoft Graph service-specific throttling limits").
const LOG_REQUESTS: usize = 3;
const LOG_SPAN: Duration = Duration::from_secs(10);

/// What is read of a tenant.
#[derive(Clone, Debug)]
pub struct GraphOptions {
    /// The enterprise application: object id, appId or display name.
    pub app: String,
    /// The synchronization job, needed only where the application has several.
    pub job: Option<String>,
    /// Whether all users and groups are in scope, not only the assigned ones.
    pub all: bool,
    /// Requests to the logs within ten seconds of wall time.
    pub log_requests: usize,
}

impl Default for GraphOptions {
    fn default() -> Self {
        Self {
            app: String::new(),
            job: None,
            all: false,
            log_requests: LOG_REQUESTS,
        }
    }
}

/// The tenant's Graph.
pub struct Graph {
    client: Client,
    ingest: Ingest,
    clock: Clock,
    options: GraphOptions,
    application: OnceCell<Arc<Application>>,
    /// The job's identifier, once read.
    job: OnceCell<String>,
    in_flight: Semaphore,
    log_pace: Limiter,
    provisioning: Ladder,
    audits: Ladder,
    failures: Ladder,
    /// Managers were asked for along with users, and that was refused.
    managers_refused: AtomicBool,
    /// What the last sound read held, for the next one to ask for the changes alone.
    known: Mutex<Option<Box<Known>>>,
    /// The next read is a full one, whatever is known.
    forgotten: AtomicBool,
}

impl Graph {
    /// `client` is based on the version: `https://graph.microsoft.com/v1.0`.
    pub fn new(client: Client, ingest: Ingest, clock: Clock, options: GraphOptions) -> Self {
        let log_pace = Limiter::new(options.log_requests, LOG_SPAN);
        Self {
            client,
            ingest,
            clock,
            options,
            application: OnceCell::new(),
            job: OnceCell::new(),
            in_flight: Semaphore::new(IN_FLIGHT),
            log_pace,
            provisioning: Ladder::default(),
            audits: Ladder::default(),
            failures: Ladder::default(),
            managers_refused: AtomicBool::new(false),
            known: Mutex::default(),
            forgotten: AtomicBool::new(false),
        }
    }

    fn begin(&self) -> Progress {
        Progress::begin(&self.client, self.clock)
    }

    /// A GET that waits for its turn among the directory reads.
    async fn get(
        &self,
        client: &Client,
        target: &Target,
        headers: &[(&'static str, &'static str)],
    ) -> Result<Answer, SourceError> {
        let _turn = self.in_flight.acquire().await.map_err(closed)?;
        client.get_with(target, headers).await
    }

    async fn post(
        &self,
        client: &Client,
        target: &Target,
        body: &serde_json::Value,
    ) -> Result<Answer, SourceError> {
        let _turn = self.in_flight.acquire().await.map_err(closed)?;
        client.post_json(target, body).await
    }
}

fn closed(_: tokio::sync::AcquireError) -> SourceError {
    SourceError::Bug {
        what: Foreign::new("the turns of the directory reads have ended"),
    }
}
