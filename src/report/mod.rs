//! The headless faces: one file for each format, all from the same status as the dashboard.

mod check;
mod csv;
pub mod doctor;
pub mod explain;
mod json;
pub mod mapping;
pub mod plain;
pub mod plan;
mod table;

use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};

pub use check::{Severity, check_line, severity};

use crate::status::{Status, is_sound};

/// How a report is written.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Format {
    #[default]
    Table,
    Json,
    Csv,
}

/// Writes the whole status as of `now`.
///
/// # Errors
/// Whatever `out` answers.
pub fn write(
    format: Format,
    status: &Status,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Table => table::write(status, now, out),
        Format::Json => json::write(status, now, out),
        Format::Csv => csv::write(status, out),
    }
}

/// The exit status of a report: 0 if both sides could be read, whatever was found, else 3.
pub fn exit_status(status: &Status) -> u8 {
    if is_sound(status) { 0 } else { 3 }
}

/// Writes a document that is built already, on one line.
///
/// # Errors
/// Whatever `out` answers.
pub fn write_value(value: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        serde_json::Serializer::with_formatter(&mut *out, crate::export::Harmless::default());
    serde::Serialize::serialize(value, &mut writer)?;
    writeln!(out)
}

/// RFC 3339 in UTC with Z, to the second.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
