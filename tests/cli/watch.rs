//! A monitor in this process that goes on over many looks, beside a tenant whose time only a test moves.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use scimtop::doctor::Setup;
use scimtop::entra::Scope;
use scimtop::monitor::{Clients, Monitor, MonitorOptions, Pace, Purse, Rests, Upstreams};
use scimtop::simulator::{Options, Simulator};
use scimtop::source::audit::{AuditLog, Kandji};
use scimtop::source::clock::Clock;
use scimtop::source::graph::{Graph, GraphOptions};
use scimtop::source::http::{Client, ClientOptions, Credential};
use scimtop::source::ingest::Ingest;
use scimtop::source::scim::{Scim, ScimOptions};
use scimtop::source::token::{Proof, TokenOptions, Tokens};
use scimtop::status::Status;
use tokio::runtime::{Builder, Runtime};

/// A tenant and its monitor.
pub struct Watch {
    pub tenant: Simulator,
    monitor: Monitor,
    hand: &'static AtomicI64,
    runtime: Runtime,
}

impl Watch {
    /// A small tenant with these events; nothing was read of it yet.
    pub fn of(scenario: &str) -> Self {
        let options = Options {
            users: 160,
            groups: 8,
            speed: 0.0,
            scenario: scenario.parse().expect("a scenario"),
            limit_logs: false,
            ..Options::default()
        };
        let tenant = Simulator::start(options).expect("a simulator");
        // A clock is copied around, so what moves it lives as long as the process.
        let hand = Box::leak(Box::new(AtomicI64::new(tenant.now().timestamp_millis())));
        let upstreams = Address::of(&tenant, Clock::by_hand(hand)).upstreams();
        Self {
            tenant,
            monitor: Monitor::new(upstreams, options_of_monitor()),
            hand,
            runtime: Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    /// Lets the time pass.
    pub fn advance(&self, seconds: u32) {
        self.tenant.advance(seconds);
        let now = self.tenant.now().timestamp_millis();
        self.hand.store(now, Ordering::SeqCst);
    }

    /// The events that could not happen, as JSON.
    pub fn missed(&self) -> String {
        let ask = format!("{}/_sim/scenario", self.tenant.origin());
        self.runtime.block_on(async {
            let client = Client::new(ClientOptions::new(
                ask.parse().expect("an address"),
                Credential::None,
            ))
            .expect("a client");
            let answer = client.get(&client.at("")).await.expect("an answer");
            let answer: serde_json::Value = answer.json().expect("JSON");
            answer["missed"].to_string()
        })
    }

    /// Reads everything, compares and weighs.
    pub fn look(&mut self) -> &Status {
        self.runtime.block_on(self.monitor.look())
    }
}

fn options_of_monitor() -> MonitorOptions {
    let rest = Duration::from_secs(60);
    MonitorOptions {
        profile: "test".into(),
        provider_host: "127.0.0.1".into(),
        scope: Scope::default(),
        skip_out_of_scope_deletions: false,
        ignore: Vec::new(),
        normalisations: Arc::default(),
        rests: Rests {
            directory: rest,
            scim: rest,
            job: rest,
            logs: rest,
            audit: rest,
            pace: Pace::default(),
        },
        history: None,
        setup: Setup::default(),
        actions: Err("this run only reads".into()),
    }
}

/// Where the tenant is and how to get in.
struct Address {
    environment: HashMap<String, String>,
    clock: Clock,
}

impl Address {
    fn of(tenant: &Simulator, clock: Clock) -> Self {
        Self {
            environment: tenant.environment().into_iter().collect(),
            clock,
        }
    }

    fn get(&self, name: &str) -> &str {
        &self.environment[&format!("SCIMTOP_{name}")]
    }

    fn client(&self, base: &str, credential: Credential) -> Client {
        Client::new(ClientOptions {
            clock: self.clock,
            accept: Scim::ACCEPT,
            ..ClientOptions::new(base.parse().expect("an address"), credential)
        })
        .expect("a client")
    }

    fn upstreams(&self) -> Upstreams {
        let token = |name| Credential::Bearer(self.get(name).into());
        let login = self.client(self.get("LOGIN_URL"), Credential::None);
        let options = TokenOptions {
            tenant: self.get("TENANT").into(),
            client_id: self.get("CLIENT_ID").into(),
            graph: self.get("GRAPH_URL").into(),
            proof: Proof::ClientSecret(self.get("CLIENT_SECRET").into()),
        };
        let tokens = Credential::Tokens(Arc::new(Tokens::new(login, options, self.clock)));
        let clients = Clients {
            graph: self.client(&format!("{}/v1.0", self.get("GRAPH_URL")), tokens),
            scim: self.client(self.get("SCIM_URL"), token("SCIM_TOKEN")),
            audit: Some(self.client(self.get("AUDIT_URL"), token("AUDIT_TOKEN"))),
        };
        let ingest = Ingest::start().expect("a thread");
        let options = GraphOptions {
            app: self.get("APP").into(),
            // The tenant does not count them, and a run of days has no minutes to spend.
            log_requests: usize::MAX,
            ..GraphOptions::default()
        };
        let audit = clients.audit.clone();
        Upstreams {
            graph: Graph::new(clients.graph.clone(), ingest.clone(), self.clock, options),
            scim: Scim::new(
                clients.scim.clone(),
                ingest.clone(),
                self.clock,
                ScimOptions::default(),
            ),
            audit: audit.map(|client| AuditLog::Kandji(Kandji::new(client, self.clock))),
            ingest,
            clock: self.clock,
            clients,
            purse: Purse::default(),
            premium: None,
            mappings: tokio::sync::RwLock::default(),
            reading_mappings: tokio::sync::Mutex::default(),
        }
    }
}
