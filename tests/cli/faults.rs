//! Services that are wrong on purpose: whatever they do, a tenant in order never shows drift, and
//! the program never ends but by itself.

use std::thread;

use crate::command::{Desk, codes, kinds};

/// Every fault of the simulator, at every part where it can act, hard and soft.
const FAULTS: &[&str] = &[
    "page-cap=1",
    "page-cap=7",
    "scim:throttle-429=2",
    "graph:throttle-429=3",
    "scim:unavailable-503=2",
    "graph:unavailable-503=3",
    "scim:cut-body=1",
    "scim:cut-body=2",
    "graph:cut-body=1",
    "graph:cut-body=3",
    "scim:html-200=1",
    "scim:html-200=3",
    "graph:html-200=1",
    "graph:html-200=4",
    "rest:html-200=1",
    "slow-drip=1",
    "members-absent",
    "members-empty",
    "foreign-next-link",
    "scim:churn",
    "graph:churn",
    "order-unstable",
    "start-index-ignored",
    "total-wrong=1",
    "total-wrong=-1",
    "total-wrong=-1000",
    "total-wrong=1000",
    "duplicate-rows",
    "scim-401",
    "filter-blind",
    "filter-ignored",
    "filter-refused",
    "short-tokens",
    "second-integration",
];

/// A report, and what is wrong with it beside a tenant in order.
fn alarm(faults: &[&str]) -> Option<String> {
    let (status, report) = Desk::new("", faults).report("--no-history");
    let sound = |name: &str| {
        let sources = report["sources"].as_array().expect("sources");
        let source = sources.iter().find(|source| source["name"] == name);
        source.is_some_and(|source| source["grade"] == "complete" || source["grade"] == "settled")
    };
    let both = [
        "scim_users",
        "scim_groups",
        "assignments",
        "groups",
        "users",
    ];
    let read = both.into_iter().all(sound);
    let quiet = kinds(&report).is_empty() && report["verdict"] != "drift";
    let honest = read == (status == 0) && (read || report["verdict"] == "unknown");
    (!quiet || !honest).then(|| format!("{faults:?}: status {status}, {report:#}"))
}

#[test]
fn no_fault_makes_a_drift() {
    let alarms: Vec<String> = thread::scope(|scope| {
        let runs: Vec<_> = FAULTS
            .iter()
            .map(|fault| scope.spawn(move || alarm(&[fault])))
            .collect();
        runs.into_iter()
            .filter_map(|run| run.join().expect("a run"))
            .collect()
    });
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn groups_that_hold_no_members_are_unknown_and_said() {
    for fault in ["members-absent", "members-empty"] {
        let (_, report) = Desk::new("", &[fault]).report("");
        assert!(!codes(&report).is_empty(), "{fault}: {:#}", report["notes"]);
    }
}

#[test]
fn a_fault_hides_no_drift_that_was_read_completely() {
    let stranger =
        "[[event]]\nat = \"-1d\"\ndo = \"provider_create_user\"\nupn = \"x@contoso.example\"\n";
    for fault in ["page-cap=7", "scim:throttle-429=3", "rest:html-200=1"] {
        let (status, report) = Desk::new(stranger, &[fault]).report("");
        assert_eq!(
            (status, kinds(&report)),
            (0, vec!["orphan_user"]),
            "{fault}: {report:#}"
        );
    }
}
