//! `scimtop.report/1`: the contract is docs/report.schema.json. Every key is always present;
//! values are raw, with whatever could act on a terminal as an escape.

use std::collections::BTreeMap;
use std::io::{self, Write};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::time;
use crate::drift::{Counts, Finding, Kind, Note, Subject};
use crate::export::Harmless;
use crate::model::{Foreign, Job, Quarantine, Source};
use crate::status::{Health, Status};

#[derive(Serialize)]
struct Report<'a> {
    format: &'static str,
    generated_at: String,
    profile: &'a str,
    verdict: &'static str,
    sources: Vec<SourceRow>,
    job: Option<JobRow<'a>>,
    counts: BTreeMap<&'static str, usize>,
    findings: Vec<FindingRow<'a>>,
    ignored: usize,
    notes: Vec<NoteRow<'a>>,
}

#[derive(Serialize)]
struct SourceRow {
    name: &'static str,
    grade: &'static str,
    reasons: Vec<&'static str>,
    read_at: Option<String>,
    objects: u64,
    requests: u64,
    error: Option<String>,
}

#[derive(Serialize)]
struct JobRow<'a> {
    id: &'a str,
    status: String,
    schedule_state: String,
    interval_s: Option<u64>,
    last_began: Option<String>,
    last_ended: Option<String>,
    next_expected: Option<String>,
    quarantine: Option<QuarantineRow<'a>>,
}

#[derive(Serialize)]
struct QuarantineRow<'a> {
    reason: &'a str,
    since: Option<String>,
    next_attempt: Option<String>,
    error: &'a str,
}

#[derive(Serialize)]
struct FindingRow<'a> {
    id: String,
    kind: &'static str,
    user: Option<UserRow<'a>>,
    group: Option<GroupRow<'a>>,
    member: Option<UserRow<'a>>,
    attribute: Option<&'a str>,
    expected: Option<&'a str>,
    actual: Option<&'a str>,
    detail: Option<&'a str>,
    since: String,
}

#[derive(Serialize)]
struct UserRow<'a> {
    upn: Option<&'a str>,
    entra_id: Option<&'a str>,
    scim_id: Option<&'a str>,
}

#[derive(Serialize)]
struct GroupRow<'a> {
    name: Option<&'a str>,
    entra_id: Option<&'a str>,
    scim_id: Option<&'a str>,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    code: &'static str,
    text: &'a str,
    subject: Option<&'a str>,
}

pub fn write(status: &Status, now: DateTime<Utc>, out: &mut dyn Write) -> io::Result<()> {
    let compared = status.comparison.as_deref();
    let counts = compared.map_or(Counts::default(), |compared| compared.counts);
    let findings = compared.map_or(&[][..], |compared| &compared.findings);
    let notes = compared.map_or(&[][..], |compared| &compared.notes);
    let report = Report {
        format: "scimtop.report/1",
        generated_at: time(now),
        profile: &status.profile,
        verdict: status.verdict.name(),
        sources: Source::ALL
            .map(|source| source_row(source, status.source(source)))
            .into(),
        job: status.job.as_deref().map(job_row),
        counts: Kind::ALL
            .into_iter()
            .map(|kind| (kind.name(), counts.of(kind)))
            .collect(),
        findings: findings.iter().map(finding_row).collect(),
        ignored: compared.map_or(0, |compared| compared.ignored.len()),
        notes: notes.iter().map(note_row).collect(),
    };
    let mut writer = serde_json::Serializer::with_formatter(&mut *out, Harmless::default());
    report.serialize(&mut writer)?;
    writeln!(out)
}

fn source_row(source: Source, health: &Health) -> SourceRow {
    let reading = &health.latest;
    SourceRow {
        name: source.name(),
        grade: reading.grade.name(),
        reasons: reading.reasons.iter().map(|reason| reason.code()).collect(),
        read_at: reading.ended.map(time),
        objects: reading.objects,
        requests: reading.requests,
        error: reading.error.as_ref().map(ToString::to_string),
    }
}

fn job_row(job: &Job) -> JobRow<'_> {
    let last = job.last.as_ref();
    JobRow {
        id: job.id.raw(),
        status: job.code.raw().to_owned(),
        schedule_state: job.schedule.raw().to_owned(),
        interval_s: job.interval.map(|interval| interval.as_secs()),
        last_began: last.and_then(|last| last.began).map(time),
        last_ended: last.and_then(|last| last.ended).map(time),
        next_expected: job.next_expected().map(time),
        quarantine: job.quarantine.as_ref().map(quarantine_row),
    }
}

fn quarantine_row(quarantine: &Quarantine) -> QuarantineRow<'_> {
    QuarantineRow {
        reason: quarantine.reason.raw(),
        since: quarantine.since.map(time),
        next_attempt: quarantine.next_attempt.map(time),
        error: quarantine.error.raw(),
    }
}

fn finding_row(finding: &Finding) -> FindingRow<'_> {
    FindingRow {
        id: finding.id.to_string(),
        kind: finding.kind.name(),
        user: finding.user.as_ref().map(user_row),
        group: finding.group.as_ref().map(group_row),
        member: finding.member.as_ref().map(user_row),
        attribute: finding.attribute.as_ref().map(Foreign::raw),
        expected: finding.expected.as_ref().map(Foreign::raw),
        actual: finding.actual.as_ref().map(Foreign::raw),
        detail: some(&finding.detail),
        since: time(finding.since),
    }
}

fn user_row(subject: &Subject) -> UserRow<'_> {
    UserRow {
        upn: some(&subject.name),
        entra_id: subject.entra_id.as_ref().map(Foreign::raw),
        scim_id: subject.scim_id.as_ref().map(Foreign::raw),
    }
}

fn group_row(subject: &Subject) -> GroupRow<'_> {
    GroupRow {
        name: some(&subject.name),
        entra_id: subject.entra_id.as_ref().map(Foreign::raw),
        scim_id: subject.scim_id.as_ref().map(Foreign::raw),
    }
}

fn note_row(note: &Note) -> NoteRow<'_> {
    NoteRow {
        code: note.code,
        text: &note.text,
        subject: some(&note.subject),
    }
}

fn some(text: &Foreign) -> Option<&str> {
    (!text.is_empty()).then(|| text.raw())
}
