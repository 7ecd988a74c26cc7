//! `scimtop report`.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use serde_json::json;

use crate::command::{Desk, Ran, codes, kinds};

const STRANGER: &str = r#"
    [[event]]
    at = "-30d"
    do = "provider_create_user"
    upn = "admin@contoso.example"
"#;

#[test]
fn a_quiet_tenant_is_in_sync() {
    let (status, report) = Desk::with("").report("");
    assert_eq!(
        (status, &report["verdict"]),
        (0, &json!("in_sync")),
        "{report:#}"
    );
    assert_eq!(report["findings"], json!([]));
    for source in report["sources"].as_array().expect("sources") {
        assert_eq!(source["grade"], "complete", "{source}");
    }
}

#[test]
fn what_was_done_by_hand_is_found_and_only_that() {
    let retitled = r#"
        [[event]]
        at = "0s"
        do = "provider_edit"
        user = 3
        attribute = "title"
        value = "Retitled by hand"
    "#;
    let (status, report) = Desk::with(retitled).report("");
    assert_eq!((status, &report["verdict"]), (0, &json!("drift")));
    assert_eq!(kinds(&report), ["attribute_mismatch"], "{report:#}");
    let finding = &report["findings"][0];
    assert_eq!(finding["attribute"], "title");
    assert_eq!(finding["actual"], "Retitled by hand");
}

#[test]
fn every_format_names_the_finding() {
    let desk = Desk::with(STRANGER);
    for format in ["table", "json", "csv"] {
        let ran = desk.run(&format!("report --format {format}"));
        assert_eq!(ran.status, 0, "{ran:?}");
        let named = ran.out.contains("orphan_user") || ran.out.contains("orphan user");
        assert!(
            named && ran.out.contains("admin@contoso.example"),
            "{format}: {}",
            ran.out
        );
    }
}

#[test]
fn a_refused_token_makes_a_side_unknown_and_no_drift() {
    let (status, report) = Desk::new(STRANGER, &["scim-401"]).report("");
    assert_eq!(
        (status, &report["verdict"]),
        (3, &json!("unknown")),
        "{report:#}"
    );
    assert!(kinds(&report).is_empty());
    let users = &report["sources"][0];
    assert_eq!(
        (&users["name"], &users["grade"]),
        (&json!("scim_users"), &json!("none"))
    );
    assert!(
        users["error"]
            .as_str()
            .is_some_and(|error| error.contains("401")),
        "{users}"
    );
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    let desk = Desk::with(STRANGER);
    let mut command = desk.command("report --format json");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    drop(child.stdout.take());
    let ran = Ran::ended(&child.wait_with_output().expect("it ends"));
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
}

#[test]
fn a_history_that_cannot_be_kept_is_a_note_and_no_end() {
    let desk = Desk::with(STRANGER);
    // A file where a folder should be stops root too, whom permissions do not.
    let taken = desk.home.path().join("taken");
    std::fs::write(&taken, "").expect("a file");
    let ran = Ran::of(
        desk.command("report --format json")
            .env("XDG_STATE_HOME", &taken),
    );
    let report = ran.json();
    assert_eq!((ran.status, kinds(&report)), (0, vec!["orphan_user"]));
    assert!(
        codes(&report).contains(&"history_unavailable"),
        "{:#}",
        report["notes"]
    );
}

#[test]
fn the_history_dates_a_finding_by_its_first_sight_and_is_ours_alone() {
    let desk = Desk::with(STRANGER);
    let state = desk.home.path().join("state");
    let since = || {
        let mut command = desk.command("report --format json");
        let report = Ran::of(command.env("XDG_STATE_HOME", &state)).json();
        report["findings"][0]["since"].clone()
    };
    let first = since();
    assert!(first.is_string(), "{first}");
    assert_eq!(since(), first);
    let mut files = 0;
    for file in std::fs::read_dir(state.join("scimtop")).expect("a folder") {
        let mode = file
            .expect("an entry")
            .metadata()
            .expect("its mode")
            .permissions()
            .mode();
        assert_eq!(mode & 0o077, 0, "{mode:o}");
        files += 1;
    }
    assert!(files > 0);
}

#[test]
fn no_history_leaves_no_file() {
    let desk = Desk::with(STRANGER);
    assert_eq!(desk.run("report --no-history").status, 0);
    let left = std::fs::read_dir(desk.home.path())
        .expect("a folder")
        .count();
    assert_eq!(left, 0);
}

#[test]
fn no_secret_is_ever_printed_or_logged() {
    let desk = Desk::with("");
    let log = desk.home.path().join("log");
    let canaries = ["SCIM_TOKEN", "CLIENT_SECRET", "AUDIT_TOKEN"];
    for arguments in [
        "report",
        "report --format json",
        "report --format csv",
        "check",
        "config check",
        "doctor",
        "doctor --format json",
    ] {
        let mut command = desk.command(arguments);
        command.arg("--log").arg(&log);
        for name in canaries {
            command.env(format!("SCIMTOP_{name}"), format!("canary-{name}"));
        }
        let ran = Ran::of(&mut command);
        let logged = std::fs::read(&log).expect("a log");
        for line in BufReader::new(logged.as_slice()).lines() {
            let line = line.expect("UTF-8");
            assert!(!line.contains("canary-"), "{line}");
        }
        assert!(
            !ran.out.contains("canary-") && !ran.err.contains("canary-"),
            "{ran:?}"
        );
    }
}

#[test]
fn a_name_that_several_applications_carry_lists_them_and_stops() {
    let desk = Desk::with("");
    let mut command = desk.command("report --format json");
    command.env("SCIMTOP_APP", "Build Agent");
    let ran = Ran::of(&mut command);
    let said = ran.out + &ran.err;
    assert_eq!(ran.status, 3, "{said}");
    let told =
        "several enterprise applications are called \\\"Build Agent\\\", choose one by its id: ";
    assert!(said.contains(told), "{said}");
}
