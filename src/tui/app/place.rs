//! Where a person is: nine screens, each with the trail of views opened from it.

use super::marks::Marks;
use super::{Cursor, Look, Rows};
use crate::model::{Id, Person, Side};

/// A screen with a key of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) enum Tab {
    Overview,
    Drift,
    User,
    Group,
    Job,
    Audit,
    Sources,
    Doctor,
    Mapping,
}

impl Tab {
    pub(in crate::tui) const ALL: [Tab; 9] = [
        Self::Overview,
        Self::Drift,
        Self::User,
        Self::Group,
        Self::Job,
        Self::Audit,
        Self::Sources,
        Self::Doctor,
        Self::Mapping,
    ];

    pub(in crate::tui) fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Drift => "Drift",
            Self::User => "User",
            Self::Group => "Group",
            Self::Job => "Job",
            Self::Audit => "Audit",
            Self::Sources => "Sources",
            Self::Doctor => "Doctor",
            Self::Mapping => "Mapping",
        }
    }

    pub(in crate::tui) fn root(self) -> View {
        match self {
            Self::Overview => View::Overview,
            Self::Drift => View::Drift,
            Self::User => View::Users,
            Self::Group => View::Groups,
            Self::Job => View::Job,
            Self::Audit => View::Audit,
            Self::Sources => View::Sources,
            Self::Doctor => View::Doctor,
            Self::Mapping => View::Mapping,
        }
    }

    fn beside(self, places: usize) -> Self {
        Self::ALL[(self as usize + places) % Self::ALL.len()]
    }
}

/// A group by its identifier: Entra's where Entra has it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) struct GroupKey {
    pub side: Side,
    pub id: Id,
}

/// What can fill the screen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) enum View {
    Overview,
    Drift,
    Users,
    User(Person),
    Groups,
    Group(GroupKey),
    Job,
    /// What the next full cycle would change.
    Plan,
    Audit,
    Sources,
    Doctor,
    /// What the job maps.
    Mapping,
    /// Somebody as held.
    Raw(Held),
}

/// Who is shown as held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::tui) enum Held {
    User(Person),
    Group(GroupKey),
}

impl View {
    pub(in crate::tui) fn tab(self) -> Tab {
        match self {
            Self::Overview => Tab::Overview,
            Self::Drift => Tab::Drift,
            Self::Users | Self::User(_) | Self::Raw(Held::User(_)) => Tab::User,
            Self::Groups | Self::Group(_) | Self::Raw(Held::Group(_)) => Tab::Group,
            Self::Job | Self::Plan => Tab::Job,
            Self::Audit => Tab::Audit,
            Self::Sources => Tab::Sources,
            Self::Doctor => Tab::Doctor,
            Self::Mapping => Tab::Mapping,
        }
    }

    fn is_root(self) -> bool {
        self.tab().root() == self
    }
}

/// A view and how it is looked at.
#[derive(Debug)]
pub(in crate::tui) struct Place {
    pub view: View,
    pub look: Look,
    pub cursor: Cursor,
    /// What the view lists, as last arranged.
    pub rows: Rows,
    pub(super) marks: Marks,
}

impl Place {
    fn new(view: View) -> Self {
        Self {
            view,
            look: Look::default(),
            cursor: Cursor::default(),
            rows: Rows::default(),
            marks: Marks::default(),
        }
    }
}

/// Every screen's trail; the last place of the current one is on screen.
#[derive(Debug)]
pub(in crate::tui) struct Trails {
    tabs: [Vec<Place>; Tab::ALL.len()],
    current: Tab,
    last: Option<View>,
    /// What was visited, and which of it is on screen.
    visited: Vec<View>,
    at: usize,
}

/// Views that are remembered in the order of their visits.
const VISITS: usize = 100;

/// Places on one trail. A longer walk forgets its middle.
const LONGEST: usize = 32;

impl Trails {
    pub(in crate::tui) fn new() -> Self {
        Self {
            tabs: Tab::ALL.map(|tab| vec![Place::new(tab.root())]),
            current: Tab::Overview,
            last: None,
            visited: vec![View::Overview],
            at: 0,
        }
    }

    /// The places of the current screen, the one shown last.
    pub(in crate::tui) fn trail(&self) -> &[Place] {
        &self.tabs[self.current as usize]
    }

    pub(in crate::tui) fn top(&self) -> &Place {
        // A trail always holds its root.
        let trail = self.trail();
        &trail[trail.len() - 1]
    }

    pub(in crate::tui) fn top_mut(&mut self) -> &mut Place {
        let trail = &mut self.tabs[self.current as usize];
        let last = trail.len() - 1;
        &mut trail[last]
    }

