//! How an observation changes the memory: the only place where a status changes.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::shrunk::doubt;
use super::trouble::{write_down, write_wait};
use super::weigh::{learn, weigh};
use super::{ActionState, Budget, Comparison, Examination, Progress, Status, TrendPoint};
use crate::drift::Verdict;
use crate::entra::{Mappings, Sighting};
use crate::model::veil;
use crate::model::{
    Assignment, Event, Execution, Foreign, Groups, Job, Read, Reading, Resource, Source, Text,
    Users,
};

/// One thing that was learned.
pub enum Observation {
    /// A read of this source has begun or come further.
    Progress(Source, Progress),
    Assignments(Read<Vec<Assignment>>),
    Groups(Read<Groups>),
    Users(Read<Users>),
    ScimUsers(Read<Users>),
    ScimGroups(Read<Groups>),
    Job(Option<Box<Job>>, Reading),
    Log(Source, Vec<Event>, Reading),
    /// What was done to users and groups in Entra since then.
    Changes(Vec<Event>, DateTime<Utc>, Reading),
    /// This source could not be read for a reason of the reader's own.
    Failed(Source, Reading),
    Text(Text),
    /// What the job maps.
    Mappings(Arc<Mappings>),
    Compared(Box<Comparison>),
    /// What this source's upstream was asked, and when it is read next.
    Schedule(Source, Budget, Option<DateTime<Utc>>),
    Application(String),
    /// The profile that the provider is read by, in words.
    ProviderProfile(String),
    /// What a glance at the provider showed, in words, and what is to be read again for it.
    Glanced(String, Vec<Foreign>),
    /// The resource on screen was read again by itself: what is held of it is as it is now.
    Reread(Resource),
    Notice(Option<String>),
    /// Whether the doctor is at work, or waits for the first reads.
    Examining(bool),
    Examined(Box<Examination>),
    /// Why this run does not act; `None` where it may.
    ActionsOff(Option<String>),
    Action(ActionState),
    /// Points of earlier runs, oldest first.
    History(Vec<TrendPoint>),
}

/// Takes `observation` into `status`. A read that is not sound changes the source's health only:
/// the last sound data stays, marked by its age.
pub fn advance(status: &mut Status, observation: Observation, now: DateTime<Utc>) {
    status.revision += u64::from(is_visible(status, &observation));
    status.as_of = now;
    let weighs = matches!(
        observation,
        Observation::Job(..)
            | Observation::Log(..)
            | Observation::Changes(..)
            | Observation::Compared(_)
    );
    match observation {
        Observation::Progress(source, progress) => {
            status.sources[source.index()].progressed(progress, now);
        }
        Observation::Assignments(read) => {
            keep(status, Source::Assignments, read, |status| {
                &mut status.directory.assignments
            });
        }
        Observation::Groups(read) => {
            keep(status, Source::Groups, read, |status| {
                &mut status.directory.groups
            });
        }
        Observation::Users(read) => {
            keep(status, Source::Users, read, |status| {
                &mut status.directory.users
            });
        }
        Observation::ScimUsers(read) => {
            keep(status, Source::ScimUsers, read, |status| {
                &mut status.provider.users
            });
        }
        Observation::ScimGroups(read) => {
            keep(status, Source::ScimGroups, read, |status| {
                &mut status.provider.groups
            });
        }
        Observation::Job(job, reading) => take_job(status, job, &reading),
        Observation::Log(source, events, reading) => take_log(status, source, events, &reading),
        Observation::Changes(events, since, reading) => {
            take_changes(status, events, since, &reading);
        }
        Observation::Failed(source, reading) => {
            note(status, source, &reading);
        }
        Observation::Text(text) => status.text = text,
        Observation::Mappings(mappings) => status.mappings = mappings,
        Observation::Compared(comparison) => take_comparison(status, *comparison),
        Observation::Schedule(source, budget, next) => {
            write_wait(status, source, &budget);
            let health = &mut status.sources[source.index()];
            (health.budget, health.next_poll) = (budget, next);
        }
        Observation::Application(name) => status.application = name.into(),
        Observation::ProviderProfile(told) => status.provider_profile = told.into(),
        Observation::Glanced(told, _) => status.provider_hints = told.into(),
        Observation::Reread(resource) => status.reread = Some((resource, now)),
        Observation::Notice(notice) => status.notice = notice.map(Into::into),
        Observation::Examining(is_asked) => status.examining = is_asked,
        Observation::Examined(found) => {
            status.examination = Some(Arc::from(found));
            status.examining = false;
        }
        Observation::ActionsOff(why) => status.actions_off = why.map(Into::into),
        Observation::Action(state) => status.action = Arc::new(state),
        Observation::History(points) => points.into_iter().for_each(|at| status.trend.push(at)),
    }
    if weighs {
        learn(status);
        weigh(status, now);
    }
    status.verdict = verdict(status);
}

/// Whether a face would show something else after `observation`. A read always moves the age of
/// its source; strings alone, and words that were said before, move nothing.
fn is_visible(status: &Status, observation: &Observation) -> bool {
    match observation {
        Observation::Text(_) => false,
        Observation::Mappings(mappings) => status.mappings != *mappings,
        Observation::Application(name) => *status.application != **name,
        Observation::ProviderProfile(told) => *status.provider_profile != **told,
        Observation::Glanced(told, _) => *status.provider_hints != **told,
        Observation::Notice(notice) => status.notice.as_deref() != notice.as_deref(),
        Observation::Examining(is_asked) => status.examining != *is_asked,
        Observation::History(points) => !points.is_empty(),
        Observation::Progress(source, progress) => {
            status.source(*source).progress != Some(*progress)
        }
        _ => true,
    }
}

