//! What each message makes of the app.

use std::sync::Arc;

use super::state::Indexing;
use super::{App, Effect, Found, Mode, Msg, Search, View, contexts};
use crate::status::{Command, Status};
use crate::tui::keys::{Action, Key};

/// Takes `msg` in. Total: no message in any state fails.
pub(in crate::tui) fn update(app: &mut App, msg: Msg) -> Vec<Effect> {
    let brings = matches!(
        msg,
        Msg::Status(_) | Msg::Indexed(_) | Msg::Arranged(_) | Msg::Begun
    );
    // What did not get through is tried again with the next message, not at once.
    let refused = matches!(msg, Msg::NotSent(_));
    let mut effects = app.take(msg);
    app.trails.arrived();
    effects.extend(app.next_list());
    if brings || app.is_unwatched() {
        app.watch();
    }
    effects.extend(app.first_examination());
    if !refused {
        effects.extend(app.tell_screen());
    }
    effects
}

impl App {
    fn take(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Now(now) => self.now = now,
            Msg::Begun => return self.index(),
            Msg::Key(key) => return self.key(key),
            Msg::Paste(text) => return self.paste(&text),
            Msg::Resized => self.touch(),
            Msg::Status(status) => return self.take_status(status),
            Msg::ReadersGone => {
                self.say("the readers have stopped; what is shown is the last of them");
            }
            Msg::Indexed(roster) => return self.take_roster(roster),
            Msg::Found(found) => return self.take_found(*found),
            Msg::Arranged(arranged) => self.take_list(*arranged),
            Msg::JobFailed => self.forget_jobs(),
            Msg::NotSent(command) => {
                self.unsent(&command);
            }
            Msg::Ended => return self.act(Action::Quit),
            Msg::Told(told) => self.say(&told),
            Msg::Theme(_) => {}
            Msg::NotSuspended => self.say("the program could not be suspended here"),
        }
        Vec::new()
    }

    /// The doctor is asked once by itself, when its screen is opened first.
    fn first_examination(&mut self) -> Option<Effect> {
        if self.doctor_asked || self.place().view != View::Doctor {
            return None;
        }
        self.doctor_asked = true;
        let known = self.latest.examination.is_some() || self.latest.examining;
        (!known).then_some(Effect::Send(Command::Examine))
    }

    /// Shows a line for the person until the next key.
    pub(super) fn say(&mut self, text: &str) {
        self.notice = Some(text.to_owned());
        self.dirty = true;
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let noticed = self.notice.take().is_some();
        let Some(action) = self.meaning(key) else {
            self.dirty |= noticed;
            return self.edit(|line| line.key(key));
        };
        self.dirty = true;
        if self.holds_back(action) {
            self.say("an action is on its way: quit again to leave before its effect is known");
            return Vec::new();
        }
        self.act(action)
    }

    fn meaning(&self, key: Key) -> Option<Action> {
        let contexts = contexts(&self.mode, self.place().view);
        self.keymap.find(&contexts, key)
    }

    /// Outside an input, pasted text must not be taken for keys.
    fn paste(&mut self, text: &str) -> Vec<Effect> {
        self.edit(|line| line.paste(text))
    }

    fn take_status(&mut self, status: Arc<Status>) -> Vec<Effect> {
        if status.revision == self.latest.revision {
            return Vec::new();
        }
        let changed = Changed::between(&self.latest, &status);
        let before = std::mem::replace(&mut self.latest, status);
        self.action_ended(&before.action);
        self.dirty = true;
        if self.frozen.is_none() {
            self.count();
            if changed.concerns(self.place().view) {
                self.arrange();
            }
        }
        if changed.sides {
            self.index()
        } else {
            Vec::new()
        }
    }

    /// Lists everyone, one list at a time.
    fn index(&mut self) -> Vec<Effect> {
        if self.indexing == Indexing::Idle {
            self.indexing = Indexing::Running;
            return vec![Effect::Index(Arc::clone(&self.latest))];
        }
        self.indexing = Indexing::Outdated;
        Vec::new()
    }

    fn take_roster(&mut self, roster: Arc<super::Roster>) -> Vec<Effect> {
        self.roster = roster;
        self.dirty = true;
        let outdated = std::mem::take(&mut self.indexing) == Indexing::Outdated;
        self.arrange();
        let mut effects = if outdated { self.index() } else { Vec::new() };
        effects.extend(self.search());
        effects
    }

    /// Searches for what is typed in the finder, one search at a time.
    pub(super) fn search(&mut self) -> Option<Effect> {
        let Mode::Finding(finder) = &self.mode else {
            return None;
        };
        self.searching.generation += 1;
        if self.searching.running.is_some() {
            return None;
        }
        let query = finder.line.text().to_owned();
        let search = Search {
            generation: self.searching.generation,
            among: finder.found.narrowed(&query, &self.roster),
            roster: Arc::clone(&self.roster),
            status: Arc::clone(&self.latest),
            kind: finder.kind,
            query,
        };
        self.searching.running = Some(search.generation);
        Some(Effect::Search(Box::new(search)))
    }

    fn take_found(&mut self, found: Found) -> Vec<Effect> {
        self.searching.running = None;
        self.dirty = true;
        let current = found.generation == self.searching.generation;
        if let Mode::Finding(finder) = &mut self.mode
            && found.generation > finder.older
        {
            finder.found = found;
            finder.cursor.settle(&finder.found);
            if finder.wanted && !finder.is_behind() {
                let finder = std::mem::take(finder);
                self.mode = Mode::Browsing;
                self.take_hit(finder);
            }
        }
        let effect = if current { None } else { self.search() };
        effect.into_iter().collect()
    }

    fn forget_jobs(&mut self) {
        self.searching.running = None;
        self.indexing = Indexing::Idle;
        self.forget_list();
        self.say("a search or listing failed; the log tells more");
    }
}

