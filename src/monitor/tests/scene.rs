//! A simulator with a few known drifts, and a monitor that looks at it when told to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{Mutex, RwLock};
use url::Url;

use super::super::poller::Poller;
use super::super::pump::Monitor;
use super::super::{Clients, MonitorOptions, Pace, Purse, Rests, Upstreams};
use crate::doctor::Setup;
use crate::entra::Scope;
use crate::model::{Group, Reading, Source, Sym, Users};
use crate::simulator::{Options, Simulator};
use crate::source::audit::{AuditLog, Kandji};
use crate::source::clock::Clock;
use crate::source::graph::{Graph, GraphOptions};
use crate::source::http::{Client, ClientOptions, Credential, Patience};
use crate::source::ingest::Ingest;
use crate::source::scim::{Scim, ScimOptions};
use crate::source::token::{Proof, TokenOptions, Tokens};

/// What is amiss in the tenant itself: an account too many and one too few, and two memberships.
const DRIFT: &str = r#"
[[event]]
at = "-1d"
do = "provider_create_user"
upn = "stranger@contoso.example"

[[event]]
at = "-1d"
do = "provider_delete_user"
user = 7

[[event]]
at = "-1d"
do = "provider_remove_member"
user = 1
group = 0

[[event]]
at = "-1d"
do = "provider_add_member"
user = 3
group = 1
"#;

/// A tenant that stands still.
pub struct Scene {
    pub simulator: Simulator,
}

/// What a monitor says of the tenant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// userNames at the provider.
    pub people: BTreeSet<String>,
    /// Their userNames by the displayName of the group.
    pub members: BTreeMap<String, BTreeSet<String>>,
    /// Findings, each by its kind and the names of what it is about.
    pub findings: BTreeSet<String>,
}

impl Scene {
    pub fn start(faults: &str) -> Self {
        Self::playing(faults, "")
    }

    /// A tenant in which these events come to pass as its time is advanced.
    pub fn playing(faults: &str, events: &str) -> Self {
        Self::of((160, 8), faults, events)
    }

    /// One of so many users and groups.
    pub fn of((users, groups): (usize, usize), faults: &str, events: &str) -> Self {
        let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
        let options = Options {
            users,
            groups,
            speed: 0.0,
            scenario: format!("{DRIFT}{events}").parse().unwrap(),
            faults: faults.collect(),
            journal: true,
            limit_logs: false,
            ..Options::default()
        };
        Self {
            simulator: Simulator::start(options).unwrap(),
        }
    }

    pub fn set(&self, faults: &str) {
        let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
        self.simulator.set_faults(faults.collect());
    }

    fn setting(&self, name: &str) -> String {
        let all = self.simulator.environment();
        let name = format!("SCIMTOP_{name}");
        all.into_iter().find(|(key, _)| *key == name).unwrap().1
    }

    fn client(base: &str, accept: &'static str, credential: Credential) -> Client {
        let patience = Patience {
            first_wait: Duration::ZERO,
            longest_retry_after: Duration::ZERO,
            // A body that drips without end is waited for that long, time and again.
            body: Duration::from_secs(10),
            ..Patience::default()
        };
        Client::new(ClientOptions {
            accept,
            patience,
            ..ClientOptions::new(Url::parse(base).unwrap(), credential)
        })
        .unwrap()
    }

