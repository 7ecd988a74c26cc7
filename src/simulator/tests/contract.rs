//! Every kind of answer, held against the OpenAPI description of Graph that lies beside the project.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::client::Client;
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

const DESCRIPTION: &str = "../shared/contract/graph-v1.0-subset.yaml";

/// The description of Graph as JSON Schemas.
struct Contract {
    components: Value,
    paths: Map<String, Value>,
}

impl Contract {
    /// `None` where the description is not at hand.
    fn load() -> Option<Self> {
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DESCRIPTION)).ok()?;
        let mut description: Value = serde_norway::from_str(&text).unwrap();
        allow_null(&mut description);
        let paths = description["paths"].as_object().unwrap().clone();
        Some(Self {
            components: description["components"].take(),
            paths,
        })
    }

    /// The schema of an answer, by the path template that fits.
    fn schema(&self, method: &str, path: &str, status: u16) -> Value {
        let fits = |template: &&String| {
            let (template, path) = (template.split('/'), path.split('/'));
            template.clone().count() == path.clone().count()
                && template
                    .zip(path)
                    .all(|(wanted, given)| wanted == given || wanted.starts_with('{'))
        };
        // A template without parameters goes first: /users/delta is no user.
        let mut fitting: Vec<&String> = self.paths.keys().filter(fits).collect();
        fitting.sort_by_key(|template| template.matches('{').count());
        let template = fitting
            .first()
            .unwrap_or_else(|| panic!("no template for {path}"));
        let mut response = &self.paths[*template][method]["responses"][status.to_string()];
        if let Some(reference) = response["$ref"].as_str() {
            response = self
                .components
                .pointer(reference.strip_prefix("#/components").unwrap())
                .unwrap();
        }
        let mut schema = response["content"]["application/json"]["schema"].clone();
        assert!(
            schema.is_object(),
            "{method} {template} has no schema for {status}"
        );
        schema["components"] = self.components.clone();
        schema
    }

    fn check(&self, method: &str, target: &str, (status, body): &(u16, Value)) {
        let errors = self.errors(method, target, *status, body);
        assert!(
            errors.is_empty(),
            "{method} {target} {status}: {errors:#?}\n{body:#}"
        );
    }

    fn errors(&self, method: &str, target: &str, status: u16, body: &Value) -> Vec<String> {
        let path = target
            .trim_start_matches("/v1.0")
            .split('?')
            .next()
            .unwrap();
        let validator = jsonschema::validator_for(&self.schema(method, path, status)).unwrap();
        validator
            .iter_errors(body)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect()
    }
}

/// Turns OpenAPI's `nullable` into JSON Schema.
fn allow_null(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(allow_null),
        Value::Object(fields) => {
            fields.values_mut().for_each(allow_null);
            if fields.remove("nullable") == Some(Value::Bool(true)) {
                let schema = Value::Object(std::mem::take(fields));
                fields.insert("anyOf".to_owned(), json!([schema, {"type": "null"}]));
            }
        }
        _ => {}
    }
}

/// What to read, with placeholders for ids.
const READS: &[&str] = &[
    "/servicePrincipals",
    "/servicePrincipals?$filter=displayName%20eq%20'Build%20Agent'&$select=id,appId",
    "/servicePrincipals/{sp}",
    "/servicePrincipals/{sp}/appRoleAssignedTo?$top=999",
    "/groups/{group}/members?$top=999&$count=true",
    "/groups/{group}/members?$select=id&$top=7",
    "/groups/{group}/members/microsoft.graph.user?$count=true&$select=id,userPrincipalName,accountEnabled",
    "/groups/{group}/transitiveMembers",
    "/groups/{group}/transitiveMembers/microsoft.graph.user?$count=true",
    "/groups",
    "/groups?$select=id,displayName,securityEnabled,groupTypes&$top=5",
    "/groups/{group}",
    "/groups/delta?$select=displayName,members",
    "/users?$top=999",
    "/users?$select=id,userPrincipalName,mail,proxyAddresses,employeeOrgData,createdDateTime,deletedDateTime",
    "/users/delta?$select=displayName,accountEnabled",
    "/users/{user}",
    "/users/{user}/manager",
    "/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime,userPrincipalName",
    "/subscribedSkus",
    "/organization",
    "/servicePrincipals/{sp}/synchronization/jobs",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}/schema",
    "/auditLogs/provisioning?$top=999",
    "/auditLogs/directoryAudits?$top=999",
    // Refusals.
    "/users/nobody@example.com",
    "/users?$top=1000",
    "/users?$filter=nonsense",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}/schema/functions",
];

#[test]
fn an_answer_that_does_not_fit_is_noticed() {
    let Some(contract) = Contract::load() else {
        eprintln!("skipped: {DESCRIPTION} is not there");
        return;
    };
    let broken = json!({"value": [{"id": "a", "accountEnabled": "True", "mail": null}]});
    assert_eq!(contract.errors("get", "/v1.0/users", 200, &broken).len(), 1);
    let job = json!({"id": "a", "status": {"code": "Resting"}});
    assert_eq!(
        contract
            .errors(
                "get",
                "/v1.0/servicePrincipals/a/synchronization/jobs/b",
                200,
                &job
            )
            .len(),
        1
    );
}

#[test]
fn every_answer_fits_the_description_of_graph() {
    let Some(contract) = Contract::load() else {
        eprintln!("skipped: {DESCRIPTION} is not there");
        return;
    };
    let scenario = Scenario::demo().unwrap();
    let simulator = Simulator::start(Options {
        speed: 0.0,
        limit_logs: false,
        scenario,
        ..Options::default()
    })
    .unwrap();
    let graph = Client::signed_in(&simulator);
    let sp = graph.get("/v1.0/servicePrincipals")["value"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let user = text(&graph.get("/v1.0/users?$top=5&$select=id")["value"][4]["id"]);
    let group = text(&graph.get("/v1.0/groups?$top=3&$select=id")["value"][0]["id"]);
    let job = text(
        &graph.get(&format!(
            "/v1.0/servicePrincipals/{sp}/synchronization/jobs"
        ))["value"][0]["id"],
    );
    let fill = |target: &str| {
        let target = target.replace("{sp}", &sp).replace("{job}", &job);
        format!(
            "/v1.0{}",
            target.replace("{user}", &user).replace("{group}", &group)
        )
    };
    let changes = graph.all_delta(&fill("/users/delta?$select=displayName,accountEnabled"));
    // At the start, in quarantine, and after half a day.
    for hours in [0, 6, 6] {
        simulator.advance(hours * 3600);
        for target in READS {
            contract.check("get", &fill(target), &graph.try_get(&fill(target)));
        }
    }
    contract.check("get", "/users/delta", &graph.try_get(&changes));
    contract.check(
        "get",
        "/users",
        &Client::anonymous(&simulator).try_get("/v1.0/users"),
    );
    let ids = json!({"ids": [user, group], "types": ["user", "group"]}).to_string();
    let target = "/v1.0/directoryObjects/getByIds";
    contract.check("post", target, &graph.post(target, &ids));
    let batch = json!({"requests": [{"id": "1", "method": "GET", "url": "/users?$top=1"}, {"id": "2", "method": "GET", "url": "/x"}]});
    contract.check(
        "post",
        "/v1.0/$batch",
        &graph.post("/v1.0/$batch", &batch.to_string()),
    );
}
