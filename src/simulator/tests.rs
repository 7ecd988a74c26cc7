//! The simulator from outside: over TCP, as a client sees it.

mod actions;
mod client;
mod drift;
mod graph;

use self::client::Client;
use super::{Options, Simulator};

fn still() -> Options {
    Options {
        speed: 0.0,
        ..Options::default()
    }
}

#[test]
fn a_client_reads_the_application_from_token_to_members() {
    let simulator = Simulator::start(still()).unwrap();
    let graph = Client::signed_in(&simulator);
    let application =
        graph.get("/v1.0/servicePrincipals?$filter=displayName%20eq%20'Kandji%20(Iru)%20SCIM'");
    let id = application["value"][0]["id"].as_str().unwrap();
    let assigned = graph.all(&format!(
        "/v1.0/servicePrincipals/{id}/appRoleAssignedTo?$top=20"
    ));
    let group = assigned
        .iter()
        .find(|row| row["principalType"] == "Group")
        .unwrap();
    let members = graph.all(&format!(
        "/v1.0/groups/{}/members?$select=id&$top=7",
        group["principalId"].as_str().unwrap()
    ));
    assert!(members.len() > 7, "{}", members.len());
    assert!(
        members
            .iter()
            .any(|row| row["@odata.type"] == "#microsoft.graph.user")
    );
}

#[test]
fn pages_show_each_user_once() {
    let simulator = Simulator::start(still()).unwrap();
    let graph = Client::signed_in(&simulator);
    let users = graph.all("/v1.0/users?$select=id,userPrincipalName&$top=101");
    let ids: std::collections::HashSet<&str> = users
        .iter()
        .map(|user| user["id"].as_str().unwrap())
        .collect();
    let deleted = graph.all("/v1.0/directory/deletedItems/microsoft.graph.user?$select=id");
    assert_eq!(
        (ids.len(), users.len()),
        (users.len(), 1200 - deleted.len())
    );
}

#[test]
fn a_request_without_a_token_is_refused_in_the_shape_of_graph() {
    let simulator = Simulator::start(still()).unwrap();
    let (status, body) = Client::anonymous(&simulator).try_get("/v1.0/users");
    assert_eq!(status, 401);
    assert_eq!(body["error"]["code"], "InvalidAuthenticationToken");
}

#[test]
fn a_batch_answers_each_request_by_itself() {
    let simulator = Simulator::start(still()).unwrap();
    let graph = Client::signed_in(&simulator);
    let body = r#"{"requests":[
        {"id":"1","method":"GET","url":"/users?$top=2&$select=id"},
        {"id":"2","method":"GET","url":"/users/nobody@example.com"},
        {"id":"3","method":"POST","url":"/users"}]}"#;
    let (status, answer) = graph.post("/v1.0/$batch", body);
    let inner = |id: &str| {
        let responses = answer["responses"].as_array().unwrap();
        responses
            .iter()
            .find(|response| response["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (status, inner("1")["body"]["value"].as_array().map(Vec::len)),
        (200, Some(2))
    );
    assert!(
        inner("1")["body"]["@odata.nextLink"]
            .as_str()
            .unwrap()
            .starts_with(&simulator.origin())
    );
    assert_eq!(
        (&inner("2")["status"], &inner("3")["status"]),
        (&404.into(), &403.into())
    );
}

#[test]
fn each_service_takes_its_own_token() {
    let simulator = Simulator::start(still()).unwrap();
    let scim = Client::with_setting(&simulator, "SCIMTOP_SCIM_TOKEN");
    let rest = Client::with_setting(&simulator, "SCIMTOP_AUDIT_TOKEN");
    let users = scim.get("/api/v1/scim/Users?count=1");
    let listed = rest.get("/api/v1/users");
    assert!(users["totalResults"].as_u64() > Some(1000), "{users}");
    assert!(listed["results"].as_array().map(Vec::len) > Some(100));
    assert_eq!(rest.try_get("/api/v1/scim/Users").0, 401);
    assert_eq!(scim.try_get("/v1.0/users").0, 401);
}

#[test]
fn the_clock_is_moved_over_http() {
    let simulator = Simulator::start(still()).unwrap();
    let before = simulator.now();
    let (status, _) = Client::anonymous(&simulator).post("/_sim/advance", r#"{"seconds":60}"#);
    assert_eq!(
        (status, (simulator.now() - before).num_seconds()),
        (200, 60)
    );
}
