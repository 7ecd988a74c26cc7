//! The report for a person: the verdict in words, the sources, the counts, the findings.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr;

use super::time;
use crate::drift::{Counts, Finding, Kind, Note};
use crate::model::{Foreign, Source, visible};
use crate::status::{Comparison, Status};

/// Subjects of one note that are named.
const NAMED: usize = 3;

pub fn write(status: &Status, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", status.verdict.sentence())?;
    writeln!(out, "profile {}, {}", visible(&status.profile), time(now))?;
    sources(status, out)?;
    job(status, out)?;
    match status.comparison.as_deref() {
        Some(compared) => comparison(compared, out),
        None => writeln!(out, "\nNothing was compared: see the sources."),
    }
}

fn sources(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    let rows = Source::ALL.map(|source| {
        let reading = &status.source(source).latest;
        let reasons: Vec<&str> = reading.reasons.iter().map(|reason| reason.code()).collect();
        let error = reading.error.as_ref();
        [
            source.title().to_owned(),
            reading.grade.name().to_owned(),
            reading.objects.to_string(),
            reading.requests.to_string(),
            reasons.join(" "),
            error.map_or(String::new(), |error| {
                format!("{error}; {}", error.advice())
            }),
        ]
    });
    writeln!(out)?;
    grid(
        &["SOURCE", "GRADE", "OBJECTS", "REQUESTS", "REASONS", "ERROR"],
        &rows,
        out,
    )
}

fn job(status: &Status, out: &mut dyn Write) -> io::Result<()> {
    let Some(job) = status.job.as_deref() else {
        return Ok(());
    };
    let next = job
        .next_expected()
        .map_or_else(|| "none expected".to_owned(), time);
    let (code, schedule) = (job.code.shown(), job.schedule.shown());
    let id = job.id.shown();
    writeln!(
        out,
        "\njob {id} is {code}, schedule {schedule}; next cycle {next}"
    )?;
    if let Some(quarantine) = &job.quarantine {
        let (reason, error) = (quarantine.reason.shown(), quarantine.error.shown());
        writeln!(out, "in quarantine: {reason} {error}")?;
    }
    Ok(())
}

fn comparison(compared: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    if let Some(people) = compared.people {
        let (expected, actual) = (people.expected, people.actual);
        write!(
            out,
            "expected {expected}, at the provider {actual}, in sync {}, ",
            people.in_sync
        )?;
    }
    writeln!(
        out,
        "unconfirmed {}, ignored {}",
        compared.unconfirmed,
        compared.ignored.len()
    )?;
    counts(compared.counts, out)?;
    if !compared.findings.is_empty() {
        let rows = compared
            .findings
            .iter()
            .map(|finding| row(finding, compared.at));
        let rows: Vec<[String; 8]> = rows.collect();
        let head = [
            "OUTLOOK",
            "KIND",
            "USER",
            "GROUP",
            "ATTRIBUTE",
            "EXPECTED",
            "ACTUAL",
            "DETAIL",
        ];
        writeln!(out)?;
        grid(&head, &rows, out)?;
    }
    notes(&compared.notes, out)
}

/// Each note once, with the first few it is about.
fn notes(notes: &[Note], out: &mut dyn Write) -> io::Result<()> {
    let mut told: Vec<(&Note, Vec<&Foreign>)> = Vec::new();
    for note in notes {
        let same =
            |(known, _): &&mut (&Note, _)| known.code == note.code && known.text == note.text;
        match told.iter_mut().find(same) {
            Some((_, subjects)) => subjects.push(&note.subject),
            None => told.push((note, vec![&note.subject])),
        }
    }
    for (note, mut subjects) in told {
        subjects.retain(|subject| !subject.is_empty());
        let named = subjects.iter().take(NAMED).map(|subject| subject.shown());
        let mut named = named.collect::<Vec<_>>().join(", ");
        if subjects.len() > NAMED {
            named = format!("{named} and {} more", subjects.len() - NAMED);
        }
        let about = if named.is_empty() {
            String::new()
        } else {
            format!(" ({named})")
        };
        writeln!(out, "note: {}{about}", note.text)?;
    }
    Ok(())
}

fn counts(counts: Counts, out: &mut dyn Write) -> io::Result<()> {
    for kind in Kind::ALL.into_iter().filter(|&kind| counts.of(kind) > 0) {
        writeln!(
            out,
            "  {:>7}  {:<18} {}",
            counts.of(kind),
            kind.name(),
            kind.meaning()
        )?;
    }
    Ok(())
}

fn row(finding: &Finding, now: DateTime<Utc>) -> [String; 8] {
    let shown = |value: Option<&Foreign>| {
        value.map_or_else(|| "-".to_owned(), |value| value.shown().into_owned())
    };
    let user = finding.user.as_ref().or(finding.member.as_ref());
    let name = user
        .filter(|user| !user.name.is_empty())
        .map(|user| &user.name);
    [
        finding.outlook.brief(now),
        finding.kind.name().to_owned(),
        shown(name.or_else(|| user.and_then(|user| user.scim_id.as_ref()))),
        shown(finding.group.as_ref().map(|group| &group.name)),
        short(&shown(finding.attribute.as_ref())).to_owned(),
        shown(finding.expected.as_ref()),
        shown(finding.actual.as_ref()),
        finding.detail.shown().into_owned(),
    ]
}

/// An attribute without the URN of its schema.
fn short(attribute: &str) -> &str {
    attribute
        .rsplit_once(":User:")
        .map_or(attribute, |(_, name)| name)
}

/// Columns as wide as their widest cell; the last one is not padded.
pub(super) fn grid<const N: usize>(
    head: &[&str; N],
    rows: &[[String; N]],
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut widths = head.map(str::len);
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    line(&head.map(str::to_owned), &widths, out)?;
    rows.iter().try_for_each(|row| line(row, &widths, out))
}

fn line<const N: usize>(
    cells: &[String; N],
    widths: &[usize; N],
    out: &mut dyn Write,
) -> io::Result<()> {
    let padded = cells
        .iter()
        .zip(widths)
        .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))));
    writeln!(out, "{}", padded.collect::<Vec<_>>().join("  ").trim_end())
}
