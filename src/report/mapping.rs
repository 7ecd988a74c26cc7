//! What is mapped, for a person: every mapping of one user step by step, and what is wrong with them.

use std::io::{self, Write};

use crate::drift::{Account, Note, Sent};
use crate::entra::expression::Value;
use crate::model::{Foreign, Person, Sym, visible};
use crate::status::Status;

/// Writes every mapping of `person`.
///
/// # Errors
/// Whatever `out` answers.
pub fn explain(status: &Status, person: Person, out: &mut dyn Write) -> io::Result<()> {
    let rows = [
        status.directory.users.data.row(person),
        status.provider.users.data.row(person),
    ];
    let name = rows
        .iter()
        .flatten()
        .next()
        .map_or(Sym::ABSENT, |row| row.name);
    writeln!(out, "{}", visible(status.text.get(name)))?;
    if let Some(why) = &status.mappings.assumed {
        let why = why.shown();
        writeln!(
            out,
            "the default mapping stands in for the job's own: {why}"
        )?;
    }
    if rows[0].is_none() {
        writeln!(
            out,
            "not among the users of Entra that are in scope: nothing flows"
        )?;
    }
    for account in status.accounts(person) {
        writeln!(out)?;
        write_account(&account, out)?;
    }
    Ok(())
}

fn write_account(account: &Account, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", account.target.shown())?;
    writeln!(out, "  source    {}", account.source.shown())?;
    for step in &account.steps {
        let indent = "  ".repeat(step.depth);
        let (call, value) = (visible(&step.expression), value(&step.value));
        writeln!(out, "  {indent}          {call} -> {value}")?;
    }
    let sent = match &account.sent {
        Sent::Value(value) => quoted(value),
        Sent::Nothing => "null: nothing flows".to_owned(),
        Sent::Unknown(why) => format!("unknown: {}", why.shown()),
    };
    let held = account
        .held
        .as_ref()
        .map_or_else(|| "nothing".to_owned(), quoted);
    writeln!(out, "  sent      {sent}")?;
    writeln!(out, "  provider  {held}")?;
    writeln!(out, "  standing  {}", account.standing.name())
}

/// A value of an expression on one line.
fn value(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{}\"", visible(text)),
        Value::List(values) => {
            let values: Vec<String> = values
                .iter()
                .map(|text| format!("\"{}\"", visible(text)))
                .collect();
            format!("[{}]", values.join(", "))
        }
        Value::Absent => "null".to_owned(),
        Value::Unknown(why) => format!("unknown: {}", visible(why)),
    }
}

fn quoted(value: &Foreign) -> String {
    format!("\"{}\"", value.shown())
}

/// Writes what is wrong with the mappings, a line each.
///
/// # Errors
/// Whatever `out` answers.
pub fn write_lint(notes: &[Note], status: &Status, out: &mut dyn Write) -> io::Result<()> {
    if let Some(why) = &status.mappings.assumed {
        let why = why.shown();
        writeln!(out, "the job's mappings were not read: {why}")?;
    }
    for note in notes {
        writeln!(
            out,
            "{}: {} ({})",
            note.subject.shown(),
            visible(&note.text),
            note.code
        )?;
    }
    let rules = status.mappings.users.rules.len();
    writeln!(out, "{rules} mappings, {} remarks", notes.len())
}
