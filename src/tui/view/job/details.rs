//! The selected row of the timeline in full.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::super::context::Context;
use super::super::findings::fact;
use super::super::news::outcome;
use super::super::time::took;
use super::super::top;
use super::clock::span;
use super::{cycles, list};
use crate::entra::Cycle;
use crate::model::{Change, Event, Foreign};
use crate::status::Trouble;
use crate::tui::app::{Happening, Rows};
use crate::tui::skin::Role;
use crate::tui::text::{count, wrap};

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let Rows::Timeline(moments) = &context.app.place().rows else {
        return;
    };
    let selected = moments.get(context.app.place().cursor.index());
    let Some(happening) = selected.and_then(|moment| moment.of(context.world())) else {
        return;
    };
    if area.is_empty() {
        return;
    }
    context.put(buffer, top(&mut area, 1), &context.rule(area.width));
    let lines = match happening {
        Happening::Cycle(cycle, late) => of_cycle(context, cycle, late),
        Happening::Event(event, _) => of_event(context, event, area.width),
        Happening::Trouble(trouble) => of_trouble(context, trouble, area.width),
    };
    context.stack(buffer, area, &lines);
}

/// What Enter does once the details are open.
fn more(context: &Context<'_>, what: &str) -> Option<Line<'static>> {
    let opened = context.app.place().look.details;
    opened.then(|| {
        fact(
            context,
            " Enter",
            context.span(what.to_owned(), Role::Muted),
        )
    })
}

/// A moment in UTC, by the local clock, and how long ago.
fn when(context: &Context<'_>, at: DateTime<Utc>) -> String {
    let told = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let age = context.age(at);
    match context.skin.local(at).zip(context.skin.zone(at)) {
        Some((local, zone)) => format!("{told}, here {local} (UTC{zone}), {age} ago"),
        None => format!("{told}, {age} ago"),
    }
}

/// A text that may take more than one line.
fn long(
    context: &Context<'_>,
    title: &str,
    text: &str,
    role: Role,
    width: u16,
) -> Vec<Line<'static>> {
    let room = usize::from(width.saturating_sub(13));
    let lines = wrap(text, room).into_iter().take(3).enumerate();
    let line = |(at, line): (usize, String)| {
        let title = if at == 0 { title } else { "" };
        fact(context, title, context.span(line, role))
    };
    lines.map(line).collect()
}

fn of_event(context: &Context<'_>, event: &Event, width: u16) -> Vec<Line<'static>> {
    let shown = |foreign: &Foreign| context.skin.text(foreign.raw()).into_owned();
    let what = format!("{} {}", shown(&event.action), shown(&event.target));
    let mut lines = vec![fact(context, " what", context.span(what, Role::Accent))];
    let result = list::ended(context, event);
    lines.extend(long(
        context,
        " result",
        &result,
        outcome(event.outcome),
        width,
    ));
    lines.push(fact(
        context,
        " when",
        context.span(when(context, event.at), Role::Plain),
    ));
    if !event.actor.is_empty() {
        let actor = context
            .foreign(&event.actor, Role::Plain)
            .content
            .into_owned();
        lines.push(fact(context, " by", context.span(actor, Role::Plain)));
    }
    lines.extend(more(
        context,
        "opens whom it is about, where known; Esc closes this",
    ));
    lines.extend(long(
        context,
        " ids",
        &ids(context, event),
        Role::Plain,
        width,
    ));
    lines.extend(event.changes.iter().map(|change| written(context, change)));
    lines
}

fn ids(context: &Context<'_>, event: &Event) -> String {
    let known = [
        ("Entra", &event.source_id),
        ("provider", &event.target_id),
        ("event", &event.id),
        ("cycle", &event.cycle),
    ];
    let known = known.iter().filter(|(_, id)| !id.is_empty());
    let ids: Vec<String> = known
        .map(|(name, id)| format!("{name} {}", context.skin.text(id.raw())))
        .collect();
    ids.join("  ")
}

fn written(context: &Context<'_>, change: &Change) -> Line<'static> {
    let shown = |foreign: &Foreign| context.skin.text(foreign.raw()).into_owned();
    let told = format!(
        "{}: {:?} -> {:?}",
        shown(&change.name),
        shown(&change.old),
        shown(&change.new)
    );
    fact(context, " wrote", context.span(told, Role::Plain))
}

fn of_cycle(
    context: &Context<'_>,
    cycle: &Cycle,
    late: Option<chrono::TimeDelta>,
) -> Vec<Line<'static>> {
    let id = context.skin.text(cycle.id.raw()).into_owned();
    let (state, role) = cycles::state(context, cycle);
    let mut lines = vec![
        fact(context, " cycle", context.span(id, Role::Accent)),
        fact(context, " state", context.span(state, role)),
        fact(
            context,
            " began",
            context.span(when(context, cycle.began), Role::Plain),
        ),
    ];
    if let Some(ended) = cycle.ended {
        let took = took(Some(cycle.began), Some(ended)).unwrap_or_default();
        let about = if cycle.exact { "" } else { " at least" };
        let told = format!("{}; took{about} {took}", when(context, ended));
        lines.push(fact(context, " ended", context.span(told, Role::Plain)));
    }
    let late = late.map_or_else(
        || "cannot be told: the cycle before it is not known exactly".to_owned(),
        |late| format!("{} after the interval", span(late)),
    );
    lines.push(fact(context, " late", context.span(late, Role::Plain)));
    lines.push(fact(
        context,
        " rows",
        context.span(numbers(context, cycle), Role::Plain),
    ));
    lines.extend(more(
        context,
        "shows only the rows of this cycle; Esc closes this",
    ));
    lines
}

fn numbers(context: &Context<'_>, cycle: &Cycle) -> String {
    let tally = cycle.tally;
    let (ok, failed, skipped) = (
        count(tally.succeeded),
        count(tally.failed),
        count(tally.skipped),
    );
    let logged = if cycles::is_logged(context, cycle) {
        format!("in the log {ok} ok, {failed} failed, {skipped} skipped")
    } else {
        "not in the log yet".to_owned()
    };
    cycles::run(context, cycle).map_or_else(
        || format!("{logged}; the job does not tell of it any more"),
        |run| {
            format!(
                "{logged}; by the job imported {}, exported {}, escrowed {}",
                run.imported, run.exported, run.escrowed
            )
        },
    )
}

fn of_trouble(context: &Context<'_>, trouble: &Trouble, width: u16) -> Vec<Line<'static>> {
    let title = format!("our read of {}", trouble.source.title());
    let mut lines = vec![fact(context, " what", context.span(title, Role::Accent))];
    let why = context.skin.text(&list::why(trouble)).into_owned();
    let role = match trouble.error {
        Some(_) => Role::Bad,
        None => Role::Warn,
    };
    lines.extend(long(context, " why", &why, role, width));
    if let Some(error) = &trouble.error {
        lines.extend(long(context, " to do", error.advice(), Role::Warn, width));
    }
    lines.push(fact(
        context,
        " when",
        context.span(when(context, trouble.at), Role::Plain),
    ));
    lines.extend(more(context, "opens the source; Esc closes this"));
    lines
}
