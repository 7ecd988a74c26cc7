//! What each view lists: which rows pass its filter, and in which order.

mod brief;
mod checks;
mod details;
mod events;
mod findings;
mod groups;
mod members;
mod people;
mod plan;
mod raw;
mod rules;
mod sources;
mod timeline;

use std::cmp::Ordering;

use super::{Extent, Face, Held, Look, Order, Rows, View, World};
use crate::model::Lane;

pub(in crate::tui) use details::{BOTH, differs, why};
pub(in crate::tui) use groups::{is_problem, size};
pub(in crate::tui) use people::{Differs, Stand, label, member_label};
pub(in crate::tui) use rules::{
    Differing, FIELDS as RULE_FIELDS, Objects, RuleRow, RuleRows, cells as rule_cells, concerns,
    flow, kind,
};
pub(in crate::tui) use timeline::total as timeline_total;

/// The rows of `view` as `look` asks for them.
pub(in crate::tui) fn arrange(view: View, look: &Look, world: World<'_>) -> Rows {
    match view {
        View::Overview => Rows::Brief(brief::rows(world)),
        View::Drift => findings::rows(look, world),
        View::Users => Rows::People(people::order(look, world)),
        View::User(person) => Rows::Details(details::rows(person, look, world)),
        View::Groups => Rows::Groups(groups::order(look, world)),
        View::Group(key) => Rows::Members(members::rows(key, look, world)),
        View::Job => timeline::rows(look, world),
        View::Plan => Rows::Plan(plan::rows(look, world)),
        View::Audit => Rows::Events(events::order(look, world, Lane::Provider)),
        View::Sources => Rows::Sources(sources::order(look, world)),
        View::Doctor => Rows::Checks(checks::order(look, world)),
        View::Mapping => Rows::Rules(rules::rows(look, world)),
        View::Raw(Held::User(person)) => Rows::Raw(raw::person(person, world)),
        View::Raw(Held::Group(key)) => Rows::Raw(raw::group(key, world)),
    }
}

/// How many rows must be looked at to arrange `view`.
pub(in crate::tui) fn effort(view: View, look: &Look, world: World<'_>) -> usize {
    let compared = world.comparison();
    match (view, look.face) {
        (View::Drift, Face::Standing) | (View::Plan, _) => {
            compared.map_or(0, |compared| compared.findings.len())
        }
        (View::Drift, Face::Ignored) => compared.map_or(0, |compared| compared.ignored.len()),
        (View::Drift, Face::Notes) => compared.map_or(0, |compared| compared.notes.len()),
        (View::Users, _) if !look.is_plain() => world.roster.people.len(),
        (View::Groups, _) if !look.is_plain() => world.roster.groups.len(),
        (View::Job, _) => timeline::total(world),
        (View::Mapping, _) => rules::effort(world),
        (View::Raw(Held::Group(key)), _) => raw::effort(key, world),
        (View::Group(key), _) => members::effort(key, world),
        (View::User(_), _) => compared.map_or(0, |compared| compared.findings.len()),
        _ => 0,
    }
}

/// The columns that `view` can be sorted by; the first is its own order.
pub(in crate::tui) fn columns(view: View, face: Face) -> &'static [&'static str] {
    match (view, face) {
        (View::Drift, Face::Standing | Face::Ignored) => findings::COLUMNS,
        (View::Drift, Face::Notes) => findings::NOTE_COLUMNS,
        (View::Users, _) => people::COLUMNS,
        (View::Groups, _) => groups::COLUMNS,
        (View::Group(_), _) => members::COLUMNS,
        (View::Job, _) => timeline::COLUMNS,
        (View::Audit, _) => events::COLUMNS,
        (View::Plan, _) => plan::COLUMNS,
        (View::Sources, _) => sources::COLUMNS,
        (View::Doctor, _) => checks::COLUMNS,
        (View::Mapping, _) => rules::COLUMNS,
        (View::Overview | View::User(_) | View::Raw(_), _) => &[],
    }
}

/// The columns that a filter of `view` can name.
pub(in crate::tui) fn fields(view: View, face: Face) -> &'static [&'static str] {
    match (view, face) {
        (View::Drift, Face::Standing | Face::Ignored) => findings::FIELDS,
        (View::Drift, Face::Notes) => findings::NOTE_FIELDS,
        (View::Users, _) => people::FIELDS,
        (View::Groups, _) => groups::FIELDS,
        (View::Group(_), _) => members::FIELDS,
        (View::Job, _) => timeline::FIELDS,
        (View::Audit, _) => events::FIELDS,
        (View::Plan, _) => plan::FIELDS,
        (View::Sources, _) => sources::FIELDS,
        (View::Doctor, _) => checks::FIELDS,
        (View::Mapping, _) => rules::FIELDS,
        (View::Overview | View::User(_) | View::Raw(_), _) => &[],
    }
}

/// How two places compare; `None` keeps their own order.
type Compare<'a> = Option<&'a dyn Fn(usize, usize) -> Ordering>;

/// The places below `len` that pass, unless everything does, ordered by `compare`.
fn order_of(
    len: usize,
    look: &Look,
    passes: Option<&dyn Fn(usize) -> bool>,
    compare: Compare<'_>,
) -> Order {
    if passes.is_none() && compare.is_none() && !look.sort.descending {
        return Order::All(len);
    }
    let places = 0..u32::try_from(len).unwrap_or(u32::MAX);
    let passes = |place: &u32| passes.is_none_or(|passes| passes(*place as usize));
    let mut places: Vec<u32> = places.filter(passes).collect();
    if let Some(compare) = compare {
        places.sort_by(|&left, &right| compare(left as usize, right as usize));
    }
    if look.sort.descending {
        places.reverse();
    }
    Order::These(places)
}

/// `passes`, where the look leaves out anything at all.
fn narrowed<'a>(
    look: &Look,
    passes: &'a dyn Fn(usize) -> bool,
) -> Option<&'a dyn Fn(usize) -> bool> {
    let everything = look.filter.is_empty() && look.extent == Extent::Everything;
    (!everything).then_some(passes)
}

/// `compare`, where another order than the list's own was chosen.
fn reordered<'a>(look: &Look, compare: &'a dyn Fn(usize, usize) -> Ordering) -> Compare<'a> {
    (look.sort.column > 0).then_some(compare)
}
