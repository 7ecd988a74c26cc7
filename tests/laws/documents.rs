//! What the documents name exists, and what a newcomer is told first is there.

use crate::sources::{files, read, root};

/// The folders whose paths a document may name, as they are written from the project's root.
const FOLDERS: [&str; 4] = ["src/", "docs/", "tests/", ".ci/"];

#[test]
fn every_path_that_the_documents_name_exists() {
    let mut missing = Vec::new();
    for (document, text) in documents() {
        for path in paths_in(&document, &text) {
            if !root().join(&path).exists() {
                missing.push(format!("{document} names {path}"));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn the_readme_opens_with_the_two_commands() {
    let readme = read("README.md");
    for command in ["cargo run --release -- demo", "cargo test"] {
        let shown = readme.lines().any(|line| line.trim() == command);
        assert!(shown, "README.md lacks the line: {command}");
    }
}

#[test]
fn the_changelog_has_a_place_for_what_comes() {
    assert!(
        read("CHANGELOG.md")
            .lines()
            .any(|line| line == "## [Unreleased]")
    );
}

/// README, changelog and every Markdown file below docs, each by its path.
fn documents() -> impl Iterator<Item = (String, String)> {
    let top_level = ["README.md".to_owned(), "CHANGELOG.md".to_owned()];
    let paths = top_level.into_iter().chain(files("docs", "md"));
    paths.map(|path| {
        let text = read(&path);
        (path, text)
    })
}

/// Paths from the root that occur anywhere in the text, and the targets of links, which Markdown
/// reads from the document's own folder.
fn paths_in(document: &str, text: &str) -> Vec<String> {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let named = text
        .split(|c: char| !(c.is_alphanumeric() || "/._-*".contains(c)))
        .filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)))
        .map(|word| word.trim_end_matches(['.', '-']))
        // A pattern stands for whatever the folder holds.
        .map(|word| word.split_once('*').map_or(word, |(before, _)| before))
        .map(str::to_owned);
    let linked = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .filter(|target| !target.is_empty() && !target.contains("://"))
        .map(|target| {
            format!("{folder}/{target}")
                .trim_start_matches('/')
                .to_owned()
        });
    named.chain(linked).collect()
}

#[test]
fn a_path_is_found_wherever_a_document_names_it() {
    let text = "See `src/drift/compare.rs`, tests/foreign. A [link](decisions/one.md#why), \
                [Graph](https://example.org/src/x) and src/report/*.rs.";
    let paths = paths_in("docs/architecture.md", text);
    let expected = [
        "src/drift/compare.rs",
        "tests/foreign",
        "src/report/",
        "docs/decisions/one.md",
    ];
    assert_eq!(paths, expected);
}
