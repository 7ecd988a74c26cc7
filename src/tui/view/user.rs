//! One user on both sides, side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::mapping;
use super::news::{NEWS, of_event, of_finding};
use super::table::{Column, Grid, before, fixed, share, signs};
use super::time::moment;
use super::top;
use crate::drift::explain::{Told, Tone};
use crate::model::{Id, Person, Principal, Role as AppRole, Sym, UserRow};
use crate::tui::app::{
    BOTH, Detail, Differs, Extent, Fact, GroupPair, Rows, Stand, Standing, differs, group_name,
    label, user_name, user_rows, why,
};
use crate::tui::skin::Role;

const SIDES: [Column; 4] = [
    fixed("", 12, 0),
    share("ENTRA", 1, 0),
    share("PROVIDER", 1, 0),
    fixed("", 8, 50),
];

/// A line of the explanation.
const WHOLE: [Column; 1] = [share("", 1, 0)];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, person: Person) {
    let status = context.status();
    let mut title = Line::from(context.span(" user  ", Role::Accent));
    title.push_span(context.raw(user_name(status, person), Role::Plain));
    if context.app.place().look.extent == Extent::Problems {
        title.push_span(context.span("  differences only", Role::Changed));
    }
    title.extend(context.reread());
    title.extend(before(context));
    context.put(buffer, top(&mut area, 1), &title);
    let Rows::Details(rows) = &context.app.place().rows else {
        return;
    };
    let sides = Grid::new(&SIDES, area.width);
    let news = Grid::new(&NEWS, area.width);
    let steps = Grid::new(&mapping::STEPS, area.width);
    let accounts = status.accounts(person);
    let whole = Grid::new(&WHOLE, area.width);
    let lines = why(&status.scene().person(person), status.as_of);
    let cursor = &context.app.place().cursor;
    for at in cursor.window(rows.len(), usize::from(area.height)) {
        let line = top(&mut area, 1);
        if let Detail::Why(at_line) = rows[at] {
            let told = lines.get(at_line);
            let cells = told.map_or_else(Vec::new, |told| vec![why_cell(context, told)]);
            whole.row(context, buffer, line, &cells, at == cursor.index());
            continue;
        }
        let (grid, cells) = match rows[at] {
            Detail::Why(_) => continue,
            Detail::Fact(fact) => (&sides, fact_cells(context, person, fact)),
            Detail::Heading(BOTH) => {
                let titles = [
                    (BOTH, Role::Accent),
                    ("ENTRA", Role::Muted),
                    ("PROVIDER", Role::Muted),
                ];
                let titles = titles.map(|(title, role)| context.span(title, role));
                (&sides, titles.to_vec())
            }
            Detail::Heading(title) => {
                let empty = matches!(rows.get(at + 1), None | Some(Detail::Heading(_)));
                let none = context.span(if empty { "none" } else { "" }, Role::Muted);
                (&sides, vec![context.span(title, Role::Accent), none])
            }
            Detail::Mapping(rule) => {
                let account = accounts.get(rule);
                let cells = account.map(|account| mapping::cells(context, account));
                (&sides, cells.unwrap_or_default())
            }
            Detail::Step(rule, step) => {
                let account = accounts.get(rule);
                let step = account.and_then(|account| account.steps.get(step));
                let cells = step.map(|step| mapping::step(context, step));
                (&steps, cells.unwrap_or_default())
            }
            Detail::Group(pair, is_in) => {
                let standing = Standing::of(status, person, is_in);
                (&sides, group_cells(context, &pair, is_in, standing))
            }
            Detail::Finding(at) => {
                let finding = context.world().finding(at as usize);
                (
                    &news,
                    finding.map_or_else(Vec::new, |finding| of_finding(context, finding)),
                )
            }
            Detail::Event(at) => {
                let event = context.world().event(at as usize);
                (
                    &news,
                    event.map_or_else(Vec::new, |event| of_event(context, event)),
                )
            }
        };
        grid.row(context, buffer, line, &cells, at == cursor.index());
        signs(context, buffer, line, at);
    }
}

pub(super) fn why_cell<'t>(context: &Context<'_>, told: &Told) -> Span<'t> {
    let role = match told.tone {
        Tone::Plain => Role::Plain,
        Tone::Good => Role::Ok,
        Tone::Bad => Role::Bad,
        Tone::Unknown => Role::Unknown,
        Tone::Muted => Role::Muted,
        Tone::Accent => Role::Warn,
    };
    // Leading space is ours; elsewhere it would be made visible.
    let text = told.text.trim_start();
    let indent = " ".repeat(told.text.len() - text.len());
    context.span(format!("{indent}{}", context.skin.text(text)), role)
}

