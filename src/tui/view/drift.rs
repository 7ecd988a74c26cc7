//! Every difference, with a pane on the selected one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::findings::{difference, fact, pane, path, recent, role, short, subject};
use super::pane::Pane;
use super::table::{Column, Table, before, fixed, number, share};
use super::top;
use crate::drift::Finding;
use crate::tui::app::{Extent, Face, Rows, Walk, columns};
use crate::tui::skin::Role;
use crate::tui::text::{count, wrap};

/// Lines of the pane below the list, at most.
const BELOW: u16 = 12;

/// Columns of a note's text in the pane.
const NOTE: usize = 76;

const FINDINGS: [Column; 7] = [
    fixed("KIND", 18, 0),
    share("SUBJECT", 4, 0),
    share("DIFFERENCE", 5, 60),
    share("GROUP", 2, 112),
    fixed("ATTRIBUTE", 12, 112),
    number("AGE", 6, 40),
    fixed("OUTLOOK", 16, 60),
];

const NOTES: [Column; 3] = [
    fixed("CODE", 24, 60),
    share("SUBJECT", 1, 0),
    share("NOTE", 3, 0),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let mut list = area;
    let title = top(&mut list, 1);
    let face = context.app.place().look.face;
    let name = match face {
        Face::Standing => "drift",
        Face::Ignored => "ignored drift",
        Face::Notes => "notes (no drift)",
    };
    context.put(buffer, title, &heading(context, name, total(context, face)));
    let pane = Pane::of(&mut list, BELOW);
    let cursor = &context.app.place().cursor;
    let (columns, len) = match face {
        Face::Notes => (&NOTES[..], context.app.listed().len()),
        Face::Standing | Face::Ignored => (&FINDINGS[..], context.app.listed().len()),
    };
    if len == 0 {
        return nothing(context, buffer, list);
    }
    let table = Table {
        columns,
        cursor,
        len,
    };
    table.draw(context, buffer, list, |row| cells(context, row));
    pane.draw(context, buffer, &detail(context));
}

fn nothing(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let look = &context.app.place().look;
    let narrowed = !look.filter.is_empty() || look.extent == Extent::Problems;
    let told = match context.status().comparison {
        _ if context.app.place().rows == Rows::Unarranged => {
            context.span("  being listed", Role::Muted)
        }
        None => context.span(
            "  not compared yet: both sides must be read first",
            Role::Unknown,
        ),
        Some(_) if narrowed => context.span("  nothing passes the filter", Role::Muted),
        Some(_) => context.span("  nothing here", Role::Ok),
    };
    context.put(buffer, area, &Line::from(told));
}

fn total(context: &Context<'_>, face: Face) -> usize {
    let compared = context.status().comparison.as_deref();
    compared.map_or(0, |compared| match face {
        Face::Standing => compared.findings.len(),
        Face::Ignored => compared.ignored.len(),
        Face::Notes => compared.notes.len(),
    })
}

/// The first line of a list: what it is, how much of it is shown, how it is narrowed and ordered.
pub(super) fn heading(context: &Context<'_>, name: &str, total: usize) -> Line<'static> {
    let place = context.app.place();
    let look = &place.look;
    let shown = context.app.listed().len();
    let mut line = Line::from(context.span(format!(" {name}"), Role::Accent));
    let numbers = format!("  {} of {}", count(shown), count(total));
    line.push_span(context.span(numbers, Role::Plain));
    if look.extent == Extent::Problems {
        line.push_span(context.span("  problems only", Role::Changed));
    }
    if !look.filter.is_empty() {
        let filter = context.skin.text(look.filter.text());
        line.push_span(context.span(format!("  filter: {filter}"), Role::Changed));
        if look.filter.mistake().is_some() {
            line.push_span(context.span(" (a pattern in it is none)", Role::Bad));
        }
    }
    if let Some(column) = columns(place.view, look.face).get(look.sort.column) {
        let order = if look.sort.descending {
            ", reversed"
        } else {
            ""
        };
        line.push_span(context.span(format!("  by {column}{order}"), Role::Muted));
    }
    line.extend(before(context));
    line
}

fn cells<'t>(context: &Context<'t>, row: usize) -> Vec<Span<'t>> {
    let world = context.world();
    match &context.app.place().rows {
        Rows::Findings(order) => {
            let finding = order.at(row).and_then(|at| world.finding(at));
            finding.map_or_else(Vec::new, |finding| finding_cells(context, finding))
        }
        Rows::Ignored(order) => {
            let ignored = order.at(row).and_then(|at| world.ignored(at));
            ignored.map_or_else(Vec::new, |(finding, _)| finding_cells(context, finding))
        }
        Rows::Notes(order) => {
            let note = order.at(row).and_then(|at| world.note(at));
            note.map_or_else(Vec::new, |note| {
                vec![
                    context.span(note.code, Role::Plain),
                    context.foreign(&note.subject, Role::Accent),
                    context.raw(&note.text, Role::Plain),
                ]
            })
        }
        _ => Vec::new(),
    }
}

fn finding_cells<'t>(context: &Context<'_>, finding: &'t Finding) -> Vec<Span<'t>> {
    let group = finding.group.as_ref();
    let age = context.age(finding.since);
    // A sign as well as a colour: what has come or changed within the last minute.
    let (age, changed) = match recent(context, finding) {
        Some(_) => (format!("*{age}"), Role::Changed),
        None => (age, Role::Plain),
    };
    let muted = if changed == Role::Changed {
        changed
    } else {
        Role::Muted
    };
    vec![
        context.span(finding.kind.name(), role(finding)),
        context.foreign(subject(finding), Role::Plain),
        context.span(difference(context, finding), changed),
        group.map_or_else(Span::default, |group| {
            context.foreign(&group.name, Role::Plain)
        }),
        context.raw(short(path(finding)), Role::Plain),
        context.span(age, muted),
        context.span(finding.outlook.brief(context.now()), role(finding)),
    ]
}

/// Everything known of the selected row.
fn detail<'t>(context: &Context<'t>) -> Vec<Line<'t>> {
    let world = context.world();
    let row = context.app.place().cursor.index();
    let lines = match &context.app.place().rows {
        Rows::Findings(order) => {
            let finding = order.at(row).and_then(|at| world.finding(at));
            finding.map(|finding| pane(context, finding, None))
        }
        Rows::Ignored(order) => {
            let ignored = order.at(row).and_then(|at| world.ignored(at));
            ignored.map(|(finding, rule)| pane(context, finding, Some(rule)))
        }
        Rows::Notes(order) => {
            let note = order.at(row).and_then(|at| world.note(at));
            note.map(|note| {
                let about = context.foreign(&note.subject, Role::Accent);
                let mut lines = vec![fact(context, "about", about)];
                let text = context.skin.text(&note.text);
                lines.extend(wrap(&text, NOTE).into_iter().map(Line::from));
                lines
            })
        }
        _ => None,
    };
    lines.unwrap_or_default()
}
