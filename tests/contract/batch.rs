//! JSON batching: every inner request and its answer are exchanges of their own.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::{Checker, Exchange};
use crate::openapi::list;

impl Checker {
    /// Pairs inner requests and answers by id, for Graph keeps no order, and checks each pair.
    pub fn check_batch(&self, exchange: &Exchange<'_>) -> Result<(), String> {
        let empty = Value::Null;
        let requests = &exchange.request.as_ref().unwrap_or(&empty)["requests"];
        let mut answers = HashMap::new();
        for answer in list(&exchange.response["responses"]) {
            if answers.insert(id(answer), answer).is_some() {
                return Err(format!("two answers have the id {}", id(answer)));
            }
        }
        for request in list(requests) {
            let answer = answers.remove(&id(request)).ok_or_else(|| {
                format!("the request {} has no answer, or two share it", id(request))
            })?;
            self.check_inner(request, answer)?;
        }
        match answers.keys().next() {
            Some(id) => Err(format!("nobody asked for the answer {id}")),
            None => Ok(()),
        }
    }

    fn check_inner(&self, request: &Value, answer: &Value) -> Result<(), String> {
        let url = request["url"].as_str().unwrap_or_default();
        if !url.starts_with('/') {
            return Err(format!("the inner url {url} is not relative"));
        }
        if request["method"] != "GET" {
            return Err(format!("the inner request for {url} is no GET"));
        }
        let target = format!("/v1.0{url}");
        let status = answer["status"].as_u64().unwrap_or_default();
        self.check(&Exchange {
            method: "GET",
            target: &target,
            headers: headers(request),
            request: request.get("body").cloned(),
            status: u16::try_from(status).unwrap_or_default(),
            response: answer["body"].clone(),
        })
    }
}

/// Ids of a batch are compared without case.
fn id(part: &Value) -> String {
    part["id"].as_str().unwrap_or_default().to_lowercase()
}

fn headers(part: &Value) -> Vec<(String, String)> {
    let headers = part["headers"].as_object().into_iter().flatten();
    headers
        .filter_map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned())))
        .collect()
}
