//! Against the embedded tenant, which shares no type with this room.

use super::names;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::super::{Graph, GraphOptions};
use crate::entra::mapping::{Chosen, Source, compile, group_mapping, user_mapping};
use crate::model::{Grade, JobCode, Reading};
use crate::simulator::{Options, Simulator};
use crate::source::audit::Kandji;
use crate::source::clock::Clock;
use crate::source::http::{Client, ClientOptions, Credential};
use crate::source::ingest::Ingest;
use crate::source::token::{Proof, TokenOptions, Tokens};

pub struct Tenant {
    pub simulator: Simulator,
    environment: HashMap<String, String>,
    clock: Clock,
}

impl Tenant {
    pub fn start(users: usize) -> Self {
        Self::with(Options {
            users,
            limit_logs: false,
            speed: 0.0,
            ..Options::default()
        })
    }

    pub fn with(options: Options) -> Self {
        let simulator = Simulator::start(options).unwrap();
        let environment = simulator.environment().into_iter().collect();
        let clock = Clock::anchored(simulator.now(), 0.0);
        Self {
            simulator,
            environment,
            clock,
        }
    }

    fn get(&self, name: &str) -> &str {
        &self.environment[&format!("SCIMTOP_{name}")]
    }

    fn client(&self, base: &str, credential: Credential) -> Client {
        Client::new(ClientOptions {
            clock: self.clock,
            ..ClientOptions::new(base.parse().unwrap(), credential)
        })
        .unwrap()
    }

    pub fn graph(&self, all: bool) -> Graph {
        let login = self.client(self.get("LOGIN_URL"), Credential::None);
        let options = TokenOptions {
            tenant: self.get("TENANT").into(),
            client_id: self.get("CLIENT_ID").into(),
            graph: self.get("GRAPH_URL").into(),
            proof: Proof::ClientSecret(self.get("CLIENT_SECRET").into()),
        };
        let tokens = Arc::new(Tokens::new(login, options, self.clock));
        let base = format!("{}/v1.0", self.get("GRAPH_URL"));
        let client = self.client(&base, Credential::Tokens(tokens));
        let options = GraphOptions {
            app: self.get("APP").into(),
            job: None,
            all,
            log_requests: usize::MAX,
        };
        Graph::new(client, Ingest::start().unwrap(), self.clock, options)
    }
}

fn told(reading: &Reading) -> (Grade, Option<String>) {
    let error = reading.error.as_ref().map(ToString::to_string);
    (reading.grade, error)
}

const COMPLETE: (Grade, Option<String>) = (Grade::Complete, None);

#[tokio::test]
async fn the_tenant_is_read_whole() {
    let tenant = Tenant::start(300);
    let assigned = tenant.graph(false).directory(&names()).await;
    for reading in [
        &assigned.assignments.reading,
        &assigned.groups.reading,
        &assigned.users.reading,
    ] {
        assert_eq!(told(reading), COMPLETE);
        assert!(reading.objects > 0 && reading.requests > 0);
    }
    let everyone = tenant.graph(true).directory(&names()).await;
    assert!(everyone.is_sound());
    let people = everyone.users.data.len();
    assert!(
        (290..=300).contains(&people),
        "{people}: all but the deleted"
    );
    assert!(people > assigned.users.data.len());
    assert!(everyone.groups.data.rows.len() > assigned.groups.data.rows.len());
    let strangers: usize = everyone
        .groups
        .data
        .rows
        .iter()
        .map(|row| row.strangers.len())
        .sum();
    assert_eq!(strangers, 0, "with everyone read, nobody is a stranger");
    assert!(everyone.groups.data.memberships() > 0);
}

#[tokio::test]
async fn the_job_and_its_logs_are_read() {
    let tenant = Tenant::start(60);
    tenant.simulator.advance(3 * 3600);
    let graph = tenant.graph(false);
    let (job, reading) = graph.job().await;
    assert_eq!(told(&reading), COMPLETE);
    let job = job.unwrap();
    assert_eq!(job.code, JobCode::Active);
    assert_eq!(job.interval, Some(Duration::from_secs(40 * 60)));
    let since = tenant.simulator.now() - TimeDelta::hours(24);
    let (_, reading) = graph.provisioning_log(since).await;
    assert_eq!(told(&reading), COMPLETE);
    let reading = graph.directory_audit(since).await.reading;
    assert_eq!(told(&reading), COMPLETE);
}

#[tokio::test]
async fn the_schema_and_the_licence_are_read() {
    let tenant = Tenant::start(20);
    let graph = tenant.graph(false);
    let (schema, reading) = graph.schema().await;
    assert_eq!(told(&reading), COMPLETE);
    let schema = schema.unwrap();
    for chosen in [user_mapping(&schema), group_mapping(&schema)] {
        let Chosen::One(mapping) = chosen else {
            panic!("{chosen:?}");
        };
        for rule in compile(mapping).rules {
            assert!(!matches!(rule.source, Source::Unknown(_)), "{rule:?}");
        }
    }
    assert!(graph.premium().await.unwrap());
}

#[tokio::test]
async fn what_is_done_at_the_provider_is_in_its_audit() {
    let tenant = Tenant::start(60);
    let token = Credential::Bearer(tenant.get("AUDIT_TOKEN").into());
    let client = tenant.client(tenant.get("AUDIT_URL"), token);
    let kandji = Kandji::new(client, tenant.clock);
    let since = tenant.simulator.now() - TimeDelta::hours(24);
    let (before, _) = kandji.events(since).await;
    let created = reqwest::Client::new()
        .post(format!("{}/Users", tenant.get("SCIM_URL")))
        .bearer_auth(tenant.get("SCIM_TOKEN"))
        .body(r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"by.hand@ex.com"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(created.status(), 201);
    let (after, reading) = kandji.events(since).await;
    assert_eq!(told(&reading), COMPLETE);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!(after.last().unwrap().action.raw(), "create");
}