fn fact_cells(context: &Context<'_>, person: Person, fact: Fact) -> Vec<Span<'static>> {
    let rows = user_rows(context.status(), person);
    let differing = differs(fact, person, context.world());
    let role = if differing { Role::Bad } else { Role::Plain };
    let [entra, provider] =
        sides(context, person, fact, &rows).map(|text| context.span(text, role));
    let mark = if differing { "differs" } else { "" };
    vec![
        title(context, fact),
        entra,
        provider,
        context.span(mark, Role::Bad),
    ]
}

fn title(context: &Context<'_>, fact: Fact) -> Span<'static> {
    match fact {
        Fact::Attribute(rule) => {
            let rule = context.status().mappings.users.rules.get(rule);
            let name = rule.map_or("", |rule| label(rule.target.raw()));
            let name = context.skin.text(name).into_owned();
            context.span(name, Role::Muted)
        }
        fact => context.span(fact.title(), Role::Muted),
    }
}

/// What each side says of one property.
fn sides(
    context: &Context<'_>,
    person: Person,
    fact: Fact,
    rows: &[Option<UserRow>; 2],
) -> [String; 2] {
    let text = &context.status().text;
    let of = |tell: &dyn Fn(&UserRow) -> String| {
        rows.each_ref()
            .map(|row| row.as_ref().map_or_else(|| "-".into(), tell))
    };
    let shown = |raw: &str| match raw {
        "" => "(none)".to_owned(),
        raw => context.skin.text(raw).into_owned(),
    };
    let id = |id: Id| shown(&id.to_text(text));
    match fact {
        Fact::Presence => Differs::of(context.world(), person).sides.map(presence),
        Fact::Assigned => [assigned(context, person), "-".into()],
        Fact::Active => Differs::of(context.world(), person).sides.map(active),
        Fact::Name => of(&|row| shown(text.get(row.name))),
        Fact::Attribute(rule) => {
            let status = context.status();
            let values = [status.sent(rule, person), status.held(rule, person)];
            let told = values.map(|sym| match sym {
                Sym::UNKNOWN => "(unknown)".to_owned(),
                sym => shown(text.get(sym)),
            });
            let [entra, provider] = told;
            let there = rows.each_ref().map(Option::is_some);
            [(there[0], entra), (there[1], provider)]
                .map(|(there, value)| if there { value } else { "-".into() })
        }
        Fact::Id => of(&|row| id(row.id)),
        Fact::ExternalId => ["-".into(), of(&|row| id(row.external_id))[1].clone()],
        Fact::Kind => of(&kind),
        Fact::Created => of(&|row| created(context, row)),
    }
}

fn presence(stand: Stand) -> String {
    match stand {
        Stand::Unread => "not read",
        Stand::Absent => "NO",
        _ => "yes",
    }
    .into()
}

fn active(stand: Stand) -> String {
    match stand {
        Stand::Unread | Stand::Absent => "-",
        Stand::Inactive => "false",
        Stand::Active => "true",
        Stand::Present => "not told",
    }
    .into()
}

fn kind(row: &UserRow) -> String {
    let kinds = [
        (row.state.is_guest(), "guest"),
        (row.state.is_twin(), "duplicate userName"),
    ];
    let told = kinds.iter().find(|(is, _)| *is);
    told.map_or("member", |(_, kind)| kind).into()
}

fn created(context: &Context<'_>, row: &UserRow) -> String {
    let at = chrono::DateTime::from_timestamp(i64::from(row.created), 0);
    match at.filter(|_| row.created > 0) {
        Some(at) => moment(at, context.now()),
        None => "not told".into(),
    }
}

/// How the user came into scope: directly, or through which assigned groups.
fn assigned(context: &Context<'_>, person: Person) -> String {
    let status = context.status();
    let Some(row) = status.directory.users.data.row(person) else {
        return "no".into();
    };
    let direct = status
        .directory
        .assignments
        .data
        .iter()
        .filter(|assignment| assignment.kind == Principal::User && assignment.principal == row.id);
    let roles = direct.map(|assignment| match assignment.role {
        AppRole::Enabled => "directly".to_owned(),
        AppRole::DefaultAccess => "directly (Default Access)".to_owned(),
        AppRole::Disabled => "directly (disabled role)".to_owned(),
        AppRole::Unknown => "directly (unknown role)".to_owned(),
    });
    let groups = status.directory.groups.data.rows.iter();
    let through = groups
        .filter(|group| group.members.binary_search(&person).is_ok())
        .map(|group| format!("by {}", context.skin.text(status.text.get(group.name))));
    let told: Vec<String> = roles.chain(through).collect();
    if told.is_empty() {
        "no".into()
    } else {
        told.join(", ")
    }
}

fn group_cells<'t>(
    context: &Context<'t>,
    pair: &GroupPair,
    is_in: [bool; 2],
    standing: Standing,
) -> Vec<Span<'t>> {
    let name = context.skin.text(group_name(context.status(), pair));
    let held = [pair.entra.is_some(), pair.scim.is_some()];
    let differs = pair.is_on_both_sides() && standing.counts();
    let role = if differs { Role::Bad } else { Role::Plain };
    let told = |side: usize| match (held[side], is_in[side]) {
        (false, _) if pair.unread[side] => "not read",
        (false, _) => "no such group",
        (true, true) => "member",
        (true, false) => "NOT a member",
    };
    vec![
        context.span("", Role::Plain),
        context.span(format!("{name}: {}", told(0)), role),
        context.span(told(1), role),
        context.span(if differs { "differs" } else { "" }, Role::Bad),
    ]
}
