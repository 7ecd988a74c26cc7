//! The picture of the README is what the program prints.

use std::process::{Command, Stdio};

use fancy_regex::Regex;

use crate::command::Ran;

const BEGIN: &str = "<!-- picture:begin -->\n```text\n";
const END: &str = "```\n<!-- picture:end -->";

#[test]
fn the_picture_of_the_readme_is_fresh() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
    command
        .env_clear()
        .args(["demo", "--picture", "text"])
        .stdin(Stdio::null());
    let ran = Ran::of(&mut command);
    let picture = &ran.out;
    assert!(picture.contains("DRIFT:"), "{picture}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("where the picture begins");
    let (shown, after) = rest.split_once(END).expect("where it ends");
    if std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
        if timeless(shown) != timeless(picture) {
            let fresh = format!("{before}{BEGIN}{picture}{END}{after}");
            std::fs::write(path, fresh).expect("the README");
        }
        return;
    }
    assert_eq!(
        timeless(shown),
        timeless(picture),
        "the picture in README.md is old: run this test with SCIMTOP_WRITE_DOCS=1"
    );
}

/// The text without its moments: the demo begins when it is started.
fn timeless(text: &str) -> String {
    let moments = Regex::new(r"\d\d:\d\d(:\d\d)?Z|\d\d-\d\d(?= \d\d:\d\dZ)").expect("a pattern");
    moments.replace_all(text, "#").into_owned()
}

#[test]
fn moments_and_nothing_else_are_blotted_out() {
    assert_eq!(
        timeless("at 02:05Z, 11-26 09:48Z, 10 of 12"),
        "at #, # #, 10 of 12"
    );
}
