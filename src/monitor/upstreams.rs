//! Everything that is read, and the thread that parses it.

use std::sync::Arc;

use tokio::sync::{Mutex, RwLock};

use super::rest::Purse;
use crate::entra::Mappings;
use crate::source::audit::AuditLog;
use crate::source::clock::Clock;
use crate::source::graph::Graph;
use crate::source::http::Client;
use crate::source::ingest::Ingest;
use crate::source::scim::Scim;

/// The upstreams of one tenant.
pub struct Upstreams {
    pub graph: Graph,
    pub scim: Scim,
    /// The provider's audit log, where it is configured.
    pub audit: Option<AuditLog>,
    pub ingest: Ingest,
    pub clock: Clock,
    pub clients: Clients,
    /// What was asked of the provider beside crawls.
    pub purse: Purse,
    /// Whether the tenant has Entra ID P1, where the configuration says so.
    pub premium: Option<bool>,
    /// What the job maps, once read.
    pub mappings: RwLock<Option<Arc<Mappings>>>,
    /// Held while the mappings are read, so that they are never read twice at once.
    pub reading_mappings: Mutex<()>,
}

/// The clients behind the upstreams, for what each was asked.
pub struct Clients {
    pub graph: Client,
    pub scim: Client,
    /// None too where a command gives the audit log.
    pub audit: Option<Client>,
}
