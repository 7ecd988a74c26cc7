//! `POST /$batch`: up to twenty requests in one, answered in any order ("Combine multiple HTTP requests").

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Graph;
use super::call::{Answer, JSON, Tenant, separate};
use super::error::GraphError;
use crate::simulator::fault::FaultKind;
use crate::simulator::http::{Ask, Reply};
use crate::simulator::part::Part;

/// Most requests of one batch.
const MAX_REQUESTS: usize = 20;

#[derive(Deserialize)]
struct Batch {
    requests: Vec<Inner>,
}

#[derive(Deserialize)]
struct Inner {
    id: String,
    method: String,
    url: String,
    #[serde(default)]
    headers: Map<String, Value>,
}

/// Answers each request by itself. Bodies are passed on as bytes, never read again.
pub fn answer(graph: &mut Graph, tenant: &Tenant, ask: &Ask) -> Answer {
    let mut batch: Batch = serde_json::from_slice(&ask.body)
        .map_err(|error| GraphError::bad_request(format!("Unable to parse the batch: {error}")))?;
    check(&batch.requests)?;
    graph.rng.shuffle(&mut batch.requests);
    let mut body = b"{\"responses\":[".to_vec();
    for inner in &batch.requests {
        let reply = match tenant.faults.value(Part::Graph, FaultKind::BatchThrottle) {
            Some(nth) if graph.strikes_in_batch(nth) => GraphError::too_many(1).reply(tenant.now),
            _ => answer_one(graph, tenant, inner),
        };
        separate(&mut body);
        append(&mut body, &inner.id, &reply);
    }
    body.extend_from_slice(b"]}");
    Ok(Reply::new(200, JSON, body))
}

fn check(requests: &[Inner]) -> Result<(), GraphError> {
    if requests.is_empty() || requests.len() > MAX_REQUESTS {
        let message =
            format!("Number of batch request steps must be between 1 and {MAX_REQUESTS}.");
        return Err(GraphError::bad_request(message));
    }
    let mut ids = HashSet::new();
    match requests
        .iter()
        .find(|inner| !ids.insert(inner.id.to_lowercase()))
    {
        Some(twice) => Err(GraphError::bad_request(format!(
            "Duplicate batch request id '{}'.",
            twice.id
        ))),
        None => Ok(()),
    }
}

/// Inner urls are relative to the version of the service.
fn answer_one(graph: &mut Graph, tenant: &Tenant, inner: &Inner) -> Reply {
    let error = |error: GraphError| error.reply(tenant.now);
    if !inner.method.eq_ignore_ascii_case("GET") {
        return error(GraphError::denied());
    }
    if !inner.url.starts_with('/') || inner.url.starts_with("/$batch") {
        return error(GraphError::bad_request(format!(
            "Invalid batch request url '{}'.",
            inner.url
        )));
    }
    let mut ask = Ask::new("GET", &format!("/v1.0{}", inner.url));
    for (name, value) in &inner.headers {
        ask = ask.with_header(name, value.as_str().unwrap_or_default());
    }
    graph.answer_authorised(tenant, &ask)
}

/// Appends one inner answer; its body is copied as it is.
fn append(out: &mut Vec<u8>, id: &str, reply: &Reply) {
    let headers = reply
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().into()));
    let mut headers: Map<String, Value> = headers.collect();
    headers.insert("Content-Type".to_owned(), reply.content_type.into());
    let head = json!({"id": id, "status": reply.status, "headers": headers}).to_string();
    out.extend_from_slice(head.strip_suffix('}').unwrap_or(&head).as_bytes());
    out.extend_from_slice(b",\"body\":");
    out.extend_from_slice(if reply.body.is_empty() {
        b"null"
    } else {
        &reply.body
    });
    out.push(b'}');
}
