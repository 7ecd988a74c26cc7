//! Whether a tenant and its provider are in step, as somebody sees it who reads both over HTTP.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::client::Client;
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

const USER_FIELDS: &str =
    "id,userPrincipalName,mail,displayName,jobTitle,department,accountEnabled,userType";
const DEPARTMENT: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The userName that a source user should have, folded.
fn user_name(user: &Value) -> String {
    let name = text(&user["userPrincipalName"]).to_lowercase();
    match name
        .split_once("#ext#@")
        .and_then(|(home, _)| home.rsplit_once('_'))
    {
        Some((local, domain)) => format!("{local}@{domain}"),
        None => name,
    }
}

/// What the source wants: users in scope by folded userName, and members of assigned groups by group id.
struct Source {
    users: BTreeMap<String, Value>,
    groups: BTreeMap<String, BTreeSet<String>>,
}

impl Source {
    fn read(graph: &Client, application: &str) -> Self {
        let all = graph.all(&format!("/v1.0/users?$top=999&$select={USER_FIELDS}"));
        let by_id: HashMap<String, Value> = all
            .into_iter()
            .map(|user| (text(&user["id"]), user))
            .collect();
        let (mut scope, mut groups) = (HashSet::new(), BTreeMap::new());
        for row in graph.all(&format!(
            "/v1.0/servicePrincipals/{application}/appRoleAssignedTo"
        )) {
            let id = text(&row["principalId"]);
            if row["principalType"] == "User" {
                scope.insert(id);
            } else if row["principalType"] == "Group" {
                let members = graph.all(&format!("/v1.0/groups/{id}/members?$select=id&$top=999"));
                let users = members
                    .iter()
                    .filter(|row| row["@odata.type"] == "#microsoft.graph.user");
                let users: Vec<String> = users.map(|row| text(&row["id"])).collect();
                scope.extend(users.iter().cloned());
                groups.insert(id, users.iter().map(|id| user_name(&by_id[id])).collect());
            }
        }
        let users = scope
            .into_iter()
            .map(|id| (user_name(&by_id[&id]), by_id[&id].clone()))
            .collect();
        Self { users, groups }
    }
}

/// What the provider holds.
struct Target {
    users: BTreeMap<String, Vec<Value>>,
    groups: Vec<Value>,
}

impl Target {
    fn read(scim: &Client) -> Self {
        let mut users: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for user in scim.resources("/api/v1/scim/Users") {
            users
                .entry(text(&user["userName"]).to_lowercase())
                .or_default()
                .push(user);
        }
        Self {
            users,
            groups: scim.resources("/api/v1/scim/Groups"),
        }
    }
}

/// Everything that differs, as "kind subject".
fn drift(simulator: &Simulator) -> BTreeSet<String> {
    let scim = Client::with_setting(simulator, "SCIMTOP_SCIM_TOKEN");
    let graph = Client::signed_in(simulator);
    let application = super::client::setting(simulator, "SCIMTOP_APP");
    let (source, target) = (Source::read(&graph, &application), Target::read(&scim));
    let mut found = BTreeSet::new();
    users(&source, &target, &mut found);
    groups(&source, &target, &mut found);
    found
}

fn users(source: &Source, target: &Target, found: &mut BTreeSet<String>) {
    for (name, user) in &source.users {
        let accounts = target.users.get(name);
        match accounts.and_then(|accounts| accounts.first()) {
            None => {
                if user["accountEnabled"] == true {
                    found.insert(format!("missing_user {name}"));
                }
            }
            Some(account) if account["active"] != user["accountEnabled"] => {
                found.insert(format!("active_mismatch {name}"));
            }
            Some(account) => attributes(name, user, account, found),
        }
    }
    for (name, accounts) in &target.users {
        if !source.users.contains_key(name) && accounts[0]["active"] == true {
            found.insert(format!("orphan_user {name}"));
        }
        if accounts.len() > 1 {
            found.insert(format!("duplicate_user {name}"));
        }
    }
}

