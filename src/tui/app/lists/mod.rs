//! What each view lists: which rows pass its filter, and in which order.

mod brief;
mod details;
mod events;
mod findings;
mod groups;
mod members;
mod people;
mod sources;

use std::cmp::Ordering;

use super::{Extent, Face, Order, Panel, Rows, View, World};
use crate::model::Lane;

pub(in crate::tui) use details::differs;
pub(in crate::tui) use groups::{is_problem, size};
pub(in crate::tui) use people::{Differs, Stand, member_label};

/// The rows of `view` as `panel` asks for them.
pub(in crate::tui) fn arrange(view: View, panel: &Panel, world: World<'_>) -> Rows {
    match view {
        View::Overview => Rows::Brief(brief::rows(world)),
        View::Drift => findings::rows(panel, world),
        View::Users => Rows::People(people::order(panel, world)),
        View::User(person) => Rows::Details(details::rows(person, panel, world)),
        View::Groups => Rows::Groups(groups::order(panel, world)),
        View::Group(key) => Rows::Members(members::rows(key, panel, world)),
        View::Job => Rows::Events(events::order(panel, world, None)),
        View::Audit => Rows::Events(events::order(panel, world, Some(Lane::Provider))),
        View::Sources => Rows::Sources(sources::order(panel, world)),
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
        (View::Job | View::Audit, _) => events::COLUMNS,
        (View::Sources, _) => sources::COLUMNS,
        (View::Overview | View::User(_), _) => &[],
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
        (View::Job | View::Audit, _) => events::FIELDS,
        (View::Sources, _) => sources::FIELDS,
        (View::Overview | View::User(_), _) => &[],
    }
}

/// How two places compare; `None` keeps their own order.
type Compare<'a> = Option<&'a dyn Fn(usize, usize) -> Ordering>;

/// The places below `len` that pass, unless everything does, ordered by `compare`.
fn order_of(
    len: usize,
    panel: &Panel,
    passes: Option<&dyn Fn(usize) -> bool>,
    compare: Compare<'_>,
) -> Order {
    if passes.is_none() && compare.is_none() && !panel.sort.descending {
        return Order::All(len);
    }
    let places = 0..u32::try_from(len).unwrap_or(u32::MAX);
    let passes = |place: &u32| passes.is_none_or(|passes| passes(*place as usize));
    let mut places: Vec<u32> = places.filter(passes).collect();
    if let Some(compare) = compare {
        places.sort_by(|&left, &right| compare(left as usize, right as usize));
    }
    if panel.sort.descending {
        places.reverse();
    }
    Order::These(places)
}

/// `passes`, where the panel leaves out anything at all.
fn narrowed<'a>(
    panel: &Panel,
    passes: &'a dyn Fn(usize) -> bool,
) -> Option<&'a dyn Fn(usize) -> bool> {
    let everything = panel.filter.is_empty() && panel.extent == Extent::Everything;
    (!everything).then_some(passes)
}

/// `compare`, where another order than the list's own was chosen.
fn reordered<'a>(panel: &Panel, compare: &'a dyn Fn(usize, usize) -> Ordering) -> Compare<'a> {
    (panel.sort.column > 0).then_some(compare)
}
