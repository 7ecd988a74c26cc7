//! The timeline of the job: cycles, logs, changes in Entra and our own trouble in one order.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};

use crate::model::{Event, Id, Person};
use crate::tui::app::{
    Extent, Happening, Look, Moment, Rows, Track, World, group_name, group_rows, user_name,
    user_rows,
};

pub(super) const COLUMNS: &[&str] = &["time", "lane", "action", "actor", "target", "outcome"];
pub(super) const FIELDS: &[&str] = &[
    "lane", "action", "actor", "target", "id", "outcome", "detail", "cycle", "who",
];

/// Everything that happened, newest first.
pub(super) fn rows(look: &Look, world: World<'_>) -> Rows {
    let named = named(look, world);
    let passes = |moment: &Moment| {
        moment.of(world).is_some_and(|happening| {
            let of_lane = look.lane.is_none_or(|lane| happening.track() == lane);
            let wanted = look.extent == Extent::Everything || happening.is_problem();
            of_lane && wanted && matches(look, &happening, &named)
        })
    };
    let mut rows: Vec<Moment> = all(world).filter(passes).collect();
    rows.sort_by_cached_key(|moment| Reverse(moment.of(world).map(|found| found.at())));
    if look.sort.column > 0 {
        rows.sort_by_cached_key(|moment| key(look.sort.column, moment.of(world)));
    }
    if look.sort.descending {
        rows.reverse();
    }
    Rows::Timeline(rows)
}

/// How many rows there are before any is left out.
pub(in crate::tui) fn total(world: World<'_>) -> usize {
    let status = world.status;
    let logs = status.events.items().len() + status.changes.items().len();
    logs + status.clock.cycles.len() + status.troubles.items().len()
}

fn all(world: World<'_>) -> impl Iterator<Item = Moment> {
    let places = |len: usize| 0..u32::try_from(len).unwrap_or(u32::MAX);
    let status = world.status;
    // A cycle stands after its own rows where both began at one moment: the list is newest first.
    let events = places(status.events.items().len()).map(Moment::Event);
    let changes = places(status.changes.items().len()).map(Moment::Change);
    let troubles = places(status.troubles.items().len()).map(Moment::Trouble);
    let cycles = places(status.clock.cycles.len()).map(Moment::Cycle);
    events.chain(changes).chain(troubles).chain(cycles)
}

/// A user or a group whose whole name is a word of the filter. Logs may know it by identifier only.
struct Named {
    name: String,
    ids: Vec<String>,
}

fn named(look: &Look, world: World<'_>) -> Vec<Named> {
    let words = look.filter.words();
    words
        .flat_map(|word| people(word, world).chain(group(word, world)))
        .collect()
}

/// Everybody of this name: letter case may be all that tells two of them apart.
fn people<'a>(word: &'a str, world: World<'a>) -> impl Iterator<Item = Named> + 'a {
    let (status, people) = (world.status, &world.roster.people);
    let first = people.partition_point(|&person| caseless(user_name(status, person), word).is_lt());
    let alike = move |person: &&Person| caseless(user_name(status, **person), word).is_eq();
    people[first..]
        .iter()
        .take_while(alike)
        .map(move |&person| {
            let ids = user_rows(status, person).map(|row| row.map(|row| row.id));
            called(word, ids, world)
        })
}

fn group(word: &str, world: World<'_>) -> Option<Named> {
    let mut groups = world.roster.groups.iter();
    let pair = groups.find(|pair| caseless(group_name(world.status, pair), word).is_eq())?;
    let ids = group_rows(world.status, pair).map(|group| group.map(|group| group.id));
    Some(called(word, ids, world))
}

fn called(word: &str, ids: [Option<Id>; 2], world: World<'_>) -> Named {
    let ids = ids.into_iter().flatten();
    Named {
        name: word.to_owned(),
        ids: ids.map(|id| id.to_text(&world.status.text)).collect(),
    }
}

/// The roster's order but for its last word, letter case.
fn caseless(left: &str, right: &str) -> Ordering {
    let fold = |byte: u8| byte.to_ascii_lowercase();
    left.bytes().map(fold).cmp(right.bytes().map(fold))
}

fn matches(look: &Look, happening: &Happening<'_>, named: &[Named]) -> bool {
    if look.filter.is_empty() {
        return true;
    }
    let lane = ("lane", Cow::Borrowed(happening.track().name()));
    match happening {
        Happening::Cycle(cycle, _) => look.filter.matches(&[
            lane,
            ("outcome", cycle.state.shown()),
            ("cycle", cycle.id.shown()),
        ]),
        Happening::Trouble(trouble) => {
            let error = trouble.error.as_ref();
            let error = error.map_or_else(String::new, ToString::to_string);
            let outcome = if trouble.waited.is_zero() {
                "failure"
            } else {
                "waited"
            };
            look.filter.matches(&[
                lane,
                ("target", Cow::Borrowed(trouble.source.title())),
                ("outcome", Cow::Borrowed(outcome)),
                ("detail", Cow::Owned(error)),
            ])
        }
        Happening::Event(event, _) => look.filter.matches(&[
            lane,
            ("action", event.action.shown()),
            ("actor", event.actor.shown()),
            ("target", event.target.shown()),
            ("id", Cow::Owned(ids(event))),
            ("outcome", Cow::Borrowed(event.outcome.name())),
            ("detail", event.detail.shown()),
            ("cycle", event.cycle.shown()),
            ("who", Cow::Owned(who(event, named))),
        ]),
    }
}

fn ids(event: &Event) -> String {
    format!("{} {}", event.source_id.shown(), event.target_id.shown())
}

/// Which of those that the filter names an event is about.
fn who(event: &Event, named: &[Named]) -> String {
    let about = |known: &&Named| {
        let mut ids = known.ids.iter();
        ids.any(|id| event.source_id.raw() == id || event.target_id.raw() == id)
    };
    let names: Vec<&str> = named
        .iter()
        .filter(about)
        .map(|known| known.name.as_str())
        .collect();
    names.join(" ")
}

/// What a row is sorted by. Only the logs have most columns: what has none comes last.
fn key(column: usize, happening: Option<Happening<'_>>) -> Option<(Track, bool, String)> {
    let happening = happening?;
    if column == 1 {
        return Some((happening.track(), false, String::new()));
    }
    let Happening::Event(event, _) = happening else {
        return Some((Track::Cycles, true, String::new()));
    };
    let text = match column {
        2 => event.action.raw(),
        3 => event.actor.raw(),
        4 => event.target.raw(),
        _ => event.outcome.name(),
    };
    Some((Track::Cycles, false, text.to_owned()))
}
