//! What goes over the wire in one run of the built program: every exchange with Graph fits its
//! contract on both sides, and nothing but reads is ever sent.

use std::process::Command;

use scimtop::simulator::http::Exchange as Heard;
use scimtop::simulator::{Options, Simulator};
use serde_json::Value;

use crate::check::{Checker, Exchange};

/// Every exchange of one `scimtop report` with these flags.
fn heard(flags: &str) -> Vec<Heard> {
    let options = Options {
        users: 300,
        groups: 24,
        speed: 0.0,
        journal: true,
        limit_logs: false,
        ..Options::default()
    };
    let tenant = Simulator::start(options).expect("a simulator");
    let output = Command::new(env!("CARGO_BIN_EXE_scimtop"))
        .env_clear()
        .envs(tenant.environment())
        .args(["report", "--no-history"])
        .args(flags.split_whitespace())
        .output()
        .expect("scimtop runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    tenant.journal()
}

fn json(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// What the contract does not allow.
fn broken(checker: &Checker, heard: &[Heard], acting: bool) -> Vec<String> {
    let graph = heard
        .iter()
        .filter(|heard| heard.target.starts_with("/v1.0"));
    let exchanges = graph.map(|heard| Exchange {
        method: &heard.method,
        target: &heard.target,
        headers: heard.request_headers.clone(),
        request: json(&heard.request_body),
        status: heard.status,
        response: json(&heard.response_body).unwrap_or_default(),
    });
    exchanges
        .filter_map(|exchange| {
            let checked = if acting {
                checker.check_acting(&exchange)
            } else {
                checker.check(&exchange)
            };
            checked.err()
        })
        .collect()
}

#[test]
fn every_action_fits_the_contract() {
    let Some(checker) = Checker::load() else {
        return;
    };
    let joiner =
        "[[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
    let options = Options {
        users: 60,
        groups: 6,
        speed: 0.0,
        journal: true,
        limit_logs: false,
        grant_actions: true,
        scenario: joiner.parse().expect("a scenario"),
        ..Options::default()
    };
    let tenant = Simulator::start(options).expect("a simulator");
    let home = tempfile::tempdir().expect("a home");
    let (name, jo) = ("Kandji (Iru) SCIM", "jo@northwind.example");
    for (action, name) in [
        ("pause", name),
        ("start", name),
        ("restart --no-plan --reset full", name),
        ("provision-on-demand jo@northwind.example", jo),
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_scimtop"))
            .env_clear()
            .envs(tenant.environment())
            .env("HOME", home.path())
            .env("SCIMTOP_ALLOW_ACTIONS", "true")
            .args(["--allow-actions", "action"])
            .args(action.split_whitespace())
            .args(["--wait", "0", "--confirm", name])
            .output()
            .expect("scimtop runs");
        assert_eq!(output.status.code(), Some(0), "{action}: {output:?}");
    }
    let heard = tenant.journal();
    let acted = heard
        .iter()
        .filter(|heard| heard.method == "POST" && heard.target.contains("/jobs/"));
    assert_eq!(acted.count(), 4);
    let broken = broken(&checker, &heard, true);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_exchange_with_graph_fits_the_contract() {
    let Some(checker) = Checker::load() else {
        return;
    };
    for flags in ["--scope assigned", "--scope all"] {
        let heard = heard(flags);
        let broken = broken(&checker, &heard, false);
        assert!(broken.is_empty(), "{flags}:\n{}", broken.join("\n"));
    }
}