/// Replaces what is shown, if `read` is sound and did not lose suspiciously much.
fn keep<T>(
    status: &mut Status,
    source: Source,
    mut read: Read<T>,
    place: impl Fn(&mut Status) -> &mut Read<T>,
) {
    let before = place(status).reading.objects;
    let alarm = status.source(source).shrunk;
    status.sources[source.index()].shrunk = doubt(&mut read.reading, before, alarm);
    if note(status, source, &read.reading) {
        *place(status) = read;
    }
}

/// Whether what is shown of both sides may be compared as a whole.
pub fn is_sound(status: &Status) -> bool {
    let mut sources = Source::BOTH_SIDES.iter();
    sources.all(|&source| status.source(source).latest.grade.is_sound())
}

/// Whether a list lost so much that nothing may be found or cleared before it was read once more.
pub fn is_frozen(status: &Status) -> bool {
    let mut sources = Source::BOTH_SIDES.iter();
    sources.any(|&source| status.source(source).shrunk.is_some())
}

fn verdict(status: &Status) -> Verdict {
    let compared = status.comparison.as_deref();
    let findings = compared.map_or(&[][..], |comparison| &comparison.findings);
    Verdict::of(
        compared.is_some() && is_sound(status),
        findings,
        status.job.as_deref(),
    )
}

/// Writes the reading down; `true` if its data may replace what is shown.
fn note(status: &mut Status, source: Source, reading: &Reading) -> bool {
    write_down(status, source, reading);
    let health = &mut status.sources[source.index()];
    let sound = reading.grade.is_sound();
    health.latest = reading.clone();
    health.progress = None;
    health.failures = if sound { 0 } else { health.failures + 1 };
    if sound {
        health.sound_at = reading.ended;
    }
    sound
}

fn take_job(status: &mut Status, job: Option<Box<Job>>, reading: &Reading) {
    if note(status, Source::Job, reading) {
        status.job = job.map(Arc::from);
        keep_executions(status);
        keep_sightings(status);
    }
}

/// Only what an initial cycle says of itself while it runs, each moment of it once.
fn keep_sightings(status: &mut Status) {
    let running = status.job.as_deref();
    let running = running.filter(|job| job.steady_since.is_none() && !job.progress.is_empty());
    let Some(job) = running else {
        return status.sightings.retain(|_| false);
    };
    let now = status.as_of;
    let seen = job.progress.iter().map(|progress| Sighting {
        at: progress.at.unwrap_or(now),
        units: progress.units.clone(),
        completed: progress.completed,
        total: progress.total,
    });
    let is_known = |seen: &Sighting| {
        let mut known = status.sightings.items().iter();
        known.any(|known| known.units == seen.units && known.at == seen.at)
    };
    let fresh: Vec<Sighting> = seen.filter(|seen| !is_known(seen)).collect();
    status
        .sightings
        .merge(fresh, |seen| (seen.at, seen.units.clone()));
}

/// A run that goes on is seen again with its end: the newer sight replaces the older.
fn keep_executions(status: &mut Status) {
    let Some(job) = status.job.clone() else {
        return;
    };
    let runs = [&job.last, &job.last_successful, &job.last_with_exports];
    let mut fresh: Vec<Execution> = Vec::new();
    for run in runs.into_iter().flatten() {
        let known = |other: &Execution| other.began == run.began && other.ended == run.ended;
        let mut seen = status.executions.items().iter().chain(&fresh);
        if run.began.is_some() && !seen.any(known) {
            fresh.push(run.clone());
        }
    }
    let began: HashSet<_> = fresh.iter().map(|run| run.began).collect();
    status
        .executions
        .retain(|known| known.ended.is_some() || !began.contains(&known.began));
    status.executions.merge(fresh, |run| run.began);
}

/// Only a read without a gap lets an absence speak: what is older than a gap is not known.
fn take_changes(status: &mut Status, events: Vec<Event>, since: DateTime<Utc>, reading: &Reading) {
    veil::learn_events(events.iter());
    let whole = reading.grade.is_sound();
    let from = status.changes_from.filter(|_| whole);
    status.changes_from = whole.then(|| from.map_or(since, |from| from.min(since)));
    let mut known: HashSet<_> = status
        .changes
        .items()
        .iter()
        .map(|event| event.id.raw().to_owned())
        .collect();
    let mut fresh = events;
    fresh.retain(|event| known.insert(event.id.raw().to_owned()));
    status
        .changes
        .merge(fresh, |event| (event.at, event.id.clone()));
    let dropped = status
        .changes
        .is_full()
        .then(|| status.changes.items().last().map(|event| event.at));
    if let (Some(from), Some(Some(oldest))) = (status.changes_from, dropped) {
        status.changes_from = Some(from.max(oldest));
    }
}

/// Events are facts one by one: those of a partial read count too.
fn take_log(status: &mut Status, source: Source, events: Vec<Event>, reading: &Reading) {
    veil::learn_events(events.iter());
    note(status, source, reading);
    let key = |event: &Event| (event.lane, event.id.raw().to_owned());
    let mut known: HashSet<_> = status.events.items().iter().map(key).collect();
    let mut fresh = events;
    fresh.retain(|event| known.insert(key(event)));
    status
        .events
        .merge(fresh, |event| (event.at, event.id.clone()));
}

fn take_comparison(status: &mut Status, comparison: Comparison) {
    let point = TrendPoint {
        at: comparison.at,
        findings: comparison.counts.total(),
    };
    status.trend.push(point);
    status.comparison = Some(Arc::new(comparison));
}
