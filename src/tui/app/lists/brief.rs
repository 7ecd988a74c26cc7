//! The overview: every kind of drift, then what is new.

use crate::drift::Kind;
use crate::tui::app::{Brief, World};

/// New things listed on the overview.
const NEWEST: usize = 30;

/// The kinds that occur, then the newest findings and events together.
pub(super) fn rows(world: World<'_>) -> Vec<Brief> {
    let counts = world.comparison().map(|compared| compared.counts);
    let occurs = |kind: &Kind| counts.is_some_and(|counts| counts.of(*kind) > 0);
    let kinds = Kind::ALL.into_iter().filter(occurs).map(Brief::Kind);
    kinds.chain(newest(world)).collect()
}

/// The newest findings and events, newest first.
pub(in crate::tui) fn newest(world: World<'_>) -> Vec<Brief> {
    let findings = world
        .comparison()
        .map_or(&[][..], |compared| &compared.findings);
    let mut places: Vec<u32> = (0..u32::try_from(findings.len()).unwrap_or(u32::MAX)).collect();
    let since = |place: &u32| std::cmp::Reverse(findings[*place as usize].since);
    if places.len() > NEWEST {
        places.select_nth_unstable_by_key(NEWEST, since);
        places.truncate(NEWEST);
    }
    let found = places
        .into_iter()
        .map(|place| (findings[place as usize].since, Brief::Finding(place)));
    let events = world.status.events.items().iter().take(NEWEST);
    let logged = (0u32..)
        .zip(events)
        .map(|(place, event)| (event.at, Brief::Event(place)));
    let mut all: Vec<_> = found.chain(logged).collect();
    all.sort_by_key(|(at, brief)| (std::cmp::Reverse(*at), place(*brief)));
    all.into_iter()
        .take(NEWEST)
        .map(|(_, brief)| brief)
        .collect()
}

/// Keeps what is of one moment in its own order.
fn place(brief: Brief) -> (u8, u32) {
    match brief {
        Brief::Kind(_) => (0, 0),
        Brief::Event(at) => (1, at),
        Brief::Finding(at) => (2, at),
    }
}
