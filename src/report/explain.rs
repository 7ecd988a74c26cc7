//! Explanations as text and as JSON.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::time;
use crate::drift::explain::{
    GroupExplanation, MemberRow, PersonExplanation, Step, StepState, Told, TreeRow, first_failing,
    parting, step_lines, verdict_lines,
};
use crate::drift::{Finding, Outlook, Phase, Subject};
use crate::model::{Event, Foreign, Outcome};
use crate::status::{Status, is_sound};

/// Rows of a timeline and of a ledger that are written as text.
const ROWS: usize = 40;

/// 0 nothing wrong, 1 it heals by itself, 2 wrong, 3 could not tell.
pub fn exit_status(outlook: Option<&Outlook>, status: &Status) -> u8 {
    match outlook {
        Some(outlook) if outlook.phase == Phase::Unknown => 3,
        Some(outlook) if outlook.leaver || !outlook.heals_by_itself() => 2,
        _ if !is_sound(status) || status.comparison.is_none() => 3,
        Some(_) => 1,
        None => 0,
    }
}

/// Writes the explanation of a person.
///
/// # Errors
/// Whatever `out` answers.
pub fn person(
    told: &PersonExplanation<'_>,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(&told.about, out)?;
    writeln!(out, "{}", told.expected)?;
    writeln!(out)?;
    lines(&step_lines(&told.steps, told.first_failing), out)?;
    let verdict = verdict_lines(told.outlook, &told.findings, told.compared, now);
    end(&verdict, &told.timeline, out)
}

/// Writes the explanation of a group.
///
/// # Errors
/// Whatever `out` answers.
pub fn group(
    told: &GroupExplanation<'_>,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> io::Result<()> {
    head(&told.about, out)?;
    writeln!(out, "{}", told.expected)?;
    if !told.tree.is_empty() {
        writeln!(out, "\nWHERE EXPECTED MEMBERS COME FROM")?;
        told.tree.iter().try_for_each(|row| tree_row(row, out))?;
    }
    writeln!(out, "\nMEMBERS")?;
    for row in told.ledger.iter().take(ROWS) {
        member_row(row, out)?;
    }
    if told.ledger.len() > ROWS {
        writeln!(
            out,
            "  and {} more (--format json has all)",
            told.ledger.len() - ROWS
        )?;
    }
    let verdict = verdict_lines(told.outlook, &told.findings, told.compared, now);
    end(&verdict, &told.timeline, out)
}

/// Writes where two people part, then each of them.
///
/// # Errors
/// Whatever `out` answers.
pub fn pair(
    one: &PersonExplanation<'_>,
    other: &PersonExplanation<'_>,
    now: DateTime<Utc>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (left, right) = (one.about.name.shown(), other.about.name.shown());
    match parting(one, other) {
        Some(parting) => {
            writeln!(out, "{left} and {right} part at: {}", parting.step.name)?;
            for (name, step) in [(&left, parting.step), (&right, parting.other)] {
                writeln!(out, "  {name}: {} {}", step.state.mark(), step.said)?;
                step.lines
                    .iter()
                    .try_for_each(|line| writeln!(out, "      {line}"))?;
            }
        }
        None => writeln!(
            out,
            "{left} and {right} do not part: each step says the same"
        )?,
    }
    for told in [one, other] {
        writeln!(out)?;
        person(told, now, out)?;
    }
    Ok(())
}

fn head(about: &Subject, out: &mut dyn Write) -> io::Result<()> {
    let id = |id: &Option<Foreign>| {
        id.as_ref()
            .map_or_else(|| "none".to_owned(), |id| id.shown().into_owned())
    };
    writeln!(out, "{}", about.name.shown())?;
    writeln!(
        out,
        "Entra {}, provider {}",
        id(&about.entra_id),
        id(&about.scim_id)
    )
}

