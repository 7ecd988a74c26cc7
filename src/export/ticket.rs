//! Everything that a ticket needs about one finding, person or group, as Markdown: what, since when,
//! expected, exported, actual, identifiers, and why, in the words of the explanation. Times are UTC.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::cell::{code, escaped, longest_run};
use super::time;
use crate::drift::explain::{step_lines, verdict_lines};
use crate::drift::{Finding, Kind, Outlook, Subject};
use crate::model::{Event, Foreign, Lane, Person, visible};
use crate::status::Status;

/// Rows of the logs that a ticket names.
const LOGGED: usize = 8;

/// What a ticket is about.
#[derive(Clone, Copy)]
pub enum About<'a> {
    Person(Person),
    /// The rows of a group in Entra and at the provider, at least one of them.
    Group(Option<usize>, Option<usize>),
    /// Somebody who is on neither side that was read.
    Unread(&'a Finding),
}

/// Who a ticket is about, in the words of the explanation.
struct Told<'a> {
    subject: Subject,
    expected: String,
    lines: Vec<String>,
    findings: Vec<&'a Finding>,
    logs: Vec<Event>,
}

/// The ticket of what `about` names; `finding` is the one it is opened for, where it is one.
pub fn ticket(status: &Status, about: About<'_>, finding: Option<&Finding>) -> String {
    let told = told(status, about);
    let first = finding.or(told.findings.first().copied());
    let mut out = String::new();
    title(&mut out, &told, first);
    out.push_str("| | |\n|---|---|\n");
    if let Some(finding) = first {
        of_finding(&mut out, finding, &told.logs, status.as_of);
    }
    if first.is_none_or(|finding| !names(finding, &told.subject)) {
        row(&mut out, "about", &subject(&told.subject));
    }
    row(
        &mut out,
        "expected at the provider",
        &escaped(&told.expected),
    );
    of_status(&mut out, status);
    others(&mut out, first, &told.findings);
    fenced(&mut out, "Why", &told.lines);
    logged(&mut out, &told.logs);
    out
}

fn told<'a>(status: &'a Status, about: About<'a>) -> Told<'a> {
    let (scene, now) = (status.scene(), status.as_of);
    let text = |lines: Vec<crate::drift::explain::Told>| {
        lines.into_iter().map(|line| line.text).collect::<Vec<_>>()
    };
    let verdict = |outlook: Option<&Outlook>, findings: &[&Finding], compared: bool| {
        text(verdict_lines(outlook, findings, compared, now))
    };
    match about {
        About::Person(person) => {
            let why = scene.person(person);
            let mut lines = text(step_lines(&why.steps, why.first_failing));
            lines.extend(verdict(why.outlook, &why.findings, why.compared));
            Told {
                subject: why.about,
                expected: why.expected.to_owned(),
                lines,
                findings: why.findings,
                logs: why.timeline,
            }
        }
        About::Group(here, there) => {
            let why = scene.group(here, there);
            let tree = why.tree.iter().map(|row| {
                let counted = if row.counted {
                    "counted"
                } else {
                    "NOT counted"
                };
                let indent = "  ".repeat(row.depth);
                format!("{indent}{} {} {counted}: {}", row.name, row.count, row.why)
            });
            let mut lines: Vec<String> = tree.collect();
            lines.extend(verdict(why.outlook, &why.findings, why.compared));
            Told {
                subject: why.about,
                expected: why.expected,
                lines,
                findings: why.findings,
                logs: why.timeline,
            }
        }
        About::Unread(finding) => Told {
            subject: finding
                .user
                .as_ref()
                .or(finding.member.as_ref())
                .or(finding.group.as_ref())
                .cloned()
                .unwrap_or_default(),
            expected: "not known: it is on neither side that was read".to_owned(),
            lines: verdict(Some(&finding.outlook), &[finding], true),
            findings: vec![finding],
            logs: Vec::new(),
        },
    }
}

fn title(out: &mut String, told: &Told<'_>, finding: Option<&Finding>) {
    let name = code(&told.subject.name.shown());
    let what = finding.map_or("no difference", |finding| finding.kind.name());
    // Writing into a String cannot fail, here and below.
    let _ = writeln!(out, "### {}: {name}\n", escaped(what));
}

fn row(out: &mut String, what: &str, value: &str) {
    let _ = writeln!(out, "| {what} | {value} |");
}

fn of_finding(out: &mut String, finding: &Finding, logs: &[Event], now: DateTime<Utc>) {
    let kind = finding.kind;
    let leaver = if finding.outlook.leaver {
        "; a leaver who is still active"
    } else {
        ""
    };
    let what = format!("{}: {}{leaver}", kind.name(), kind.meaning());
    row(out, "what", &escaped(&what));
    row(
        out,
        "since",
        &format!("{} (first seen)", time(finding.since)),
    );
    row(
        out,
        "changed",
        &escaped(&finding.outlook.changed_sentence(now)),
    );
    if let Some(attribute) = &finding.attribute {
        row(out, "attribute", &code(&attribute.shown()));
    }
    row(out, "expected", &expected(finding));
    row(out, "exported", &exported(finding, logs));
    row(out, "actual", &actual(finding));
    if !finding.detail.is_empty() {
        row(out, "detail", &code(&finding.detail.shown()));
    }
    for (what, whom) in [
        ("user", &finding.user),
        ("member", &finding.member),
        ("group", &finding.group),
    ] {
        if let Some(whom) = whom {
            row(out, what, &subject(whom));
        }
    }
    row(out, "heals", &escaped(&finding.outlook.heals_sentence(now)));
    row(
        out,
        "what helps",
        &escaped(&finding.outlook.rule.fixes.join("; or ")),
    );
    row(out, "finding", &code(&finding.id.to_string()));
}

