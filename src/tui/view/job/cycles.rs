//! The newest cycles.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::context::Context;
use super::super::table::{Column, Grid, fixed, number, share};
use super::super::time::{moment, took};
use super::super::top;
use super::clock::span;
use crate::entra::{Cycle, Tally};
use crate::model::{Execution, Source};
use crate::tui::app::fails;
use crate::tui::skin::Role;
use crate::tui::text::count;

const CYCLES: [Column; 9] = [
    fixed("CYCLE BEGAN", 12, 0),
    fixed("HERE", 8, 100),
    number("TOOK", 7, 0),
    number("OK", 6, 0),
    number("FAIL", 6, 0),
    number("SKIP", 6, 0),
    number("EXPORTED", 8, 100),
    number("LATE", 6, 0),
    share("STATE", 1, 0),
];

/// Draws up to `most` of them; gives the area that is left.
pub(super) fn draw(
    context: &Context<'_>,
    buffer: &mut Buffer,
    mut area: Rect,
    most: usize,
) -> Rect {
    let clock = &context.status().clock;
    let grid = Grid::new(&CYCLES, area.width);
    grid.titles(context, buffer, top(&mut area, 1));
    if clock.cycles.is_empty() {
        let told = "  no cycle was seen yet, by the job or by its log";
        let told = Line::from(context.span(told, Role::Unknown));
        return context.stack(buffer, area, &[told]);
    }
    for (at, cycle) in clock.cycles.iter().take(most).enumerate() {
        let cells = cells(context, at, cycle);
        grid.row(context, buffer, top(&mut area, 1), &cells, false);
    }
    area
}

fn cells(context: &Context<'_>, at: usize, cycle: &Cycle) -> Vec<Span<'static>> {
    let lateness = context.status().clock.lateness(at);
    let took = match cycle.ended {
        None => context.age(cycle.began),
        // First and last row lie inside the cycle.
        Some(_) if !cycle.exact => "-".to_owned(),
        ended => took(Some(cycle.began), ended).unwrap_or_default(),
    };
    let exported = run(context, cycle).map(|run| run.exported.to_string());
    let failed = if cycle.tally.failed > 0 {
        Role::Bad
    } else {
        Role::Plain
    };
    let local = context.skin.local(cycle.began).unwrap_or_default();
    let (state, role) = state(context, cycle);
    let (late, late_role) = late(lateness);
    vec![
        context.span(moment(cycle.began, context.now()), Role::Plain),
        context.span(local, Role::Muted),
        context.span(took, Role::Plain),
        rows(context, cycle, cycle.tally.succeeded, Role::Plain),
        rows(context, cycle, cycle.tally.failed, failed),
        rows(context, cycle, cycle.tally.skipped, Role::Muted),
        context.span(exported.unwrap_or_else(|| "-".into()), Role::Plain),
        context.span(late, late_role),
        context.span(state, role),
    ]
}

/// A number of rows of the log, where the log can be trusted to have them.
fn rows(context: &Context<'_>, cycle: &Cycle, number: usize, role: Role) -> Span<'static> {
    if is_logged(context, cycle) {
        return context.span(count(number), role);
    }
    context.span("?", Role::Unknown)
}

/// Whether the log has what `cycle` did: rows land minutes after what they tell, so that none at all
/// of a cycle that exported means that they are still to come.
pub(super) fn is_logged(context: &Context<'_>, cycle: &Cycle) -> bool {
    if cycle.tally != Tally::default() {
        return true;
    }
    let exported = run(context, cycle).map_or(0, |run| run.exported);
    context.status().was_read(Source::ProvisioningLog) && exported <= 0
}

/// The run as the job told it.
pub(super) fn run<'a>(context: &Context<'a>, cycle: &Cycle) -> Option<&'a Execution> {
    let mut runs = context.status().executions.items().iter();
    runs.find(|run| cycle.exact && run.began == Some(cycle.began))
}

fn late(lateness: Option<chrono::TimeDelta>) -> (String, Role) {
    match lateness {
        None => ("-".to_owned(), Role::Muted),
        Some(late) if late.num_seconds() < 60 => ("no".to_owned(), Role::Muted),
        Some(late) => (span(late), Role::Warn),
    }
}

/// How it ended, and where that is known from.
pub(super) fn state(context: &Context<'_>, cycle: &Cycle) -> (String, Role) {
    if cycle.ended.is_none() {
        return ("running".to_owned(), Role::Accent);
    }
    if !cycle.exact {
        return ("about, from the log".to_owned(), Role::Muted);
    }
    let role = if fails(cycle) { Role::Bad } else { Role::Ok };
    (context.skin.text(cycle.state.raw()).into_owned(), role)
}
