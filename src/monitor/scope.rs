//! Whether the read of Entra knows all that Entra says of one user: before somebody is called out of scope.

use std::collections::HashSet;

use crate::entra::Scope;
use crate::model::{Directory, Group, Holders, Id};
use crate::source::graph::Granted;

/// What was read of Entra, made ready to be asked about people.
pub struct Known<'a> {
    directory: &'a Directory,
    scope: Scope,
    holders: Holders,
    assigned: HashSet<Id>,
}

impl<'a> Known<'a> {
    pub fn of(directory: &'a Directory, scope: Scope) -> Self {
        let assignments = directory.assignments.data.iter();
        Self {
            directory,
            scope,
            holders: directory.users.data.holders(),
            assigned: assignments.map(|assignment| assignment.principal).collect(),
        }
    }

    /// Whether Entra has to be asked about single users, or the read tells by itself whom it has.
    pub fn asks(&self) -> bool {
        self.scope == Scope::Assigned
    }

    /// Whether the read has passed over something that Entra says of `user`; `None` where Entra could not
    /// be asked.
    pub fn is_behind(&self, user: Id, granted: &Granted) -> Option<bool> {
        let unseen = self.holders.get(user).is_none();
        if self.scope == Scope::All {
            return Some(unseen);
        }
        match granted {
            Granted::Through(principals) => {
                let missed = principals
                    .iter()
                    .any(|&principal| !self.knows(user, principal));
                Some(missed || unseen && !principals.is_empty())
            }
            Granted::Groups(groups) => {
                let mut counting = groups.iter().filter(|group| self.assigned.contains(*group));
                let direct = self.assigned.contains(&user);
                Some(unseen && direct || counting.any(|&group| unseen || !self.knows(user, group)))
            }
            Granted::Untold => Some(unseen && self.assigned.contains(&user)),
            Granted::Unread => None,
        }
    }

    /// Whether the read has this assignment, and `user` in it.
    fn knows(&self, user: Id, principal: Id) -> bool {
        self.assigned.contains(&principal)
            && (principal == user
                || self
                    .directory
                    .groups
                    .data
                    .by_id(principal)
                    .is_none_or(|group| self.holds(group, user)))
    }

    fn holds(&self, group: &Group, user: Id) -> bool {
        let person = self.holders.get(user);
        person.is_some_and(|person| group.members.binary_search(&person).is_ok())
            || group.strangers.binary_search(&user).is_ok()
    }
}