fn value(value: Option<&Foreign>) -> Option<String> {
    value.map(|value| code(&value.shown()))
}

/// What Entra should have made of it.
fn expected(finding: &Finding) -> String {
    let words = match finding.kind {
        Kind::MissingUser | Kind::MissingGroup => "present",
        Kind::MissingMember => "a member",
        Kind::OrphanUser | Kind::OrphanGroup => "absent or inactive",
        Kind::DuplicateUser | Kind::DuplicateGroup => "once",
        Kind::ExtraMember => "no member",
        Kind::ActiveMismatch | Kind::AttributeMismatch => "nothing",
    };
    value(finding.expected.as_ref()).unwrap_or_else(|| words.to_owned())
}

/// What the provider holds.
fn actual(finding: &Finding) -> String {
    let words = match finding.kind {
        Kind::MissingUser | Kind::MissingGroup => "absent",
        Kind::MissingMember => "no member",
        Kind::OrphanUser | Kind::OrphanGroup => "present",
        Kind::DuplicateUser | Kind::DuplicateGroup => "several times",
        Kind::ExtraMember => "a member",
        Kind::ActiveMismatch | Kind::AttributeMismatch => "nothing",
    };
    value(finding.actual.as_ref()).unwrap_or_else(|| words.to_owned())
}

/// What the provisioning log says was sent last: of an attribute its value, else the act.
fn exported(finding: &Finding, logs: &[Event]) -> String {
    let mut rows = logs.iter().filter(|event| event.lane == Lane::Provisioning);
    let found = match &finding.attribute {
        Some(attribute) => rows.find_map(|event| {
            let change = event
                .changes
                .iter()
                .find(|change| change.is_of(attribute))?;
            Some((event, code(&change.new.shown())))
        }),
        None => rows
            .next()
            .map(|event| (event, code(&event.action.shown()))),
    };
    found.map_or_else(
        || "no row in the log as far as it was read".to_owned(),
        |(event, what)| format!("{what}, {}, {}", event.outcome.name(), time(event.at)),
    )
}

fn subject(subject: &Subject) -> String {
    let id = |id: &Option<Foreign>| value(id.as_ref()).unwrap_or_else(|| "none".to_owned());
    let (entra, held) = (id(&subject.entra_id), id(&subject.scim_id));
    format!(
        "{}, Entra id {entra}, provider id {held}",
        code(&subject.name.shown())
    )
}

fn names(finding: &Finding, about: &Subject) -> bool {
    let whom = [&finding.user, &finding.member, &finding.group];
    whom.into_iter().flatten().any(|whom| whom == about)
}

/// Where it was seen, so that whoever takes the ticket can look at the same.
fn of_status(out: &mut String, status: &Status) {
    if let Some(job) = status.job.as_deref() {
        let state = escaped(&job.code.shown());
        row(out, "job", &format!("{}, {state}", code(&job.id.shown())));
    }
    let application = code(&visible(&status.application));
    let host = code(&visible(&status.provider_host));
    row(
        out,
        "application",
        &format!("{application}, provider {host}"),
    );
    let seen = format!(
        "{} by scimtop {}, profile {}",
        time(status.as_of),
        env!("CARGO_PKG_VERSION"),
        code(&visible(&status.profile))
    );
    row(out, "seen", &seen);
}

fn others(out: &mut String, first: Option<&Finding>, all: &[&Finding]) {
    let rest = all
        .iter()
        .filter(|finding| first.is_none_or(|first| first.id != finding.id));
    for finding in rest {
        let attribute = finding.attribute.as_ref();
        let attribute = attribute.map_or(String::new(), |path| format!(" {}", code(&path.shown())));
        let told = format!(
            "{}{attribute}: expected {}, actual {}, since {}",
            escaped(finding.kind.name()),
            expected(finding),
            actual(finding),
            time(finding.since)
        );
        row(out, "also", &told);
    }
}

/// Lines to the letter, whatever is in them.
fn fenced(out: &mut String, title: &str, lines: &[String]) {
    let longest = lines.iter().map(|line| longest_run(line)).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let _ = writeln!(out, "\n{title}:\n\n{fence}text");
    for line in lines {
        let _ = writeln!(out, "{line}");
    }
    let _ = writeln!(out, "{fence}");
}

fn logged(out: &mut String, events: &[Event]) {
    if events.is_empty() {
        return;
    }
    out.push_str(
        "\n| time | log | what | outcome | by | id | cycle |\n|---|---|---|---|---|---|---|\n",
    );
    for event in events.iter().take(LOGGED) {
        let or_none = |text: &Foreign| {
            if text.is_empty() {
                String::new()
            } else {
                code(&text.shown())
            }
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} |",
            time(event.at),
            event.lane.name(),
            escaped(&event.action.shown()),
            event.outcome.name(),
            escaped(&event.actor.shown()),
            or_none(&event.id),
            or_none(&event.cycle),
        );
    }
    if events.len() > LOGGED {
        let _ = writeln!(
            out,
            "\n{} more rows are in the logs.",
            events.len() - LOGGED
        );
    }
}
