//! Whoever ships scimtop owes its dependencies nothing but their notices.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::sources::root;

/// Permissive licences: use, change and pass on, with no duty but to keep the notice.
const PERMISSIVE: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    // The certificates of public authorities: data, not code.
    "CDLA-Permissive-2.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_dependency_is_permissively_licensed() {
    let Some(metadata) = metadata() else {
        println!("skipped: cargo has not fetched every dependency, so it cannot list them offline");
        return;
    };
    let licences = licences_in_tree(&metadata);
    assert!(licences.len() > 1, "the dependency tree is empty");
    let refused: Vec<String> = licences
        .into_iter()
        .filter(|(_, licence)| !is_permissive(licence))
        .map(|(name, licence)| format!("{name}: {licence}"))
        .collect();
    assert!(refused.is_empty(), "\n{}", refused.join("\n"));
}

/// The tree for every platform, or, where only this one's crates were fetched, for this platform.
fn metadata() -> Option<Value> {
    let host = run_cargo(&["-vV"])?
        .lines()
        .find_map(|line| line.strip_prefix("host: ").map(str::to_owned))?;
    let every_platform = ["metadata", "--format-version=1", "--offline", "--locked"];
    let this_platform = [&every_platform[..], &["--filter-platform", &host]].concat();
    let text = run_cargo(&every_platform).or_else(|| run_cargo(&this_platform))?;
    Some(serde_json::from_str(&text).expect("cargo metadata prints JSON"))
}

fn run_cargo(arguments: &[&str]) -> Option<String> {
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(root())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Name with version, and licence, of every package that our targets reach: those of tests and of
/// build scripts too.
fn licences_in_tree(metadata: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let edges: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .map(|node| {
            (
                text(&node["id"]),
                list(&node["dependencies"]).map(text).collect(),
            )
        })
        .collect();
    let mut reached = BTreeSet::new();
    let mut open = vec![text(&metadata["resolve"]["root"])];
    while let Some(id) = open.pop() {
        if reached.insert(id.clone()) {
            open.extend(edges.get(&id).into_iter().flatten().cloned());
        }
    }
    list(&metadata["packages"])
        .filter(|package| reached.contains(&text(&package["id"])))
        .map(|package| {
            let name = format!("{} {}", text(&package["name"]), text(&package["version"]));
            (name, text(&package["license"]))
        })
        .collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Evaluates an SPDX expression: of an `OR` we choose the side we may, of an `AND` we owe both.
/// `/` is how crates wrote `OR` before SPDX expressions.
fn is_permissive(expression: &str) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let permissive = any_of(&words, &mut at);
    permissive && at == words.len()
}

fn any_of(words: &[&str], at: &mut usize) -> bool {
    let mut permissive = all_of(words, at);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        permissive |= all_of(words, at);
    }
    permissive
}

fn all_of(words: &[&str], at: &mut usize) -> bool {
    let mut permissive = one(words, at);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        permissive &= one(words, at);
    }
    permissive
}

fn one(words: &[&str], at: &mut usize) -> bool {
    let first = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if first == "(" {
        let permissive = any_of(words, at);
        *at += 1;
        return permissive;
    }
    match words.get(*at..*at + 2) {
        Some(["WITH", exception]) => {
            *at += 2;
            PERMISSIVE.contains(&format!("{first} WITH {exception}").as_str())
        }
        _ => PERMISSIVE.contains(&first),
    }
}

#[test]
fn an_expression_is_permissive_if_we_may_choose_so() {
    for permissive in [
        "MIT",
        "MIT/Apache-2.0",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
        "MIT OR LGPL-2.1-or-later",
    ] {
        assert!(is_permissive(permissive), "{permissive}");
    }
    for refused in [
        "",
        "GPL-3.0-only",
        "MIT AND GPL-3.0-only",
        "(MIT OR Apache-2.0) AND MPL-2.0",
        "Apache-2.0 WITH Classpath-exception-2.0",
        "MIT GPL-3.0-only",
    ] {
        assert!(!is_permissive(refused), "{refused}");
    }
}
