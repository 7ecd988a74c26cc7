//! A hard limit of memory, as a jump host may set one: whatever a service sends, the program says what it
//! does not know, and never dies of it.

use std::process::Output;
use std::thread;

use serde_json::Value;

use crate::command::{Desk, Ran};

/// Kilobytes of writable memory, stacks and all: twice what the worst of these services was seen to need.
const LIMIT: u32 = 256 << 10;
/// Less than a single answer may have.
const TOO_LITTLE: u32 = 16 << 10;

/// Services that would fill any memory, were they believed; and with which status the report ends.
const HOSTILE: &[(&str, u8)] = &[
    ("endless-body=1", 3),
    ("endless-body=2", 3),
    ("scim:endless-body=4", 0),
    ("cursors-absent scim:page-cap=20 scim:endless-body=6", 3),
    ("graph:endless-body=6", 0),
    ("scim:huge-names=100", 0),
    ("cursors-absent scim:page-cap=40 huge-names=40", 0),
    ("deep-nesting=3000000", 0),
    ("endless-next-link", 3),
    ("loop-next-link", 3),
    ("cursor-loop", 3),
    ("cursors-absent page-cap=20 start-index-ignored", 3),
    ("cursors-absent page-cap=20 past-end-repeats", 0),
    ("cursors-absent page-cap=20 duplicate-ids huge-names=5", 3),
    ("total-wrong=2000000000", 3),
    (
        "page-cap=1 huge-names=1 duplicate-rows deep-nesting=100000 total-wrong=-100",
        3,
    ),
];

/// `report` with so many kilobytes of memory.
fn report(faults: &str, kilobytes: u32) -> Output {
    let desk = Desk::new("", &faults.split_whitespace().collect::<Vec<_>>());
    let program = desk.command("report --format json --no-history");
    let mut limited = std::process::Command::new("/bin/sh");
    limited
        .env_clear()
        .envs(
            program
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .args([
            "-c",
            "ulimit -d \"$0\" && exec \"$@\"",
            &kilobytes.to_string(),
        ])
        .arg(program.get_program())
        .args(program.get_args());
    limited.output().expect("a shell")
}

/// What is wrong with how a run within the limit ended.
fn ended_badly(faults: &str, status: u8) -> Option<String> {
    let ran = Ran::ended(&report(faults, LIMIT));
    let answer = ran.json();
    let silent: Vec<&Value> = answer["sources"]
        .as_array()
        .expect("sources")
        .iter()
        .filter(|source| source["grade"] != "complete" && source["reasons"][0].is_null())
        .collect();
    let verdict = if status == 0 { "in_sync" } else { "unknown" };
    let right = ran.status == status && answer["verdict"] == verdict && silent.is_empty();
    (!right).then(|| format!("{faults}: {} {answer:#} {silent:?}", ran.status))
}

#[test]
fn no_service_fills_the_memory() {
    let wrong: Vec<String> = thread::scope(|scope| {
        let runs = HOSTILE.iter();
        let runs: Vec<_> = runs
            .map(|(faults, status)| scope.spawn(|| ended_badly(faults, *status)))
            .collect();
        let runs = runs.into_iter();
        runs.filter_map(|run| run.join().expect("a run")).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Otherwise the test above would prove nothing.
#[test]
fn the_limit_is_one() {
    let calm = report("", TOO_LITTLE);
    assert_eq!(calm.status.code(), Some(0), "{calm:?}");
    let died = report("endless-body=1", TOO_LITTLE);
    assert_eq!(died.status.code(), None, "it was not killed: {died:?}");
}