fn attributes(name: &str, user: &Value, account: &Value, found: &mut BTreeSet<String>) {
    let pairs = [
        ("displayName", &user["displayName"], &account["displayName"]),
        ("title", &user["jobTitle"], &account["title"]),
        (
            "department",
            &user["department"],
            &account[DEPARTMENT]["department"],
        ),
        ("email", &user["mail"], &account["emails"][0]["value"]),
    ];
    for (attribute, wanted, held) in pairs {
        if !wanted.is_null() && text(wanted).to_lowercase() != text(held).to_lowercase() {
            found.insert(format!("attribute_mismatch {name} {attribute}"));
        }
    }
}

fn groups(source: &Source, target: &Target, found: &mut BTreeSet<String>) {
    let names: HashMap<String, &String> = target
        .users
        .iter()
        .flat_map(|(name, accounts)| {
            accounts
                .iter()
                .map(move |account| (text(&account["id"]), name))
        })
        .collect();
    let enabled = |name: &str| {
        source
            .users
            .get(name)
            .is_none_or(|user| user["accountEnabled"] == true)
    };
    let mut held_groups = BTreeSet::new();
    for group in &target.groups {
        let label = text(&group["displayName"]);
        let Some(wanted) = source.groups.get(&text(&group["externalId"])) else {
            found.insert(format!("orphan_group {label}"));
            continue;
        };
        held_groups.insert(text(&group["externalId"]));
        let members = group["members"].as_array().cloned().unwrap_or_default();
        let held: BTreeSet<String> = members
            .iter()
            .filter_map(|member| names.get(&text(&member["value"])))
            .map(|name| (*name).clone())
            .collect();
        for name in wanted
            .difference(&held)
            .filter(|name| enabled(name) && target.users.contains_key(*name))
        {
            found.insert(format!("missing_member {name} {label}"));
        }
        // Whoever was deprovisioned keeps memberships: a deleted user's are not taken away.
        let active = |name: &&String| target.users[*name][0]["active"] == true;
        for name in held.difference(wanted).filter(active) {
            found.insert(format!("extra_member {name} {label}"));
        }
    }
    for id in source.groups.keys().filter(|id| !held_groups.contains(*id)) {
        found.insert(format!("missing_group {id}"));
    }
}

fn start(users: usize, groups: usize, seed: u64, scenario: Scenario) -> Simulator {
    Simulator::start(Options {
        users,
        groups,
        seed,
        scenario,
        speed: 0.0,
        ..Options::default()
    })
    .unwrap()
}

#[test]
fn a_quiet_tenant_is_in_step_and_stays_so() {
    for (users, groups, seed) in [(1200, 24, 1), (300, 40, 2), (20, 1, 3)] {
        let simulator = start(users, groups, seed, Scenario::default());
        assert_eq!(
            drift(&simulator),
            BTreeSet::new(),
            "{users} {groups} {seed}"
        );
        simulator.advance(86_400);
        assert_eq!(
            drift(&simulator),
            BTreeSet::new(),
            "{users} {groups} {seed} a day later"
        );
    }
}

#[test]
fn the_demo_starts_with_its_list_of_drift() {
    let simulator = start(1200, 24, 1, Scenario::demo().unwrap());
    let expected = [
        // Ended for good: only a person can mend these.
        "attribute_mismatch bruno.weiss@northwind.example title",
        "duplicate_user yusuf.garcia@northwind.example",
        "extra_member chiara.ngugi@northwind.example Sales",
        "missing_member olivia.park@northwind.example All Staff",
        "missing_member xenia.o'brien@northwind.example Engineering",
        "missing_user pascal.roux@northwind.example",
        "orphan_user break.glass@mdm-admins.example",
        "orphan_user emile.santos@northwind.example",
        // Waiting for the next cycle.
        "attribute_mismatch mei.haddad@northwind.example title",
        "missing_user haruka.mori@northwind.example",
    ];
    assert_eq!(drift(&simulator), expected.map(str::to_owned).into());
}

#[test]
fn what_changes_at_the_source_is_drift_until_the_next_cycle_has_run() {
    let text = "[[event]]\nat = \"1m\"\ndo = \"join\"\nupn = \"zelda\"\nname = \"Zelda Fitz\"\ngroup = 0\n";
    let simulator = start(60, 6, 1, Scenario::parse(text).unwrap());
    simulator.advance(60);
    assert_eq!(
        drift(&simulator),
        BTreeSet::from(["missing_user zelda@northwind.example".to_owned()])
    );
    simulator.advance(17 * 60);
    assert_eq!(drift(&simulator), BTreeSet::new());
}
