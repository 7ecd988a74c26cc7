//! The app: what is known, what is looked at, and who gets the keys.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::arrange::Arranging;
use super::watched::Watched;
use super::{Ending, Found, Listed, Mode, Place, Roster, Tally, Trails, Walk, World};
use crate::model::Resource;
use crate::status::Status;
use crate::tui::keys::Keymap;

/// Everything a frame is made from.
pub(in crate::tui) struct App {
    /// The newest status.
    pub(super) latest: Arc<Status>,
    /// The status that is held on screen while reading goes on.
    pub(super) frozen: Option<Arc<Status>>,
    pub(super) trails: Trails,
    pub(super) mode: Mode,
    pub(super) keymap: Keymap,
    pub(super) roster: Arc<Roster>,
    pub(super) indexing: Indexing,
    pub(super) searching: Searching,
    pub(super) arranging: Arranging,
    /// The hits of the last search that was taken, for the next and the previous one.
    pub(super) hits: Option<Found>,
    /// Commands given before, the newest last.
    pub(super) commands: Vec<String>,
    /// Whether the doctor was asked by itself: that happens once.
    pub(super) doctor_asked: bool,
    /// What the readers were told is on screen, and whether that did not reach them.
    pub(super) told_screen: Option<Resource>,
    pub(super) screen_unsent: bool,
    /// The number of the action that was asked for last.
    pub(super) last_action: u64,
    /// The running action that was told of when somebody wanted to quit.
    pub(super) warned_of: u64,
    pub(super) tally: Tally,
    pub(super) watched: Watched,
    /// A line for the person from the dashboard itself.
    pub(super) notice: Option<String>,
    pub(super) now: DateTime<Utc>,
    pub(super) ending: Option<Ending>,
    pub(super) dirty: bool,
}

/// Whether everyone is being listed, beside the loop.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Indexing {
    #[default]
    Idle,
    Running,
    /// The sides have changed again meanwhile.
    Outdated,
}

/// Whether a search runs beside the loop, and which.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Searching {
    pub generation: u64,
    pub running: Option<u64>,
}

impl App {
    pub(in crate::tui) fn new(status: Arc<Status>, now: DateTime<Utc>) -> Self {
        let mut app = Self {
            latest: status,
            frozen: None,
            trails: Trails::new(),
            mode: Mode::default(),
            keymap: Keymap::default(),
            roster: Arc::default(),
            indexing: Indexing::default(),
            searching: Searching::default(),
            arranging: Arranging::default(),
            hits: None,
            commands: Vec::new(),
            doctor_asked: false,
            told_screen: None,
            screen_unsent: false,
            last_action: 0,
            warned_of: 0,
            tally: Tally::default(),
            watched: Watched::default(),
            notice: None,
            now,
            ending: None,
            dirty: true,
        };
        app.count();
        app.arrange();
        app
    }

    /// The same app with these keys.
    #[must_use]
    pub(in crate::tui) fn with_keys(self, keymap: Keymap) -> Self {
        Self { keymap, ..self }
    }

    pub(in crate::tui) fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// The status on screen.
    pub(in crate::tui) fn status(&self) -> &Arc<Status> {
        self.frozen.as_ref().unwrap_or(&self.latest)
    }

    /// How far the screen is behind, while it is frozen: changes, and since when.
    pub(in crate::tui) fn behind(&self) -> Option<(u64, DateTime<Utc>)> {
        let frozen = self.frozen.as_ref()?;
        let changes = self.latest.revision.saturating_sub(frozen.revision);
        Some((changes, frozen.as_of))
    }

    pub(in crate::tui) fn world(&self) -> World<'_> {
        World {
            status: self.status(),
            roster: &self.roster,
        }
    }

    /// Whether the row at `at` of the list on screen is marked.
    pub(in crate::tui) fn is_marked(&self, at: usize) -> bool {
        let marks = self.place().marks();
        marks.len() > 0 && self.listed().key(at).is_some_and(|key| marks.holds(&key))
    }

    /// The place on screen.
    pub(in crate::tui) fn place(&self) -> &Place {
        self.trails.top()
    }

    /// The rows on screen.
    pub(in crate::tui) fn listed(&self) -> Listed<'_> {
        Listed {
            rows: &self.place().rows,
            world: self.world(),
        }
    }

    pub(in crate::tui) fn mode(&self) -> &Mode {
        &self.mode
    }

    pub(in crate::tui) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(in crate::tui) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// What is said of each kind.
    pub(in crate::tui) fn tally(&self) -> &Tally {
        &self.tally
    }

    pub(in crate::tui) fn roster(&self) -> &Arc<Roster> {
        &self.roster
    }

    /// Whether everyone is being listed for the first time.
    pub(in crate::tui) fn is_listing(&self) -> bool {
        self.indexing != Indexing::Idle && self.roster.len() == 0
    }

    /// Whether what the finder shows is not yet what was typed.
    pub(in crate::tui) fn is_searching(&self) -> bool {
        self.searching.running.is_some()
    }

    pub(in crate::tui) fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// Whether something visible changed since the last frame.
    pub(in crate::tui) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// A frame is being made of all there is.
    pub(in crate::tui) fn painted(&mut self) {
        self.dirty = false;
    }

    /// Something visible changed by itself.
    pub(in crate::tui) fn touch(&mut self) {
        self.dirty = true;
    }

    /// Counts what is shown.
    pub(super) fn count(&mut self) {
        let shown = self.status().comparison.clone();
        self.tally.count(shown.as_ref());
    }
}
