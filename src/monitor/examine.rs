//! What the doctor looks at: one read as for a report, and a few probes beside it.

use std::sync::Arc;

use super::{MonitorOptions, Reachable, Upstreams, once};
use crate::doctor::{self, Evidence, RuleGroup};
use crate::model::{Reading, SourceError};
use crate::source::graph::{Facts, Graph};
use crate::source::http::Client;
use crate::source::rest::{self, Rest};
use crate::source::scim::{Capabilities, Filter, MembersShown, Order, Scim, StartIndex};
use crate::status::{Examination, Status};

/// What was read and what was found out.
pub struct Examined {
    pub status: Status,
    pub entra: Option<doctor::Entra>,
    pub scim: Option<doctor::Provider>,
    pub rest: Option<doctor::Rest>,
}

/// Reads everything once, as a report does, and asks what only the doctor wants to know.
pub async fn examine(
    upstreams: Upstreams,
    options: MonitorOptions,
    rule_groups: &[String],
) -> Examined {
    let upstreams = Arc::new(upstreams);
    let status = once(Arc::clone(&upstreams), options).await;
    probe(&upstreams, status, rule_groups).await
}

/// Asks what only the doctor wants to know, beside what `status` holds already.
pub(super) async fn probe(
    upstreams: &Upstreams,
    status: Status,
    rule_groups: &[String],
) -> Examined {
    let clients = &upstreams.clients;
    Examined {
        entra: Some(of_entra(&upstreams.graph, &clients.graph, rule_groups).await),
        scim: Some(of_scim(&upstreams.scim, &clients.scim).await),
        rest: match &clients.audit {
            Some(client) => Some(of_rest(client).await),
            None => None,
        },
        status,
    }
}

/// Probes, and makes the rows.
///
/// # Errors
/// The rows could not be made, which is a fault of our own.
pub(super) async fn rows(
    upstreams: &Upstreams,
    options: &MonitorOptions,
    status: Status,
) -> Result<Examination, SourceError> {
    let setup = options.setup.clone();
    let found = probe(upstreams, status, &setup.rule_groups).await;
    let evidence = Evidence {
        now: upstreams.clock.now(),
        setup,
        status: found.status,
        entra: found.entra,
        scim: found.scim,
        rest: found.rest,
    };
    // The tenant may be large: the keyboard's commands do not wait for the rows.
    let make = move |_: &mut _| {
        let rows = doctor::examine(&evidence);
        Examination {
            at: evidence.now,
            next: doctor::next(&evidence, &rows),
            rows,
        }
    };
    upstreams.ingest.run(make).await
}

/// Reads what can be reached, before everything is configured. The two sides are not compared.
pub async fn examine_some(
    reachable: Reachable,
    options: &MonitorOptions,
    rule_groups: &[String],
) -> Examined {
    let status = reachable
        .read(&options.profile, &options.provider_host)
        .await;
    Examined {
        entra: match &reachable.graph {
            Some((graph, client)) => Some(of_entra(graph, client, rule_groups).await),
            None => None,
        },
        scim: match &reachable.scim {
            Some((scim, client)) => Some(of_scim(scim, client).await),
            None => None,
        },
        rest: match &reachable.audit {
            Some((_, client)) => Some(of_rest(client).await),
            None => None,
        },
        status,
    }
}

async fn of_entra(graph: &Graph, client: &Client, rule_groups: &[String]) -> doctor::Entra {
    let application = graph.facts().await.map(application);
    let (schema, reading) = graph.schema().await;
    let premium = graph.premium().await;
    let mut groups = Vec::new();
    for name in rule_groups {
        groups.push(RuleGroup {
            name: name.clone(),
            ids: graph.groups_called(name).await,
        });
    }
    doctor::Entra {
        application,
        schema: schema.ok_or_else(|| why(reading)),
        premium,
        token_life: client.token_life().await,
        permissions: client.token_permissions().await,
        skew: client.skew(),
        throttled: client.budget().throttled,
        rule_groups: groups,
    }
}

fn why(reading: Reading) -> SourceError {
    reading.error.unwrap_or_else(|| SourceError::NotFound {
        what: "the schema of the job was not read".to_owned(),
    })
}

fn application(facts: Facts) -> doctor::Application {
    doctor::Application {
        id: facts.id,
        name: facts.name,
        enabled: facts.enabled,
        template: facts.template,
        sign_on: facts.sign_on,
    }
}

async fn of_scim(scim: &Scim, client: &Client) -> doctor::Provider {
    let found = scim.capabilities().await;
    let nobody = match &found {
        Ok(_) => scim.rows_for_nobody().await,
        Err(error) => Err(error.clone()),
    };
    let (found, error) = match found {
        Ok(found) => ((*found).clone(), None),
        Err(error) => (Capabilities::default(), Some(error)),
    };
    doctor::Provider {
        error,
        nobody,
        filter: found.filter.map(filter),
        members: found.members.map(members),
        start: found.start_index.map(start),
        by_cursor: found.cursor == Some(true),
        order: order(found.order),
        skew: client.skew(),
        throttled: client.budget().throttled,
    }
}

fn filter(filter: Filter) -> doctor::Filter {
    match filter {
        Filter::Works => doctor::Filter::Works,
        Filter::Blind => doctor::Filter::Blind,
        Filter::Ignored => doctor::Filter::Ignored,
        Filter::Refused => doctor::Filter::Refused,
    }
}

fn members(members: MembersShown) -> doctor::Members {
    match members {
        MembersShown::InList => doctor::Members::InList,
        MembersShown::ById => doctor::Members::ById,
        MembersShown::Nowhere => doctor::Members::Nowhere,
    }
}

fn start(start: StartIndex) -> doctor::Start {
    match start {
        StartIndex::Works => doctor::Start::Works,
        StartIndex::FromZero => doctor::Start::FromZero,
        StartIndex::Ignored => doctor::Start::Ignored,
        StartIndex::Refused => doctor::Start::Refused,
    }
}

fn order(order: Order) -> doctor::Order {
    match order {
        Order::Stable => doctor::Order::Stable,
        Order::Unstable => doctor::Order::Unstable,
        Order::Unknown => doctor::Order::Unknown,
    }
}

async fn of_rest(client: &Client) -> doctor::Rest {
    let rest = Rest::new(client.clone());
    let users = rest.users().await;
    let devices = rest.devices().await;
    doctor::Rest {
        users: users.map(|users| users.into_iter().map(user).collect()),
        devices: devices.map(|devices| devices.into_iter().map(device).collect()),
        skew: client.skew(),
    }
}

fn user(user: rest::User) -> doctor::RestUser {
    doctor::RestUser {
        email: user.email,
        archived: user.archived,
        devices: user.devices,
        integration: user.integration,
        integration_kind: user.integration_kind,
    }
}

fn device(device: rest::Device) -> doctor::Device {
    doctor::Device {
        name: device.name,
        email: device.email,
        archived_owner: device.archived_owner,
    }
}