/// The verdict, and what the logs have.
fn end(verdict: &[Told], events: &[Event], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out)?;
    lines(verdict, out)?;
    timeline(events, out)
}

fn lines(lines: &[Told], out: &mut dyn Write) -> io::Result<()> {
    lines
        .iter()
        .try_for_each(|line| writeln!(out, "{}", line.text))
}

fn timeline(events: &[Event], out: &mut dyn Write) -> io::Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nTIMELINE, newest first")?;
    for event in events.iter().take(ROWS) {
        let by = if event.actor.is_empty() {
            String::new()
        } else {
            format!(" by {}", event.actor.shown())
        };
        let detail = event.detail.shown();
        let detail = if detail.is_empty() {
            String::new()
        } else {
            format!(": {detail}")
        };
        let outcome = match event.outcome {
            Outcome::Unknown => String::new(),
            known => format!(" {}", known.name()),
        };
        writeln!(
            out,
            "  {}  {:<12} {}{outcome}{by}{detail}",
            time(event.at),
            event.lane.name(),
            event.action.shown(),
        )?;
        evidence(event, out)?;
    }
    Ok(())
}

/// The identifiers that a ticket with Microsoft or the provider needs.
fn evidence(event: &Event, out: &mut dyn Write) -> io::Result<()> {
    let cycle = if event.cycle.is_empty() {
        String::new()
    } else {
        format!(", cycle {}", event.cycle.shown())
    };
    writeln!(out, "      id {}{cycle}", event.id.shown())
}

fn tree_row(row: &TreeRow, out: &mut dyn Write) -> io::Result<()> {
    let indent = "  ".repeat(row.depth + 1);
    let counted = if row.counted {
        "counted"
    } else {
        "NOT counted"
    };
    let name = format!("{indent}{}", row.name);
    writeln!(out, "{name:<44} {:>6}  {counted}: {}", row.count, row.why)
}

fn member_row(row: &MemberRow, out: &mut dyn Write) -> io::Result<()> {
    let held = match row.at_provider {
        Some(true) => "yes",
        Some(false) => "no",
        None => "?",
    };
    let name = if row.who.name.is_empty() {
        row.who.scim_id.clone().unwrap_or_default()
    } else {
        row.who.name.clone()
    };
    let line = format!(
        "  {:<42} Entra {:<4} provider {:<4} {:<18} {}",
        name.shown(),
        if row.in_entra { "yes" } else { "no" },
        held,
        row.outlook,
        crate::model::visible(&row.why)
    );
    writeln!(out, "{}", line.trim_end())
}

/// The explanation of a person as JSON: scimtop.explain/1.
pub fn person_json(told: &PersonExplanation<'_>, now: DateTime<Utc>) -> Value {
    json!({
        "format": "scimtop.explain/1",
        "kind": "user",
        "generated_at": time(now),
        "who": subject(&told.about),
        "expected": told.expected,
        "steps": told.steps.iter().map(step_json).collect::<Vec<_>>(),
        "first_failing": first_failing(&told.steps).map(|at| at + 1),
        "verdict": told.outlook.map(outlook_json),
        "findings": told.findings.iter().map(|finding| finding_json(finding)).collect::<Vec<_>>(),
        "timeline": told.timeline.iter().map(event_json).collect::<Vec<_>>(),
    })
}

/// The explanation of a group as JSON: scimtop.explain/1.
pub fn group_json(told: &GroupExplanation<'_>, now: DateTime<Utc>) -> Value {
    let tree = told.tree.iter().map(|row| {
        json!({"depth": row.depth, "name": row.name, "count": row.count, "counted": row.counted, "why": row.why})
    });
    let ledger = told.ledger.iter().map(|row| {
        json!({
            "who": subject(&row.who),
            "in_entra": row.in_entra,
            "at_provider": row.at_provider,
            "outlook": row.outlook,
            "why": row.why,
        })
    });
    json!({
        "format": "scimtop.explain/1",
        "kind": "group",
        "generated_at": time(now),
        "who": subject(&told.about),
        "expected": told.expected,
        "tree": tree.collect::<Vec<_>>(),
        "members": ledger.collect::<Vec<_>>(),
        "verdict": told.outlook.map(outlook_json),
        "findings": told.findings.iter().map(|finding| finding_json(finding)).collect::<Vec<_>>(),
        "timeline": told.timeline.iter().map(event_json).collect::<Vec<_>>(),
    })
}