/// Which parts of the status that are listed are other ones than before.
struct Changed {
    sides: bool,
    comparison: bool,
    logs: Logs,
}

/// Which of the lists of what happened are other ones.
#[derive(PartialEq, Eq)]
enum Logs {
    Same,
    /// Only what the timeline has beside the events.
    Beside,
    Events,
}

impl Logs {
    fn between(old: &Status, new: &Status) -> Self {
        if !std::ptr::eq(old.events.items(), new.events.items()) {
            return Self::Events;
        }
        let same = Arc::ptr_eq(&old.clock, &new.clock)
            && std::ptr::eq(old.changes.items(), new.changes.items())
            && std::ptr::eq(old.troubles.items(), new.troubles.items());
        if same { Self::Same } else { Self::Beside }
    }
}

impl Changed {
    fn between(old: &Status, new: &Status) -> Self {
        let here = Arc::ptr_eq(&old.directory.users.data, &new.directory.users.data)
            && Arc::ptr_eq(&old.directory.groups.data, &new.directory.groups.data);
        let there = Arc::ptr_eq(&old.provider.users.data, &new.provider.users.data)
            && Arc::ptr_eq(&old.provider.groups.data, &new.provider.groups.data);
        let compared = |status: &Status| status.comparison.as_ref().map(Arc::as_ptr);
        Self {
            sides: !(here && there),
            comparison: compared(old) != compared(new),
            logs: Logs::between(old, new),
        }
    }

    /// Whether `view` lists any of it. A long list is not arranged anew for nothing.
    fn concerns(&self, view: View) -> bool {
        let events = self.logs == Logs::Events;
        match view {
            View::Overview => self.comparison || events,
            View::Drift | View::Plan => self.comparison,
            View::Users | View::Groups | View::Group(_) | View::Raw(_) => self.sides,
            View::User(_) => self.sides || self.comparison || events,
            View::Job => self.logs != Logs::Same,
            View::Audit => events,
            View::Mapping => self.sides || self.comparison,
            View::Sources | View::Doctor => true,
        }
    }
}
