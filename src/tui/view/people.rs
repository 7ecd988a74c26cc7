//! The users and the groups of both sides.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::group::summary;
use super::pane::Pane;
use super::table::{Column, Table, fixed, number, share};
use super::top;
use super::user::why_cell;
use crate::model::{Group, MembersRead, Person};
use crate::tui::app::{
    Differs, GroupPair, Rows, Stand, Walk, group_name, group_rows, is_problem, size, user_name, why,
};
use crate::tui::skin::Role;
use crate::tui::text::count;

const USERS: [Column; 4] = [
    share("USER", 3, 0),
    fixed("ENTRA", 8, 0),
    fixed("PROVIDER", 8, 0),
    share("DIFFERS", 2, 60),
];

const GROUPS: [Column; 4] = [
    share("GROUP", 3, 0),
    number("ENTRA", 9, 0),
    number("PROVIDER", 9, 0),
    share("", 1, 60),
];

pub(super) fn users(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let total = context.app.roster().people.len();
    context.put(
        buffer,
        top(&mut area, 1),
        &heading(context, "users of both sides", total),
    );
    if total == 0 {
        return empty(context, buffer, area);
    }
    let pane = Pane::only_beside(&mut area);
    table(context, &USERS).draw(context, buffer, area, |row| user(context, row));
    if pane.is_shown()
        && let Some((_, person)) = person_at(context, context.app.place().cursor.index())
    {
        pane.draw(context, buffer, &explained(context, person));
    }
}

pub(super) fn groups(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let total = context.app.roster().groups.len();
    context.put(
        buffer,
        top(&mut area, 1),
        &heading(context, "groups of both sides", total),
    );
    if total == 0 {
        return empty(context, buffer, area);
    }
    let pane = Pane::only_beside(&mut area);
    table(context, &GROUPS).draw(context, buffer, area, |row| group(context, row));
    if pane.is_shown()
        && let Some(pair) = group_at(context, context.app.place().cursor.index())
    {
        pane.draw(context, buffer, &summary(context, pair));
    }
}

fn table<'a>(context: &Context<'a>, columns: &'a [Column]) -> Table<'a> {
    Table {
        columns,
        cursor: &context.app.place().cursor,
        len: context.app.listed().len(),
    }
}

fn empty(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let told = if context.app.is_listing() {
        "  being listed"
    } else {
        "  nobody was read yet"
    };
    context.put(buffer, area, &Line::from(context.span(told, Role::Unknown)));
}

/// The entry of the roster in a row of users, and whose it is.
fn person_at(context: &Context<'_>, row: usize) -> Option<(usize, Person)> {
    let Rows::People(order) = &context.app.place().rows else {
        return None;
    };
    let at = order.at(row)?;
    Some((at, *context.world().roster.people.get(at)?))
}

fn group_at<'a>(context: &Context<'a>, row: usize) -> Option<&'a GroupPair> {
    let Rows::Groups(order) = &context.app.place().rows else {
        return None;
    };
    context.world().roster.groups.get(order.at(row)?)
}

/// Why somebody is, or is not, at the provider.
pub(super) fn explained(context: &Context<'_>, person: Person) -> Vec<Line<'static>> {
    let status = context.status();
    let name = context.skin.text(user_name(status, person)).into_owned();
    let mut lines = vec![Line::from(context.span(name, Role::Accent))];
    let told = why(&status.scene().person(person), status.as_of);
    lines.extend(told.iter().map(|told| {
        let cell = why_cell(context, told);
        Line::from(Span::styled(cell.content.into_owned(), cell.style))
    }));
    lines
}

fn user<'t>(context: &Context<'t>, row: usize) -> Vec<Span<'t>> {
    let roster = context.world().roster;
    let Some((at, person)) = person_at(context, row) else {
        return Vec::new();
    };
    let differs = Differs::of(context.world(), person);
    let [entra, provider] = differs.sides.map(|stand| stand_span(context, stand));
    let role = if differs.is_problem() {
        Role::Bad
    } else {
        Role::Ok
    };
    let words = differs.words(context.world());
    let told = if words.is_empty() { "no".into() } else { words };
    vec![
        context.span(context.skin.spell(roster.entry(at)), Role::Plain),
        entra,
        provider,
        context.span(told, role),
    ]
}

pub(super) fn stand_span(context: &Context<'_>, stand: Stand) -> Span<'static> {
    let role = match stand {
        Stand::Active | Stand::Present => Role::Plain,
        Stand::Unread | Stand::Absent | Stand::Inactive => Role::Muted,
    };
    context.span(stand.name(), role)
}

fn group<'t>(context: &Context<'t>, row: usize) -> Vec<Span<'t>> {
    let world = context.world();
    let Some(pair) = group_at(context, row) else {
        return Vec::new();
    };
    let [entra, provider] = group_rows(world.status, pair);
    let told = |group: Option<&Group>, side: usize| match group {
        None if pair.unread[side] => "unread".into(),
        group => members(group),
    };
    let (standing, role) = standing(pair);
    vec![
        context.raw(group_name(world.status, pair), Role::Plain),
        context.span(told(entra, 0), Role::Plain),
        context.span(told(provider, 1), Role::Plain),
        context.span(standing, role),
    ]
}

/// How many members a side lists, in words where it does not.
pub(super) fn members(group: Option<&Group>) -> String {
    match group.map(|group| (group, group.members_read)) {
        None => "absent".into(),
        Some((group, MembersRead::Listed)) => count(size(group)),
        Some((group, MembersRead::Full)) => format!("{}+", count(size(group))),
        Some((_, MembersRead::Absent)) => "withheld".into(),
        Some((_, MembersRead::NotAsked)) => "not asked".into(),
    }
}

fn standing(pair: &GroupPair) -> (&'static str, Role) {
    match (pair.entra, pair.scim) {
        _ if !pair.is_on_both_sides() && pair.unread.contains(&true) => {
            ("not compared", Role::Unknown)
        }
        (Some(_), None) => ("only in Entra", Role::Bad),
        (None, _) => ("only at the provider", Role::Bad),
        _ if is_problem(pair) => ("members differ", Role::Bad),
        _ => ("no difference", Role::Ok),
    }
}
