//! One group on both sides: what counts, and who is in it where.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::pane::Pane;
use super::people::{explained, members};
use super::table::{Column, Table, fixed, share};
use super::top;
use crate::model::{Group, Id, MemberKinds};
use crate::tui::app::{
    GroupKey, GroupPair, Member, Rows, Spread, Standing, Who, group_name, group_rows, member_label,
};
use crate::tui::skin::Role;
use crate::tui::text::count;

/// From this height on it is told where the expected members come from.
const ROOMY: u16 = 30;

/// Lines of that, at most.
const TREE: usize = 10;

const MEMBERS: [Column; 4] = [
    share("MEMBER", 1, 0),
    fixed("ENTRA", 8, 0),
    fixed("PROVIDER", 8, 0),
    fixed("", 26, 72),
];

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, key: GroupKey) {
    let world = context.world();
    let Some(pair) = world.roster.pair(key) else {
        let told = context.span(
            " this group is held by neither side any more",
            Role::Unknown,
        );
        return context.put(buffer, area, &Line::from(told));
    };
    let groups = group_rows(world.status, pair);
    let mut title = Line::from(vec![
        context.span(" group  ", Role::Accent),
        context.raw(group_name(world.status, pair), Role::Plain),
    ]);
    title.extend(context.reread());
    let mut head = vec![title];
    head.push(side(context, "Entra", groups[0], pair.unread[0]));
    head.push(side(context, "provider", groups[1], pair.unread[1]));
    let roomy = area.height >= ROOMY;
    match groups[0].filter(|_| roomy) {
        Some(group) => head.extend(tree(context, group)),
        None => head.extend(groups[0].and_then(|group| uncounted(context, group))),
    }
    let Rows::Members(listed) = &context.app.place().rows else {
        return;
    };
    head.push(spread(context, listed.spread));
    let shown = area
        .height
        .saturating_sub(4)
        .min(u16::try_from(head.len()).unwrap_or(u16::MAX));
    context.stack(buffer, top(&mut area, shown), &head);
    let title = heading(context, "members", listed.spread.total());
    context.put(buffer, top(&mut area, 1), &title);
    let pane = Pane::only_beside(&mut area);
    let cursor = &context.app.place().cursor;
    let table = Table {
        columns: &MEMBERS,
        cursor,
        len: listed.shown.len(),
    };
    table.draw(context, buffer, area, |row| {
        member(
            context,
            listed.shown[row],
            groups.map(|group| group.is_some()),
        )
    });
    if pane.is_shown()
        && let Some(Who::User(person)) = listed.shown.get(cursor.index()).map(|member| member.who)
    {
        pane.draw(context, buffer, &explained(context, person));
    }
}

