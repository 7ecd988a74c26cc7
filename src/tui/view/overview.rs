//! The overview: the job, who should be there and is, what differs, what is read, what is new.

use std::collections::HashMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::data;
use super::facts;
use super::news::{NEWS, of_event, of_finding};
use super::table::{Column, Grid, number, share};
use super::top;
use crate::drift::{Kind, Phase, Verdict};
use crate::tui::app::{Brief, Rows};
use crate::tui::skin::Role;
use crate::tui::text::count;

/// From this height on there are lines between the parts.
const HIGH: u16 = 30;

const KINDS: [Column; 5] = [
    super::table::fixed("KIND", 18, 0),
    number("COUNT", 7, 0),
    number("STUCK", 7, 30),
    number("OLDEST", 6, 40),
    share("MEANING", 1, 56),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let rule = (area.height >= HIGH).then(|| context.rule(area.width));
    let mut head = facts::job(context);
    head.push(people(context));
    head.extend(phases(context));
    head.extend(rule.clone());
    let mut rest = context.stack(buffer, area, &head);
    let shown = kinds_shown(context);
    let lines = u16::try_from(shown.len().max(1) + 1).unwrap_or(u16::MAX);
    kinds(context, buffer, top(&mut rest, lines), &shown);
    let mut middle: Vec<Line<'_>> = rule.clone().into_iter().collect();
    middle.extend(data::lines(context, rest));
    middle.extend(rule);
    middle.push(trend(context, area.width));
    rest = context.stack(buffer, rest, &middle);
    news(context, buffer, rest, shown.len());
}

