//! What each action does.

use std::sync::Arc;

use super::picker::{Bindings, Commands, bindings};
use super::{
    Among, App, Effect, Ending, Filter, FinderState, Held, LineInput, Mode, Picker, RowKey, Sort,
    View, Walk, choices, columns,
};
use crate::status::Command;
use crate::tui::keys::{Action, Step};

impl App {
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Show(_) | Action::NextTab | Action::PreviousTab | Action::LastView => {
                self.walk(action);
            }
            Action::Move(step) => self.step(step),
            Action::Open => self.open(),
            Action::Leave if self.is_at_top() => self.ending = Some(Ending::Plain),
            Action::Back | Action::Leave => self.back(),
            Action::Quit => self.ending = Some(Ending::Plain),
            Action::QuitLeaving => self.ending = Some(Ending::Leaving),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Repaint => return vec![Effect::Repaint],
            Action::Find | Action::Filter | Action::Palette | Action::Help | Action::SortMenu => {
                self.ask(action);
            }
            Action::AskReadAgain => self.mode = Mode::Asking,
            Action::Problems | Action::Differences | Action::NextFace => self.look(action),
            Action::NextLane
            | Action::Zoom
            | Action::Earlier
            | Action::Later
            | Action::EarlierCycle
            | Action::LaterCycle => self.scrub(action),
            Action::GuideOrder => self.guide_order(),
            Action::Freeze => self.freeze(),
            Action::Poll => return vec![Effect::Send(self.poll())],
            Action::NextHit => self.hit(true),
            Action::PreviousHit => self.hit(false),
            Action::Accept => return self.accept(),
            Action::Cancel => return self.cancel(),
            Action::Menu => self.open_menu(),
            Action::Plan => self.go(View::Plan),
            Action::Mark => self.mark(),
            Action::MarkRange => self.mark_range(),
            Action::Visited(forward) => self.visit(forward),
            Action::Explain => self.explain(),
            Action::Raw => self.raw(),
            Action::Copy => self.open_copies(),
            Action::Ticket => return self.copy_ticket(),
            Action::Export => self.open_exports(),
            Action::Toggle => self.toggle_reset(),
            Action::Complete => self.complete(),
            Action::Reverse => self.reverse(),
        }
        Vec::new()
    }

    fn walk(&mut self, action: Action) {
        match action {
            Action::Show(tab) => self.trails.show(tab),
            Action::NextTab => self.trails.beside(true),
            Action::PreviousTab => self.trails.beside(false),
            _ => self.trails.last(),
        }
        self.arrange();
    }

    pub(super) fn go(&mut self, view: View) {
        self.trails.open(view);
        self.arrange();
    }

    /// Whether there is nothing to close and nowhere to go back to.
    fn is_at_top(&self) -> bool {
        self.trails.is_at_top_level() && !self.has_details()
    }

    /// Whether a row of the timeline or of the mapping is shown in full.
    fn has_details(&self) -> bool {
        shows_details(self.place().view) && self.place().look.details
    }

    fn visit(&mut self, forward: bool) {
        if self.trails.visit(forward) {
            self.arrange();
        } else {
            let which = if forward { "after" } else { "before" };
            self.say(&format!("no view was visited {which} this one"));
        }
    }

    fn raw(&mut self) {
        match self.place().view {
            View::User(person) => self.go(View::Raw(Held::User(person))),
            View::Group(key) => self.go(View::Raw(Held::Group(key))),
            _ => {}
        }
    }

    fn explain(&mut self) {
        let at = self.place().cursor.index();
        match self.explained(at) {
            Some(view) => self.go(view),
            None => self.say("this row is about nobody who can be explained"),
        }
    }

    fn back(&mut self) {
        if self.trails.top_mut().marks.clear() {
            return;
        }
        if self.has_details() {
            self.trails.top_mut().look.details = false;
        } else if self.trails.back() {
            self.arrange();
        }
    }

    /// Opens input, menu or help.
    fn ask(&mut self, action: Action) {
        let look = &self.place().look;
        self.mode = match action {
            Action::Find => Mode::Finding(self.finder("", Among::Everyone)),
            Action::Palette => Mode::Commanding(Picker::default()),
            Action::Help => Mode::Helping(Picker::default()),
            _ if columns(self.place().view, look.face).is_empty() => {
                return self.say("this view has no list to filter or sort");
            }
            Action::Filter => Mode::Filtering(LineInput::new(look.filter.text())),
            _ => Mode::Sorting(look.sort.column),
        };
        self.settle_picker();
    }

    pub(super) fn finder(&self, text: &str, kind: Among) -> FinderState {
        FinderState {
            kind,
            line: LineInput::new(text),
            older: self.searching.generation,
            ..FinderState::default()
        }
    }

    /// Changes which rows of the view are shown.
    fn look(&mut self, action: Action) {
        let look = &mut self.trails.top_mut().look;
        match action {
            Action::NextFace => {
                look.face = look.face.next();
                look.sort = Sort::default();
            }
            _ => look.extent = look.extent.other(),
        }
        self.arrange();
    }

    fn guide_order(&mut self) {
        let sort = &mut self.trails.top_mut().look.sort;
        *sort = Sort {
            column: usize::from(sort.column == 0),
            descending: false,
        };
        self.arrange();
    }

    fn freeze(&mut self) {
        self.frozen = match self.frozen.take() {
            Some(_) => None,
            None => Some(Arc::clone(&self.latest)),
        };
        self.count();
        self.arrange();
    }

    /// On the screen of sources the selected one, elsewhere all.
    fn poll(&self) -> Command {
        match (self.place().view, self.place().cursor.key()) {
            (View::Sources, Some(RowKey::Source(source))) => Command::Poll(*source),
            (View::Doctor, _) => Command::Examine,
            _ => Command::PollAll,
        }
    }

    fn step(&mut self, step: Step) {
        match &mut self.mode {
            Mode::Finding(finder) => finder.cursor.step(&finder.found, step),
            Mode::Helping(picker) => {
                let rows = Bindings(bindings(&self.keymap, picker.line.text()));
                picker.cursor.step(&rows, step);
            }
            Mode::Commanding(picker) => {
                if !picker.recall(&self.commands, step) {
                    let rows = Commands(choices(picker.line.text()));
                    picker.cursor.step(&rows, step);
                }
            }
            Mode::Sorting(column) => {
                let place = self.trails.top();
                let last = columns(place.view, place.look.face).len().saturating_sub(1);
                *column = match step {
                    Step::Up => column.saturating_sub(1),
                    _ => (*column + 1).min(last),
                };
            }
            Mode::Choosing(_) | Mode::Resetting(_) => self.step_menu(step),
            Mode::Taking(menu) => Self::step_takes(menu, step),
            Mode::Browsing | Mode::Filtering(_) | Mode::Asking | Mode::Confirming(_) => {
                self.select(|cursor, listed| cursor.step(listed, step));
            }
        }
    }

    /// A key for the line of text that is open, if one is.
    pub(super) fn edit(&mut self, edit: impl FnOnce(&mut LineInput) -> bool) -> Vec<Effect> {
        let line = match &mut self.mode {
            Mode::Finding(finder) => &mut finder.line,
            Mode::Filtering(line) => line,
            Mode::Confirming(confirming) => &mut confirming.line,
            Mode::Helping(picker) | Mode::Commanding(picker) => &mut picker.line,
            Mode::Browsing
            | Mode::Sorting(_)
            | Mode::Asking
            | Mode::Choosing(_)
            | Mode::Taking(_)
            | Mode::Resetting(_) => return Vec::new(),
        };
        self.dirty = true;
        if edit(line) {
            self.edited()
        } else {
            Vec::new()
        }
    }

    fn edited(&mut self) -> Vec<Effect> {
        match &mut self.mode {
            Mode::Finding(finder) => {
                finder.cursor = super::Cursor::default();
                finder.wanted = false;
                return self.search().into_iter().collect();
            }
            Mode::Filtering(line) => {
                let filter = Filter::parse(line.text());
                self.trails.top_mut().look.filter = filter;
                self.arrange();
            }
            _ => {
                if let Mode::Commanding(picker) = &mut self.mode {
                    picker.recalled = None;
                }
                self.settle_picker();
            }
        }
        Vec::new()
    }

    pub(super) fn settle_picker(&mut self) {
        match &mut self.mode {
            Mode::Helping(picker) => {
                picker
                    .cursor
                    .settle(&Bindings(bindings(&self.keymap, picker.line.text())));
            }
            Mode::Commanding(picker) => {
                picker.cursor.settle(&Commands(choices(picker.line.text())));
            }
            _ => {}
        }
    }

    fn accept(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.mode) {
            Mode::Finding(finder) if finder.is_behind() => return self.await_hit(finder),
            Mode::Finding(finder) => self.take_hit(finder),
            Mode::Sorting(column) => self.sort_by(column),
            Mode::Helping(picker) => {
                let found = bindings(&self.keymap, picker.line.text());
                let action = found
                    .get(picker.cursor.index())
                    .map(|bound| bound.row.action);
                return action.map_or_else(Vec::new, |action| self.run(action));
            }
            Mode::Commanding(picker) => return self.command(&picker),
            Mode::Asking => return vec![Effect::Send(Command::ReadAgain)],
            Mode::Choosing(menu) => return self.choose(menu),
            Mode::Taking(menu) => return self.take_away(menu),
            Mode::Resetting(resets) => return self.restart(resets),
            Mode::Confirming(confirming) => return self.confirm(confirming),
            Mode::Browsing | Mode::Filtering(_) => {}
        }
        Vec::new()
    }

    /// Runs an action that was picked from a list, where it means anything now.
    pub(super) fn run(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Accept | Action::Cancel | Action::Complete | Action::Reverse => Vec::new(),
            action => self.act(action),
        }
    }

    fn cancel(&mut self) -> Vec<Effect> {
        match std::mem::take(&mut self.mode) {
            Mode::Filtering(_) => {
                self.trails.top_mut().look.filter = Filter::default();
                self.arrange();
            }
            Mode::Resetting(_) => self.open_menu(),
            Mode::Confirming(confirming) => return self.abandon(&confirming),
            _ => {}
        }
        Vec::new()
    }

    fn sort_by(&mut self, column: usize) {
        let sort = &mut self.trails.top_mut().look.sort;
        let again = sort.column == column;
        *sort = Sort {
            column,
            descending: again && !sort.descending,
        };
        self.arrange();
    }

    fn reverse(&mut self) {
        self.mode = Mode::Browsing;
        self.sort_by(self.place().look.sort.column);
    }

    /// Whoever types fast means what is typed, not whom less of it has found.
    fn await_hit(&mut self, finder: FinderState) -> Vec<Effect> {
        self.mode = Mode::Finding(FinderState {
            wanted: true,
            ..finder
        });
        self.search().into_iter().collect()
    }

    pub(super) fn take_hit(&mut self, finder: FinderState) {
        let view = finder.found.view(finder.cursor.index());
        self.hits = Some(finder.found);
        match view {
            Some(view) => self.go(view),
            None => self.say("nothing was found to open"),
        }
    }

    /// Opens the hit beside the one on screen.
    fn hit(&mut self, forward: bool) {
        let here = self.place().view;
        let Some(hits) = self.hits.as_ref().filter(|hits| hits.len() > 0) else {
            return self.say("nothing was searched for yet: / finds users and groups");
        };
        let at = (0..hits.len()).find(|&at| hits.view(at) == Some(here));
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % hits.len(),
            (Some(at), false) => (at + hits.len() - 1) % hits.len(),
            (None, _) => 0,
        };
        let told = format!("hit {} of {} for {:?}", next + 1, hits.len(), hits.query);
        if let Some(view) = hits.view(next) {
            // The hits are beside each other, not inside each other.
            if at.is_some() {
                self.trails.back();
            }
            self.go(view);
        }
        self.say(&told);
    }

    /// On the timeline and the mapping first the details, and then what they are about.
    fn open(&mut self) {
        if shows_details(self.place().view) && !self.has_details() {
            self.trails.top_mut().look.details = true;
            return;
        }
        let at = self.place().cursor.index();
        if let Some(target) = self.target(at) {
            self.follow(target);
        }
    }
}

fn shows_details(view: View) -> bool {
    matches!(view, View::Job | View::Mapping)
}
