//! The set-up guide, checked: what needs a person first, with what was seen and what to do.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::table::{Column, Table, fixed, share};
use super::time::moment;
use super::{bottom, right, top};
use crate::status::Examination;
use crate::status::examination::{Outcome, Row, Verdict};
use crate::tui::app::{Rows, Walk};
use crate::tui::skin::Role;
use crate::tui::text::wrap;

/// From this width on the pane stands beside the list.
const WIDE: u16 = 150;

const CHECKS: [Column; 4] = [
    fixed("RESULT", 9, 0),
    share("WHAT IS CHECKED", 3, 0),
    share("SEEN", 2, 100),
    fixed("ROW", 16, 60),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let status = context.status();
    let total = status
        .examination
        .as_ref()
        .map_or(0, |found| found.rows.len());
    let title = heading(context, "doctor", total);
    context.put(buffer, top(&mut area, 1), &title);
    context.put(buffer, top(&mut area, 1), &when(context));
    let Some(found) = status.examination.as_deref() else {
        return;
    };
    let said = summary(context, found);
    area = context.stack(buffer, area, &said);
    let pane = if area.width >= WIDE {
        let width = area.width / 2;
        right(&mut area, width)
    } else if area.height >= 14 {
        let height = (area.height / 2).min(14);
        bottom(&mut area, height)
    } else {
        Rect::ZERO
    };
    let Rows::Checks(order) = &context.app.place().rows else {
        return;
    };
    let cursor = &context.app.place().cursor;
    let len = context.app.listed().len();
    if len == 0 {
        let told = context.span("  nothing passes the filter", Role::Muted);
        return context.put(buffer, area, &Line::from(told));
    }
    let check = |row: usize| order.at(row).and_then(|at| found.rows.get(at));
    let columns = &CHECKS;
    Table {
        columns,
        cursor,
        len,
    }
    .draw(context, buffer, area, |row| {
        check(row).map_or_else(Vec::new, |row| cells(context, row))
    });
    if let Some(row) = check(cursor.index()) {
        detail(context, buffer, pane, row);
    }
}

/// When it was looked, and how to look again.
fn when(context: &Context<'_>) -> Line<'static> {
    let status = context.status();
    let seen = status.examination.as_ref().map(|found| {
        let age = context.age(found.at);
        format!(" examined {age} ago, {}", moment(found.at, context.now()))
    });
    let (told, role) = match (seen, status.examining) {
        (Some(seen), true) => (format!("{seen}; being examined again .."), Role::Accent),
        (Some(seen), false) => (format!("{seen}   r examines again"), Role::Muted),
        (None, true) => (
            " being examined .. it begins once every source was read".to_owned(),
            Role::Accent,
        ),
        (None, false) => (" not examined yet   r examines".to_owned(), Role::Unknown),
    };
    Line::from(context.span(told, role))
}

/// How all of it ends, how many rows of each result there are, and the one thing to do next.
fn summary(context: &Context<'_>, found: &Examination) -> [Line<'static>; 2] {
    let verdict = Verdict::of(&found.rows);
    let role = match verdict {
        Verdict::Fine => Role::Ok,
        Verdict::Warnings => Role::Warn,
        Verdict::Unknown => Role::Unknown,
        Verdict::Wrong => Role::Bad,
    };
    let mut counts = Line::from(context.span(format!(" {}", verdict.name()), role));
    for outcome in SHOWN {
        let same = found.rows.iter().filter(|row| row.outcome == outcome);
        let count = same.count();
        let role = if count == 0 {
            Role::Muted
        } else {
            look(outcome)
        };
        counts.push_span(context.span(format!("   {} {count}", word(outcome)), role));
    }
    let next = context.skin.text(&found.next).into_owned();
    let next = Line::from(vec![
        context.span(" next: ", Role::Accent),
        context.span(next, Role::Plain),
    ]);
    [counts, next]
}

/// What needs a person first.
const SHOWN: [Outcome; 6] = [
    Outcome::Fail,
    Outcome::Unread,
    Outcome::Warn,
    Outcome::Ask,
    Outcome::Skipped,
    Outcome::Pass,
];

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unread => "unread",
        other => other.name(),
    }
}

fn look(outcome: Outcome) -> Role {
    match outcome {
        Outcome::Pass => Role::Ok,
        Outcome::Warn => Role::Warn,
        Outcome::Fail => Role::Bad,
        Outcome::Ask => Role::Changed,
        Outcome::Skipped => Role::Muted,
        Outcome::Unread => Role::Unknown,
    }
}

/// A sign and a word, which say the same.
fn result(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "+ pass",
        Outcome::Warn => "! warn",
        Outcome::Fail => "X FAIL",
        Outcome::Ask => "? ask",
        Outcome::Skipped => "- skipped",
        Outcome::Unread => "~ unread",
    }
}

fn cells(context: &Context<'_>, row: &Row) -> Vec<Span<'static>> {
    let role = look(row.outcome);
    let seen = context.skin.text(&row.seen).into_owned();
    vec![
        context.span(result(row.outcome), role),
        context.span(row.title, Role::Plain),
        context.span(seen, Role::Muted),
        context.span(row.id, Role::Muted),
    ]
}

/// Everything known of the selected row.
fn detail(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, row: &Row) {
    if area.is_empty() {
        return;
    }
    context.put(buffer, top(&mut area, 1), &context.rule(area.width));
    let role = look(row.outcome);
    let fix = match row.outcome {
        Outcome::Ask => "ask",
        Outcome::Warn | Outcome::Fail => "fix",
        Outcome::Pass | Outcome::Skipped | Outcome::Unread => "to do",
    };
    let head = format!("{} ({})", row.title, row.id);
    let mut lines = told(context, area.width, result(row.outcome), &head, role);
    lines.extend(told(context, area.width, "seen", &row.seen, Role::Plain));
    lines.extend(told(context, area.width, fix, &row.fix, Role::Accent));
    context.stack(buffer, area, &lines);
}

/// A titled text in as many lines as it takes.
fn told(
    context: &Context<'_>,
    width: u16,
    title: &str,
    text: &str,
    role: Role,
) -> Vec<Line<'static>> {
    const TITLE: usize = 11;
    let room = usize::from(width).saturating_sub(TITLE + 1).max(1);
    let text = context.skin.text(text);
    let lines = wrap(&text, room).into_iter().enumerate();
    lines
        .map(|(at, line)| {
            let title = if at == 0 { title } else { "" };
            Line::from(vec![
                context.span(format!(" {title:<TITLE$}"), Role::Muted),
                context.span(line, role),
            ])
        })
        .collect()
}
