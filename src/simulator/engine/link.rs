//! What the engine remembers of the objects that it has written: their ids at the provider.

use crate::simulator::world::Object;

/// The account that the engine made or took over for a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserLink {
    /// The provider's id of the account; `None` if there never was one.
    pub id: Option<Box<str>>,
    /// The value of `active` that was written last.
    pub active: bool,
    /// Whether the engine still looks after it: an account disabled because its user was unassigned
    /// is left alone from then on ("How provisioning works").
    pub managed: bool,
}

/// The links, by user and by group number.
#[derive(Default)]
pub struct Links {
    pub users: Vec<UserLink>,
    pub groups: Vec<Option<Box<str>>>,
}

impl Links {
    /// Makes room for the objects that the source has by now.
    pub fn grow(&mut self, users: usize, groups: usize) {
        self.users
            .resize(users.max(self.users.len()), UserLink::default());
        self.groups.resize(groups.max(self.groups.len()), None);
    }

    /// The provider's id of an object; empty if it has none.
    pub fn id_of(&self, object: Object) -> String {
        let id = match object {
            Object::User(number) => self
                .users
                .get(number as usize)
                .and_then(|link| link.id.as_deref()),
            Object::Group(number) => self.groups.get(number as usize).and_then(Option::as_deref),
            Object::Device(_) | Object::ServicePrincipal(_) => None,
        };
        id.unwrap_or_default().to_owned()
    }

    /// Links a user to an account that is active.
    pub fn link_user(&mut self, number: u32, id: &str) {
        if let Some(link) = self.users.get_mut(number as usize) {
            *link = UserLink {
                id: Some(id.into()),
                active: true,
                managed: true,
            };
        }
    }

    pub fn unlink_user(&mut self, number: u32) {
        if let Some(link) = self.users.get_mut(number as usize) {
            *link = UserLink::default();
        }
    }

    /// Notes what was written of `active`. A user who was disabled for being unassigned is not managed any more.
    pub fn set_active(&mut self, number: u32, active: Option<bool>, entitled: bool) {
        if let Some(link) = self.users.get_mut(number as usize)
            && let Some(active) = active
        {
            link.active = active;
            link.managed = active || entitled;
        }
    }

    pub fn link_group(&mut self, number: u32, id: Option<String>) {
        if let Some(link) = self.groups.get_mut(number as usize) {
            *link = id.map(String::into_boxed_str);
        }
    }
}
