//! The users and the groups of both sides.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::drift::heading;
use super::table::{Column, Table, fixed, number, share};
use super::top;
use crate::model::{Group, MembersRead};
use crate::tui::app::{
    Differs, GroupPair, Rows, Stand, Walk, group_name, group_rows, is_problem, size,
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
    table(context, &USERS).draw(context, buffer, area, |row| user(context, row));
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
    table(context, &GROUPS).draw(context, buffer, area, |row| group(context, row));
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

fn user<'t>(context: &Context<'t>, row: usize) -> Vec<Span<'t>> {
    let Rows::People(order) = &context.app.place().rows else {
        return Vec::new();
    };
    let roster = context.world().roster;
    let Some((at, &person)) = order
        .at(row)
        .and_then(|at| Some((at, roster.people.get(at)?)))
    else {
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
    let Rows::Groups(order) = &context.app.place().rows else {
        return Vec::new();
    };
    let world = context.world();
    let Some(pair) = order.at(row).and_then(|at| world.roster.groups.get(at)) else {
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
