//! The pictures of the documents are what the program prints.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fancy_regex::Regex;

use crate::command::Ran;

const BEGIN: &str = "<!-- picture:begin -->\n```text\n";
const END: &str = "```\n<!-- picture:end -->";

fn printed(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
    command.env_clear().args(arguments).stdin(Stdio::null());
    Ran::of(&mut command).out
}

/// Whether `shown` is `picture`; where documents are written anew, `write` is called instead.
fn is_fresh(shown: &str, picture: &str, write: impl FnOnce()) -> bool {
    let same = of_any_day(shown) == of_any_day(picture);
    let writes = std::env::var_os("SCIMTOP_WRITE_DOCS").is_some();
    if writes && !same {
        write();
    }
    same || writes
}

#[test]
fn the_picture_of_the_readme_is_fresh() {
    let picture = printed(&["demo", "--picture", "text"]);
    assert!(picture.contains("DRIFT:"), "{picture}");
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).expect("the README");
    let (before, rest) = readme.split_once(BEGIN).expect("where the picture begins");
    let (shown, after) = rest.split_once(END).expect("where it ends");
    let fresh = format!("{before}{BEGIN}{picture}{END}{after}");
    assert!(
        is_fresh(shown, &picture, || std::fs::write(&path, fresh)
            .expect("the README")),
        "the picture in README.md is old: run this test with SCIMTOP_WRITE_DOCS=1\n{shown}\n{picture}"
    );
}

/// Beside each picture of a guide stands the command that makes it.
#[test]
fn the_pictures_of_the_guides_are_fresh() {
    let image = Regex::new("!\\[[^]]+\\]\\(([^ )]+\\.svg) \"scimtop ([^\"]+)\"\\)");
    let image = image.expect("a pattern");
    let mut seen = 0;
    for entry in std::fs::read_dir(root().join("docs/guides")).expect("the guides") {
        let guide = entry.expect("a guide").path();
        let text = std::fs::read_to_string(&guide).expect("a guide");
        for found in image.captures_iter(&text) {
            let found = found.expect("a picture");
            let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
            let path = guide.with_file_name(part(1));
            let (arguments, keys) = part(2).split_once(" --keys ").expect("keys");
            let mut arguments: Vec<&str> = arguments.split(' ').collect();
            arguments.extend(["--keys", keys.trim_matches('\'')]);
            let picture = printed(&arguments);
            assert!(picture.ends_with("</svg>\n"), "{arguments:?}: {picture}");
            let shown = std::fs::read_to_string(&path).unwrap_or_default();
            assert!(
                is_fresh(&shown, &picture, || std::fs::write(&path, &picture)
                    .expect("a picture")),
                "{} is old: run this test with SCIMTOP_WRITE_DOCS=1",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen >= 3, "{seen} pictures");
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The text without its days: the demo begins at noon of the day on which it is started.
fn of_any_day(text: &str) -> String {
    let days = Regex::new(r"\d\d-\d\d(?= \d\d:\d\dZ)").expect("a pattern");
    days.replace_all(text, "#").into_owned()
}

#[test]
fn days_and_nothing_else_are_blotted_out() {
    assert_eq!(
        of_any_day("at 02:05Z, 11-26 09:48Z, 10 of 12"),
        "at 02:05Z, # 09:48Z, 10 of 12"
    );
}