/// Two explanations and where they part, as JSON.
pub fn pair_json(
    one: &PersonExplanation<'_>,
    other: &PersonExplanation<'_>,
    now: DateTime<Utc>,
) -> Value {
    json!({
        "format": "scimtop.explain/1",
        "kind": "pair",
        "generated_at": time(now),
        "parts_at": parting(one, other).map(|parting| parting.step.name),
        "one": person_json(one, now),
        "other": person_json(other, now),
    })
}

fn step_json(step: &Step) -> Value {
    let state = match step.state {
        StepState::Holds => "holds",
        StepState::Fails => "fails",
        StepState::Unknown => "unknown",
    };
    json!({"name": step.name, "state": state, "text": step.said, "lines": step.lines})
}

fn subject(subject: &Subject) -> Value {
    let raw = |value: &Option<Foreign>| value.as_ref().map(|value| value.raw().to_owned());
    json!({
        "name": subject.name.raw(),
        "entra_id": raw(&subject.entra_id),
        "scim_id": raw(&subject.scim_id),
    })
}

fn outlook_json(outlook: &Outlook) -> Value {
    use crate::drift::Heals;
    let at = |at: Option<DateTime<Utc>>| at.map(time);
    let (heals, by, by_p90) = match outlook.heals {
        Heals::Yes(due) => ("yes", due.map(|due| due.p50), due.map(|due| due.p90)),
        Heals::ShouldHave(by) => ("should_have", by, None),
        Heals::RetryAt(by) => ("retry", Some(by), None),
        Heals::Never => ("never", None, None),
        Heals::Blocked => ("blocked", None, None),
        Heals::Unknown => ("unknown", None, None),
    };
    json!({
        "phase": outlook.phase.name(),
        "leaver": outlook.leaver,
        "heals": heals,
        "expected_by": at(by),
        "expected_by_p90": at(by_p90),
        "changed_at": at(outlook.changed.at),
        "changed_by": outlook.changed.by.name(),
        "missed_cycles": outlook.missed,
        "rule": outlook.rule.id,
        "why": outlook.rule.condition,
        "because": outlook.because.raw(),
        "fixes": outlook.rule.fixes,
        "touches": outlook.rule.touches,
        "confidence": outlook.rule.confidence.name(),
        "source": outlook.rule.source,
        "assumptions": outlook.rule.assumptions,
    })
}

fn finding_json(finding: &Finding) -> Value {
    let raw = |value: &Option<Foreign>| value.as_ref().map(|value| value.raw().to_owned());
    json!({
        "id": finding.id.to_string(),
        "kind": finding.kind.name(),
        "attribute": raw(&finding.attribute),
        "expected": raw(&finding.expected),
        "actual": raw(&finding.actual),
        "group": finding.group.as_ref().map(|group| group.name.raw().to_owned()),
        "member": finding.member.as_ref().map(|member| member.name.raw().to_owned()),
        "detail": finding.detail.raw(),
        "since": time(finding.since),
        "verdict": outlook_json(&finding.outlook),
    })
}

fn event_json(event: &Event) -> Value {
    json!({
        "at": time(event.at),
        "lane": event.lane.name(),
        "id": event.id.raw(),
        "cycle": event.cycle.raw(),
        "action": event.action.raw(),
        "actor": event.actor.raw(),
        "outcome": event.outcome.name(),
        "detail": event.detail.raw(),
    })
}
