//! `scimtop doctor`, against tenants that are set up rightly, wrongly and not at all.

use std::collections::BTreeMap;
use std::process::Command;
use std::thread;

use scimtop::simulator::{Options, Simulator};
use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::command::{Desk, Ran};

/// A tenant so small that no group holds a group, and nobody who left has a device.
fn small(scenario: &str, faults: &[&str]) -> Desk {
    let options = Options {
        users: 12,
        groups: 0,
        speed: 0.0,
        scenario: scenario.parse().expect("a scenario"),
        faults: faults
            .iter()
            .map(|fault| fault.parse().expect("a fault"))
            .collect(),
        limit_logs: false,
        ..Options::default()
    };
    Desk {
        tenant: Simulator::start(options).expect("a simulator"),
        home: tempfile::tempdir().expect("a home"),
    }
}

/// The exit status, and each row by its id.
fn rows(command: &mut Command) -> (u8, BTreeMap<String, Value>) {
    let ran = Ran::of(command);
    let document = ran.json();
    assert_eq!(document["format"], "scimtop.doctor/1");
    let rows = document["rows"].as_array().expect("rows").iter();
    let rows = rows.map(|row| (row["id"].as_str().expect("an id").to_owned(), row.clone()));
    (ran.status, rows.collect())
}

fn examined(desk: &Desk, flags: &str) -> (u8, BTreeMap<String, Value>) {
    rows(&mut desk.command(&format!("doctor --format json --no-history {flags}")))
}

/// What must be said of a row in a tenant of its own.
struct Wrong {
    scenario: &'static str,
    fault: &'static str,
    flags: &'static str,
    id: &'static str,
    result: &'static str,
    /// Part of what is seen.
    seen: &'static str,
}

const fn setup(
    scenario: &'static str,
    id: &'static str,
    result: &'static str,
    seen: &'static str,
) -> Wrong {
    Wrong {
        scenario,
        fault: "",
        flags: "",
        id,
        result,
        seen,
    }
}

const fn fault(
    fault: &'static str,
    id: &'static str,
    result: &'static str,
    seen: &'static str,
) -> Wrong {
    Wrong {
        scenario: "",
        fault,
        flags: "",
        id,
        result,
        seen,
    }
}

const fn flags(
    flags: &'static str,
    id: &'static str,
    result: &'static str,
    seen: &'static str,
) -> Wrong {
    Wrong {
        scenario: "",
        fault: "",
        flags,
        id,
        result,
        seen,
    }
}

