//! What the next full cycle would change.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::findings::{self, difference, subject};
use super::pane::Pane;
use super::table::{Column, Table, fixed, share};
use super::top;
use crate::status::Change;
use crate::tui::app::{PlanRow, Rows};
use crate::tui::skin::Role;
use crate::tui::text::wrap;

const PLAN: [Column; 5] = [
    fixed("CHANGE", 15, 0),
    share("SUBJECT", 3, 0),
    share("GROUP", 2, 110),
    share("DIFFERENCE", 3, 60),
    share("WHY", 4, 96),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let Rows::Plan(plan) = &context.app.place().rows else {
        return;
    };
    let title = heading(context, "plan of the next full cycle", plan.total);
    context.put(buffer, top(&mut area, 1), &title);
    let summary = context.span(format!(" {}", plan.summary), Role::Plain);
    let mut head = vec![Line::from(summary)];
    let told = |text: String, role: Role| {
        let lines = wrap(&context.skin.text(&text), usize::from(area.width) - 1).into_iter();
        lines
            .map(|line| Line::from(context.span(format!(" {line}"), role)))
            .collect::<Vec<_>>()
    };
    if area.width > 1 {
        if let Some(why) = &plan.blocked {
            let text = format!("no cycle comes by itself: {why}");
            head.extend(told(text, Role::Bad));
        }
        for unknown in &plan.unknown {
            head.extend(told(format!("unknown: {unknown}"), Role::Unknown));
        }
        if plan.steps.iter().any(|step| !step.certain) {
            let text = "? is not proven: the documents do not say what a full cycle does there";
            head.extend(told(text.to_owned(), Role::Muted));
        }
    }
    let most = area.height / 2;
    let lines = u16::try_from(head.len()).unwrap_or(u16::MAX).min(most);
    context.stack(buffer, top(&mut area, lines), &head);
    let pane = Pane::only_beside(&mut area);
    let cursor = &context.app.place().cursor;
    let table = Table {
        columns: &PLAN,
        cursor,
        len: plan.steps.len(),
    };
    table.draw(context, buffer, area, |row| cells(context, plan.steps[row]));
    let step = plan.steps.get(cursor.index());
    if let Some(finding) = step.and_then(|step| step.finding(context.world())) {
        pane.draw(context, buffer, &findings::pane(context, finding, None));
    }
}

fn cells<'t>(context: &Context<'t>, step: PlanRow) -> Vec<Span<'t>> {
    let Some(finding) = step.finding(context.world()) else {
        return Vec::new();
    };
    let sure = if step.certain { "" } else { " ?" };
    let ignored = if step.ignored { "; ignored" } else { "" };
    let group = finding.group.as_ref().map_or("", |group| group.name.raw());
    vec![
        context.span(format!("{}{sure}", step.change.name()), role(step)),
        context.foreign(subject(finding), Role::Plain),
        context.raw(group, Role::Plain),
        context.span(difference(context, finding), Role::Plain),
        context.span(format!("{}{ignored}", step.why), Role::Muted),
    ]
}

fn role(step: PlanRow) -> Role {
    match step.change {
        Change::Nothing => Role::Muted,
        Change::Disable | Change::Delete | Change::RemoveMember => Role::Bad,
        Change::Create | Change::Update | Change::AddMember => Role::Warn,
    }
}
