//! The finer points of Graph: delta rounds, logs, limits and faults.

use serde_json::Value;

use super::client::Client;
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

/// Leaves, joins and membership changes one minute after the start, in a tenant of sixty.
const CHANGES: &str = r#"
[[event]]
at = "1m"
do = "leave"
user = 0
how = "delete"
[[event]]
at = "1m"
do = "join"
upn = "zelda"
name = "Zelda Fitz"
group = 0
[[event]]
at = "1m"
do = "member_remove"
user = 1
group = 0
"#;

fn start(scenario: &str, faults: &[&str]) -> Simulator {
    let options = Options {
        users: 60,
        groups: 6,
        speed: 0.0,
        scenario: Scenario::parse(scenario).unwrap(),
        faults: faults.iter().map(|fault| fault.parse().unwrap()).collect(),
        ..Options::default()
    };
    Simulator::start(options).unwrap()
}

#[test]
fn a_delta_round_of_users_shows_what_changed_and_can_be_read_again() {
    let simulator = start(CHANGES, &[]);
    let graph = Client::signed_in(&simulator);
    let link = graph.all_delta("/v1.0/users/delta?$select=displayName");
    assert_eq!(graph.get(&link)["value"], Value::Array(Vec::new()));
    simulator.advance(60);
    let round = graph.get(&link);
    assert_eq!(round, graph.get(&link));
    let rows = round["value"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter()
            .any(|row| row["@removed"]["reason"] == "changed")
    );
    assert!(rows.iter().any(|row| row["displayName"] == "Zelda Fitz"));
}

#[test]
fn a_delta_round_of_groups_shows_who_came_and_went() {
    let simulator = start(CHANGES, &[]);
    let graph = Client::signed_in(&simulator);
    let link = graph.all_delta("/v1.0/groups/delta?$select=displayName,members");
    simulator.advance(60);
    let round = graph.get(&link);
    // The deleted user keeps its memberships until it is purged.
    let members = round["value"][0]["members@delta"].as_array().unwrap();
    let removed = members
        .iter()
        .filter(|member| member["@removed"]["reason"] == "deleted")
        .count();
    assert_eq!((members.len(), removed), (2, 1));
}

#[test]
fn an_old_delta_token_is_gone() {
    let simulator = start("", &[]);
    let graph = Client::signed_in(&simulator);
    let link = graph.all_delta("/v1.0/users/delta");
    simulator.advance(8 * 86_400);
    let (status, body) = graph.try_get(&link);
    assert_eq!(
        (status, &body["error"]["code"]),
        (410, &"syncStateNotFound".into())
    );
}

#[test]
fn the_log_is_paged_and_filtered_newest_first() {
    let simulator = start(CHANGES, &[]);
    simulator.advance(3600);
    let graph = Client::signed_in(&simulator);
    let rows = graph.all("/v1.0/auditLogs/provisioning?$top=2");
    let times: Vec<&str> = rows
        .iter()
        .map(|row| row["activityDateTime"].as_str().unwrap())
        .collect();
    assert!(
        times.len() > 2 && times.is_sorted_by(|one, next| one >= next),
        "{times:?}"
    );
    let since = times[1];
    let newer = graph.all(&format!(
        "/v1.0/auditLogs/provisioning?$filter=activityDateTime%20gt%20{since}"
    ));
    assert_eq!(newer.len(), 1);
}

#[test]
fn audits_are_found_by_what_they_were_done_to() {
    let simulator = start(
        "[[event]]\nat = \"1m\"\ndo = \"assign_group\"\ngroup = 0\n",
        &[],
    );
    simulator.advance(60);
    let graph = Client::signed_in(&simulator);
    let application = super::client::setting(&simulator, "SCIMTOP_APP");
    let of = |id: &str| {
        let filter = format!("targetResources/any(t:t/id%20eq%20'{id}')");
        graph.get(&format!("/v1.0/auditLogs/directoryAudits?$filter={filter}"))["value"].clone()
    };
    assert_eq!(
        of(&application)[0]["activityDisplayName"],
        "Add app role assignment to group"
    );
    assert_eq!(
        of("00000000-0000-0000-0000-000000000000"),
        Value::Array(Vec::new())
    );
}

#[test]
fn the_logs_take_five_requests_in_ten_seconds() {
    let simulator = start("", &[]);
    let graph = Client::signed_in(&simulator);
    let statuses: Vec<u16> = (0..6)
        .map(|_| graph.try_get("/v1.0/auditLogs/directoryAudits?$top=1").0)
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
}

#[test]
fn pages_are_capped_and_links_lead_elsewhere_under_faults() {
    let simulator = start("", &["graph:page-cap=3", "foreign-next-link"]);
    let page = Client::signed_in(&simulator).get("/v1.0/users?$top=50");
    assert_eq!(page["value"].as_array().map(Vec::len), Some(3));
    assert!(
        page["@odata.nextLink"]
            .as_str()
            .unwrap()
            .starts_with("https://graph.foreign.example/v1.0/users?$top=50")
    );
}

#[test]
fn a_user_is_found_by_name_whatever_its_quotes() {
    let simulator = start(
        "[[event]]\nat = \"-3h\"\ndo = \"join\"\nupn = \"z.o'hara\"\nname = \"Z O'Hara\"\n",
        &[],
    );
    let graph = Client::signed_in(&simulator);
    let found = graph.get(
        "/v1.0/users?$filter=userPrincipalName%20eq%20'Z.O''Hara@northwind.example'&$count=true",
    );
    assert_eq!(
        (
            &found["@odata.count"],
            found["value"].as_array().map(Vec::len)
        ),
        (&1.into(), Some(1))
    );
    assert_eq!(
        graph.get("/v1.0/users/z.o'hara@northwind.example")["displayName"],
        "Z O'Hara"
    );
}

#[test]
fn namesakes_of_an_application_are_all_listed() {
    let simulator = Simulator::start(Options {
        speed: 0.0,
        ..Options::default()
    })
    .unwrap();
    let graph = Client::signed_in(&simulator);
    let found = graph.get("/v1.0/servicePrincipals?$filter=displayName%20eq%20'Build%20Agent'");
    assert!(found["value"].as_array().map(Vec::len) > Some(1));
}
