//! The timeline: what happened, in lanes on one axis.

use chrono::{DateTime, TimeDelta, Utc};

use super::{RowKey, World};
use crate::entra::Cycle;
use crate::model::{Event, Lane};
use crate::status::Trouble;

/// A lane of the timeline.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::tui) enum Track {
    Cycles,
    Provisioning,
    Configuration,
    /// People and groups in Entra.
    Entra,
    Provider,
    /// Our own reads.
    Http,
}

impl Track {
    pub(in crate::tui) const ALL: [Track; 6] = [
        Self::Cycles,
        Self::Provisioning,
        Self::Configuration,
        Self::Entra,
        Self::Provider,
        Self::Http,
    ];

    pub(in crate::tui) fn name(self) -> &'static str {
        match self {
            Self::Cycles => "cycle",
            Self::Provisioning => "prov",
            Self::Configuration => "config",
            Self::Entra => "entra",
            Self::Provider => "provider",
            Self::Http => "http",
        }
    }

    /// The one after `shown`; after the last all of them.
    pub(in crate::tui) fn after(shown: Option<Self>) -> Option<Self> {
        match shown {
            None => Some(Self::ALL[0]),
            Some(track) => Self::ALL.get(track as usize + 1).copied(),
        }
    }
}

/// How much time the axis shows.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Zoom {
    Hour,
    #[default]
    FourHours,
    HalfDay,
    TwoDays,
    Week,
    /// As long as Entra retries what failed.
    FourWeeks,
}

impl Zoom {
    pub(in crate::tui) fn span(self) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::hours(1),
            Self::FourHours => TimeDelta::hours(4),
            Self::HalfDay => TimeDelta::hours(12),
            Self::TwoDays => TimeDelta::days(2),
            Self::Week => TimeDelta::days(7),
            Self::FourWeeks => TimeDelta::days(28),
        }
    }

    pub(in crate::tui) fn next(self) -> Self {
        match self {
            Self::Hour => Self::FourHours,
            Self::FourHours => Self::HalfDay,
            Self::HalfDay => Self::TwoDays,
            Self::TwoDays => Self::Week,
            Self::Week => Self::FourWeeks,
            Self::FourWeeks => Self::Hour,
        }
    }
}

/// A row of the timeline: a place in one of the lists of the status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Moment {
    Cycle(u32),
    Event(u32),
    Change(u32),
    Trouble(u32),
}

/// What a row of the timeline is about.
#[derive(Clone, Copy)]
pub(in crate::tui) enum Happening<'a> {
    /// A run of the job, and how much later it began than it should have.
    Cycle(&'a Cycle, Option<TimeDelta>),
    Event(&'a Event, Track),
    Trouble(&'a Trouble),
}

impl Moment {
    pub(in crate::tui) fn of(self, world: World<'_>) -> Option<Happening<'_>> {
        let status = world.status;
        match self {
            Self::Cycle(at) => {
                let at = at as usize;
                let cycle = status.clock.cycles.get(at)?;
                Some(Happening::Cycle(cycle, status.clock.lateness(at)))
            }
            Self::Event(at) => {
                let event = world.event(at as usize)?;
                let track = match event.lane {
                    Lane::Provisioning => Track::Provisioning,
                    Lane::Directory => Track::Configuration,
                    Lane::Provider => Track::Provider,
                };
                Some(Happening::Event(event, track))
            }
            Self::Change(at) => {
                let event = status.changes.items().get(at as usize)?;
                Some(Happening::Event(event, Track::Entra))
            }
            Self::Trouble(at) => {
                let trouble = status.troubles.items().get(at as usize)?;
                Some(Happening::Trouble(trouble))
            }
        }
    }
}

impl Happening<'_> {
    /// A cycle stands where it began.
    pub(in crate::tui) fn at(&self) -> DateTime<Utc> {
        match self {
            Self::Cycle(cycle, _) => cycle.began,
            Self::Event(event, _) => event.at,
            Self::Trouble(trouble) => trouble.at,
        }
    }

    pub(in crate::tui) fn track(&self) -> Track {
        match self {
            Self::Cycle(..) => Track::Cycles,
            Self::Event(_, track) => *track,
            Self::Trouble(_) => Track::Http,
        }
    }

    /// Whether it is one to look at.
    pub(in crate::tui) fn is_problem(&self) -> bool {
        use crate::model::Outcome;
        match self {
            Self::Cycle(cycle, _) => cycle.tally.failed > 0 || fails(cycle),
            Self::Event(event, _) => matches!(event.outcome, Outcome::Failure | Outcome::Warning),
            Self::Trouble(trouble) => trouble.waited.is_zero(),
        }
    }

    pub(in crate::tui) fn key(&self) -> RowKey {
        match self {
            Self::Cycle(cycle, _) => RowKey::Cycle(cycle.id.clone(), cycle.began),
            Self::Event(event, Track::Entra) => RowKey::Change(event.id.clone()),
            Self::Event(event, _) => RowKey::Event(event.lane, event.id.clone()),
            Self::Trouble(trouble) => RowKey::Trouble(trouble.number),
        }
    }
}

/// Whether a run says of itself that it did not succeed. While anything is escrowed, each ends with
/// `EntryLevelErrors`, though all that was due may have been sent.
pub(in crate::tui) fn fails(cycle: &Cycle) -> bool {
    let well = ["Succeeded", "EntryLevelErrors"];
    let state = cycle.state.raw();
    let is_well = well.iter().any(|known| state.eq_ignore_ascii_case(known));
    cycle.ended.is_some() && !state.is_empty() && !is_well
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lanes_go_round_through_all_of_them() {
        let mut shown = None;
        let mut seen = Vec::new();
        for _ in 0..=Track::ALL.len() {
            seen.push(shown);
            shown = Track::after(shown);
        }
        assert_eq!(shown, None);
        seen.dedup();
        assert_eq!(seen.len(), Track::ALL.len() + 1);
    }

    #[test]
    fn zooming_goes_round_and_each_step_shows_more() {
        let mut zoom = Zoom::Hour;
        let mut spans = Vec::new();
        while spans.len() < 6 {
            spans.push(zoom.span());
            zoom = zoom.next();
        }
        assert!(spans.is_sorted());
        assert_eq!(zoom, Zoom::Hour);
    }
}
