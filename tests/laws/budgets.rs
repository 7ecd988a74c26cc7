//! Sizes that keep the code readable: short files, short functions.

use crate::rust_text::{body_start, matching_brace};
use crate::sources::rust_files;

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 80;
const MOST_FUNCTIONS_LINES: usize = 40;
const MOST_FUNCTIONS_PERCENT: usize = 95;
const MEDIAN_LINES: usize = 10;

#[test]
fn files_stay_below_their_budget() {
    let files = rust_files("src").into_iter().chain(rust_files("tests"));
    let long: Vec<String> = files
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines >= FILE_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "\n{}", long.join("\n"));
}

#[test]
fn functions_stay_below_their_budget() {
    let mut functions: Vec<Function> = rust_files("src")
        .iter()
        .flat_map(|file| functions(&file.path, &file.program))
        .collect();
    functions.sort_by_key(|function| function.lines);
    let Some(median) = functions.get(functions.len() / 2) else {
        panic!("no function found in src");
    };
    let long = |lines| functions.iter().filter(move |f| f.lines > lines);
    let too_long: Vec<&str> = long(FUNCTION_LINES).map(|f| f.place.as_str()).collect();
    assert!(
        too_long.is_empty(),
        "over {FUNCTION_LINES} lines: {too_long:#?}"
    );
    assert!(
        median.lines < MEDIAN_LINES,
        "median: {} lines",
        median.lines
    );
    let share = 100 - 100 * long(MOST_FUNCTIONS_LINES).count() / functions.len();
    let longest: Vec<&str> = long(MOST_FUNCTIONS_LINES)
        .map(|f| f.place.as_str())
        .collect();
    assert!(
        share >= MOST_FUNCTIONS_PERCENT,
        "{share} % within budget, over: {longest:#?}"
    );
}

struct Function {
    place: String,
    lines: usize,
}

/// The functions with a body in formatted code, from the line of `fn` to the closing brace.
fn functions(path: &str, code: &str) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let begins_word = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let name: String = code[at + 3..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        // `fn (` is a type, and a function without a body is a promise of a trait.
        let Some(open) = body_start(code, at).filter(|_| begins_word && !name.is_empty()) else {
            continue;
        };
        let lines = code[at..matching_brace(code, open)].matches('\n').count() + 1;
        let line = code[..at].matches('\n').count() + 1;
        found.push(Function {
            place: format!("{path}:{line}: {name}, {lines} lines"),
            lines,
        });
    }
    found
}

#[test]
fn a_function_is_measured_from_its_name_to_its_brace() {
    let code = "trait T {\n    fn promise(&self) -> [u8; 2];\n    fn kept(&self) {\n        1;\n    }\n}\n\
                fn outer(f: fn (u8)) -> u8 { f(1) }\n";
    let found: Vec<(String, usize)> = functions("x.rs", code)
        .into_iter()
        .map(|function| (function.place, function.lines))
        .collect();
    let expected = [("x.rs:3: kept, 3 lines", 3), ("x.rs:7: outer, 1 lines", 1)];
    assert_eq!(
        found,
        expected.map(|(place, lines)| (place.to_owned(), lines))
    );
}
