//! `--privacy`: no face tells who anybody is.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Read;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use scimtop::simulator::scenario::Scenario;
use scimtop::simulator::{Options, Simulator};
use serde_json::Value;

use crate::command::Desk;

/// The demo's tenant, which keeps what it was asked and has answered.
fn demo() -> Desk {
    let options = Options {
        users: 80,
        groups: 8,
        speed: 0.0,
        scenario: Scenario::demo().expect("the demo's scenario"),
        journal: true,
        limit_logs: false,
        ..Options::default()
    };
    Desk {
        tenant: Simulator::start(options).expect("a simulator"),
        home: tempfile::tempdir().expect("a home"),
    }
}

/// Every name, address and userName that the tenant has told of anybody, in lower case.
fn people(desk: &Desk) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for exchange in desk.tenant.journal() {
        if let Ok(answer) = serde_json::from_slice(&exchange.response_body) {
            collect(&answer, &mut found);
        }
    }
    found.retain(|text| text.chars().count() > 3);
    assert!(found.len() > 150, "{found:?}");
    found
}

/// A user has one of these names; what else has a displayName is a group or an application.
fn collect(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(map) => {
            let of_user = ["userPrincipalName", "userName"];
            if of_user
                .iter()
                .any(|name| map.get(*name).is_some_and(Value::is_string))
            {
                let names = [
                    "userPrincipalName",
                    "userName",
                    "displayName",
                    "mail",
                    "givenName",
                ];
                let texts = names
                    .iter()
                    .chain(&["surname"])
                    .filter_map(|name| map.get(*name));
                let nested = ["emails", "phoneNumbers", "name"];
                let nested = nested.iter().filter_map(|name| map.get(*name));
                texts.for_each(|text| strings(text, found));
                nested.for_each(|text| strings(text, found));
            }
            map.values().for_each(|item| collect(item, found));
        }
        _ => {}
    }
}

fn strings(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.to_lowercase());
        }
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(map) => map
            .iter()
            .filter(|(name, _)| *name != "type")
            .for_each(|(_, item)| strings(item, found)),
        _ => {}
    }
}

/// Checks that `output` names nobody: no whole name or address anywhere, no single word as a word.
fn is_masked(face: &str, output: &str, people: &BTreeSet<String>) {
    let output = output.to_lowercase();
    let words: BTreeSet<&str> = output.split(|c: char| !c.is_alphanumeric()).collect();
    let told = |text: &&String| {
        let single = text.chars().all(char::is_alphanumeric);
        if single {
            words.contains(text.as_str())
        } else {
            output.contains(text.as_str())
        }
    };
    let told: Vec<&String> = people.iter().filter(told).collect();
    let mut where_told = String::new();
    for name in told.iter().take(3) {
        let line = output.lines().find(|line| line.contains(name.as_str()));
        let _ = writeln!(where_told, "{name}: {}", line.unwrap_or_default());
    }
    assert!(told.is_empty(), "{face} tells {told:?}\n{where_told}");
}

/// What a monitor in lines writes up to its first verdict.
fn lines(desk: &Desk) -> String {
    let mut command = desk.command("--plain --privacy --no-history");
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
    let mut out = child.stdout.take().expect("a pipe");
    let (mut told, mut buffer) = (Vec::new(), [0; 4096]);
    while !String::from_utf8_lossy(&told).contains("verdict:") {
        let read = out.read(&mut buffer).expect("a pipe");
        assert!(read > 0, "it ended: {}", String::from_utf8_lossy(&told));
        told.extend(&buffer[..read]);
    }
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    kill_process(pid.expect("an id"), Signal::TERM).expect("the program is there");
    assert!(child.wait().expect("an end").success());
    String::from_utf8(told).expect("UTF-8")
}

/// A user of a finding whose userPrincipalName is told in full.
fn somebody(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    let upns = findings.iter().filter_map(|finding| {
        let user = finding["user"]["upn"].as_str();
        user.or(finding["member"]["upn"].as_str())
    });
    let mut upns: Vec<String> = upns.map(str::to_owned).collect();
    upns.sort();
    upns.dedup();
    upns
}

#[test]
fn no_face_names_anybody() {
    let desk = demo();
    let (_, open) = desk.report("--no-history");
    // Whatever is asked for one by one is in the journal, too.
    desk.run("plan --no-history");
    let people = people(&desk);
    let whom = somebody(&open);
    assert!(whom.len() > 5, "{whom:?}");
    let open = open.to_string();
    assert!(
        open.to_lowercase().contains(&whom[0]),
        "without it they are named"
    );
    let mut asked: Vec<String> = [
        "report",
        "report --format json",
        "report --format csv",
        "check",
        "plan",
        "plan --format json",
        "doctor",
        "doctor --format json",
        "mapping lint",
    ]
    .map(str::to_owned)
    .into();
    for upn in &whom {
        asked.push(format!("explain {upn}"));
        asked.push(format!("explain {upn} --format json"));
        asked.push(format!("mapping explain {upn}"));
    }
    for face in asked {
        let ran = desk.run(&format!("{face} --privacy --no-history"));
        // What was typed may be told again, but not by us.
        is_masked(&face, &format!("{}\n{}", ran.out, ran.err), &people);
        assert!(!ran.out.is_empty(), "{face}: {}", ran.err);
    }
    is_masked("--plain", &lines(&desk), &people);
}

#[test]
fn the_same_person_has_the_same_mask_on_every_face_and_in_every_run() {
    let desk = demo();
    let (_, open) = desk.report("--no-history");
    let (_, masked) = desk.report("--privacy --no-history");
    let (_, again) = desk.report("--privacy --no-history");
    assert_eq!(masked["findings"], again["findings"]);
    let upn = |report: &Value, at: usize| {
        let finding = &report["findings"][at];
        let user = finding["user"]["upn"].as_str();
        user.map(str::to_owned)
    };
    let at = (0..50)
        .find(|&at| upn(&open, at).is_some())
        .expect("a user");
    let (name, mask) = (
        upn(&open, at).expect("a user"),
        upn(&masked, at).expect("a user"),
    );
    assert!(
        mask.starts_with("person-") && mask.contains("@domain-"),
        "{mask}"
    );
    for face in [
        format!("explain {name}"),
        "report".to_owned(),
        "report --format csv".to_owned(),
    ] {
        let ran = desk.run(&format!("{face} --privacy --no-history"));
        assert!(ran.out.contains(&mask), "{face}: {}", ran.out);
    }
    // Who reads a mask can ask for it.
    let ran = desk.run(&format!("explain {mask} --privacy --no-history"));
    assert!(ran.out.contains(&mask), "{}", ran.err);
    // Groups, identifiers and counts stay.
    assert_eq!(open["counts"], masked["counts"]);
    let ids = |report: &Value| {
        let findings = report["findings"].as_array().expect("findings");
        let ids = findings.iter().map(|finding| {
            let group = finding["group"]["name"].clone();
            (
                finding["id"].clone(),
                finding["user"]["entra_id"].clone(),
                group,
            )
        });
        ids.collect::<Vec<_>>()
    };
    assert_eq!(ids(&open), ids(&masked));
}

#[test]
fn the_environment_asks_for_it_too() {
    let desk = demo();
    let ran = crate::command::Ran::of(
        desk.command("report --no-history")
            .env("SCIMTOP_PRIVACY", "true"),
    );
    assert!(
        ran.out.contains("person-") && !ran.out.contains("olivia.park"),
        "{}",
        ran.out
    );
}
