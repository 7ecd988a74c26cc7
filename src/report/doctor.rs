//! The doctor's rows for a person and for a program.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::Serialize;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::time;
use crate::doctor::{Outcome, Row, Verdict};
use crate::model::visible;

/// Everything that the doctor found.
pub struct Examination<'a> {
    pub profile: &'a str,
    pub at: DateTime<Utc>,
    pub rows: &'a [Row],
    /// The one thing to do next.
    pub next: &'a str,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    generated_at: String,
    profile: &'a str,
    verdict: &'static str,
    next: &'a str,
    rows: Vec<RowDocument<'a>>,
}

#[derive(Serialize)]
struct RowDocument<'a> {
    id: &'a str,
    title: &'a str,
    result: &'static str,
    seen: &'a str,
    fix: &'a str,
}

/// Writes `scimtop.doctor/1`, whose contract is docs/doctor.schema.json.
///
/// # Errors
/// Whatever `out` answers.
pub fn write_json(found: &Examination<'_>, out: &mut dyn Write) -> io::Result<()> {
    let document = Document {
        format: "scimtop.doctor/1",
        generated_at: time(found.at),
        profile: found.profile,
        verdict: Verdict::of(found.rows).name(),
        next: found.next,
        rows: found.rows.iter().map(document).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn document(row: &Row) -> RowDocument<'_> {
    RowDocument {
        id: row.id,
        title: row.title,
        result: row.outcome.name(),
        seen: &row.seen,
        fix: &row.fix,
    }
}

/// Columns of a terminal that shows anything.
const WIDTH: usize = 80;
/// Where titles and what belongs to them begin.
const INDENT: usize = 9;

/// Writes the rows for a person, in lines of at most 80 columns and without colours.
///
/// # Errors
/// Whatever `out` answers.
pub fn write_table(found: &Examination<'_>, out: &mut dyn Write) -> io::Result<()> {
    let profile = visible(found.profile);
    writeln!(out, "profile {profile}, {}\n", time(found.at))?;
    for (at, row) in found.rows.iter().enumerate() {
        write_row(row, &found.rows[..at], out)?;
    }
    writeln!(out, "\n{}", summary(found.rows))?;
    block("next: ", "", found.next, out)
}

/// A reason that stands above already is not told twice: where nothing is configured, or a service is
/// out of reach, most rows have the same.
fn write_row(row: &Row, above: &[Row], out: &mut dyn Write) -> io::Result<()> {
    let word = row.outcome.name().to_uppercase();
    let head = format!("{word:<INDENT$}");
    block(&head, "", &format!("{} [{}]", row.title, row.id), out)?;
    let indent = " ".repeat(INDENT);
    let same = above.iter().find(|other| {
        row.outcome.name() == "skipped" && (&other.seen, &other.fix) == (&row.seen, &row.fix)
    });
    match same {
        Some(other) if row.outcome == Outcome::Unread => {
            let told = format!("could not be read, as {}", other.id);
            return block(&indent, "", &told, out);
        }
        Some(_) => return block(&indent, "", &row.seen, out),
        None => block(&indent, "", &row.seen, out)?,
    }
    if row.fix.is_empty() {
        return Ok(());
    }
    let label = match row.outcome {
        Outcome::Ask => "Ask: ",
        Outcome::Warn | Outcome::Fail => "Fix: ",
        Outcome::Pass | Outcome::Skipped | Outcome::Unread => "To do: ",
    };
    block(&indent, label, &row.fix, out)
}

/// `text` in lines that begin below its own beginning.
fn block(head: &str, label: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
    let room = WIDTH - head.width();
    let mut lead = head.to_owned();
    for line in wrapped(&format!("{label}{text}"), room) {
        writeln!(out, "{lead}{line}")?;
        lead = " ".repeat(head.width());
    }
    Ok(())
}

/// Lines of at most `room` columns; a longer word is cut.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let gap = usize::from(used > 0);
        if used > 0 && used + gap + word.width() > room {
            lines.push(String::new());
            used = 0;
        } else if used > 0 {
            push(&mut lines, ' ');
            used += 1;
        }
        for c in word.chars() {
            let width = c.width().unwrap_or(0);
            if used + width > room {
                lines.push(String::new());
                used = 0;
            }
            push(&mut lines, c);
            used += width;
        }
    }
    lines
}

fn push(lines: &mut [String], c: char) {
    if let Some(line) = lines.last_mut() {
        line.push(c);
    }
}

fn summary(rows: &[Row]) -> String {
    let number = |name: &str| {
        let same = rows.iter().filter(|row| row.outcome.name() == name);
        format!("{} {name}", same.count())
    };
    let unread = rows
        .iter()
        .filter(|row| row.outcome == Outcome::Unread)
        .count();
    let words = ["pass", "warn", "fail", "ask", "skipped"].map(number);
    let told = if unread > 0 {
        format!(", {unread} of them could not be read")
    } else {
        String::new()
    };
    format!("{}{told}", words.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_room() {
        for text in [
            "",
            "one",
            "a b c d e f",
            "日本語日本語日本語",
            "word averylongwordindeed x",
        ] {
            for room in 4..20 {
                let lines = wrapped(text, room);
                assert!(lines.iter().all(|line| line.width() <= room), "{lines:?}");
                let joined: String = lines.concat().split_whitespace().collect();
                let all: String = text.split_whitespace().collect();
                assert_eq!(joined, all);
            }
        }
    }
}