/// What both sides say of a group, and where its expected members come from.
pub(super) fn summary(context: &Context<'_>, pair: &GroupPair) -> Vec<Line<'static>> {
    let status = context.status();
    let name = context.skin.text(group_name(status, pair)).into_owned();
    let groups = group_rows(status, pair);
    let mut lines = vec![
        Line::from(context.span(name, Role::Accent)),
        side(context, "Entra", groups[0], pair.unread[0]),
        side(context, "provider", groups[1], pair.unread[1]),
    ];
    lines.extend(groups[0].into_iter().flat_map(|group| tree(context, group)));
    lines
}

/// What one side says of the group.
fn side(context: &Context<'_>, side: &str, group: Option<&Group>, unread: bool) -> Line<'static> {
    let mut line = Line::from(context.span(format!(" {side:<9}"), Role::Muted));
    let Some(group) = group else {
        line.push_span(if unread {
            context.span("not read yet", Role::Unknown)
        } else {
            context.span("does not hold it", Role::Bad)
        });
        return line;
    };
    let id = |id: Id| {
        let id = id.to_text(&context.status().text);
        context.skin.text(&id).into_owned()
    };
    line.push_span(context.span(format!("id {}", id(group.id)), Role::Plain));
    if !group.external_id.is_absent() {
        let external = format!("  externalId {}", id(group.external_id));
        line.push_span(context.span(external, Role::Plain));
    }
    line.push_span(context.span(format!("  members {}", members(Some(group))), Role::Accent));
    for told in notes(group) {
        line.push_span(context.span(format!("  {told}"), Role::Warn));
    }
    line
}

fn notes(group: &Group) -> impl Iterator<Item = &'static str> {
    let dynamic = group.state.dynamic.then_some("dynamic membership");
    let unsecured = (group.state.security_enabled == Some(false)).then_some("not security-enabled");
    [dynamic, unsecured].into_iter().flatten()
}

/// Where the expected members come from, and what does not count.
fn tree(context: &Context<'_>, group: &Group) -> Vec<Line<'static>> {
    let rows = context.status().scene().tree(group);
    let more = rows.len().saturating_sub(TREE);
    let lines = rows.iter().take(TREE).map(|row| {
        let name = format!("{}{}", "  ".repeat(row.depth), context.skin.text(&row.name));
        let counted = if row.counted {
            "counted"
        } else {
            "NOT counted"
        };
        let role = if row.counted { Role::Ok } else { Role::Warn };
        Line::from(vec![
            context.span(
                format!(" {name:<40} {:>7}  ", count(row.count)),
                Role::Plain,
            ),
            context.span(format!("{counted}: "), role),
            context.span(row.why.clone(), Role::Muted),
        ])
    });
    let mut lines: Vec<Line<'static>> = lines.collect();
    if more > 0 {
        lines.push(Line::from(
            context.span(format!(" and {more} more"), Role::Muted),
        ));
    }
    lines
}

/// Direct members in Entra that are not provisioned.
fn uncounted(context: &Context<'_>, group: &Group) -> Option<Line<'static>> {
    let MemberKinds {
        groups,
        devices,
        service_principals,
        others,
        ..
    } = group.kinds;
    let kinds = [
        (groups, "nested groups"),
        (devices, "devices"),
        (service_principals, "service principals"),
        (others, "others"),
    ];
    let told: Vec<String> = kinds
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, kind)| format!("{kind} {}", count(*number)))
        .collect();
    let told = (!told.is_empty()).then(|| told.join(", "))?;
    let line = format!(" not counted: {told}: only users who are direct members are provisioned");
    Some(Line::from(context.span(line, Role::Warn)))
}

/// How many are in it on both sides and on one only.
fn spread(context: &Context<'_>, spread: Spread) -> Line<'static> {
    let role = |number: usize| if number > 0 { Role::Bad } else { Role::Ok };
    let missing = format!("  only in Entra {}", count(spread.missing));
    let extra = format!("  only at the provider {}", count(spread.extra));
    let uncounted = format!("  on one side and not counted {}", count(spread.uncounted));
    Line::from(vec![
        context.span(format!(" both {}", count(spread.both)), Role::Plain),
        context.span(missing, role(spread.missing)),
        context.span(extra, role(spread.extra)),
        context.span(uncounted, Role::Muted),
    ])
}

fn member(context: &Context<'_>, member: Member, held: [bool; 2]) -> Vec<Span<'static>> {
    let label = member_label(context.world(), member.who);
    let label = context.skin.text(&label).into_owned();
    let role = match member.standing {
        Standing::Agrees => Role::Plain,
        Standing::Uncounted(_) => Role::Muted,
        Standing::Missing | Standing::Extra | Standing::Strange => Role::Bad,
    };
    let is_in = |side: usize, is_in: bool| match (held[side], is_in) {
        (false, _) => "-",
        (true, true) => "yes",
        (true, false) => "no",
    };
    vec![
        context.span(label, role),
        context.span(is_in(0, member.entra), role),
        context.span(is_in(1, member.scim), role),
        context.span(member.standing.words(), role),
    ]
}
