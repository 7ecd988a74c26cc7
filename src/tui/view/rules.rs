//! The mapping: what is sent of each object, when, and for how many it did not arrive.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::findings::{difference, fact, subject};
use super::table::{Column, Table, fixed, number, share};
use super::{bottom, right, top};
use crate::entra::expression::Expression;
use crate::entra::{Plan, Rule, Source};
use crate::model::Foreign;
use crate::tui::app::{Differing, Objects, Rows, RuleRow, RuleRows, concerns, flow, kind};
use crate::tui::skin::Role;
use crate::tui::text::{count, width, wrap};

/// From this width on the pane stands beside the list.
const WIDE: u16 = 150;

const RULES: [Column; 9] = [
    fixed("OF", 5, 0),
    share("TARGET", 3, 0),
    share("SOURCE", 4, 0),
    fixed("TYPE", 10, 100),
    number("MATCH", 5, 70),
    fixed("FLOWS", 12, 60),
    share("DEFAULT", 1, 120),
    number("DIFFER", 8, 0),
    fixed("REMARK", 15, 100),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let place = context.app.place();
    let Rows::Rules(rules) = &place.rows else {
        let told = context.span(" being listed", Role::Muted);
        return context.put(buffer, area, &Line::from(told));
    };
    let title = heading(context, "mapping", rules.total);
    context.put(buffer, top(&mut area, 1), &title);
    let row = rules.rows.get(place.cursor.index());
    if place.look.details {
        return detail(context, buffer, area, rules, row);
    }
    let mut head = head(context, rules, area.width);
    head.truncate(usize::from(area.height / 2));
    area = context.stack(buffer, area, &head);
    let pane = if area.width >= WIDE {
        let width = area.width / 3;
        right(&mut area, width)
    } else if area.height >= 20 {
        let height = area.height / 2;
        bottom(&mut area, height)
    } else {
        Rect::ZERO
    };
    if rules.rows.is_empty() {
        let told = context.span("  nothing passes the filter", Role::Muted);
        return context.put(buffer, area, &Line::from(told));
    }
    let table = Table {
        columns: &RULES,
        cursor: &place.cursor,
        len: rules.rows.len(),
    };
    table.draw(context, buffer, area, |at| {
        cells(context, rules, &rules.rows[at])
    });
    detail(context, buffer, pane, rules, row);
}

