//! The rows of the timeline, newest first.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::context::Context;
use super::super::drift;
use super::super::facts;
use super::super::news::{outcome, says_outcome};
use super::super::table::{Column, Table, fixed, share};
use super::super::time::{moment, took};
use super::clock::span;
use super::names::Names;
use crate::entra::Cycle;
use crate::model::{Event, Foreign, Lane, Outcome, Source};
use crate::status::Trouble;
use crate::tui::age::length;
use crate::tui::app::{Extent, Happening, Rows, Track, Walk, timeline_total};
use crate::tui::skin::Role;
use crate::tui::text::count;

const TIMELINE: [Column; 6] = [
    fixed("TIME", 12, 0),
    fixed("HERE", 8, 130),
    fixed("LANE", 8, 50),
    share("WHAT", 2, 0),
    share("WHOM", 3, 0),
    share("RESULT", 5, 60),
];

/// What is shown: which lane, how much of the time, narrowed how.
pub(super) fn heading(context: &Context<'_>, width: u16) -> Line<'static> {
    let look = &context.app.place().look;
    let total = timeline_total(context.world());
    let mut line = drift::heading(context, "TIMELINE", total);
    let lane = look.lane.map_or("all lanes", Track::name);
    let role = if look.lane.is_some() {
        Role::Changed
    } else {
        Role::Muted
    };
    line.push_span(context.span(format!("  lane: {lane}"), role));
    let axis = length(look.zoom.span().num_seconds());
    line.push_span(context.span(format!("  axis: {axis}"), Role::Muted));
    if width >= 100 {
        let zone = context.skin.zone(context.now());
        let zone = zone.map_or_else(String::new, |zone| format!("; here UTC{zone}"));
        line.push_span(context.span(format!("  times: UTC{zone}"), Role::Muted));
    }
    if width >= 150 {
        let legend = "  C cycle  ! failure  + event  # many";
        line.push_span(context.span(legend, Role::Muted));
    }
    line
}

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let Rows::Timeline(moments) = &context.app.place().rows else {
        let told = context.span("  being listed", Role::Muted);
        return context.put(buffer, area, &Line::from(told));
    };
    if moments.is_empty() {
        return context.put(buffer, area, &nothing(context));
    }
    let names = Names::default();
    Table {
        columns: &TIMELINE,
        cursor: &context.app.place().cursor,
        len: context.app.listed().len(),
    }
    .draw(context, buffer, area, |row| {
        let found = moments
            .get(row)
            .and_then(|moment| moment.of(context.world()));
        found.map_or_else(Vec::new, |happening| cells(context, &names, &happening))
    });
}

/// An empty list is not the same as logs that were never read.
fn nothing(context: &Context<'_>) -> Line<'static> {
    let look = &context.app.place().look;
    let narrowed =
        !look.filter.is_empty() || look.extent == Extent::Problems || look.lane.is_some();
    let logs = [
        Source::ProvisioningLog,
        Source::DirectoryAudit,
        Source::ProviderAudit,
    ];
    let mut unread = logs.iter().filter(|&&log| !context.status().was_read(log));
    let told = match unread.next() {
        _ if narrowed => context.span(
            "  nothing passes the lane, the filter and the extent",
            Role::Muted,
        ),
        Some(&log) => {
            let (state, _) = facts::short(context, log);
            context.span(
                format!("  nothing is known yet: {} is {state}", log.title()),
                Role::Unknown,
            )
        }
        None => context.span("  the logs were read, and nothing happened", Role::Muted),
    };
    Line::from(told)
}

fn cells<'t>(context: &Context<'t>, names: &Names<'t>, happening: &Happening<'t>) -> Vec<Span<'t>> {
    let (what, whom, result) = match happening {
        Happening::Cycle(cycle, late) => of_cycle(context, cycle, *late),
        Happening::Event(event, _) => of_event(context, names, event),
        Happening::Trouble(trouble) => of_trouble(context, trouble),
    };
    let at = happening.at();
    vec![
        context.span(moment(at, context.now()), Role::Muted),
        context.span(context.skin.local(at).unwrap_or_default(), Role::Muted),
        context.span(happening.track().name(), lane(happening.track())),
        what,
        whom,
        result,
    ]
}

fn lane(track: Track) -> Role {
    if track == Track::Cycles {
        Role::Accent
    } else {
        Role::Plain
    }
}

type Told<'t> = (Span<'t>, Span<'t>, Span<'t>);