    pub(in crate::tui) fn is_at_top_level(&self) -> bool {
        self.trail().len() == 1
    }

    /// Shows a screen where it was left; the current one anew from its root.
    pub(in crate::tui) fn show(&mut self, tab: Tab) {
        self.leaving();
        if tab == self.current {
            self.tabs[tab as usize].truncate(1);
        }
        self.current = tab;
    }

    pub(in crate::tui) fn beside(&mut self, forward: bool) {
        let places = if forward { 1 } else { Tab::ALL.len() - 1 };
        self.show(self.current.beside(places));
    }

    /// Opens a view from the current one; a screen of its own is switched to.
    pub(in crate::tui) fn open(&mut self, view: View) {
        if self.top().view == view {
            return;
        }
        self.leaving();
        if view.is_root() {
            self.current = view.tab();
            self.tabs[view.tab() as usize].truncate(1);
            return;
        }
        let trail = &mut self.tabs[self.current as usize];
        if let Some(at) = trail.iter().position(|place| place.view == view) {
            trail.truncate(at + 1);
            return;
        }
        if trail.len() == LONGEST {
            trail.remove(1);
        }
        trail.push(Place::new(view));
    }

    /// Back to the place this one was opened from; `false` at the top level.
    pub(in crate::tui) fn back(&mut self) -> bool {
        if self.is_at_top_level() {
            return false;
        }
        self.leaving();
        self.tabs[self.current as usize].pop();
        true
    }

    /// The view before this one.
    pub(in crate::tui) fn last(&mut self) {
        if let Some(view) = self.last {
            self.open(view);
        }
    }

    /// The view visited before this one, or after it; `false` where there is none.
    pub(in crate::tui) fn visit(&mut self, forward: bool) -> bool {
        let beside = if forward {
            Some(self.at + 1)
        } else {
            self.at.checked_sub(1)
        };
        let Some((at, view)) = beside.and_then(|at| Some((at, *self.visited.get(at)?))) else {
            return false;
        };
        self.open(view);
        self.at = at;
        true
    }

    /// Remembers that what is on screen now was visited. What was gone back from is forgotten.
    pub(in crate::tui) fn arrived(&mut self) {
        let view = self.top().view;
        if self.visited.get(self.at) == Some(&view) {
            return;
        }
        self.visited.truncate(self.at + 1);
        if self.visited.len() == VISITS {
            self.visited.remove(0);
        }
        self.visited.push(view);
        self.at = self.visited.len() - 1;
    }

    fn leaving(&mut self) {
        self.last = Some(self.top().view);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_screen_remembers_where_it_was() {
        let mut trails = Trails::new();
        trails.open(View::User(7));
        trails.show(Tab::Job);
        trails.show(Tab::Overview);
        assert_eq!(trails.top().view, View::User(7));
        trails.show(Tab::Overview);
        assert_eq!(trails.top().view, View::Overview);
    }

    #[test]
    fn back_ends_at_the_top_level() {
        let mut trails = Trails::new();
        trails.open(View::User(7));
        assert!(trails.back());
        assert!(!trails.back());
        trails.last();
        assert_eq!(trails.top().view, View::User(7));
        trails.last();
        assert_eq!(trails.top().view, View::Overview);
    }

    #[test]
    fn a_long_walk_is_bounded_and_never_doubles_a_view() {
        let mut trails = Trails::new();
        for person in 0..100 {
            trails.open(View::User(person));
        }
        assert_eq!(trails.trail().len(), LONGEST);
        trails.open(View::User(98));
        assert_eq!(trails.trail().len(), LONGEST - 1);
    }

    #[test]
    fn visits_are_walked_both_ways_and_a_new_one_ends_the_way_forward() {
        let mut trails = Trails::new();
        for view in [View::Drift, View::User(7), View::Job] {
            trails.open(view);
            trails.arrived();
        }
        let mut seen = Vec::new();
        for forward in [false, false, false, false, true] {
            seen.push((trails.visit(forward), trails.top().view));
            trails.arrived();
        }
        let expected = [
            (true, View::User(7)),
            (true, View::Drift),
            (true, View::Overview),
            (false, View::Overview),
            (true, View::Drift),
        ];
        assert_eq!(seen, expected);
        trails.open(View::Sources);
        trails.arrived();
        assert!(!trails.visit(true));
        assert!(trails.visit(false));
        assert_eq!(trails.top().view, View::Drift);
    }

    #[test]
    fn tab_walks_in_a_circle() {
        let mut trails = Trails::new();
        trails.beside(false);
        assert_eq!(trails.top().view, View::Mapping);
        trails.beside(true);
        assert_eq!(trails.top().view, View::Overview);
    }
}