#[rustfmt::skip]
const WRONG: &[Wrong] = &[
    fault("scim-401", "guide-01", "fail", "401"),
    setup("[[provisioning.mapping]]\ntarget = 'title'\nsource = '[jobTitle]'", "guide-04", "pass", "8 attributes"),
    setup("[setup]\nsign_on = 'saml'", "guide-06", "pass", "SAML"),
    flags("--app Nobody", "guide-07", "fail", "no enterprise application"),
    flags("--app Nobody", "guide-06", "skipped", "guide-07"),
    setup("[setup]\nenabled = false", "guide-09", "fail", "disabled"),
    setup("[setup]\njob = false", "guide-10", "fail", "no synchronization job"),
    setup("[[event]]\nat = '-3h'\ndo = 'move'\nuser = 3\ntitle = 'X'", "guide-11", "pass", "at this provider"),
    setup("[[event]]\nat = '-10d'\ndo = 'token_fails'", "guide-12", "fail", "quarantine"),
    setup("[[event]]\nat = '-10d'\ndo = 'token_fails'", "guide-18", "fail", "Quarantine"),
    fault("filter-ignored", "guide-13", "fail", "finds"),
    fault("filter-refused", "guide-13", "fail", "400"),
    setup("[setup]\nusers = false", "guide-15", "fail", "Users is switched off"),
    setup("[provisioning]\ngroups = false", "guide-15", "fail", "Groups is switched off"),
    setup("[provisioning]\npremium = false", "guide-16", "fail", "no Entra ID P1"),
    setup("[setup]\nschedule = 'Disabled'", "guide-18", "fail", "Disabled"),
    setup("[[event]]\nat = '-1d'\ndo = 'provider_create_user'\nupn = 'x@contoso.example'", "guide-22", "warn", "1 difference"),
    setup("[setup]\ninterval = 'PT2H'", "guide-24", "warn", "120 minutes"),
    setup("[setup]\ninterval = 'PT10M'", "guide-24", "fail", "late"),
    fault("page-cap=50", "guide-29", "warn", "hold groups"),
    fault("page-cap=50", "guide-30", "warn", "archived or gone"),
    fault("second-integration", "guide-31", "warn", "more than one integration"),
    setup("[[event]]\nat = '-2d'\ndo = 'lie'\nuser = 5\n[[event]]\nat = '-2d'\ndo = 'leave'\nuser = 5\nhow = 'disable'", "guide-32", "fail", "still active"),
    fault("date-skew=45", "clock-skew", "warn", "ahead of us"),
    fault("date-skew=-600", "clock-skew", "fail", "behind us"),
    fault("short-tokens=120", "token-expiry", "warn", "minutes more"),
    fault("scim:throttle-429=3", "rate-headroom", "warn", "let us wait"),
    setup("[setup]\nrefused = ['Application.Read.All']", "permission-application", "fail", "403"),
    setup("[setup]\nrefused = ['GroupMember.Read.All']", "permission-group-member", "fail", "403"),
    setup("[setup]\nrefused = ['User.Read.All']", "permission-user", "fail", "403"),
    setup("[setup]\nrefused = ['Synchronization.Read.All']", "permission-synchronization", "fail", "403"),
    setup("[setup]\nrefused = ['ProvisioningLog.Read.All']", "permission-provisioning-log", "warn", "403"),
    setup("[setup]\nrefused = ['AuditLog.Read.All']", "permission-audit-log", "warn", "403"),
    setup("[setup]\nrefused = ['LicenseAssignment.Read.All']", "permission-licence", "warn", "403"),
    setup("[setup]\nrefused = ['LicenseAssignment.Read.All']", "guide-16", "ask", "could not be read"),
    setup("[setup]\ngranted = ['Synchronization.ReadWrite.All']", "permission-surplus", "warn", "Synchronization.ReadWrite.All"),
    setup("[setup]\nrefused = ['List users']", "rest-users", "warn", "403"),
    setup("[setup]\nrefused = ['List devices']", "rest-devices", "warn", "403"),
    setup("[setup]\nrefused = ['List audit events']", "rest-audit", "warn", "403"),
    fault("filter-blind", "scim-filter", "fail", "not found"),
    fault("filter-ignored", "scim-filter", "fail", "ignored"),
    fault("duplicate-rows", "paging-stable", "fail", "rows come twice"),
    fault("members-absent", "members-returned", "fail", "shows a member"),
    setup("[[event]]\nat = '-1d'\ndo = 'provider_duplicate'\nuser = 3", "matching-target", "fail", "shared"),
    flags("--rule-groups Nowhere", "rule-groups-entra", "fail", "Nowhere"),
    flags("--rule-groups Nowhere", "guide-27", "fail", "Nowhere"),
    flags("--rule-groups Nowhere", "rule-groups-provider", "fail", "Nowhere"),
    flags("--canary nobody@northwind.example", "canary", "fail", "neither side"),
    fault("members-absent", "assumption-p1", "warn", "no group shows a member"),
    fault("filter-ignored", "assumption-p6", "warn", "refuted"),
];

impl Wrong {
    /// What is wrong with the row, where it is not as it should be.
    fn miss(&self) -> Option<String> {
        let faults: Vec<&str> = self.fault.split_whitespace().collect();
        let (_, rows) = examined(&Desk::new(self.scenario, &faults), self.flags);
        let row = &rows[self.id];
        let seen = row["seen"].as_str().unwrap_or_default();
        let right = row["result"] == self.result && seen.contains(self.seen);
        (!right).then(|| format!("{} {} {}: {row}", self.scenario, self.fault, self.flags))
    }
}

