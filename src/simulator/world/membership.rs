//! Memberships and assignments, with the count of assignments that reach each user.

use chrono::{DateTime, Utc};

use super::{Assignment, Group, Object, Thing, User, World};
use crate::simulator::guid::Guid;

impl World {
    /// Takes a user in and returns its number. Names are unique without regard to case;
    /// the later user of a taken name is found by id only.
    pub fn insert_user(&mut self, user: User) -> u32 {
        let number = self.users.len() as u32;
        self.by_id.insert(user.id, Object::User(number));
        self.by_principal_name
            .entry(user.user_principal_name.to_lowercase().into_boxed_str())
            .or_insert(number);
        self.present += usize::from(user.is_present());
        self.users.push(user);
        self.entitlements.push(0);
        number
    }

    /// Takes a group in, with its members, and returns its number.
    pub fn insert_group(&mut self, group: Group) -> u32 {
        let number = self.groups.len() as u32;
        self.by_id.insert(group.id, Object::Group(number));
        self.groups.push(group);
        number
    }

    /// Takes in a device that can only be seen as a member.
    pub fn insert_device(&mut self, display_name: &str) -> Object {
        let number = Object::Device(self.devices.len() as u32);
        let thing = Thing {
            id: self.new_id(),
            alternate_id: self.new_id(),
            display_name: display_name.into(),
        };
        self.by_id.insert(thing.id, number);
        self.devices.push(thing);
        number
    }

    /// Takes in a service principal that can only be seen as a member.
    pub fn insert_service_principal(&mut self, display_name: &str) -> Object {
        let number = Object::ServicePrincipal(self.service_principals.len() as u32);
        let thing = Thing {
            id: self.new_id(),
            alternate_id: self.new_id(),
            display_name: display_name.into(),
        };
        self.by_id.insert(thing.id, number);
        self.service_principals.push(thing);
        number
    }

    /// Adds or removes a direct user member; false if nothing changed.
    pub(super) fn set_member(&mut self, group: u32, user: u32, member: bool) -> bool {
        let Some(entry) = self.groups.get_mut(group as usize) else {
            return false;
        };
        match (entry.users.binary_search(&user), member) {
            (Err(place), true) => entry.users.insert(place, user),
            (Ok(place), false) => {
                entry.users.remove(place);
            }
            _ => return false,
        }
        if self.is_assigned(Object::Group(group)) {
            self.count_path(user, member);
        }
        true
    }

    /// Assigns a principal to the application; false if it was assigned already.
    pub fn insert_assignment(
        &mut self,
        principal: Object,
        role: Guid,
        created: DateTime<Utc>,
    ) -> bool {
        if !self.assigned.insert(principal) {
            return false;
        }
        let serial = self.assignments.last().map_or(0, |last| last.serial + 1);
        let id = format!("{}-{serial}", self.new_id().digits());
        self.assignments.push(Assignment {
            id,
            serial,
            principal,
            role,
            created,
        });
        self.reach(principal, true);
        true
    }

    /// Takes an assignment away; false if there was none.
    pub(super) fn remove_assignment(&mut self, principal: Object) -> bool {
        if !self.assigned.remove(&principal) {
            return false;
        }
        self.assignments
            .retain(|assignment| assignment.principal != principal);
        self.reach(principal, false);
        true
    }

    fn reach(&mut self, principal: Object, assigned: bool) {
        match principal {
            Object::User(user) => self.count_path(user, assigned),
            Object::Group(group) => {
                let users = self
                    .group(group)
                    .map(|group| group.users.clone())
                    .unwrap_or_default();
                for user in users {
                    self.count_path(user, assigned);
                }
            }
            Object::Device(_) | Object::ServicePrincipal(_) => {}
        }
    }

    fn count_path(&mut self, user: u32, more: bool) {
        if let Some(paths) = self.entitlements.get_mut(user as usize) {
            *paths = if more {
                *paths + 1
            } else {
                paths.saturating_sub(1)
            };
        }
    }

    pub(super) fn forget_principal_name(&mut self, name: &str, user: u32) {
        let folded = name.to_lowercase();
        if self.by_principal_name.get(folded.as_str()) == Some(&user) {
            self.by_principal_name.remove(folded.as_str());
        }
    }

    pub(super) fn learn_principal_name(&mut self, name: &str, user: u32) {
        self.by_principal_name
            .insert(name.to_lowercase().into_boxed_str(), user);
    }
}
