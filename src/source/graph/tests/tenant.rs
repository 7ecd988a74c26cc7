//! A tenant for tests, as small as a test can use.

use std::time::Duration;

use serde_json::{Value, json};
use url::Url;

use super::super::{Graph, GraphOptions};
use crate::source::clock::Clock;
use crate::source::http::loopback::{Loopback, reply};
use crate::source::http::{Client, ClientOptions, Credential, Patience};
use crate::source::ingest::Ingest;

pub const SP: &str = "00000000-0000-4000-8000-00000000a001";

/// The id of a user (`u1`) or a group (`g1`) in the tenants below.
pub fn id(name: &str) -> String {
    let kind = if name.starts_with('u') { 'c' } else { 'd' };
    let number: u32 = name[1..].parse().unwrap();
    format!("00000000-0000-4000-8000-{kind}{number:011}")
}

/// A tenant that answers by path and query, percent-decoded and without the version. Batches are
/// taken apart.
pub async fn tenant(answer: impl Fn(&str) -> (u16, Value) + Send + Sync + 'static) -> Loopback {
    Loopback::start(move |asked, _| {
        if asked.line.ends_with("/$batch") {
            let body: Value = serde_json::from_str(&asked.body).unwrap();
            let inner = body["requests"].as_array().unwrap();
            assert!(inner.len() <= 20);
            let mut responses: Vec<Value> = inner
                .iter()
                .map(|ask| {
                    let (status, body) = ask_one(&answer, ask["url"].as_str().unwrap());
                    json!({"id": ask["id"], "status": status, "body": body,
                        "headers": {"retry-after": "0"}})
                })
                .collect();
            responses.reverse();
            return reply(200, &[], &json!({ "responses": responses }).to_string());
        }
        let place = asked.line.trim_start_matches("GET /v1.0");
        let (status, body) = ask_one(&answer, place);
        reply(status, &["Retry-After: 0"], &body.to_string())
    })
    .await
}

fn ask_one(answer: &impl Fn(&str) -> (u16, Value), place: &str) -> (u16, Value) {
    let place = percent_decoded(place);
    answer(&place)
}

fn percent_decoded(text: &str) -> String {
    // A plus sign means itself here, as it does in a path.
    let text = text
        .replace('+', "%2B")
        .replace('&', "%26")
        .replace('=', "%3D");
    let pair = url::form_urlencoded::parse(text.as_bytes()).next();
    pair.map(|(name, _)| name.into_owned()).unwrap_or_default()
}

pub fn options(all: bool) -> GraphOptions {
    GraphOptions {
        app: SP.into(),
        job: None,
        all,
        log_requests: usize::MAX,
    }
}

pub fn graph(server: &Loopback, options: GraphOptions) -> Graph {
    let base: Url = server.base.join("/v1.0").unwrap();
    let client = Client::new(ClientOptions {
        patience: Patience {
            first_wait: Duration::from_millis(1),
            ..Patience::default()
        },
        ..ClientOptions::new(base, Credential::Bearer("canary".into()))
    })
    .unwrap();
    Graph::new(client, Ingest::start().unwrap(), Clock::wall(), options)
}

pub fn application() -> Value {
    json!({"id": SP, "displayName": "Iru SCIM", "appRoles": [
        {"id": "role-on", "isEnabled": true}, {"id": "role-off", "isEnabled": false}]})
}

pub fn user(name: &str) -> Value {
    json!({"id": id(name), "userPrincipalName": format!("{name}@Ex.com"), "displayName": name,
        "mail": null, "accountEnabled": true, "userType": "Member",
        "createdDateTime": "2024-01-01T00:00:00Z"})
}

pub fn assigned(kind: &str, principal: &str, role: &str) -> Value {
    json!({"principalType": kind, "principalId": principal, "appRoleId": role,
        "createdDateTime": "2025-01-01T00:00:00.1234567Z"})
}

pub fn member(kind: &str, id: &str) -> Value {
    json!({"@odata.type": format!("#microsoft.graph.{kind}"), "id": id})
}

pub fn not_found() -> (u16, Value) {
    (404, json!({"error": {"code": "Request_ResourceNotFound"}}))
}

pub fn list(rows: &[Value]) -> (u16, Value) {
    (200, json!({ "value": rows }))
}

pub fn group(name: &str) -> (u16, Value) {
    let group = json!({"id": id(name), "displayName": "Ops", "securityEnabled": true,
        "groupTypes": ["DynamicMembership"]});
    (200, group)
}

/// One user, one group of three users and others, one of them deleted meanwhile.
pub fn small(place: &str) -> (u16, Value) {
    let (path, query) = place.split_once('?').unwrap_or((place, ""));
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    match parts.as_slice() {
        ["servicePrincipals", SP] => (200, application()),
        ["servicePrincipals", SP, "appRoleAssignedTo"] if query.contains("skip") => {
            list(&[assigned("ServicePrincipal", &id("g9"), "role-on")])
        }
        ["servicePrincipals", SP, "appRoleAssignedTo"] => {
            let rows = [
                assigned("User", &id("u1"), "role-off"),
                assigned("Group", &id("g1"), "00000000-0000-0000-0000-000000000000"),
                assigned("Group", &id("g1"), "role-gone"),
            ];
            let next = format!("/v1.0/servicePrincipals/{SP}/appRoleAssignedTo?$skiptoken=skip");
            (200, json!({"value": rows, "@odata.nextLink": next}))
        }
        ["groups", one] if *one == id("g1") => group("g1"),
        ["groups", one, "members"] if *one == id("g1") => list(&[
            member("user", &id("u2")),
            member("user", &id("u1")),
            member("user", &id("u3")),
            member("group", &id("g2")),
            member("device", "dev"),
            member("servicePrincipal", SP),
            member("orgContact", "contact"),
        ]),
        ["users"] if query.contains("$count=true") => {
            (200, json!({"@odata.count": 1000, "value": []}))
        }
        ["users", one] if *one == id("u1") => (200, user("u1")),
        ["users", one] if *one == id("u2") => (200, user("u2")),
        _ => not_found(),
    }
}
