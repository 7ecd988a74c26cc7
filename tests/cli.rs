//! The built program against a tenant of its own: what it prints and with which status it ends.

use std::process::{Command, Output};

use scimtop::simulator::{Options, Scenario, Simulator};
use serde_json::Value;

/// A tenant that stands still, with this scenario.
fn tenant(scenario: &str, faults: &[&str]) -> Simulator {
    let options = Options {
        users: 200,
        groups: 8,
        speed: 0.0,
        scenario: scenario.parse().expect("a scenario"),
        faults: faults
            .iter()
            .map(|fault| fault.parse().expect("a fault"))
            .collect(),
        limit_logs: false,
        ..Options::default()
    };
    Simulator::start(options).expect("a simulator")
}

/// Runs scimtop against `tenant`, in an environment of its own.
fn scimtop(tenant: &Simulator, more: &[(&str, &str)], arguments: &str) -> Output {
    let home = tempfile::tempdir().expect("a home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
    command
        .env_clear()
        .env("HOME", home.path())
        .envs(tenant.environment())
        .envs(more.to_vec());
    command
        .args(arguments.split_whitespace())
        .output()
        .expect("scimtop runs")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("an exit status")
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_quiet_tenant_is_in_sync() {
    let tenant = tenant("", &[]);
    let output = scimtop(&tenant, &[], "report --format json");
    let report = report(&output);
    assert_eq!(
        (status(&output), &report["verdict"]),
        (0, &Value::from("in_sync")),
        "{report:#}"
    );
    assert_eq!(report["findings"], Value::from(Vec::<Value>::new()));
    for source in report["sources"].as_array().expect("sources") {
        assert_eq!(source["grade"], "complete", "{source}");
    }
    let check = scimtop(&tenant, &[], "check");
    assert_eq!(
        status(&check),
        0,
        "{}",
        String::from_utf8_lossy(&check.stdout)
    );
    assert_eq!(String::from_utf8_lossy(&check.stdout).lines().count(), 1);
}

#[test]
fn what_was_done_by_hand_is_found_and_only_that() {
    let scenario = r#"
        [[event]]
        at = "0s"
        do = "provider_edit"
        user = 3
        title = "Retitled by hand"
    "#;
    let output = scimtop(&tenant(scenario, &[]), &[], "report --format json");
    let report = report(&output);
    let findings = report["findings"].as_array().expect("findings");
    assert_eq!(findings.len(), 1, "{report:#}");
    assert_eq!(findings[0]["kind"], "attribute_mismatch");
    assert_eq!(findings[0]["attribute"], "title");
    assert_eq!(findings[0]["actual"], "Retitled by hand");
    assert_eq!(
        (status(&output), &report["verdict"]),
        (0, &Value::from("drift"))
    );
}

#[test]
fn a_refused_token_is_unknown_not_drift() {
    let tenant = tenant("", &["scim-401"]);
    let output = scimtop(&tenant, &[], "report --format json");
    let report = report(&output);
    assert_eq!(
        (status(&output), &report["verdict"]),
        (3, &Value::from("unknown")),
        "{report:#}"
    );
    assert_eq!(
        report["counts"]
            .as_object()
            .map(|counts| counts.values().all(|count| count == 0)),
        Some(true)
    );
    let users = &report["sources"][0];
    assert_eq!(
        (&users["name"], &users["grade"]),
        (&Value::from("scim_users"), &Value::from("none"))
    );
    assert!(
        users["error"]
            .as_str()
            .is_some_and(|error| error.contains("401")),
        "{users}"
    );
    assert_eq!(status(&scimtop(&tenant, &[], "check")), 3);
}

#[test]
fn no_secret_is_ever_printed() {
    let canaries = [
        ("SCIMTOP_SCIM_TOKEN", "canary-scim-token"),
        ("SCIMTOP_CLIENT_SECRET", "canary-client-secret"),
        ("SCIMTOP_AUDIT_TOKEN", "canary-audit-token"),
    ];
    let tenant = tenant("", &[]);
    let folder = tempfile::tempdir().expect("a folder");
    let log = folder.path().join("log");
    for arguments in [
        "report",
        "report --format json",
        "report --format csv",
        "check",
        "config check",
    ] {
        let arguments = format!("{arguments} --log {}", log.display());
        let output = scimtop(&tenant, &canaries, &arguments);
        let logged = std::fs::read_to_string(&log).expect("a log");
        let said =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(
            !said.contains("canary") && !logged.contains("canary"),
            "{arguments}: {said}{logged}"
        );
    }
}

#[test]
fn usage_and_configuration_end_with_the_status_of_the_contract() {
    let tenant = tenant("", &[]);
    for (arguments, expected) in [
        ("check --bogus", 3),
        ("report --bogus", 3),
        ("--bogus", 2),
        ("config template", 0),
        ("config check", 0),
        ("check --scope everybody", 3),
        ("report --tenant= ", 3),
        ("", 2),
    ] {
        assert_eq!(
            status(&scimtop(&tenant, &[], arguments)),
            expected,
            "{arguments}"
        );
    }
}

#[test]
fn an_ignored_finding_is_counted_apart_and_comes_back_with_the_end_of_its_rule() {
    let scenario =
        "[[event]]\nat = \"0s\"\ndo = \"provider_create_user\"\nupn = \"admin@contoso.example\"\n";
    let tenant = tenant(scenario, &[]);
    let folder = tempfile::tempdir().expect("a folder");
    for (until, findings, ignored) in [("2999-01-01", 0, 1), ("2001-01-01", 1, 0)] {
        let file = folder.path().join("config.toml");
        let rule = format!(
            "[[ignore]]\nmatch = {{ kind = \"orphan_user\", user = \"ADMIN@*\" }}\n\
             owner = \"ops\"\nreason = \"made by hand\"\nuntil = \"{until}\"\n"
        );
        std::fs::write(&file, rule).expect("a file");
        let output = scimtop(
            &tenant,
            &[],
            &format!("report --format json --config {}", file.display()),
        );
        let report = report(&output);
        assert_eq!(
            report["findings"].as_array().map(Vec::len),
            Some(findings),
            "{report:#}"
        );
        assert_eq!(report["ignored"], ignored);
    }
}

#[test]
fn the_history_dates_a_finding_by_its_first_sight() {
    let scenario =
        "[[event]]\nat = \"0s\"\ndo = \"provider_create_user\"\nupn = \"x@contoso.example\"\n";
    let options = Options {
        users: 60,
        groups: 3,
        scenario: scenario.parse().expect("a scenario"),
        limit_logs: false,
        ..Options::default()
    };
    let tenant = Simulator::start(options).expect("a simulator");
    let state = tempfile::tempdir().expect("a folder");
    let path = state.path().display().to_string();
    let since = || {
        let output = scimtop(
            &tenant,
            &[("XDG_STATE_HOME", &path)],
            "report --format json",
        );
        report(&output)["findings"][0]["since"].clone()
    };
    let first = since();
    assert!(first.is_string());
    assert_eq!(since(), first);
    let empty: Scenario = "".parse().expect("the empty scenario");
    drop(empty);
}
