//! Every kind of answer that the simulator gives as Graph, also those that no client asks for yet:
//! delta rounds, licences, refusals, a job in quarantine.

use std::io::{Read, Write};
use std::net::TcpStream;

use scimtop::simulator::{Options, Scenario, Simulator};
use serde_json::{Value, json};

use crate::check::{Checker, Exchange};

/// What is read, with placeholders for ids.
const READS: &[&str] = &[
    "/servicePrincipals",
    "/servicePrincipals?$filter=displayName%20eq%20'Build%20Agent'&$select=id,appId",
    "/servicePrincipals/{sp}",
    "/servicePrincipals/{sp}/appRoleAssignedTo?$top=999",
    "/groups/{group}/members?$top=999&$count=true",
    "/groups/{group}/members?$select=id&$top=7",
    "/groups/{group}/members/microsoft.graph.user?$count=true&$select=id,accountEnabled",
    "/groups/{group}/transitiveMembers",
    "/groups/{group}/transitiveMembers/microsoft.graph.user?$count=true",
    "/groups",
    "/groups?$select=id,displayName,securityEnabled,groupTypes&$top=5",
    "/groups/{group}",
    "/groups/delta?$select=displayName,members",
    "/users?$top=999",
    "/users?$select=id,mail,proxyAddresses,employeeOrgData,createdDateTime,deletedDateTime",
    "/users/delta?$select=displayName,accountEnabled",
    "/users/{user}",
    "/users/{user}/manager",
    "/directory/deletedItems/microsoft.graph.user?$select=id,deletedDateTime",
    "/subscribedSkus",
    "/organization",
    "/servicePrincipals/{sp}/synchronization/jobs",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}/schema",
    "/auditLogs/provisioning?$top=999",
    "/auditLogs/directoryAudits?$top=999",
    // Refusals.
    "/users/nobody@example.com",
    "/users?$filter=nonsense",
    "/servicePrincipals/{sp}/synchronization/jobs/{job}/schema/functions",
];

/// A client that holds each answer against the contract.
struct Client<'a> {
    checker: &'a Checker,
    simulator: &'a Simulator,
    token: String,
}

impl Client<'_> {
    fn send(&self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let origin = self.simulator.origin();
        let mut stream =
            TcpStream::connect(origin.trim_start_matches("http://")).expect("a server");
        let (length, token) = (body.len(), &self.token);
        let request = format!(
            "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nconsistencylevel: eventual\r\n\
             content-length: {length}\r\nauthorization: Bearer {token}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        (
            status.expect("a status"),
            serde_json::from_str(body).expect("JSON"),
        )
    }

    fn ask(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let target = format!("/v1.0{path}");
        let text = body.as_ref().map(Value::to_string).unwrap_or_default();
        let (status, response) = self.send(method, &target, &text);
        let exchange = Exchange {
            method,
            target: &target,
            headers: vec![("consistencylevel".to_owned(), "eventual".to_owned())],
            request: body,
            status,
            response: response.clone(),
        };
        if let Err(wrong) = self.checker.check(&exchange) {
            panic!("{wrong}");
        }
        response
    }

    fn get(&self, path: &str) -> Value {
        self.ask("GET", path, None)
    }

    /// The id of one row of a collection.
    fn id(&self, path: &str, row: usize) -> String {
        let id = self.get(path)["value"][row]["id"]
            .as_str()
            .map(str::to_owned);
        id.expect("an id")
    }

    /// The link to what changes from now on.
    fn delta_link(&self, path: &str) -> String {
        let page = self.get(path);
        let local = |name: &str| Some(page[name].as_str()?.split_once("/v1.0")?.1.to_owned());
        match local("@odata.nextLink") {
            Some(next) => self.delta_link(&next),
            None => local("@odata.deltaLink").expect("a delta link"),
        }
    }
}

fn sign_in<'a>(checker: &'a Checker, simulator: &'a Simulator) -> Client<'a> {
    let environment = simulator.environment();
    let setting = |wanted: &str| {
        let found = environment.iter().find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.as_str()).expect("a setting")
    };
    let mut client = Client {
        checker,
        simulator,
        token: String::new(),
    };
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}&scope=x%2F.default",
        setting("SCIMTOP_CLIENT_ID"),
        setting("SCIMTOP_CLIENT_SECRET"),
    );
    let path = format!("/{}/oauth2/v2.0/token", setting("SCIMTOP_TENANT"));
    let (_, body) = client.send("POST", &path, &form);
    body["access_token"]
        .as_str()
        .expect("a token")
        .clone_into(&mut client.token);
    client
}

#[test]
fn every_answer_of_the_simulator_fits_the_contract() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let scenario = Scenario::demo().expect("the demo's scenario");
    let options = Options {
        speed: 0.0,
        limit_logs: false,
        scenario,
        ..Options::default()
    };
    let simulator = Simulator::start(options).expect("a simulator");
    let client = sign_in(&checker, &simulator);
    let sp = client.id("/servicePrincipals", 0);
    let job = client.id(&format!("/servicePrincipals/{sp}/synchronization/jobs"), 0);
    let (user, group) = (
        client.id("/users?$select=id", 4),
        client.id("/groups?$select=id", 0),
    );
    let fill = |path: &str| {
        let path = path.replace("{sp}", &sp).replace("{job}", &job);
        path.replace("{user}", &user).replace("{group}", &group)
    };
    let users = client.delta_link("/users/delta?$select=displayName,accountEnabled");
    let groups = client.delta_link("/groups/delta?$select=displayName,members");
    // At the start, in quarantine, and after half a day.
    for hours in [0, 6, 6] {
        simulator.advance(hours * 3600);
        for path in READS {
            client.get(&fill(path));
        }
    }
    assert!(
        !client.get(&users)["value"]
            .as_array()
            .is_none_or(Vec::is_empty)
    );
    assert!(
        !client.get(&groups)["value"]
            .as_array()
            .is_none_or(Vec::is_empty)
    );
    let ids = json!({"ids": [user, group], "types": ["user", "group"]});
    client.ask("POST", "/directoryObjects/getByIds", Some(ids));
    Client {
        token: String::new(),
        ..client
    }
    .get("/users");
}
