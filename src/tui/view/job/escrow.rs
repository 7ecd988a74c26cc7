//! What failed and is tried again, and how far the job is from quarantine.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::context::Context;
use super::super::facts;
use super::super::table::{Column, Grid, fixed, number, share};
use super::super::time::moment;
use super::super::top;
use super::titled;
use crate::entra::{Escrowed, QUARANTINE_FROM, QUARANTINE_PERCENT};
use crate::model::Source;
use crate::tui::skin::Role;
use crate::tui::text::count;

const ESCROW: [Column; 7] = [
    share("FAILS: OBJECT", 4, 0),
    fixed("ACTION", 8, 100),
    share("ERROR", 4, 0),
    fixed("FIRST", 12, 60),
    number("TRIES", 5, 0),
    fixed("NEXT TRY", 13, 0),
    fixed("GIVEN UP", 10, 90),
];

/// Draws up to `most` of them and the distance to quarantine; gives the area that is left.
pub(super) fn draw(
    context: &Context<'_>,
    buffer: &mut Buffer,
    mut area: Rect,
    most: usize,
) -> Rect {
    let escrow = &context.status().escrow;
    if !escrow.is_empty() {
        let grid = Grid::new(&ESCROW, area.width);
        grid.titles(context, buffer, top(&mut area, 1));
        for held in escrow.iter().take(most) {
            grid.row(
                context,
                buffer,
                top(&mut area, 1),
                &cells(context, held),
                false,
            );
        }
    }
    context.stack(buffer, area, &[summary(context, most)])
}

fn cells<'t>(context: &Context<'_>, held: &'t Escrowed) -> Vec<Span<'t>> {
    let next = match held.next {
        None => context.span("given up", Role::Bad),
        Some(at) if at <= context.now() => {
            context.span(format!("due {} ago", context.age(at)), Role::Warn)
        }
        Some(at) => context.span(moment(at, context.now()), Role::Plain),
    };
    let ends = held.gives_up().format("%Y-%m-%d").to_string();
    let name = if held.name.is_empty() {
        &held.source_id
    } else {
        &held.name
    };
    vec![
        context.foreign(name, Role::Plain),
        context.foreign(&held.action, Role::Plain),
        context.foreign(&held.error, Role::Bad),
        context.span(moment(held.first, context.now()), Role::Muted),
        context.span(count(held.tries), Role::Plain),
        next,
        context.span(ends, Role::Muted),
    ]
}

/// How many fail, when the first is given up, and how far the job is from quarantine.
fn summary(context: &Context<'_>, shown: usize) -> Line<'static> {
    let status = context.status();
    let mut line = titled(context, "ESCROW");
    if !status.was_read(Source::ProvisioningLog) {
        let (state, _) = facts::short(context, Source::ProvisioningLog);
        let told = format!("not known: the provisioning log is {state}");
        line.push_span(context.span(told, Role::Unknown));
        return line;
    }
    let failing = status.escrow.len();
    if failing == 0 {
        line.push_span(context.span("nothing that failed waits for a retry", Role::Ok));
        return line;
    }
    let more = match failing.saturating_sub(shown) {
        0 => String::new(),
        more => format!(" ({} more)", count(more)),
    };
    line.push_span(context.span(format!("{}{more} failing", count(failing)), Role::Warn));
    let first = status.escrow.iter().filter(|held| held.next.is_some());
    if let Some(at) = first.map(Escrowed::gives_up).min() {
        let day = at.format("%m-%d");
        line.push_span(context.span(format!(", first given up {day}"), Role::Plain));
    }
    let (told, role) = distance(context, failing);
    line.push_span(context.span(told, role));
    line
}

/// Entra considers a quarantine from so many failures on, if they are so large a share of all.
fn distance(context: &Context<'_>, failing: usize) -> (String, Role) {
    let status = context.status();
    let job = status.job.as_deref();
    if job.is_some_and(|job| job.quarantine.is_some()) {
        return ("; in quarantine".to_owned(), Role::Bad);
    }
    let people = status
        .comparison
        .as_deref()
        .and_then(|compared| compared.people);
    let people = people.map(|people| people.expected).filter(|&all| all > 0);
    let share = people.map_or_else(
        || "?".to_owned(),
        |all| {
            let tenths = failing * 1_000 / all;
            format!("{}.{}", tenths / 10, tenths % 10)
        },
    );
    let near = failing >= QUARANTINE_FROM / 2;
    let role = if near { Role::Bad } else { Role::Muted };
    let from = count(QUARANTINE_FROM);
    let failing = count(failing);
    let told = format!("; quarantine: {failing} of {from}, {share} of {QUARANTINE_PERCENT} %");
    (told, role)
}
