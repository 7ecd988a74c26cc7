//! The job in words: its state, its next cycle, how far an initial one is, whose clock is right.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::text::Line;

use super::super::context::Context;
use super::super::facts;
use super::super::time::moment;
use super::titled;
use crate::entra::{Due, pace};
use crate::model::{Job, JobProgress, ScheduleState, Source};
use crate::tui::age::length;
use crate::tui::app::fails;
use crate::tui::skin::Role;
use crate::tui::text::count;

/// From this width on the local time stands beside UTC.
const WIDE: u16 = 100;

pub(super) fn lines(context: &Context<'_>, width: u16, height: u16) -> Vec<Line<'static>> {
    let Some(job) = context.status().job.as_deref() else {
        let mut lines = facts::job(context);
        lines.push(clocks(context));
        return lines;
    };
    let mut lines = vec![facts::standing(context, job)];
    lines.extend(facts::quarantine(context, job));
    lines.push(next(context, job, width));
    lines.extend(initial(context, job, width));
    let mut last = clocks(context);
    if job.quarantine.is_none() {
        last.push_span(context.span("quarantine: no  ", Role::Ok));
    }
    if height >= 30 || width >= WIDE {
        last.extend(watermark(context, job).spans);
    }
    lines.push(last);
    lines
}

fn next(context: &Context<'_>, job: &Job, width: u16) -> Line<'static> {
    let mut line = titled(context, "NEXT");
    let clock = &context.status().clock;
    if let Some(running) = clock.running() {
        let takes = clock.takes;
        let usual = match takes.samples {
            0 => "how long one takes was not seen yet".to_owned(),
            _ => format!(
                "half take up to {}, nine of ten up to {}",
                span(takes.p50),
                span(takes.p90)
            ),
        };
        let told = format!(
            "a cycle runs since {} ago; {usual}",
            context.age(running.began)
        );
        line.push_span(context.span(told, Role::Accent));
        return line;
    }
    let Some(next) = clock.next else {
        line.push_span(context.span(
            format!("no cycle is expected: {}", why(context, job)),
            Role::Bad,
        ));
        return line;
    };
    match clock.late(context.now()) {
        Some(late) => {
            // The clock goes on while nothing comes in.
            let _ = context.age(next.p50);
            let told = format!(
                "LATE by {}: was due {}",
                span(late),
                due(context, next, width)
            );
            line.push_span(context.span(told, Role::Bad));
        }
        None => line.push_span(context.span(coming(context, next, width), Role::Plain)),
    }
    let basis = match clock.between.samples {
        _ if width < WIDE => String::new(),
        0 => " (by the schedule alone)".to_owned(),
        seen => format!(" (learned from {seen})"),
    };
    let told = format!("   every {}{basis}", span(clock.interval));
    line.push_span(context.span(told, Role::Muted));
    line
}

fn coming(context: &Context<'_>, next: Due, width: u16) -> String {
    let slack = context.status().clock.interval / 4;
    let due_by = due(context, next, width);
    let late = moment(next.p90 + slack, context.now());
    if let Some(left) = context.left(next.p50) {
        return format!("in {left}: {due_by}, late after {late}");
    }
    let _ = context.left(next.p90 + slack);
    format!("any moment: {due_by}, late after {late}")
}

fn due(context: &Context<'_>, next: Due, width: u16) -> String {
    let at = |at: DateTime<Utc>| beside(context, at, width);
    if next.p50 == next.p90 {
        return at(next.p50);
    }
    format!(
        "{} p50, {} p90",
        at(next.p50),
        moment(next.p90, context.now())
    )
}

/// A moment, with the local time beside it where there is room.
pub(super) fn beside(context: &Context<'_>, at: DateTime<Utc>, width: u16) -> String {
    let told = moment(at, context.now());
    match context.skin.local(at).filter(|_| width >= WIDE) {
        Some(local) => format!("{told} ({local} here)"),
        None => told,
    }
}

fn why(context: &Context<'_>, job: &Job) -> String {
    let shown = |text: &str| context.skin.text(text).into_owned();
    if job.schedule != ScheduleState::Active {
        return format!("its schedule is {}", shown(job.schedule.raw()));
    }
    if job.is_blocked() {
        return format!("its state is {}", shown(job.code.raw()));
    }
    if job.interval.is_none() {
        return "its schedule names no interval".to_owned();
    }
    "none was seen yet that it could follow".to_owned()
}

/// How far the initial cycle is, a line for each sort of object.
fn initial(context: &Context<'_>, job: &Job, width: u16) -> Vec<Line<'static>> {
    if job.steady_since.is_some() {
        return Vec::new();
    }
    let line = |told: String| {
        let mut line = titled(context, "INIT");
        line.push_span(context.span(told, Role::Accent));
        line
    };
    if job.progress.is_empty() {
        return vec![line(
            "no initial cycle is over yet, and the job tells no progress".into(),
        )];
    }
    let told = job
        .progress
        .iter()
        .map(|progress| line(progressed(context, progress, width)));
    told.collect()
}

fn progressed(context: &Context<'_>, progress: &JobProgress, width: u16) -> String {
    let units = context.skin.text(progress.units.raw()).into_owned();
    let done = count(progress.completed.max(0).unsigned_abs());
    if progress.total <= 0 {
        return format!("{done} {units} done, of how many is not told");
    }
    let share = i128::from(progress.completed.max(0)) * 100 / i128::from(progress.total);
    let all = count(progress.total.unsigned_abs());
    let seen = context.status().sightings.items();
    let estimate = match pace(seen, &progress.units) {
        None => "no estimate: it was not seen to move twice yet".to_owned(),
        Some(pace) if pace.stretches == 1 => {
            let at = beside(context, pace.soonest, width);
            format!("at the pace seen once done {at}, may be far off")
        }
        Some(pace) => {
            let (soonest, latest) = (pace.soonest, beside(context, pace.latest, width));
            let (soonest, seen) = (moment(soonest, context.now()), pace.stretches);
            format!("done between {soonest} and {latest}, by {seen} paces seen")
        }
    };
    format!("{done} of {all} {units} ({share} %); {estimate}")
}

/// How far the services' clocks are from ours.
fn clocks(context: &Context<'_>) -> Line<'static> {
    let mut line = titled(context, "CLOCKS");
    line.push_span(context.span("against ours: ", Role::Muted));
    let services = [
        ("Entra", Source::Job),
        ("SCIM", Source::ScimUsers),
        ("audit", Source::ProviderAudit),
    ];
    for (name, source) in services {
        let health = context.status().source(source);
        let quiet = [crate::model::Reason::NotConfigured];
        if source == Source::ProviderAudit && health.latest.reasons == quiet {
            continue;
        }
        let (told, role) = match health.budget.skew {
            None => ("not told".to_owned(), Role::Unknown),
            Some(skew) => off(skew),
        };
        line.push_span(context.span(format!("{name} "), Role::Muted));
        line.push_span(context.span(format!("{told}  "), role));
    }
    line
}

/// A Date has whole seconds, and the answer was under way.
const AGREES: TimeDelta = TimeDelta::seconds(2);
/// From here on times of different logs must not be compared lightly.
const SKEWED: TimeDelta = TimeDelta::seconds(30);

fn off(skew: TimeDelta) -> (String, Role) {
    if skew.abs() <= AGREES {
        return ("agrees".to_owned(), Role::Ok);
    }
    let sign = if skew < TimeDelta::zero() { '-' } else { '+' };
    let role = if skew.abs() >= SKEWED {
        Role::Bad
    } else {
        Role::Plain
    };
    (format!("{sign}{}", length(skew.num_seconds().abs())), role)
}

/// Since when changes at the source are not yet sent.
fn watermark(context: &Context<'_>, job: &Job) -> Line<'static> {
    let mut runs = context.status().clock.cycles.iter();
    let whole = runs.find(|cycle| cycle.exact && cycle.ended.is_some() && !fails(cycle));
    let told = job.last_successful.as_ref().and_then(|run| run.began);
    let began = whole.map(|cycle| cycle.began).max(told);
    let told = match began {
        Some(at) => format!("sent: changes up to {}", moment(at, context.now())),
        None => "no cycle has succeeded that is known".to_owned(),
    };
    Line::from(context.span(told, Role::Muted))
}

pub(super) fn span(length_of: TimeDelta) -> String {
    length(length_of.num_seconds().max(0))
}
