//! The provider's audit log.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::facts;
use super::findings::fact;
use super::news::{outcome, says_outcome, told};
use super::pane::Pane;
use super::table::{Column, Table, fixed, share};
use super::time::moment;
use super::top;
use crate::model::{Event, Lane, Source};
use crate::tui::app::{Rows, Walk};
use crate::tui::skin::Role;

const TIMELINE: [Column; 6] = [
    fixed("TIME", 12, 0),
    fixed("LOG", 12, 60),
    fixed("OUTCOME", 8, 50),
    share("ACTION", 2, 0),
    share("TARGET", 3, 0),
    share("DETAIL", 4, 100),
];

pub(super) fn audit(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let (state, role) = facts::short(context, Source::ProviderAudit);
    let mut head = Line::from(context.span(" provider audit ", Role::Muted));
    head.push_span(context.span(state, role));
    if let Some(trouble) = facts::trouble(context.status().source(Source::ProviderAudit)) {
        let trouble = context.skin.text(&trouble).into_owned();
        head.push_span(context.span(format!("  {trouble}"), Role::Warn));
    }
    context.put(buffer, top(&mut area, 1), &head);
    let events = context.status().events.items().iter();
    let total = events.filter(|event| event.lane == Lane::Provider).count();
    timeline(context, buffer, area, "audit log of the provider", total);
}

fn timeline(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, name: &str, total: usize) {
    context.put(buffer, top(&mut area, 1), &heading(context, name, total));
    let Rows::Events(order) = &context.app.place().rows else {
        return;
    };
    if order.len() == 0 {
        let told = context.span("  no events", Role::Muted);
        return context.put(buffer, area, &Line::from(told));
    }
    let pane = Pane::of(&mut area, 6);
    let cursor = &context.app.place().cursor;
    let len = context.app.listed().len();
    let columns = &TIMELINE;
    let event = |row: usize| order.at(row).and_then(|at| context.world().event(at));
    Table {
        columns,
        cursor,
        len,
    }
    .draw(context, buffer, area, |row| {
        event(row).map_or_else(Vec::new, |event| cells(context, event))
    });
    if let Some(event) = event(cursor.index()) {
        pane.draw(context, buffer, &detail(context, event));
    }
}

fn cells<'t>(context: &Context<'_>, event: &'t Event) -> Vec<Span<'t>> {
    let ended = if says_outcome(event) {
        event.outcome.name()
    } else {
        "-"
    };
    vec![
        context.span(moment(event.at, context.now()), Role::Muted),
        context.span(event.lane.name(), Role::Plain),
        context.span(ended, outcome(event.outcome)),
        context.foreign(&event.action, Role::Plain),
        context.foreign(&event.target, Role::Plain),
        context.foreign(&event.detail, Role::Plain),
    ]
}

fn detail<'t>(context: &Context<'_>, event: &'t Event) -> [Line<'t>; 4] {
    let ids = format!(
        "Entra {}  provider {}  event {}  cycle {}",
        context.skin.text(event.source_id.raw()),
        context.skin.text(event.target_id.raw()),
        context.skin.text(event.id.raw()),
        context.skin.text(event.cycle.raw()),
    );
    let at = event.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let age = format!("{at}, {} ago", context.age(event.at));
    let target = context.foreign(&event.target, Role::Accent);
    let what = context.span(told(context, event), outcome(event.outcome));
    [
        fact(context, "target", target),
        fact(context, "what", what),
        fact(context, "when", context.span(age, Role::Plain)),
        fact(context, "ids", context.span(ids, Role::Plain)),
    ]
}