#[test]
fn what_is_wrong_in_a_tenant_is_seen_in_its_row() {
    let misses: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = WRONG
            .iter()
            .map(|wrong| scope.spawn(|| wrong.miss()))
            .collect();
        runs.into_iter()
            .filter_map(|run| run.join().expect("a run"))
            .collect()
    });
    assert!(misses.is_empty(), "{}", misses.join("\n"));
}

/// The same rows, but where a larger tenant is needed, pass in a tenant in order.
#[test]
fn a_small_tenant_in_order_passes_and_ends_with_0() {
    let (status, rows) = examined(&small("", &[]), "");
    let other: Vec<&Value> = rows
        .values()
        .filter(|row| row["result"] == "warn" || row["result"] == "fail")
        .collect();
    assert!(other.is_empty(), "{other:#?}");
    assert_eq!(status, 0);
    let passes = rows.values().filter(|row| row["result"] == "pass").count();
    assert!(passes > 40, "{passes}");
}

#[test]
fn the_groups_of_assignment_rules_and_the_canary_pass_where_they_came_over() {
    let desk = Desk::with("");
    let (_, report) = desk.report("--no-history");
    assert_eq!(report["findings"], json!([]));
    let (_, before) = examined(&desk, "");
    let seen = before["guide-29"]["seen"].as_str().expect("seen");
    // That row names groups: "2 of 6 groups hold groups, ...: IT, Sales".
    let group = seen.rsplit(", ").next().expect("a name");
    let (_, rows) = examined(&desk, &format!("--rule-groups {group}"));
    for id in [
        "guide-27",
        "rule-groups-entra",
        "rule-groups-provider",
        "rule-groups-members",
    ] {
        assert_eq!(rows[id]["result"], "pass", "{}", rows[id]);
    }
    let edited =
        "[[event]]\nat = \"-1d\"\ndo = \"provider_remove_member\"\nuser = 0\ngroup = \"Sales\"\n";
    let (_, rows) = examined(&Desk::with(edited), "--rule-groups Sales");
    assert_eq!(rows["rule-groups-members"]["result"], "fail");
}

#[test]
fn with_nothing_configured_it_says_what_is_missing() {
    let home = tempfile::tempdir().expect("a home");
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
    command.env_clear().env("HOME", home.path()).arg("doctor");
    let ran = Ran::of(&mut command);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
    assert!(ran.out.contains("next: scim_url is not set"), "{}", ran.out);
    assert!(!ran.out.contains("FAIL") && ran.out.contains("SKIPPED"));
}

#[test]
fn with_a_url_and_a_token_the_provider_is_checked_and_the_rest_is_named() {
    let desk = Desk::with("");
    let mut command = desk.command("doctor --format json");
    for name in [
        "TENANT",
        "CLIENT_ID",
        "CLIENT_SECRET",
        "APP",
        "AUDIT_URL",
        "AUDIT_TOKEN",
    ] {
        command.env_remove(format!("SCIMTOP_{name}"));
    }
    let (status, rows) = rows(&mut command);
    assert_eq!(status, 0);
    for id in [
        "guide-01",
        "guide-02",
        "guide-13",
        "guide-20",
        "scim-filter",
        "paging-stable",
        "members-returned",
    ] {
        assert_eq!(rows[id]["result"], "pass", "{}", rows[id]);
    }
    for id in [
        "guide-07",
        "guide-18",
        "guide-30",
        "permission-user",
        "matching-target",
    ] {
        assert_eq!(rows[id]["result"], "skipped", "{}", rows[id]);
        assert_ne!(rows[id]["seen"], "");
    }
}

