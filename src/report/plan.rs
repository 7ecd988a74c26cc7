//! What a full cycle would change: for people, and as `scimtop.plan/1` for programs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::table::grid;
use super::time;
use crate::drift::Subject;
use crate::export::Harmless;
use crate::model::{Foreign, visible};
use crate::status::{Change, Plan, Status, Step};

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    generated_at: String,
    profile: &'a str,
    blocked: Option<&'a str>,
    unknown: &'a [String],
    counts: BTreeMap<&'static str, usize>,
    steps: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    change: &'static str,
    certain: bool,
    ignored: bool,
    finding: String,
    user: Option<SubjectRow<'a>>,
    group: Option<SubjectRow<'a>>,
    member: Option<SubjectRow<'a>>,
    attribute: Option<&'a str>,
    old: Option<&'a str>,
    new: Option<&'a str>,
    why: &'static str,
}

#[derive(Serialize)]
struct SubjectRow<'a> {
    name: Option<&'a str>,
    entra_id: Option<&'a str>,
    scim_id: Option<&'a str>,
}

/// The exit status: 0 nothing to do, 1 changes, 3 could not tell. Changes weigh more than gaps.
pub fn exit_status(plan: &Plan) -> u8 {
    match (plan.changes(), plan.unknown.is_empty()) {
        (0, true) => 0,
        (0, false) => 3,
        _ => 1,
    }
}

/// Writes `scimtop.plan/1`: every key is always there.
///
/// # Errors
/// Whatever `out` answers.
pub fn json(
    plan: &Plan,
    status: &Status,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let document = Document {
        format: "scimtop.plan/1",
        generated_at: time(now),
        profile: &status.profile,
        blocked: plan.blocked.as_deref(),
        unknown: &plan.unknown,
        counts: Change::ALL
            .into_iter()
            .map(|change| (change.name(), plan.count(change)))
            .collect(),
        steps: plan.steps.iter().map(row).collect(),
    };
    let mut writer = serde_json::Serializer::with_formatter(&mut *out, Harmless::default());
    document.serialize(&mut writer)?;
    writeln!(out)
}

fn row<'a>(step: &Step<'a>) -> Row<'a> {
    let finding = step.finding;
    Row {
        change: step.change.name(),
        certain: step.certain,
        ignored: step.ignored,
        finding: finding.id.to_string(),
        user: finding.user.as_ref().map(name),
        group: finding.group.as_ref().map(name),
        member: finding.member.as_ref().map(name),
        attribute: finding.attribute.as_ref().map(Foreign::raw),
        old: finding.actual.as_ref().map(Foreign::raw),
        new: finding.expected.as_ref().map(Foreign::raw),
        why: step.why,
    }
}

fn name(subject: &Subject) -> SubjectRow<'_> {
    SubjectRow {
        name: (!subject.name.is_empty()).then(|| subject.name.raw()),
        entra_id: subject.entra_id.as_ref().map(Foreign::raw),
        scim_id: subject.scim_id.as_ref().map(Foreign::raw),
    }
}

/// Writes the plan for a person.
///
/// # Errors
/// Whatever `out` answers.
pub fn table(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", plan.summary())?;
    if let Some(why) = &plan.blocked {
        writeln!(out, "no cycle comes by itself: {why}")?;
    }
    for unknown in &plan.unknown {
        writeln!(out, "unknown: {unknown}")?;
    }
    if plan.steps.is_empty() {
        return Ok(());
    }
    let rows: Vec<[String; 7]> = plan.steps.iter().map(cells).collect();
    let head = ["CHANGE", "USER", "GROUP", "ATTRIBUTE", "OLD", "NEW", "WHY"];
    writeln!(out)?;
    grid(&head, &rows, out)
}

fn cells(step: &Step) -> [String; 7] {
    let finding = step.finding;
    let shown = |value: Option<&Foreign>| {
        value.map_or_else(|| "-".to_owned(), |value| value.shown().into_owned())
    };
    let called = |subject: Option<&Subject>| {
        let named = subject.map(|subject| {
            let named = Some(&subject.name).filter(|name| !name.is_empty());
            shown(named.or(subject.scim_id.as_ref()))
        });
        named.unwrap_or_else(|| "-".to_owned())
    };
    let certain = if step.certain { "" } else { "?" };
    let ignored = if step.ignored { " (ignored)" } else { "" };
    [
        format!("{}{certain}{ignored}", step.change.name()),
        called(finding.user.as_ref().or(finding.member.as_ref())),
        called(finding.group.as_ref()),
        shown(finding.attribute.as_ref()),
        shown(finding.actual.as_ref()),
        shown(finding.expected.as_ref()),
        visible(step.why).into_owned(),
    ]
}
