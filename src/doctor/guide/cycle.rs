//! Rows 23 to 26: when something happens.

use chrono::{DateTime, TimeDelta, Utc};

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, first_unread, some_of, unread};
use crate::drift::{Finding, Kind};
use crate::model::{Assignment, Event, Job, Lane, Source};

/// The interval of Microsoft's provisioning service ("How Application Provisioning works in Microsoft Entra
/// ID").
const USUAL: TimeDelta = TimeDelta::minutes(40);

pub(super) const CHECKS: [Check; 4] = [
    Check {
        id: "guide-23",
        title: "Kandji has no Sync now for a SCIM directory",
        how: "a fact: the directory is written by Entra alone",
        fix: "Is somebody waiting for a button in Kandji? Entra admin center > Enterprise \
              applications > the application > Provisioning > Provision on demand does one person, \
              or up to five members of a group, at once",
        look: no_sync_now,
    },
    Check {
        id: "guide-24",
        title: "A cycle begins every 40 minutes",
        how: "`schedule.interval` of the job, and the age of the last cycle: late after two \
              intervals and the length of the last run",
        fix: "see guide-18; if the job is on, Provisioning > Stop provisioning, Start provisioning",
        look: in_time,
    },
    Check {
        id: "guide-25",
        title: "Stop and start hastens a cycle, and changes nobody",
        how: "starts and stops of provisioning in the directory audit",
        fix: "Did somebody stop and start provisioning to hasten a change? It begins a cycle and \
              sends nothing again to who is up to date; Provision on demand does one person",
        look: restarts,
    },
    Check {
        id: "guide-26",
        title: "A later assignment is picked up by the next cycle",
        how: "`createdDateTime` of assignments whose user or group is missing at the provider: \
              pending for two cycles, then late",
        fix: "Provisioning > Provisioning logs: look for the name; then Provision on demand",
        look: later_assignments,
    },
];

fn no_sync_now(_: &Evidence) -> Answer {
    Answer::ask("no read shows what somebody is waiting for")
}

fn interval(job: &Job) -> Option<TimeDelta> {
    TimeDelta::from_std(job.interval?).ok()
}

fn in_time(evidence: &Evidence) -> Answer {
    let Some(job) = evidence.status.job.as_deref() else {
        return unread(evidence, Source::Job);
    };
    if job.is_blocked() {
        return Answer::skip("provisioning is not on: see guide-18");
    }
    let Some(interval) = interval(job) else {
        return Answer::unread("the job does not say its interval")
            .fix("look at Provisioning > Overview for the time of the last cycle");
    };
    let minutes = interval.num_minutes();
    let Some(last) = job
        .last
        .as_ref()
        .and_then(|run| Some((run.began?, run.ended)))
    else {
        return Answer::warn(format!(
            "every {minutes} minutes, and no cycle has begun yet"
        ))
        .fix("the first cycle takes longer than all others; wait for it");
    };
    let (began, ended) = last;
    let length = ended.map_or(TimeDelta::zero(), |ended| {
        (ended - began).max(TimeDelta::zero())
    });
    let age = evidence.now - began;
    let told = format!(
        "every {minutes} minutes; the last cycle began {} minutes ago",
        age.num_minutes()
    );
    if age > interval * 2 + length {
        Answer::fail(format!("{told}: late"))
    } else if interval == USUAL {
        Answer::pass(told)
    } else {
        Answer::warn(told).fix("not the usual interval: what follows from it takes as long")
    }
}

/// Starts, stops and restarts, newest first.
fn switches(evidence: &Evidence) -> impl Iterator<Item = &Event> {
    let events = evidence.status.events.items().iter();
    events.filter(|event| {
        let action = event.action.raw().to_ascii_lowercase();
        event.lane == Lane::Directory
            && action.contains("provisioning configuration")
            && ["start", "pause", "disable", "enable"]
                .iter()
                .any(|word| action.contains(word))
    })
}

fn restarts(evidence: &Evidence) -> Answer {
    let mut events = switches(evidence);
    match events.next() {
        Some(newest) => {
            let at = newest.at.format("%Y-%m-%d %H:%M UTC");
            Answer::ask(format!(
                "the audit shows \"{}\" at {at}, and {} before it",
                newest.action.shown(),
                count(events.count(), "other")
            ))
        }
        None if evidence.has_some(Source::DirectoryAudit) => {
            Answer::ask("the audit that was read shows no stop and no start")
        }
        None => Answer::ask("the directory audit was not read"),
    }
}

fn later_assignments(evidence: &Evidence) -> Answer {
    let Some(compared) = evidence.status.comparison.as_deref() else {
        return first_unread(evidence, &Source::BOTH_SIDES)
            .unwrap_or_else(|| Answer::skip("the two sides were not compared"));
    };
    let job = evidence.status.job.as_deref();
    let patience = job.and_then(interval).unwrap_or(USUAL) * 2;
    let (mut late, mut pending) = (Vec::new(), 0);
    for finding in compared.findings.iter() {
        match assigned_since(evidence, finding) {
            Some(since) if evidence.now - since > patience => {
                late.push(finding.subject().shown().into_owned());
            }
            Some(_) => pending += 1,
            None => {}
        }
    }
    match (late.len(), pending) {
        (0, 0) => Answer::pass("whoever is assigned is there"),
        (0, pending) => Answer::pass(format!(
            "{pending} assigned within two cycles and not there yet"
        )),
        (number, _) => Answer::fail(format!(
            "{} for more than two cycles and not there: {}",
            count(number, "assignment"),
            some_of(&late)
        )),
    }
}

/// Since when the user or group of a finding is assigned by name, where it is missing.
fn assigned_since(evidence: &Evidence, finding: &Finding) -> Option<DateTime<Utc>> {
    let subject = match finding.kind {
        Kind::MissingUser => finding.user.as_ref()?,
        Kind::MissingGroup => finding.group.as_ref()?,
        _ => return None,
    };
    let id = subject.entra_id.as_ref()?.raw();
    let assignments = evidence.status.directory.assignments.data.iter();
    let own = |assignment: &&Assignment| assignment.principal.to_text(&evidence.status.text) == id;
    assignments.filter(own).filter_map(|own| own.created).min()
}
