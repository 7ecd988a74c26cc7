//! Random tenants with mappings, filters and scopes of their own: after a quiet full cycle the report finds
//! nothing. The tenant computes what it sends by its own code, scimtop what it expects by another: where
//! they disagree, one of them is wrong. A plain `cargo test` runs a few, the gate a thousand.

use std::fmt::Write;
use std::ops::Range;
use std::process::Command;

use scimtop::simulator::scenario::Scenario;
use scimtop::simulator::{Options, Simulator};
use serde_json::Value;

const SOURCES: [&str; 9] = [
    "userPrincipalName",
    "mail",
    "mailNickname",
    "displayName",
    "givenName",
    "surname",
    "jobTitle",
    "department",
    "objectId",
];

const TARGETS: [&str; 5] = [
    "displayName",
    "title",
    "name.formatted",
    "externalId",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
];

/// An expression of the grammar that both sides know, at most so deep.
fn expression(random: &mut fastrand::Rng, depth: u32) -> String {
    let leaf = depth == 0 || random.u8(0..4) == 0;
    if leaf {
        return if random.u8(0..4) == 0 {
            format!(
                "\"{}\"",
                ["x", "Zoë", "a b", "O'B", "1"][random.usize(0..5)]
            )
        } else {
            format!("[{}]", SOURCES[random.usize(0..SOURCES.len())])
        };
    }
    let mut inner = || expression(random, depth - 1);
    let (one, two, three) = (inner(), inner(), inner());
    match random.u8(0..10) {
        0 => format!("Append({one}, {two})"),
        1 => format!("Join(\"-\", {one}, {two}, {three})"),
        2 => format!("Switch([department], {one}, \"Sales\", {two}, \"Engineering\", {three})"),
        3 => format!("Switch([jobTitle], , \"SRE\", {one}, \"\", {two})"),
        4 => format!("Mid({one}, {}, {})", random.u8(1..6), random.u8(1..9)),
        5 => format!("Left({one}, {})", random.u8(1..9)),
        6 => format!(
            "Replace({one}, \"{}\", , , \"_\", , )",
            ["a", "ö", "'", " "][random.usize(0..4)]
        ),
        7 => format!("ToLower({one}, )"),
        8 => format!("Coalesce({one}, {two})"),
        _ => format!("StripSpaces({one})"),
    }
}

fn clause(random: &mut fastrand::Rng) -> String {
    let (attribute, values) = match random.u8(0..3) {
        0 => ("department", ["Sales", "Engineering", "Nowhere"]),
        1 => ("jobTitle", ["SRE", "Account Executive", "Manager"]),
        _ => ("mail", ["northwind.example", "a", "@"]),
    };
    let operators = [
        "EQUALS",
        "NOT EQUALS",
        "IS NULL",
        "IS NOT NULL",
        "INCLUDES",
        "ENDS_WITH",
    ];
    let operator = operators[random.usize(0..operators.len())];
    let value = values[random.usize(0..values.len())];
    format!("{{ attribute = \"{attribute}\", operator = \"{operator}\", value = \"{value}\" }}")
}

/// A scenario file.
fn scenario(random: &mut fastrand::Rng) -> String {
    let scope = if random.u8(0..4) == 0 {
        "all"
    } else {
        "assigned"
    };
    let groups = random.u8(0..6) != 0;
    let premium = random.u8(0..6) != 0;
    let mut text =
        format!("[provisioning]\nscope = \"{scope}\"\ngroups = {groups}\npremium = {premium}\n");
    for target in TARGETS {
        if random.bool() {
            continue;
        }
        let source = expression(random, 2).replace('\'', "’");
        let flow = if random.u8(0..5) == 0 {
            "create"
        } else {
            "always"
        };
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "[[provisioning.mapping]]\ntarget = '{target}'\nsource = '{source}'\nflow = \"{flow}\"\n"
        );
    }
    for _ in 0..random.u8(0..3) {
        let clauses: Vec<String> = (0..random.u8(1..3)).map(|_| clause(random)).collect();
        let _ = write!(
            text,
            "[[provisioning.filter]]\nclauses = [{}]\n",
            clauses.join(", ")
        );
    }
    for _ in 0..random.u8(0..6) {
        text += &event(random);
    }
    text
}

/// Something that happens at the source hours before the start, so that cycles have dealt with it.
fn event(random: &mut fastrand::Rng) -> String {
    let user = random.u8(0..40);
    let verb = match random.u8(0..6) {
        0 => format!("do = \"move\"\nuser = {user}\ntitle = \"Chief {user}\""),
        1 => format!("do = \"move\"\nuser = {user}\ndepartment = \"Sales\""),
        2 => {
            format!("do = \"rename\"\nuser = {user}\nupn = \"renamed{user}\"\nname = \"Re Named\"")
        }
        3 => format!("do = \"leave\"\nuser = {user}\nhow = \"disable\""),
        4 => format!("do = \"leave\"\nuser = {user}\nhow = \"delete\""),
        _ => format!("do = \"join\"\nupn = \"joiner{user}\"\nname = \"Jo Iner\"\ngroup = 0"),
    };
    format!("[[event]]\nat = \"-{}h\"\n{verb}\n", random.u8(4..30))
}

/// What is reported of the world of this seed.
fn reported(seed: u64) -> (String, Value) {
    let mut random = fastrand::Rng::with_seed(seed);
    let text = scenario(&mut random);
    let scenario: Scenario = text
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{text}"));
    let options = Options {
        users: random.usize(1..60),
        groups: random.usize(0..8),
        seed,
        speed: 0.0,
        scenario,
        limit_logs: false,
        ..Options::default()
    };
    let tenant = Simulator::start(options).expect("a simulator");
    let scope = if text.contains("\"all\"") {
        "all"
    } else {
        "assigned"
    };
    let output = Command::new(env!("CARGO_BIN_EXE_scimtop"))
        .env_clear()
        .envs(tenant.environment())
        .args([
            "report",
            "--no-history",
            "--format",
            "json",
            "--scope",
            scope,
        ])
        .output()
        .expect("scimtop runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "seed {seed}: {said}\n{text}");
    let report = serde_json::from_slice(&output.stdout).expect("a report");
    (text, report)
}

#[test]
fn a_tenant_in_order_is_reported_in_order_whatever_it_maps() {
    are_in_order(0..25);
}

#[test]
#[ignore = "takes minutes"]
fn a_thousand_tenants_in_order_are_reported_in_order() {
    are_in_order(1_000..2_000);
}

fn are_in_order(seeds: Range<u64>) {
    for seed in seeds {
        let (text, report) = reported(seed);
        let findings = report["findings"].as_array().expect("findings");
        assert!(findings.is_empty(), "seed {seed}: {findings:#?}\n{text}");
        assert_eq!(report["verdict"], "in_sync", "seed {seed}\n{text}");
    }
}
