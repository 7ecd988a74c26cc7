//! One line for a monitoring system, with performance data.

use crate::drift::outlook::rules;
use crate::drift::{Counts, Finding, Kind, Phase, Verdict};
use crate::model::{Job, Source};
use crate::status::{Status, is_sound};

/// The exit status of a check, as monitoring systems read it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    Ok = 0,
    Warning = 1,
    Critical = 2,
    Unknown = 3,
}

impl Severity {
    /// Which of two outweighs the other.
    fn rank(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Unknown => 2,
            Self::Critical => 3,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// 2 if anything stands that will not heal by itself, or someone who left is still active, or
/// provisioning is blocked; else 3 if a side, or what becomes of a finding, is not known; else 1 if
/// there is drift that is expected to heal; else 0.
pub fn severity(status: &Status) -> Severity {
    let findings = findings(status).iter().map(of_finding);
    let worst = findings.max_by_key(|severity| severity.rank());
    let worst = worst.unwrap_or(Severity::Ok);
    let unread = !is_sound(status) || status.comparison.is_none();
    match worst {
        _ if blocked(status) => Severity::Critical,
        Severity::Critical => worst,
        _ if unread => Severity::Unknown,
        _ => worst,
    }
}

/// What one finding comes to. Left out on purpose, by Entra's own word, it is nothing.
fn of_finding(finding: &Finding) -> Severity {
    let outlook = &finding.outlook;
    match outlook.phase {
        Phase::Unknown => Severity::Unknown,
        Phase::Pending | Phase::Failing if !outlook.leaver => Severity::Warning,
        Phase::Skipped if outlook.rule == &rules::SKIPPED_ENTITLED => Severity::Ok,
        _ => Severity::Critical,
    }
}

/// The line of a check, without its line end.
pub fn check_line(status: &Status) -> String {
    let compared = status.comparison.as_deref();
    let counts = compared.map_or(Counts::default(), |compared| compared.counts);
    let word = severity(status).word();
    let (sentence, performance) = (sentence(status, counts), performance(status, counts));
    format!("SCIM {word} - {sentence} | {performance}")
}

fn sentence(status: &Status, counts: Counts) -> String {
    let mut parts = Vec::new();
    if blocked(status) {
        let state = job_state(status.job.as_deref());
        parts.push(format!("provisioning is blocked{state}"));
    }
    if counts.total() > 0 {
        parts.push(standing(status, counts));
    }
    let unread: Vec<&str> = Source::BOTH_SIDES
        .into_iter()
        .filter(|&source| !status.source(source).latest.grade.is_sound())
        .map(Source::title)
        .collect();
    if !unread.is_empty() {
        parts.push(format!("could not read {}", unread.join(", ")));
    }
    if parts.is_empty() {
        parts.push("in sync".to_owned());
    }
    parts.join("; ")
}

fn standing(status: &Status, counts: Counts) -> String {
    let each: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|&kind| counts.of(kind) > 0)
        .map(|kind| format!("{} {}", counts.of(kind), kind.name()))
        .collect();
    let pending = status.verdict == Verdict::Pending;
    let heals = if pending { ", expected to heal" } else { "" };
    format!("{}{heals}", each.join(", "))
}

fn job_state(job: Option<&Job>) -> String {
    job.map_or(String::new(), |job| {
        let (code, schedule) = (job.code.shown(), job.schedule.shown());
        format!(" (job {code}, schedule {schedule})")
    })
}

/// `label=value` pairs, the kinds first, then both sides' sizes.
fn performance(status: &Status, counts: Counts) -> String {
    let kinds = Kind::ALL.into_iter();
    let mut values: Vec<String> = kinds
        .map(|kind| format!("{}={}", kind.name(), counts.of(kind)))
        .collect();
    let compared = status.comparison.as_deref();
    if let Some(people) = compared.and_then(|compared| compared.people) {
        values.push(format!("expected={}", people.expected));
        values.push(format!("actual={}", people.actual));
        values.push(format!("in_sync={}", people.in_sync));
    }
    if let Some(compared) = compared {
        values.push(format!("ignored={}", compared.ignored.len()));
        values.push(format!("unconfirmed={}", compared.unconfirmed));
    }
    values.join(" ")
}

fn findings(status: &Status) -> &[Finding] {
    status
        .comparison
        .as_deref()
        .map_or(&[], |compared| &compared.findings)
}

fn blocked(status: &Status) -> bool {
    status.job.as_deref().is_some_and(Job::is_blocked)
}