    /// With the provider's audit log, if `audited`.
    fn upstreams(&self, clock: Clock, audited: bool) -> Upstreams {
        let ingest = Ingest::start().unwrap();
        let json = "application/json";
        let login = Self::client(&self.setting("LOGIN_URL"), json, Credential::None);
        let options = TokenOptions {
            tenant: self.setting("TENANT"),
            client_id: self.setting("CLIENT_ID"),
            graph: self.setting("GRAPH_URL"),
            proof: Proof::ClientSecret(self.setting("CLIENT_SECRET").into()),
        };
        let tokens = Arc::new(Tokens::new(login, options, clock));
        let base = format!("{}/v1.0", self.setting("GRAPH_URL"));
        let graph = Self::client(&base, json, Credential::Tokens(tokens));
        let token = SecretString::from(self.setting("SCIM_TOKEN"));
        let base = self.setting("SCIM_URL");
        let scim = Self::client(&base, Scim::ACCEPT, Credential::Bearer(token));
        let options = GraphOptions {
            app: self.setting("APP"),
            ..GraphOptions::default()
        };
        let audit = audited.then(|| {
            let token = SecretString::from(self.setting("AUDIT_TOKEN"));
            Self::client(&self.setting("AUDIT_URL"), json, Credential::Bearer(token))
        });
        let log = |client: &Client| AuditLog::Kandji(Kandji::new(client.clone(), clock));
        Upstreams {
            graph: Graph::new(graph.clone(), ingest.clone(), clock, options),
            scim: Scim::new(scim.clone(), ingest.clone(), clock, ScimOptions::default()),
            audit: audit.as_ref().map(log),
            ingest,
            clock,
            clients: Clients { graph, scim, audit },
            purse: Purse::default(),
            premium: Some(true),
            mappings: RwLock::default(),
            reading_mappings: Mutex::default(),
        }
    }

    /// A monitor that has looked at nothing yet, and that is told when to look.
    pub fn monitor(&self) -> Monitor {
        let rest = Duration::from_secs(3600);
        let rests = Rests {
            directory: rest,
            scim: rest,
            job: rest,
            logs: rest,
            audit: rest,
            pace: Pace::default(),
        };
        let clock = Clock::anchored(self.simulator.now(), 0.0);
        self.monitor_of(clock, rests, false)
    }

    /// A monitor by this clock, which has an audit log to look at if `audited`.
    pub fn monitor_of(&self, clock: Clock, rests: Rests, audited: bool) -> Monitor {
        let options = MonitorOptions {
            profile: "test".into(),
            provider_host: "127.0.0.1".into(),
            scope: Scope::Assigned,
            skip_out_of_scope_deletions: false,
            ignore: Vec::new(),
            normalisations: Arc::default(),
            rests,
            history: None,
            setup: Setup::default(),
            actions: Err(String::new()),
        };
        Monitor::new(self.upstreams(clock, audited), options)
    }
}

/// Reads both sides and compares them, the provider first, so that Entra is the newer.
pub async fn look(monitor: &mut Monitor) {
    monitor.read(&[Poller::Scim]).await;
    monitor.read(&[Poller::Directory]).await;
    monitor.judge_here().await;
}

/// The newest reading of a source.
pub fn reading(monitor: &Monitor, source: Source) -> &Reading {
    &monitor.status.source(source).latest
}

/// What the monitor holds and shows.
pub fn seen(monitor: &Monitor) -> Seen {
    let status = &monitor.status;
    let text = |sym: Sym| status.text.get(sym).to_owned();
    let users: &Users = &status.provider.users.data;
    let name = |person: u32| {
        users
            .row(person)
            .map_or(String::new(), |row| text(row.name))
    };
    let members = |group: &Group| group.members.iter().map(|&person| name(person)).collect();
    let groups = status.provider.groups.data.rows.iter();
    let findings = status
        .comparison
        .as_deref()
        .map_or(&[][..], |compared| &compared.findings);
    let told = findings.iter().map(|finding| {
        let subjects = [&finding.user, &finding.member, &finding.group];
        let names = subjects.into_iter().flatten();
        let names: Vec<_> = names.map(|subject| subject.name.raw()).collect();
        format!("{} {}", finding.kind.name(), names.join(" in "))
    });
    Seen {
        people: users.people().map(name).collect(),
        members: groups
            .map(|group| (text(group.name), members(group)))
            .collect(),
        findings: told.collect(),
    }
}
