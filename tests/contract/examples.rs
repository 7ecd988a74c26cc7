//! The contract's own examples: each passes, and each fails once it is spoilt.

use serde_json::{Value, json};

use crate::check::{Checker, Exchange};
use crate::openapi::Contract;

/// Every answer to a GET for which the contract holds an example: target, status and example.
fn examples(contract: &Contract) -> Vec<(String, u16, Value)> {
    let reads = contract
        .operations()
        .filter(|operation| operation.method == "get");
    let answers = reads.flat_map(|operation| {
        let path = operation.template.replace(['{', '}'], "");
        let target = format!("/v1.0{path}");
        operation
            .responses()
            .map(move |(status, response)| (target.clone(), status, response))
            .collect::<Vec<_>>()
    });
    answers
        .filter_map(|(target, status, response)| {
            let example = response.pointer("/content/application~1json/example")?;
            Some((target, status, example.clone()))
        })
        .collect()
}

fn read(target: &str, status: u16, response: Value) -> Exchange<'_> {
    Exchange {
        method: "GET",
        target,
        headers: Vec::new(),
        request: None,
        status,
        response,
    }
}

#[test]
fn every_example_of_the_contract_passes() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let examples = examples(&checker.contract);
    assert!(
        examples.len() > 100,
        "only {} examples found",
        examples.len()
    );
    for (target, status, example) in examples {
        assert_eq!(checker.check(&read(&target, status, example)), Ok(()));
    }
}

#[test]
fn no_example_passes_with_a_property_that_its_type_lacks() {
    let Some(checker) = Checker::load() else {
        return;
    };
    for (target, status, mut example) in examples(&checker.contract) {
        example["displayname"] = json!("misspelt");
        let result = checker.check(&read(&target, status, example));
        // Errors are described loosely, their `error` member apart.
        assert_eq!(
            result.is_err(),
            status == 200,
            "{target} {status}: {result:?}"
        );
    }
}

#[test]
fn an_answer_of_another_shape_is_refused() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let examples = examples(&checker.contract);
    for (target, pointer, wrong) in [
        ("/v1.0/users", "/value/0/accountEnabled", json!("true")),
        (
            "/v1.0/users",
            "/value/0/createdDateTime",
            json!("yesterday"),
        ),
        ("/v1.0/users", "/value", json!({})),
        ("/v1.0/groups/id/members", "/value/0/id", json!(7)),
        (
            "/v1.0/groups/id/members",
            "/value/0/@odata.type",
            Value::Null,
        ),
        (
            "/v1.0/groups/delta",
            "/value/0/members@delta/0/id",
            Value::Null,
        ),
        (
            "/v1.0/servicePrincipals/id/synchronization/jobs",
            "/value/0/status/code",
            json!("Fine"),
        ),
        (
            "/v1.0/servicePrincipals/id/synchronization/jobs",
            "/value/0/schedule/interval",
            json!("40m"),
        ),
        (
            "/v1.0/servicePrincipals/id/appRoleAssignedTo",
            "/value/0/principalId",
            json!("Ada"),
        ),
        (
            "/v1.0/auditLogs/provisioning",
            "/value/0/provisioningAction",
            json!("created"),
        ),
        (
            "/v1.0/auditLogs/provisioning",
            "/@odata.nextLink",
            json!("https://x.example/v1.0/users"),
        ),
    ] {
        let example = examples
            .iter()
            .find(|(at, status, _)| at == target && *status == 200);
        let mut response = example.expect("the contract has this example").2.clone();
        *response
            .pointer_mut(pointer)
            .expect("the example has this place") = wrong;
        let result = checker.check(&read(target, 200, response));
        assert!(result.is_err(), "{target} with another {pointer} passes");
    }
}

#[test]
fn a_request_that_the_contract_does_not_declare_is_refused() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let users = json!({ "value": [] });
    let check = |target| checker.check(&read(target, 200, users.clone()));
    assert_eq!(
        check("/v1.0/users?%24select=id,displayName&$top=999"),
        Ok(())
    );
    for target in [
        "/users",
        "/v1.0/persons",
        "/v1.0/users?$top=1000",
        "/v1.0/users?$top=many",
        "/v1.0/users?$skip=10",
        "/v1.0/users?$top=1&$top=2",
        "/v1.0/users?$select=id,displayname",
        "/v1.0/users?$count=true",
    ] {
        println!("{:?}", check(target));
        assert!(check(target).is_err(), "{target} passes");
    }
    let mut counted = read("/v1.0/users?$count=true", 200, users.clone());
    counted.headers = vec![("consistencylevel".to_owned(), "eventual".to_owned())];
    assert_eq!(checker.check(&counted), Ok(()));
    let undeclared = read("/v1.0/users", 418, users.clone());
    assert!(checker.check(&undeclared).is_err());
    let mut change = read(
        "/v1.0/servicePrincipals/1/synchronization/jobs/2/pause",
        204,
        Value::Null,
    );
    change.method = "POST";
    assert!(checker.check(&change).is_err(), "a change passes");
}

#[test]
fn a_batch_is_as_right_as_what_it_holds() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let batch = |requests: Value, responses: Value| {
        checker.check(&Exchange {
            method: "POST",
            request: Some(json!({ "requests": requests })),
            ..read("/v1.0/$batch", 200, json!({ "responses": responses }))
        })
    };
    let one = |id: &str, url: &str| json!({ "id": id, "method": "GET", "url": url });
    let user = |id: &str| json!({ "id": id, "status": 200, "body": { "id": "7" } });
    let both = json!([user("2"), user("1")]);
    assert_eq!(
        batch(
            json!([one("1", "/users/7"), one("2", "/users/8")]),
            both.clone()
        ),
        Ok(())
    );
    for (wrong, requests, responses) in [
        ("a missing answer", json!([one("1", "/users/7")]), json!([])),
        (
            "an answer too many",
            json!([one("1", "/users/7")]),
            both.clone(),
        ),
        (
            "the same id twice",
            json!([one("a", "/users/7"), one("A", "/users/8")]),
            json!([user("a")]),
        ),
        (
            "an absolute url",
            json!([one("1", "https://x.example/users/7")]),
            json!([user("1")]),
        ),
        (
            "an unknown property",
            json!([one("1", "/users/7?$select=name")]),
            json!([user("1")]),
        ),
        (
            "another type",
            json!([one("1", "/users")]),
            json!([user("1")]),
        ),
        (
            "no GET",
            json!([{ "id": "1", "method": "DELETE", "url": "/users/7" }]),
            json!([user("1")]),
        ),
    ] {
        let result = batch(requests, responses);
        assert!(result.is_err(), "a batch with {wrong} passes");
    }
}
