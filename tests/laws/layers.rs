//! Facts flow one way: a room of `src` may import only what the table of the architecture allows.

use std::collections::BTreeSet;

use crate::rust_text::code_only;
use crate::sources::{SourceFile, rust_files};

/// The table of docs/architecture.md. `simulator` stands outside: a fake that shares a type with the
/// client would agree with every mistake of the client. `tui` names tokio, whose `select!` its loop is.
const TABLE: &str = "
    room      | may import                              | may name
    model     |                                         |
    entra     | model                                   |
    drift     | model entra                             |
    status    | model entra drift                       |
    doctor    | model entra drift status                |
    source    | model                                   | futures_util reqwest rustls tokio tracing
    action    | model source                            | tokio tracing
    store     | model status                            | rusqlite tracing
    monitor   | model entra drift status doctor source action store | futures_util tokio tracing
    export    | model drift status                      |
    tui       | model entra drift status doctor export  | crossterm futures_util ratatui tokio tracing tui_input
    report    | model entra drift status doctor export  |
    simulator |                                         | http_body_util hyper hyper_util tokio
";

/// The crates that make a room an edge or a face. Any other is a matter of taste, not of layers.
const GUARDED_CRATES: &str = "axum clap crossterm futures_util http_body_util hyper hyper_util ratatui \
     reqwest rusqlite rustls tokio tracing tracing_subscriber tui_input";

/// What sits above the table and may name everything.
const ABOVE: [&str; 4] = ["main", "lib", "cli", "config"];

const CORE: [&str; 5] = ["model", "entra", "drift", "status", "doctor"];

/// Clocks: the core is told what time it is.
const CLOCKS: [&str; 4] = ["Utc::now", "Local::now", "SystemTime::now", "Instant::now"];