#[test]
fn with_entra_alone_the_set_up_is_checked() {
    let desk = Desk::with("");
    let mut command = desk.command("doctor --format json");
    for name in ["SCIM_URL", "SCIM_TOKEN", "AUDIT_URL", "AUDIT_TOKEN"] {
        command.env_remove(format!("SCIMTOP_{name}"));
    }
    let (status, rows) = rows(&mut command);
    assert_eq!(status, 1, "groups are nested in this tenant");
    for id in [
        "guide-05",
        "guide-10",
        "guide-15",
        "guide-18",
        "guide-19",
        "permission-audit-log",
        "matching-source",
    ] {
        assert_eq!(rows[id]["result"], "pass", "{}", rows[id]);
    }
    assert_eq!(rows["guide-01"]["result"], "skipped");
}

#[test]
fn what_should_be_readable_and_is_not_is_3_and_a_wrong_secret_is_2() {
    let desk = small("", &["scim:html-200=1"]);
    let (status, rows) = examined(&desk, "");
    assert_eq!((status, &rows["guide-01"]["result"]), (2, &json!("fail")));
    let desk = small("", &["rest:html-200=1"]);
    let (status, rows) = examined(&desk, "");
    assert_eq!(
        (status, &rows["rest-users"]["result"]),
        (3, &json!("skipped"))
    );
    let desk = small("", &[]);
    let mut command = desk.command("doctor --format json");
    command.env("SCIMTOP_CLIENT_SECRET", "not-the-secret");
    let ran = Ran::of(&mut command);
    assert!(!ran.out.contains("not-the-secret") && !ran.err.contains("not-the-secret"));
    assert_eq!(ran.status, 2, "{ran:?}");
    let failed = ran.json()["rows"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|row| row["result"] == "fail")
        .count();
    assert_eq!(failed, 1, "one cause fails once: {}", ran.out);
}

#[test]
fn a_mistake_in_the_configuration_fails_its_row_and_stops_nothing() {
    let desk = Desk::with("");
    let (status, rows) = examined(&desk, "--scope some");
    assert_eq!(
        (status, &rows["configuration"]["result"]),
        (2, &json!("fail"))
    );
    assert_eq!(rows["guide-01"]["result"], "pass");
    let (status, rows) = examined(&desk, "--config missing.toml");
    assert_eq!(
        (status, &rows["configuration"]["result"]),
        (3, &json!("skipped"))
    );
}

#[test]
fn the_table_fits_80_columns_and_has_words_and_no_colour() {
    let ran = Desk::with("").run("doctor --no-history");
    for line in ran.out.lines() {
        assert!(line.width() <= 80, "{line}");
    }
    assert!(!ran.out.contains('\u{1b}'));
    for word in ["PASS", "WARN", "ASK", "SKIPPED", "next: "] {
        assert!(ran.out.contains(word), "{word}");
    }
}

#[test]
fn a_certificate_that_is_none_fails_the_configuration_and_not_the_provider() {
    let desk = Desk::with("");
    let file = desk.home.path().join("no.pem");
    std::fs::write(&file, "no certificate").expect("a file");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(&file, private).expect("a mode");
    let mut command = desk.command("doctor --format json --no-history --client-certificate");
    command.arg(&file).env_remove("SCIMTOP_CLIENT_SECRET");
    let (status, rows) = rows(&mut command);
    assert_eq!(
        (status, &rows["configuration"]["result"]),
        (2, &json!("fail"))
    );
    assert_eq!(rows["guide-01"]["result"], "pass");
}

/// Whatever the doctor asks, it only reads.
#[test]
fn only_reads_are_sent() {
    let options = Options {
        users: 30,
        groups: 4,
        speed: 0.0,
        journal: true,
        limit_logs: false,
        ..Options::default()
    };
    let desk = Desk {
        tenant: Simulator::start(options).expect("a simulator"),
        home: tempfile::tempdir().expect("a home"),
    };
    examined(&desk, "--rule-groups Sales");
    let asked = desk.tenant.journal();
    assert!(asked.len() > 10);
    for exchange in asked {
        let method = &exchange.method;
        let path = exchange.target.split('?').next().unwrap_or_default();
        let reads =
            path.ends_with("/token") || path.ends_with("/$batch") || path.ends_with("getByIds");
        assert!(
            method == "GET" || (method == "POST" && reads),
            "{method} {path}"
        );
    }
}
