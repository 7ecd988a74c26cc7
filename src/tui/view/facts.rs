//! The state of sources and of the job, in words.

use ratatui::text::{Line, Span};

use super::context::Context;
use super::time::{moment, took};
use crate::model::{Job, Reason, ScheduleState, Source};
use crate::status::Health;
use crate::tui::age::length;
use crate::tui::skin::Role;
use crate::tui::text::count;

/// How a source stands, in a word and its age.
pub(super) fn short(context: &Context<'_>, source: Source) -> (String, Role) {
    let health = context.status().source(source);
    let reading = &health.latest;
    let age = health.sound_at.map(|at| context.age(at));
    if let Some(progress) = progress(context, health)
        && age.is_none()
    {
        return (progress, Role::Accent);
    }
    match age {
        Some(age) if health.is_stale() => (format!("STALE {age}"), Role::Warn),
        Some(age) if reading.grade.is_sound() => {
            (format!("{} {age}", reading.grade.name()), Role::Ok)
        }
        _ => unread(health),
    }
}

fn unread(health: &Health) -> (String, Role) {
    match health.latest.reasons.as_slice() {
        [Reason::Unread] => ("waiting".into(), Role::Muted),
        [Reason::NotConfigured] => ("not set up".into(), Role::Muted),
        [Reason::NotPermitted] => ("not permitted".into(), Role::Warn),
        _ => (health.latest.grade.name().to_uppercase(), Role::Bad),
    }
}

/// How far a running read has come.
pub(super) fn progress(context: &Context<'_>, health: &Health) -> Option<String> {
    let progress = health.progress?;
    let of = progress
        .of
        .map_or(String::new(), |of| format!(" of {}", count(of)));
    let (objects, pages) = (count(progress.objects), count(progress.pages));
    // As of the newest status, so that it changes with what was read and not by itself.
    let left = health.time_left(context.status().as_of);
    let left = left.map_or(String::new(), |left| {
        format!(", about {} left", length(left.num_seconds()))
    });
    Some(format!("reading {objects}{of}{left}, {pages} pages"))
}

/// Why a source is not in order, in words; `None` where it is.
pub(super) fn trouble(health: &Health) -> Option<String> {
    if let Some(error) = &health.latest.error {
        return Some(format!("{error}; {}", error.advice()));
    }
    let reasons = &health.latest.reasons;
    let quiet = [Reason::Unread, Reason::NotConfigured];
    let told: Vec<&str> = reasons
        .iter()
        .filter(|reason| !quiet.contains(reason))
        .map(|reason| reason.words())
        .collect();
    (!told.is_empty() && !health.latest.grade.is_sound()).then(|| told.join("; "))
}

/// The job and its next cycle, in two or three lines.
pub(super) fn job(context: &Context<'_>) -> Vec<Line<'static>> {
    let Some(job) = context.status().job.as_deref() else {
        let (state, role) = short(context, Source::Job);
        let told = context.span(format!("not known: {state}"), role);
        return vec![Line::from(vec![label(context, "JOB"), told])];
    };
    let mut lines = vec![standing(context, job), next(context, job)];
    lines.extend(quarantine(context, job));
    lines
}

fn label(context: &Context<'_>, text: &str) -> Span<'static> {
    context.span(format!(" {text:<7}"), Role::Accent)
}

pub(super) fn standing(context: &Context<'_>, job: &Job) -> Line<'static> {
    let role = if job.is_blocked() {
        Role::Bad
    } else {
        Role::Ok
    };
    let code = context.skin.text(job.code.raw()).into_owned();
    let mut line = Line::from(vec![label(context, "JOB"), context.span(code, role)]);
    if job.schedule != ScheduleState::Active {
        let schedule = context.skin.text(job.schedule.raw());
        line.push_span(context.span(format!(", schedule {schedule}"), role));
    }
    let Some(last) = &job.last else {
        line.push_span(context.span("   no cycle has run", Role::Muted));
        return line;
    };
    let at = last.ended.or(last.began);
    let age = at.map_or_else(
        || "at a time not told".into(),
        |at| format!("{} ago", context.age(at)),
    );
    let took = took(last.began, last.ended).map_or(String::new(), |took| format!(", took {took}"));
    let told = format!("   last cycle {age}{took}, exported {}", last.exported);
    line.push_span(context.span(told, Role::Plain));
    if last.escrowed > 0 {
        line.push_span(context.span(format!(", {} escrowed", last.escrowed), Role::Warn));
    }
    line
}

fn next(context: &Context<'_>, job: &Job) -> Line<'static> {
    let mut line = Line::from(label(context, "NEXT"));
    let told = match job.next_expected() {
        None => context.span("no cycle is expected", Role::Bad),
        Some(at) => match context.left(at) {
            Some(left) => context.span(
                format!("expected in {left} ({})", moment(at, context.now())),
                Role::Plain,
            ),
            None => context.span(
                format!(
                    "was expected {} ago ({})",
                    context.age(at),
                    moment(at, context.now())
                ),
                Role::Warn,
            ),
        },
    };
    line.push_span(told);
    let seconds = job
        .interval
        .and_then(|interval| i64::try_from(interval.as_secs()).ok());
    if let Some(seconds) = seconds {
        line.push_span(context.span(format!("   every {}", length(seconds)), Role::Plain));
    }
    if job.quarantine.is_none() {
        line.push_span(context.span("   quarantine: no", Role::Ok));
    }
    line
}

pub(super) fn quarantine(context: &Context<'_>, job: &Job) -> Option<Line<'static>> {
    let quarantine = job.quarantine.as_ref()?;
    let since = quarantine.since.map_or(String::new(), |at| {
        format!(" since {}", moment(at, context.now()))
    });
    let shown = |foreign: &crate::model::Foreign| context.skin.text(foreign.raw()).into_owned();
    let told = format!(
        "QUARANTINE{since}: {} {}",
        shown(&quarantine.reason),
        shown(&quarantine.error)
    );
    Some(Line::from(vec![
        label(context, ""),
        context.span(told, Role::Bad),
    ]))
}