#[test]
fn every_room_imports_only_what_the_table_allows() {
    let broken: Vec<String> = rust_files("src").iter().flat_map(breaches).collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn the_core_reads_no_clock() {
    let broken: Vec<String> = rust_files("src")
        .iter()
        .filter(|file| CORE.contains(&room_of(&file.path)))
        .flat_map(clocks_read)
        .collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

fn clocks_read(file: &SourceFile) -> Vec<String> {
    let packed: String = file.program.split_whitespace().collect();
    let read = CLOCKS.iter().filter(|clock| packed.contains(**clock));
    read.map(|clock| format!("{}: {clock} in the core", file.path))
        .collect()
}

/// `src/entra/scope.rs` and `src/entra.rs` are both of the room `entra`.
fn room_of(path: &str) -> &str {
    let below = path.strip_prefix("src/").unwrap_or(path);
    below.split(['/', '.']).next().unwrap_or_default()
}

fn breaches(file: &SourceFile) -> Vec<String> {
    let name = room_of(&file.path);
    if ABOVE.contains(&name) {
        return Vec::new();
    }
    let Some((rooms, crates)) = row_of(name) else {
        return vec![format!("{}: the table knows no room {name}", file.path)];
    };
    let allowed = |reference: &Reference| match reference {
        Reference::Room(other) => other == name || lists(rooms, other),
        Reference::Crate(other) => lists(crates, other),
    };
    references(&file.program, depth_of(&file.path))
        .into_iter()
        .filter(|reference| !allowed(reference))
        .map(|reference| format!("{}: {name} may not name {reference:?}", file.path))
        .collect()
}

/// The rooms and the crates that a room may name.
fn row_of(room: &str) -> Option<(&'static str, &'static str)> {
    TABLE.lines().find_map(|line| {
        let (name, rest) = line.split_once('|')?;
        (name.trim() == room).then(|| rest.split_once('|'))?
    })
}

fn lists(words: &str, wanted: &str) -> bool {
    words.split_whitespace().any(|word| word == wanted)
}

/// What a path begins with, once `crate` and `super` are followed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reference {
    Room(String),
    Crate(String),
}

/// How many `super` lead from a file to the root of the crate: 1 for `src/entra/mod.rs`, 2 below it.
fn depth_of(path: &str) -> usize {
    let below = path.strip_prefix("src/").unwrap_or(path);
    let below = below.strip_suffix(".rs").unwrap_or(below);
    below.split('/').filter(|part| *part != "mod").count()
}

/// Every path in the code, whether in a `use` tree or in an expression, by its first name.
fn references(code: &str, depth: usize) -> BTreeSet<Reference> {
    let tokens = tokens(code);
    let mut found = BTreeSet::new();
    for at in 0..tokens.len() {
        let starts = at == 0 || tokens[at - 1] != "::";
        if starts && is_name(tokens[at]) {
            path_heads(&tokens[at..], depth, &mut found);
        }
    }
    found
}

/// Follows `crate::`, `self::` and `super::` to the names after them, through the braces of a `use`.
fn path_heads(tokens: &[&str], depth: usize, found: &mut BTreeSet<Reference>) {
    let ups = tokens
        .chunks(2)
        .take_while(|pair| pair == &["super", "::"])
        .count();
    match &tokens[2 * ups..] {
        ["crate", "::", names @ ..] => found.extend(heads_of_tree(names)),
        names if ups > 0 && ups >= depth => found.extend(heads_of_tree(names)),
        [name, "::", ..] | ["use", name, ";" | "as", ..] if lists(GUARDED_CRATES, name) => {
            found.insert(Reference::Crate((*name).to_owned()));
        }
        _ => {}
    }
}

/// The first names of a `use` tree: `{a::b, c}` gives a and c, and `a::b` gives a.
fn heads_of_tree(tokens: &[&str]) -> Vec<Reference> {
    let head = |name: &str| Reference::Room(name.to_owned());
    if tokens.first() != Some(&"{") {
        return tokens.first().map(|name| head(name)).into_iter().collect();
    }
    let mut heads = Vec::new();
    let mut depth = 0;
    for at in 0..tokens.len() {
        match tokens[at] {
            "{" => depth += 1,
            "}" => depth -= 1,
            name if depth == 1 && is_name(name) && matches!(tokens[at - 1], "{" | ",") => {
                heads.push(head(name));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

/// Names, `::` and single characters: enough to follow a path.
fn tokens(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let name = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        let length = match name {
            0 if rest.starts_with("::") => 2,
            0 => first.len_utf8(),
            _ => name,
        };
        found.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    found
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[test]
fn groups_and_relative_paths_hide_no_import() {
    let code = code_only(
        "use crate::{drift::Finding, model, tui::{view}};\n\
         use super::super::store::History; use reqwest; use self::scope::Scope;\n\
         fn f() -> crate::report::Page { super::sibling(); tokio::spawn(ratatui :: init()); }\n\
         // crate::monitor\n const S: &str = \"crate::cli\";",
    );
    let found = references(&code, 2);
    let rooms = ["drift", "model", "report", "store", "tui"];
    let crates = ["ratatui", "reqwest", "tokio"];
    let expected: BTreeSet<Reference> = rooms
        .map(|room| Reference::Room(room.to_owned()))
        .into_iter()
        .chain(crates.map(|name| Reference::Crate(name.to_owned())))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_breaks_the_table_is_counted() {
    let file = |path: &str, program: &str| SourceFile {
        path: path.to_owned(),
        text: String::new(),
        code: String::new(),
        program: program.to_owned(),
    };
    for (path, program, count) in [
        ("src/drift/verdict.rs", "use crate::entra::Scope;", 0),
        ("src/drift/verdict.rs", "use crate::status::Status;", 1),
        ("src/simulator/world.rs", "use crate::model::User;", 1),
        ("src/report/json.rs", "fn f() { tokio::spawn(1); }", 1),
        ("src/cli.rs", "use crate::tui; use clap::Parser;", 0),
        ("src/helper.rs", "", 1),
    ] {
        assert_eq!(
            breaches(&file(path, program)).len(),
            count,
            "{path}: {program}"
        );
    }
    let clock = file("src/drift/verdict.rs", "let now = Utc :: now();");
    assert_eq!(clocks_read(&clock).len(), 1);
}
