//! What can be reached before everything is configured.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::entra::Mappings;
use crate::model::{Source, SourceError};
use crate::source::audit::Kandji;
use crate::source::clock::Clock;
use crate::source::graph::Graph;
use crate::source::http::Client;
use crate::source::ingest::Ingest;
use crate::source::scim::Scim;
use crate::status::{Observation, Status, advance};

/// How much of the logs is read.
const FILL: TimeDelta = TimeDelta::hours(24);

/// The upstreams that are configured, each with its client.
pub struct Reachable {
    pub graph: Option<(Graph, Client)>,
    pub scim: Option<(Scim, Client)>,
    pub audit: Option<(Kandji, Client)>,
    pub ingest: Ingest,
    pub clock: Clock,
}

impl Reachable {
    /// Reads what there is, each side by itself; nothing is compared.
    pub async fn read(&self, profile: &str, host: &str) -> Status {
        let mut status = Status::new(profile, host, self.clock.now());
        if let Some((scim, _)) = &self.scim {
            self.read_scim(scim, &mut status).await;
        }
        if let Some((graph, _)) = &self.graph {
            self.read_entra(graph, &mut status).await;
        }
        if let Some((audit, _)) = &self.audit {
            let (events, reading) = audit.events(self.since()).await;
            let log = Observation::Log(Source::ProviderAudit, events, reading);
            self.take(&mut status, log);
        }
        if let Ok(text) = self.ingest.run(|store| store.interner.text()).await {
            self.take(&mut status, Observation::Text(text));
        }
        status
    }

    fn since(&self) -> DateTime<Utc> {
        self.clock.now() - FILL
    }

    fn take(&self, status: &mut Status, observation: Observation) {
        advance(status, observation, self.clock.now());
    }

    async fn read_scim(&self, scim: &Scim, status: &mut Status) {
        let targets = status.mappings.targets();
        let users = scim.users(&targets).await;
        let data = Arc::clone(&users.data);
        self.take(status, Observation::ScimUsers(users));
        let groups = scim.groups(&data).await;
        self.take(status, Observation::ScimGroups(groups));
    }

    async fn read_entra(&self, graph: &Graph, status: &mut Status) {
        let (schema, reading) = graph.schema().await;
        let error = reading.error.as_ref().map(SourceError::to_string);
        let why = error.unwrap_or_else(|| "they were not read".to_owned());
        let mappings =
            schema.map_or_else(|| Mappings::assumed(&why), |schema| Mappings::of(&schema));
        let directory = graph.directory(&mappings.sources()).await;
        let mappings = Arc::new(mappings);
        self.take(status, Observation::Mappings(mappings));
        self.take(status, Observation::Assignments(directory.assignments));
        self.take(status, Observation::Groups(directory.groups));
        self.take(status, Observation::Users(directory.users));
        let (job, reading) = graph.job().await;
        self.take(status, Observation::Job(job.map(Box::new), reading));
        let (events, reading) = graph.provisioning_log(self.since()).await;
        let log = Observation::Log(Source::ProvisioningLog, events, reading);
        self.take(status, log);
        let audit = graph.directory_audit(self.since()).await;
        let (changes, reading) = (audit.changes, audit.reading.clone());
        self.take(status, Observation::Changes(changes, self.since(), reading));
        let log = Observation::Log(Source::DirectoryAudit, audit.application, audit.reading);
        self.take(status, log);
    }
}
