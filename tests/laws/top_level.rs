//! The top level holds what a visitor expects there, and nothing else.

use std::collections::BTreeSet;
use std::fs;

use crate::sources::root;

const TOP_LEVEL: [&str; 9] = [
    "CHANGELOG.md",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "docs",
    "src",
    "tests",
];

#[test]
fn the_top_level_holds_what_the_architecture_lists() {
    let found: BTreeSet<String> = fs::read_dir(root())
        .expect("the project's folder can be read")
        .map(|entry| entry.expect("a folder entry can be read").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        // Hidden files are those of tools; `target` is what the build leaves, and is never checked in.
        .filter(|name| !name.starts_with('.') && name != "target")
        .collect();
    let expected = TOP_LEVEL.map(str::to_owned).into_iter().collect();
    assert_eq!(found, expected);
}