fn of_cycle(
    context: &Context<'_>,
    cycle: &Cycle,
    late: Option<chrono::TimeDelta>,
) -> Told<'static> {
    let took = took(Some(cycle.began), cycle.ended);
    let what = match took {
        Some(took) if cycle.exact => format!("took {took}"),
        Some(_) => "about here".to_owned(),
        None => format!("runs since {}", context.age(cycle.began)),
    };
    let late = late.filter(|late| late.num_seconds() >= 60);
    let whom = late.map_or_else(String::new, |late| format!("{} late", span(late)));
    let (state, role) = super::cycles::state(context, cycle);
    let tally = cycle.tally;
    let (ok, failed, skipped) = (
        count(tally.succeeded),
        count(tally.failed),
        count(tally.skipped),
    );
    let numbers = if super::cycles::is_logged(context, cycle) {
        format!("{ok} ok, {failed} failed, {skipped} skipped")
    } else {
        "its rows are not in the log yet".to_owned()
    };
    let told = if cycle.exact {
        format!("{state}: {numbers}")
    } else {
        numbers
    };
    let role = match role {
        _ if tally.failed > 0 => Role::Warn,
        Role::Muted => Role::Plain,
        role => role,
    };
    (
        context.span(what, Role::Accent),
        context.span(whom, Role::Warn),
        context.span(told, role),
    )
}

fn of_event<'t>(context: &Context<'t>, names: &Names<'t>, event: &'t Event) -> Told<'t> {
    (
        context.foreign(&event.action, Role::Plain),
        names.whom(context, event),
        context.span(result(context, event), outcome(event.outcome)),
    )
}

/// How it ended, why, and who did it; of a provisioning row that is always the service.
fn result(context: &Context<'_>, event: &Event) -> String {
    let mut told = ended(context, event);
    if !event.actor.is_empty() && event.lane != Lane::Provisioning {
        let gap = if told.is_empty() { "" } else { " " };
        let actor = context.skin.text(event.actor.raw());
        let _ = write!(told, "{gap}by {actor}");
    }
    told
}

/// How it ended and why, else what it wrote.
pub(super) fn ended(context: &Context<'_>, event: &Event) -> String {
    let shown = |foreign: &Foreign| context.skin.text(foreign.raw()).into_owned();
    let ended = match event.outcome {
        Outcome::Success => "ok",
        Outcome::Failure => "FAIL",
        _ if !says_outcome(event) => "",
        other => other.name(),
    };
    let detail = if event.detail.is_empty() {
        let names = event.changes.iter().take(4);
        let names: Vec<String> = names.map(|change| shown(&change.name)).collect();
        names.join(", ")
    } else {
        ids_last(&shown(&event.detail))
    };
    let parts = [ended.to_owned(), detail];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

/// The parts of a detail with the names first: the end of a line may be cut.
fn ids_last(detail: &str) -> String {
    let parts = detail.split("; ");
    let (ids, names): (Vec<&str>, Vec<&str>) = parts.partition(|part| part.contains("ObjectID:"));
    [names, ids].concat().join("; ")
}

fn of_trouble(context: &Context<'_>, trouble: &Trouble) -> Told<'static> {
    let told = context.skin.text(&turned(&why(trouble))).into_owned();
    let role = if trouble.error.is_some() {
        Role::Bad
    } else {
        Role::Warn
    };
    let what = match trouble {
        trouble if trouble.error.is_some() => "failed",
        trouble if !trouble.waited.is_zero() => "waited",
        _ => "not sound",
    };
    (
        context.span(what, Role::Plain),
        context.span(trouble.source.title(), Role::Plain),
        context.span(told, role),
    )
}

/// What went wrong before where it did: the end of a line may be cut.
fn turned(why: &str) -> String {
    let parts = why.split_once(": ");
    let parts = parts.filter(|(at, _)| at.starts_with("GET ") || at.starts_with("POST "));
    parts.map_or_else(|| why.to_owned(), |(at, what)| format!("{what}; {at}"))
}

/// Why a read of ours did not come out sound, or took longer.
pub(super) fn why(trouble: &Trouble) -> String {
    if let Some(error) = &trouble.error {
        return error.to_string();
    }
    if !trouble.waited.is_zero() {
        let seconds = trouble.waited.as_secs_f64().ceil();
        return format!("the service was busy (429, 503): reads waited {seconds} s in all");
    }
    let reasons = trouble.reasons.iter();
    let words: Vec<&str> = reasons.map(|reason| reason.words()).collect();
    words.join("; ")
}
