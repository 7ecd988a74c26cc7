//! Listing a view: at once where the list is short, beside the loop where it is long.

use std::sync::Arc;

use super::{App, Cursor, Effect, Listed, Look, Roster, Rows, View, World, lists};
use crate::status::Status;

/// Rows up to which a list is arranged at once: some milliseconds.
const SHORT: usize = 20_000;

/// A long list to arrange.
pub(in crate::tui) struct Arrange {
    number: u64,
    view: View,
    look: Look,
    status: Arc<Status>,
    roster: Arc<Roster>,
}

/// A long list, arranged.
pub(in crate::tui) struct Arranged {
    number: u64,
    view: View,
    rows: Rows,
}

impl Arrange {
    /// Arranges the list. Never on the loop: a million rows take some hundred milliseconds.
    pub(in crate::tui) fn run(self) -> Arranged {
        let world = World {
            status: &self.status,
            roster: &self.roster,
        };
        Arranged {
            number: self.number,
            view: self.view,
            rows: lists::arrange(self.view, &self.look, world),
        }
    }
}

/// How often lists were asked for; the newest answer counts.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) struct Arranging {
    asked: u64,
    running: Option<u64>,
    done: u64,
}

impl App {
    /// Lists the view on screen anew, and keeps the selection on its object. What is on screen
    /// stays there until a long list is ready.
    pub(super) fn arrange(&mut self) {
        self.arranging.asked += 1;
        let place = self.place();
        if lists::effort(place.view, &place.look, self.world()) <= SHORT {
            let rows = lists::arrange(place.view, &place.look, self.world());
            self.arranging.done = self.arranging.asked;
            self.show(rows);
        }
    }

    /// The list that is still to be arranged, one at a time.
    pub(super) fn next_list(&mut self) -> Option<Effect> {
        let Arranging {
            asked,
            running,
            done,
        } = self.arranging;
        if running.is_some() || done == asked {
            return None;
        }
        self.arranging.running = Some(asked);
        let place = self.place();
        Some(Effect::Arrange(Box::new(Arrange {
            number: asked,
            view: place.view,
            look: place.look.clone(),
            status: Arc::clone(self.status()),
            roster: Arc::clone(&self.roster),
        })))
    }

    pub(super) fn take_list(&mut self, arranged: Arranged) {
        self.arranging.running = None;
        if arranged.number == self.arranging.asked && arranged.view == self.place().view {
            self.arranging.done = arranged.number;
            self.show(arranged.rows);
            self.touch();
        }
    }

    /// Takes what is on screen for the list that could not be made.
    pub(super) fn forget_list(&mut self) {
        self.arranging.running = None;
        self.arranging.done = self.arranging.asked;
    }

    fn show(&mut self, rows: Rows) {
        self.trails.top_mut().rows = rows;
        self.select(|cursor, listed| cursor.settle(listed));
    }

    /// Changes the selection among the rows on screen.
    pub(super) fn select(&mut self, change: impl FnOnce(&mut Cursor, &Listed<'_>)) {
        let (status, roster) = (Arc::clone(self.status()), Arc::clone(&self.roster));
        let place = self.trails.top_mut();
        let listed = Listed {
            rows: &place.rows,
            world: World {
                status: &status,
                roster: &roster,
            },
        };
        change(&mut place.cursor, &listed);
    }
}
