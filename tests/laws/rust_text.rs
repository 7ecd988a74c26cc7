//! Rust source with everything that is not code blanked out.
//!
//! The laws look for names and braces. A name in a comment or in a string is talk, not code, so both
//! become spaces; lines and columns stay where they were.

/// Replaces comments, string contents and character literals by spaces of the same length.
pub fn code_only(source: &str) -> String {
    let mut masked = String::with_capacity(source.len());
    let mut rest = source;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let blank = not_code(rest, before);
        let (taken, is_code) = if blank == 0 {
            (first.len_utf8(), true)
        } else {
            (blank, false)
        };
        let piece = &rest[..taken];
        if is_code {
            masked.push_str(piece);
        } else {
            masked.extend(piece.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        }
        before = piece.chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    masked
}

/// Length in bytes of the comment or literal that `rest` begins with, 0 if it begins with code.
fn not_code(rest: &str, before: char) -> usize {
    let starts_word = !(before.is_alphanumeric() || before == '_');
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if rest.starts_with("/*") {
        block_comment(rest)
    } else if rest.starts_with('"') {
        quoted(rest, 1)
    } else if starts_word && let Some(length) = prefixed_string(rest) {
        length
    } else if rest.starts_with('\'') {
        character(rest)
    } else {
        0
    }
}

/// Block comments nest in Rust.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// A string whose text begins at byte `open`; a backslash takes the next character with it.
fn quoted(rest: &str, open: usize) -> usize {
    let mut escaped = false;
    for (offset, c) in rest[open..].char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if c == '"' {
            return open + offset + 1;
        }
    }
    rest.len()
}

/// `b"…"`, `c"…"`, and the raw forms `r"…"`, `br#"…"#`, whose end needs as many hashes as its start.
fn prefixed_string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c"]
        .into_iter()
        .find(|prefix| rest.starts_with(prefix))?;
    let after = &rest[prefix.len()..];
    if !prefix.ends_with('r') {
        return after
            .starts_with('"')
            .then(|| quoted(rest, prefix.len() + 1));
    }
    let hashes = after.len() - after.trim_start_matches('#').len();
    let open = prefix.len() + hashes + 1;
    if !after[hashes..].starts_with('"') {
        return None;
    }
    let close = format!("\"{}", "#".repeat(hashes));
    let end = rest[open..].find(&close).map(|at| open + at + close.len());
    Some(end.unwrap_or(rest.len()))
}

/// A character literal, or 0 for a lifetime, which has no closing quote.
fn character(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest[2..]
            .char_indices()
            .skip(1)
            .find(|(_, c)| *c == '\'')
            .map_or(rest.len(), |(at, _)| 2 + at + 1),
        Some(_) => match chars.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

/// Blanks every item under `#[cfg(test)]`, as it is no part of the program.
pub fn without_tests(masked: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut text = masked.to_owned();
    while let Some(start) = text.find(MARK) {
        let end = item_end(&text, start + MARK.len());
        let blank: String = text[start..end]
            .chars()
            .map(|c| if c == '\n' { '\n' } else { ' ' })
            .collect();
        text.replace_range(start..end, &blank);
    }
    text
}

/// Where the item that begins at `from` ends: at its closing brace, or at a semicolon before one.
pub fn item_end(masked: &str, from: usize) -> usize {
    match body_start(masked, from) {
        Some(open) => matching_brace(masked, open) + 1,
        None => masked[from..]
            .find(';')
            .map_or(masked.len(), |at| from + at + 1),
    }
}

/// The opening brace of the item at `from`; `None` if a semicolon outside brackets comes first.
pub fn body_start(masked: &str, from: usize) -> Option<usize> {
    let mut depth = 0i32;
    for (offset, c) in masked[from..].char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '{' if depth == 0 => return Some(from + offset),
            ';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The brace that closes the one at `open`, or the end of the text.
pub fn matching_brace(masked: &str, open: usize) -> usize {
    let mut depth = 0i32;
    for (offset, c) in masked[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + offset;
        }
    }
    masked.len().saturating_sub(1)
}

#[test]
fn comments_strings_and_characters_are_not_code() {
    let source = r##"fn a<'x>(b: &'x str) { /* { /* } */ */ let c = '{'; let d = '\''; "}\"{"; r#"{"}"#; b"{"; for_r"x"; } // {"##;
    let masked = code_only(source);
    assert_eq!(masked.len(), source.len());
    assert_eq!(masked.matches('{').count(), 1, "{masked}");
    assert_eq!(masked.matches('}').count(), 1, "{masked}");
    assert!(masked.contains("fn a<'x>(b: &'x str)"), "{masked}");
}

#[test]
fn test_modules_are_no_part_of_the_program() {
    let masked =
        "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { }\n}\n#[cfg(test)]\nuse x;\nfn c() {}";
    let program = without_tests(masked);
    assert!(program.contains("fn a()") && program.contains("fn c()"));
    assert!(!program.contains("fn b") && !program.contains("use x"));
    assert_eq!(program.lines().count(), masked.lines().count());
}
