//! What fills the screen is told to the readers, who keep it fresh.

use super::{App, Effect, GroupKey, Held, View, group_rows};
use crate::model::{Foreign, Id, Person, Resource};
use crate::status::Command;

impl App {
    /// The resource of the provider that the screen is about, if it is about one and the provider holds it.
    pub(in crate::tui) fn on_screen(&self) -> Option<Resource> {
        match self.place().view {
            View::User(person) | View::Raw(Held::User(person)) => self.user_on_screen(person),
            View::Group(key) | View::Raw(Held::Group(key)) => self.group_on_screen(key),
            _ => None,
        }
    }

    /// Tells the readers, where it is another one than they know.
    pub(super) fn tell_screen(&mut self) -> Option<Effect> {
        let shown = self.on_screen();
        if self.told_screen == shown && !self.screen_unsent {
            return None;
        }
        self.screen_unsent = false;
        self.told_screen.clone_from(&shown);
        Some(Effect::Send(Command::OnScreen(shown)))
    }

    fn user_on_screen(&self, person: Person) -> Option<Resource> {
        let row = self.latest.provider.users.data.row(person)?;
        Some(Resource::User(self.spelled(row.id)))
    }

    fn group_on_screen(&self, key: GroupKey) -> Option<Resource> {
        let [_, group] = group_rows(&self.latest, self.roster.pair(key)?);
        Some(Resource::Group(self.spelled(group?.id)))
    }

    fn spelled(&self, id: Id) -> Foreign {
        Foreign::new(id.to_text(&self.latest.text))
    }
}