/// How many people should be there, are, and agree.
fn people(context: &Context<'_>) -> Line<'static> {
    let label = context.span(" PEOPLE ", Role::Accent);
    let Some(compared) = context.status().comparison.as_deref() else {
        let told = context.span(
            "not compared yet: both sides must be read first",
            Role::Unknown,
        );
        return Line::from(vec![label, told]);
    };
    let Some(people) = compared.people else {
        let told = context.span(
            "not compared yet: a side was not read soundly",
            Role::Unknown,
        );
        return Line::from(vec![label, told]);
    };
    let (unconfirmed, ignored) = (compared.unconfirmed, compared.ignored.len());
    let numbers = [
        ("EXPECTED", people.expected, Role::Plain),
        ("ACTUAL", people.actual, Role::Plain),
        ("IN SYNC", people.in_sync, Role::Ok),
        (
            "UNCONFIRMED",
            unconfirmed,
            alarm(unconfirmed, Role::Unknown),
        ),
        ("IGNORED", ignored, alarm(ignored, Role::Warn)),
    ];
    let mut line = Line::from(label);
    for (title, number, role) in numbers {
        line.push_span(context.span(format!("{title} "), Role::Muted));
        line.push_span(context.span(count(number), role));
        line.push_span(Span::raw("  "));
    }
    line
}

/// What becomes of the findings: who left and is still there, then each phase that occurs.
fn phases(context: &Context<'_>) -> Option<Line<'static>> {
    let compared = context.status().comparison.as_deref()?;
    let (mut leavers, mut counts) = (0, HashMap::new());
    for outlook in compared.findings.iter().map(|finding| &finding.outlook) {
        leavers += usize::from(outlook.leaver);
        *counts.entry(outlook.phase).or_insert(0) += 1;
    }
    let of = |phase: Phase| counts.get(&phase).copied().unwrap_or(0);
    let phases =
        Phase::ALL.map(|phase| (phase.name().to_uppercase(), of(phase), phase_role(phase)));
    let all = [("LEAVERS".to_owned(), leavers, Role::Bad)]
        .into_iter()
        .chain(phases);
    let mut line = Line::from(context.span(" STATE  ", Role::Accent));
    let mut any = false;
    for (title, number, role) in all.filter(|(_, number, _)| *number > 0) {
        any = true;
        line.push_span(context.span(format!("{title} "), Role::Muted));
        line.push_span(context.span(count(number), role));
        line.push_span(Span::raw("  "));
    }
    any.then_some(line)
}

fn phase_role(phase: Phase) -> Role {
    match phase {
        Phase::Silent | Phase::Overdue | Phase::Blocked => Role::Bad,
        Phase::Failing | Phase::Skipped | Phase::Pending => Role::Warn,
        Phase::Unknown => Role::Unknown,
    }
}

/// `role` for a number that is worth a look.
fn alarm(number: usize, role: Role) -> Role {
    if number > 0 { role } else { Role::Plain }
}

/// The kinds on the overview: those that occur.
fn kinds_shown(context: &Context<'_>) -> Vec<Kind> {
    let Rows::Brief(rows) = &context.app.place().rows else {
        return Vec::new();
    };
    let kind = |row: &Brief| match row {
        Brief::Kind(kind) => Some(*kind),
        Brief::Finding(_) | Brief::Event(_) => None,
    };
    rows.iter().filter_map(kind).collect()
}

fn kinds(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, shown: &[Kind]) {
    let grid = Grid::new(&KINDS, area.width);
    grid.titles(context, buffer, top(&mut area, 1));
    if shown.is_empty() {
        let told = match &context.status().comparison {
            Some(last) if context.status().verdict == Verdict::Unknown => context.span(
                format!(
                    "  no drift when last compared, {} ago",
                    context.age(last.at)
                ),
                Role::Unknown,
            ),
            Some(_) => context.span("  no drift", Role::Ok),
            None => context.span("  nothing is known of drift yet", Role::Unknown),
        };
        return context.put(buffer, area, &Line::from(told));
    }
    let selected = context.app.place().cursor.index();
    for (at, kind) in shown.iter().enumerate() {
        let line = top(&mut area, 1);
        grid.row(
            context,
            buffer,
            line,
            &kind_cells(context, *kind),
            at == selected,
        );
    }
}

fn kind_cells(context: &Context<'_>, kind: Kind) -> Vec<Span<'static>> {
    let compared = context.status().comparison.as_ref();
    let number = count(compared.map_or(0, |compared| compared.counts.of(kind)));
    let tally = context.app.tally();
    let change = tally.change(kind).filter(|(_, at)| context.is_recent(*at));
    let (told, changed) = match change {
        Some((change, _)) if change != 0 => (format!("{change:+} {number}"), Role::Changed),
        _ => (number, Role::Plain),
    };
    let stuck = tally.stuck().of(kind);
    let role = if stuck > 0 { Role::Bad } else { Role::Warn };
    let oldest = tally.oldest(kind).map(|at| context.age(at));
    vec![
        context.span(kind.name(), role),
        context.span(told, changed),
        context.span(count(stuck), role),
        context.span(oldest.unwrap_or_default(), Role::Muted),
        context.span(kind.meaning(), Role::Plain),
    ]
}

/// How many differences there were over time, newest on the right.
fn trend(context: &Context<'_>, columns: u16) -> Line<'static> {
    let points = context.status().trend.points();
    let room = usize::from(columns.saturating_sub(40)).min(96);
    let shown = &points[points.len().saturating_sub(room)..];
    let numbers: Vec<usize> = shown.iter().map(|point| point.findings).collect();
    let mut line = Line::from(context.span(" TREND  ", Role::Accent));
    let (Some(&now), Some(first)) = (numbers.last(), shown.first()) else {
        line.push_span(context.span("nothing was compared yet", Role::Muted));
        return line;
    };
    let most = numbers.iter().copied().max().unwrap_or(0);
    let steps = context.skin.steps();
    let bar = |&number: &usize| steps[(number * (steps.len() - 1)).div_ceil(most.max(1))];
    line.push_span(context.span(numbers.iter().map(bar).collect::<String>(), Role::Accent));
    let (now, most, since) = (count(now), count(most), context.age(first.at));
    line.push_span(context.span(format!("  now {now}, most {most} in {since}"), Role::Plain));
    line
}

/// The newest findings and events, with the selected one among them; they come after the kinds.
fn news(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, kinds: usize) {
    let grid = Grid::new(&NEWS, area.width);
    if area.height > 4 {
        grid.titles(context, buffer, top(&mut area, 1));
    }
    let Rows::Brief(rows) = &context.app.place().rows else {
        return;
    };
    let selected = context.app.place().cursor.index().checked_sub(kinds);
    let height = usize::from(area.height);
    let skipped = (selected.unwrap_or(0) + 1).saturating_sub(height);
    let world = context.world();
    let shown = rows.iter().skip(kinds).enumerate().skip(skipped);
    for (at, row) in shown.take(height) {
        let cells = match row {
            Brief::Finding(at) => {
                let finding = world.finding(*at as usize);
                finding.map(|finding| of_finding(context, finding))
            }
            Brief::Event(at) => world
                .event(*at as usize)
                .map(|event| of_event(context, event)),
            Brief::Kind(_) => None,
        };
        let line = top(&mut area, 1);
        if let Some(cells) = cells {
            grid.row(context, buffer, line, &cells, Some(at) == selected);
        }
    }
}
