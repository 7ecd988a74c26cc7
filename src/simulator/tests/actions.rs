//! The requests that act on the job, as the wire sees them.

use serde_json::{Value, json};

use super::client::Client;
use crate::simulator::{Options, Simulator};

fn tenant(grant_actions: bool) -> (Simulator, Client, String) {
    let simulator = Simulator::start(Options {
        users: 60,
        groups: 6,
        speed: 0.0,
        grant_actions,
        ..Options::default()
    })
    .unwrap();
    let graph = Client::signed_in(&simulator);
    let application =
        graph.get("/v1.0/servicePrincipals?$filter=displayName%20eq%20'Kandji%20(Iru)%20SCIM'");
    let id = application["value"][0]["id"].as_str().unwrap();
    let jobs = format!("/v1.0/servicePrincipals/{id}/synchronization/jobs");
    let job = graph.get(&jobs)["value"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    (simulator, graph, format!("{jobs}/{job}"))
}

#[test]
fn without_the_permission_every_action_is_denied() {
    let (_simulator, graph, job) = tenant(false);
    for verb in ["start", "pause", "restart", "provisionOnDemand"] {
        let (status, body) = graph.post(&format!("{job}/{verb}"), "{}");
        assert_eq!(status, 403, "{verb}");
        assert_eq!(body["error"]["code"], "Authorization_RequestDenied");
    }
    assert_eq!(graph.get(&job)["status"]["code"], "Active");
}

#[test]
fn a_stopped_job_says_so_as_the_service_does() {
    let (_simulator, graph, job) = tenant(true);
    assert_eq!(graph.post(&format!("{job}/pause"), "").0, 204);
    let read = graph.get(&job);
    assert_eq!(read["status"]["code"], "Paused");
    assert_eq!(read["schedule"]["state"], "Disabled");
    assert!(
        read["schedule"]["interval"]
            .as_str()
            .unwrap()
            .starts_with("P10675199D")
    );
    assert_eq!(graph.post(&format!("{job}/start"), "").0, 204);
    assert_eq!(graph.get(&job)["schedule"]["interval"], "PT40M");
    let audits = graph.all("/v1.0/auditLogs/directoryAudits");
    let names: Vec<&str> = audits
        .iter()
        .map(|row| row["activityDisplayName"].as_str().unwrap())
        .collect();
    for name in ["Disable/pause", "Enable/start"] {
        let name = format!("{name} provisioning configuration");
        assert!(names.contains(&name.as_str()), "{names:?}");
    }
}

#[test]
fn what_cannot_be_asked_is_a_bad_request() {
    let (_simulator, graph, job) = tenant(true);
    let restart = |body: &str| graph.post(&format!("{job}/restart"), body).0;
    assert_eq!(restart("{}"), 400);
    assert_eq!(restart(r#"{"criteria":{"resetScope":"All"}}"#), 400);
    assert_eq!(
        restart(r#"{"criteria":{"resetScope":"Watermark, Escrows"}}"#),
        204
    );
    let schema = graph.get(&format!("{job}/schema"));
    let rule = schema["synchronizationRules"][0]["id"].clone();
    let user = graph.get("/v1.0/users?$top=1&$select=id")["value"][0]["id"].clone();
    let subject = |kind: &str, id: &Value| json!({"objectId": id, "objectTypeName": kind});
    let demand = |rule: &Value, subjects: &[Value]| {
        let body = json!({"parameters": [{"ruleId": rule, "subjects": subjects}]});
        graph.post(&format!("{job}/provisionOnDemand"), &body.to_string())
    };
    let person = subject("User", &user);
    for (rule, subjects, status) in [
        (&json!("other"), vec![person.clone()], 400),
        (&rule, vec![], 400),
        (&rule, vec![person.clone(), person.clone()], 400),
        (&rule, vec![subject("Group", &user)], 400),
    ] {
        assert_eq!(demand(rule, &subjects).0, status, "{subjects:?}");
    }
    // The fifth request within ten seconds; the sixth is one too many.
    let (status, body) = demand(&rule, std::slice::from_ref(&person));
    assert_eq!(status, 200, "{body}");
    let read =
        |name: &str| -> Value { serde_json::from_str(body[name].as_str().unwrap()).unwrap() };
    assert!(["Success", "Skipped"].contains(&read("key")["result"].as_str().unwrap()));
    let step = &read("value")["provisioningSteps"][0];
    assert!(
        step["type"].is_string() && step["timestamp"].is_string(),
        "{step}"
    );
    assert_eq!(demand(&rule, &[person]).0, 429);
}