/// Whose mapping it is, what arrives of it, and who passes its filters.
fn head(context: &Context<'_>, rules: &RuleRows, width: u16) -> Vec<Line<'static>> {
    let mappings = &context.status().mappings;
    let mut lines = Vec::new();
    let (whose, role) = match &mappings.assumed {
        None => ("the job's own".to_owned(), Role::Plain),
        Some(why) => {
            let why = context.skin.text(why.raw());
            let told = format!("the default mapping stands in for the job's own: {why}");
            (told, Role::Unknown)
        }
    };
    let told = match context.status().comparison {
        None => "; not compared yet".to_owned(),
        Some(_) => format!(
            "; {} of {} differ for somebody, {} remarks",
            rules.differing,
            rules.total,
            rules.remarks.len()
        ),
    };
    lines.extend(long(context, "", &format!("{whose}{told}"), role, width));
    lines.extend(plan(context, "users", Some(&mappings.users), width));
    lines.extend(plan(context, "groups", mappings.groups.as_ref(), width));
    // What is missing is about no row.
    for note in &rules.remarks {
        if note.code == "required_missing" {
            let text = context.skin.text(&note.text).into_owned();
            lines.extend(long(context, "missing", &text, Role::Bad, width));
        }
    }
    lines
}

/// What is done with objects of a kind, and who passes.
fn plan(context: &Context<'_>, title: &str, plan: Option<&Plan>, width: u16) -> Vec<Line<'static>> {
    let Some(plan) = plan else {
        return long(
            context,
            title,
            "not mapped: not compared",
            Role::Muted,
            width,
        );
    };
    let flows = plan.flows;
    let does = [
        (flows.add, "create"),
        (flows.update, "update"),
        (flows.delete, "delete"),
    ];
    let does: Vec<&str> = does
        .iter()
        .filter(|(done, _)| *done)
        .map(|(_, what)| *what)
        .collect();
    let does = if does.is_empty() {
        "nothing is done".to_owned()
    } else {
        does.join(", ")
    };
    let known = context.status().mappings.assumed.is_none();
    let filter = if !known {
        "not known".to_owned()
    } else if plan.scope.is_empty() {
        "none, everybody passes".to_owned()
    } else {
        plan.scope.lines().join(" ")
    };
    let text = format!("{does}; scope filter: {}", context.skin.spell(&filter));
    long(context, title, &text, Role::Plain, width)
}

fn cells(context: &Context<'_>, rules: &RuleRows, row: &RuleRow) -> Vec<Span<'static>> {
    let Some(rule) = row.rule(context.status()) else {
        return Vec::new();
    };
    let shown = |raw: &str| context.skin.text(raw).into_owned();
    let matching = match rule.matching {
        0 => String::new(),
        order => order.to_string(),
    };
    let default = rule.default.as_ref().map_or("", Foreign::raw);
    let remark = row.remarks.first().and_then(|&at| rules.remarks.get(at));
    vec![
        context.span(row.objects.name(), Role::Muted),
        context.span(shown(short(rule.target.raw())), Role::Plain),
        context.span(shown(&rule.source.to_string()), Role::Plain),
        context.span(kind(rule), Role::Muted),
        context.span(matching, Role::Accent),
        context.span(shown(&flow(rule)), Role::Muted),
        context.span(shown(default), Role::Plain),
        context.span(row.differing.brief(), differing_role(&row.differing)),
        context.span(remark.map_or("", |note| note.code), Role::Warn),
    ]
}

/// The name of the attribute, without the schema that it is of.
fn short(target: &str) -> &str {
    let urn = target.starts_with("urn:");
    urn.then(|| target.rsplit(':').next())
        .flatten()
        .unwrap_or(target)
}

fn differing_role(differing: &Differing) -> Role {
    match differing {
        Differing::Counted { standing: 0, .. } => Role::Ok,
        Differing::Counted { .. } | Differing::NotKept => Role::Bad,
        Differing::Unknown(_) | Differing::Unread => Role::Unknown,
        Differing::Not(_) => Role::Muted,
    }
}

/// Everything known of the selected rule.
fn detail(
    context: &Context<'_>,
    buffer: &mut Buffer,
    mut area: Rect,
    rules: &RuleRows,
    row: Option<&RuleRow>,
) {
    let told = row.and_then(|row| Some((row, row.rule(context.status())?)));
    let Some((row, rule)) = told.filter(|_| !area.is_empty()) else {
        return;
    };
    context.put(buffer, top(&mut area, 1), &context.rule(area.width));
    let room = area.width;
    let shown = |raw: &str| context.skin.text(raw).into_owned();
    let told = |title: &str, text: &str, role: Role| long(context, title, text, role, room);
    let target = format!("{} of a {}", shown(rule.target.raw()), row.objects.name());
    let mut lines = told("target", &target, Role::Accent);
    lines.extend(source(context, rule, room));
    lines.extend(told("flows", &shown(flow_words(rule)), Role::Plain));
    lines.extend(told("matching", &matching(rule), Role::Plain));
    let default = match &rule.default {
        None => "none".to_owned(),
        Some(default) => format!(
            "{:?}, sent when an account is made and the source gives nothing",
            shown(default.raw())
        ),
    };
    lines.extend(told("default", &default, Role::Plain));
    let role = differing_role(&row.differing);
    lines.extend(told("differ", &shown(&differing(row)), role));
    for note in row.remarks.iter().filter_map(|&at| rules.remarks.get(at)) {
        let text = format!("{} ({})", shown(&note.text), note.code);
        lines.extend(told("remark", &text, Role::Warn));
    }
    let rest = context.stack(buffer, area, &lines);
    examples(context, buffer, rest, row.objects, rule);
}

/// The source as it is written; a long expression as a tree, one argument to a line.
fn source(context: &Context<'_>, rule: &Rule, room: u16) -> Vec<Line<'static>> {
    let Source::Computed(expression) = &rule.source else {
        let mut text = format!("{} ({})", rule.source, kind(rule));
        if let Source::Unknown(why) = &rule.source {
            text = format!("not understood: {why}");
        }
        let text = context.skin.text(&text).into_owned();
        return long(context, "source", &text, Role::Plain, room);
    };
    let mut outlined = Vec::new();
    outline(
        expression,
        0,
        usize::from(room.saturating_sub(14)),
        &mut outlined,
    );
    let lines = outlined.into_iter().enumerate();
    lines
        .map(|(at, (depth, text))| {
            let title = if at == 0 { " source" } else { "" };
            let text = format!("{}{}", "  ".repeat(depth), context.skin.text(&text));
            fact(context, title, context.span(text, Role::Plain))
        })
        .collect()
}

/// `expression` in lines that fit into `room` columns, as far as its arguments can be parted.
fn outline(expression: &Expression, depth: usize, room: usize, lines: &mut Vec<(usize, String)>) {
    let whole = expression.to_string();
    let Expression::Call { name, arguments } = expression else {
        return lines.push((depth, whole));
    };
    if width(&whole) + 2 * depth <= room || arguments.is_empty() {
        return lines.push((depth, whole));
    }
    lines.push((depth, format!("{name}(")));
    for (at, argument) in arguments.iter().enumerate() {
        match argument {
            Some(argument) => outline(argument, depth + 1, room, lines),
            None => lines.push((depth + 1, String::new())),
        }
        let end = if at + 1 < arguments.len() { "," } else { ")" };
        if let Some((_, last)) = lines.last_mut() {
            last.push_str(end);
        }
    }
}

fn flow_words(rule: &Rule) -> &str {
    use crate::model::FlowType;
    match &rule.flow {
        FlowType::Always => "always: at every change of the source",
        FlowType::ObjectAddOnly => "on create only",
        FlowType::MultiValueAddOnly => "values are added, none is taken away",
        FlowType::ValueAddOnly => "only where the provider has no value",
        FlowType::AttributeAddOnly => "only where the provider has no such attribute",
        FlowType::Other(name) => name.raw(),
    }
}

fn matching(rule: &Rule) -> String {
    let case = if rule.case_exact {
        "letter case counts"
    } else {
        "a difference of letter case alone does not count"
    };
    match rule.matching {
        0 => format!("no matching attribute; {case}"),
        order => format!("accounts are matched by it, priority {order}; {case}"),
    }
}

fn differing(row: &RuleRow) -> String {
    match &row.differing {
        Differing::Counted { standing, ignored } => {
            let who = match row.objects {
                Objects::Users => "people",
                Objects::Groups => "findings",
            };
            let ignored = match ignored {
                0 => String::new(),
                ignored => format!(", {} more by an ignore rule", count(*ignored)),
            };
            let enter = if *standing > 0 {
                "; Enter lists them"
            } else {
                ""
            };
            format!("{} {who}{ignored}{enter}", count(*standing))
        }
        Differing::Not(why) => format!("not compared: {why}"),
        Differing::NotKept => {
            "for nearly everybody: the provider does not keep it (see the notes of the drift)"
                .to_owned()
        }
        Differing::Unknown(why) => format!("unknown: {why}"),
        Differing::Unread => "not compared yet".to_owned(),
    }
}

/// As many of the findings about a rule as there is room for.
fn examples(context: &Context<'_>, buffer: &mut Buffer, area: Rect, objects: Objects, rule: &Rule) {
    let Some(compared) = context.world().comparison() else {
        return;
    };
    let found = compared.findings.iter();
    let found = found.filter(|finding| concerns(finding, objects, rule));
    let lines: Vec<Line<'_>> = found
        .take(usize::from(area.height))
        .map(|finding| {
            let who = context.skin.text(subject(finding).raw()).into_owned();
            let told = format!("{who}  {}", difference(context, finding));
            fact(context, "", context.span(told, Role::Muted))
        })
        .collect();
    context.stack(buffer, area, &lines);
}

/// A titled text in as many lines as it takes.
fn long(
    context: &Context<'_>,
    title: &str,
    text: &str,
    role: Role,
    room: u16,
) -> Vec<Line<'static>> {
    let indent = if title.is_empty() { 1 } else { 13 };
    let room = usize::from(room).saturating_sub(indent + 1).max(1);
    let lines = wrap(text, room).into_iter().enumerate();
    lines
        .map(|(at, line)| {
            if title.is_empty() {
                return Line::from(context.span(format!(" {line}"), role));
            }
            let title = if at == 0 {
                format!(" {title}")
            } else {
                String::new()
            };
            fact(context, &title, context.span(line, role))
        })
        .collect()
}
