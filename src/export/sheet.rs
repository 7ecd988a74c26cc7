//! A view as a table, in three forms.

use std::cell::RefCell;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use super::cell::{escaped, guarded};
use super::{Harmless, time};
use crate::model::{Foreign, visible};

/// How a view is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Csv,
    Json,
    Markdown,
}

impl Form {
    pub const ALL: [Form; 3] = [Self::Csv, Self::Json, Self::Markdown];

    /// What a command and the end of a file's name call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Markdown => "md",
        }
    }

    pub fn meaning(self) -> &'static str {
        match self {
            Self::Csv => "for a spreadsheet; no cell is taken for a formula",
            Self::Json => "scimtop.view/1, for programs: raw values",
            Self::Markdown => "a table for a ticket or a chat",
        }
    }
}

/// What a table is of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Head {
    /// The view, in one word such as `drift`; of a person or a group the name follows in `about`.
    pub view: &'static str,
    /// Whom or what it is about, where it is about one.
    pub about: Foreign,
    pub columns: &'static [&'static str],
    pub profile: String,
    /// When what it shows was read last.
    pub as_of: DateTime<Utc>,
    /// How it was narrowed and ordered, in words.
    pub filter: String,
    pub order: String,
}

/// The cells of one row, as many as there are columns; empty where there is nothing to say.
pub type Row = Vec<Foreign>;

/// Writes a table.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(
    form: Form,
    head: &Head,
    rows: impl Iterator<Item = Row>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match form {
        Form::Csv => csv(head, rows, out),
        Form::Json => json(head, rows, out),
        Form::Markdown => markdown(head, rows, out),
    }
}

fn csv(head: &Head, rows: impl Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(head.columns)?;
    for row in rows {
        let cells = row.iter().map(|cell| guarded(cell.shown().into_owned()));
        writer.write_record(cells)?;
    }
    writer.flush()
}

fn markdown(head: &Head, rows: impl Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let about = if head.about.is_empty() {
        String::new()
    } else {
        format!(" {}", escaped(&head.about.shown()))
    };
    writeln!(out, "### {}{about}\n", head.view)?;
    let (profile, as_of) = (escaped(&visible(&head.profile)), time(head.as_of));
    writeln!(
        out,
        "scimtop, profile {profile}, read {as_of}{}\n",
        narrowed(head)
    )?;
    writeln!(out, "| {} |", head.columns.join(" | "))?;
    writeln!(out, "|{}", "---|".repeat(head.columns.len()))?;
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| escaped(&cell.shown())).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    Ok(())
}

fn narrowed(head: &Head) -> String {
    let told = [("filter", &head.filter), ("ordered by", &head.order)];
    let told = told.into_iter().filter(|(_, words)| !words.is_empty());
    let told = told.map(|(what, words)| format!("; {what} {}", escaped(&visible(words))));
    told.collect::<Vec<_>>().concat()
}

fn json(head: &Head, rows: impl Iterator<Item = Row>, out: &mut dyn Write) -> io::Result<()> {
    let mut writer = serde_json::Serializer::with_formatter(&mut *out, Harmless::default());
    let mut map = writer.serialize_map(None)?;
    map.serialize_entry("format", "scimtop.view/1")?;
    map.serialize_entry("view", head.view)?;
    map.serialize_entry("about", &some(&head.about))?;
    map.serialize_entry("profile", &head.profile)?;
    map.serialize_entry("as_of", &time(head.as_of))?;
    map.serialize_entry("filter", &head.filter)?;
    map.serialize_entry("order", &head.order)?;
    let rows = Rows {
        columns: head.columns,
        rows: RefCell::new(rows),
    };
    map.serialize_entry("rows", &rows)?;
    SerializeMap::end(map)?;
    writeln!(out)
}

/// Rows that are made while they are written.
struct Rows<I> {
    columns: &'static [&'static str],
    rows: RefCell<I>,
}

impl<I: Iterator<Item = Row>> Serialize for Rows<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for row in &mut *self.rows.borrow_mut() {
            list.serialize_element(&Cells(self.columns, &row))?;
        }
        list.end()
    }
}

struct Cells<'a>(&'static [&'static str], &'a Row);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in self.0.iter().zip(self.1) {
            map.serialize_entry(column, &some(cell))?;
        }
        map.end()
    }
}

/// Nothing is null.
fn some(cell: &Foreign) -> Option<&str> {
    (!cell.is_empty()).then(|| cell.raw())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form) -> String {
        let head = Head {
            view: "drift",
            about: Foreign::default(),
            columns: &["kind", "user"],
            profile: "default".to_owned(),
            as_of: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            filter: "kind:missing".to_owned(),
            order: "urgency".to_owned(),
        };
        let rows = [
            ("missing_user", "=cmd|x"),
            ("orphan_user", ""),
            ("a", "x\u{202e}y"),
        ];
        let rows = rows.map(|(kind, user)| vec![Foreign::new(kind), Foreign::new(user)]);
        let mut out = Vec::new();
        write(form, &head, rows.into_iter(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_spreadsheet_finds_no_formula_and_no_hidden_character() {
        let csv = written(Form::Csv);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!(lines[0], "kind,user");
        assert_eq!(lines[1], "missing_user,'=cmd|x");
        assert_eq!(lines[2], "orphan_user,");
        assert_eq!(lines[3], "a,x<U+202E>y");
    }

    #[test]
    fn json_has_raw_values_and_null_for_nothing() {
        let json = written(Form::Json);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["format"], "scimtop.view/1");
        assert_eq!(value["rows"][0]["user"], "=cmd|x");
        assert_eq!(value["rows"][1]["user"], serde_json::Value::Null);
        assert!(json.contains("x\\u202ey"), "{json}");
    }

    #[test]
    fn a_markdown_table_keeps_its_cells_apart() {
        let told = written(Form::Markdown);
        assert!(told.contains("| missing\\_user | =cmd\\|x |"), "{told}");
        assert!(told.contains("| a | x\\<U+202E\\>y |"), "{told}");
        assert!(told.contains("filter kind:missing"), "{told}");
    }
}
