//! What happens to people at the source.

use super::{Done, Stage, changed};
use crate::simulator::scenario::verb::{Address, Leaving};
use crate::simulator::world::{Attribute, NewPerson, Object, Presence};

impl Stage<'_> {
    pub(super) fn join(
        &mut self,
        upn: &str,
        name: &str,
        (title, department): (Option<String>, Option<String>),
        group: Option<u32>,
    ) -> Done {
        let upn = self.world.full_principal_name(upn);
        if self.world.user_by_principal_name(&upn).is_some() {
            return Err(format!("{upn} is taken"));
        }
        let (given_name, surname) = name.rsplit_once(' ').unwrap_or((name, ""));
        let person = NewPerson {
            user_principal_name: upn,
            given_name: given_name.to_owned(),
            surname: surname.to_owned(),
            job_title: title,
            department,
        };
        let user = self.world.hire(person, self.at);
        group.map_or(Ok(()), |group| {
            changed(self.world.add_member(group, user, self.at))
        })
    }

    pub(super) fn leave(&mut self, user: &Address, how: Leaving) -> Done {
        let user = self.user(user)?;
        changed(match how {
            Leaving::Disable => self.world.set_enabled(user, false, self.at),
            Leaving::Delete => self.world.delete_user(user, self.at),
            Leaving::Purge => self.world.purge_user(user, self.at),
            Leaving::Unassign => self.take_assignments(user),
        })
    }

    /// Takes the user's own assignment away, and the user out of every assigned group.
    fn take_assignments(&mut self, user: u32) -> bool {
        let mut changed = self.world.unassign(Object::User(user), self.at);
        for group in 0..self.world.groups.len() as u32 {
            if self.world.is_assigned(Object::Group(group)) {
                changed |= self.world.remove_member(group, user, self.at);
            }
        }
        changed
    }

    pub(super) fn come_back(&mut self, user: &Address) -> Done {
        let user = self.user(user)?;
        let deleted = self
            .world
            .user(user)
            .is_some_and(|user| matches!(user.presence, Presence::SoftDeleted(_)));
        changed(if deleted {
            self.world.restore_user(user, self.at)
        } else {
            self.world.set_enabled(user, true, self.at)
        })
    }

    pub(super) fn transfer(
        &mut self,
        user: &Address,
        title: Option<&str>,
        department: Option<&str>,
    ) -> Done {
        let user = self.user(user)?;
        let edits = [
            (Attribute::JobTitle, title),
            (Attribute::Department, department),
        ];
        let mut any = false;
        for (attribute, value) in edits {
            any |= value.is_some_and(|value| self.world.edit_user(user, attribute, value, self.at));
        }
        changed(any)
    }

    pub(super) fn rename(&mut self, user: &Address, upn: &str, name: Option<&str>) -> Done {
        let user = self.user(user)?;
        let upn = self.world.full_principal_name(upn);
        if self.world.user_by_principal_name(&upn).is_some() {
            return Err(format!("{upn} is taken"));
        }
        if let Some(name) = name {
            self.world
                .edit_user(user, Attribute::DisplayName, name, self.at);
        }
        changed(self.world.rename_user(user, &upn, self.at))
    }
}
