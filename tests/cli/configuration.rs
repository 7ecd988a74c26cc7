//! The command line, the environment and the configuration file.

use std::fs;

use serde_json::json;

use crate::command::{Desk, Ran, codes, kinds};

#[test]
fn usage_and_configuration_end_with_the_status_of_the_contract() {
    let desk = Desk::with("");
    for (arguments, expected) in [
        ("--help", 0),
        ("--version", 0),
        ("config template", 0),
        ("config check", 0),
        ("--bogus", 2),
        ("simulate", 2),
        ("check --bogus", 3),
        ("report --bogus", 3),
        ("report --format yaml", 3),
        ("check --scope everybody", 3),
        ("report --config /nowhere/scimtop.toml", 3),
    ] {
        let ran = desk.run(arguments);
        assert_eq!(ran.status, expected, "{arguments}: {ran:?}");
        assert_eq!(ran.status == 0, ran.err.is_empty(), "{arguments}: {ran:?}");
    }
}

#[test]
fn a_mistake_is_named_with_its_line_and_shows_no_secret() {
    let desk = Desk::with("");
    let file = desk.home.path().join("config.toml");
    fs::write(&file, "scim_token = \"canary\"\nscope = \"everybody\"\n").expect("a file");
    let ran = desk.run(&format!("config check --config {}", file.display()));
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.contains("config.toml:2:9: scope "), "{}", ran.out);
    assert!(!ran.out.contains("canary"), "{}", ran.out);
}

#[test]
fn plain_http_leaves_the_machine_for_nobody() {
    let desk = Desk::with("");
    let mut command = desk.command("report");
    let ran = Ran::of(command.env("SCIMTOP_SCIM_URL", "http://scim.example/v2"));
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("https"), "{}", ran.err);
}

#[test]
fn an_ignored_finding_is_counted_apart_and_comes_back_with_the_end_of_its_rule() {
    let desk = Desk::with(
        r#"
        [[event]]
        at = "0s"
        do = "provider_create_user"
        upn = "admin@contoso.example"
        "#,
    );
    let file = desk.home.path().join("config.toml");
    for (until, found, ignored) in [("2999-01-01", 0, 1), ("2001-01-01", 1, 0)] {
        let rule = format!(
            "[[ignore]]\nmatch = {{ kind = \"orphan_user\", user = \"ADMIN@*\" }}\n\
             owner = \"ops\"\nreason = \"made by hand\"\nuntil = \"{until}\"\n"
        );
        fs::write(&file, rule).expect("a file");
        let (_, report) = desk.report(&format!("--config {}", file.display()));
        assert_eq!(kinds(&report).len(), found, "{report:#}");
        assert_eq!(report["ignored"], json!(ignored));
    }
}

#[test]
fn a_setting_that_the_log_speaks_against_is_noted() {
    let desk = Desk::with(
        r#"
        [[event]]
        at = "-2h"
        do = "leave"
        user = 0
        how = "unassign"
        "#,
    );
    let (_, report) = desk.report("");
    assert!(!codes(&report).contains(&"skip_contradicted"), "{report:#}");
    let (_, report) = desk.report("--skip-out-of-scope-deletions=true");
    assert!(codes(&report).contains(&"skip_contradicted"), "{report:#}");
}
