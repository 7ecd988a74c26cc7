//! The best role that each principal holds, and what it reaches.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Reach;
use crate::model::{Assignment, Id, Principal, Role};

#[derive(Default)]
pub(super) struct Roles(HashMap<Id, (Principal, Role)>);

impl Roles {
    pub fn of(assignments: &[Assignment]) -> Self {
        let mut roles = HashMap::with_capacity(assignments.len());
        for assignment in assignments {
            let first = (assignment.kind, assignment.role);
            let (_, best) = roles.entry(assignment.principal).or_insert(first);
            if rank(assignment.role) > rank(*best) {
                *best = assignment.role;
            }
        }
        Self(roles)
    }

    /// What an assignment of this group reaches.
    pub fn group(&self, id: Id) -> Reach {
        self.0.get(&id).map_or(Reach::Out, |(_, role)| reach(*role))
    }

    /// What an assignment of this user reaches.
    pub fn user(&self, id: Id) -> Reach {
        match self.0.get(&id) {
            Some((Principal::User, role)) => reach(*role),
            _ => Reach::Out,
        }
    }

    /// Whether any user is assigned directly.
    pub fn name_users(&self) -> bool {
        let mut held = self.0.values();
        held.any(|(kind, _)| *kind == Principal::User)
    }

    /// The users that an assignment reaches otherwise than in `before`.
    pub fn moved_users(&self, before: &Self) -> HashSet<Id> {
        let ids = self.0.keys().chain(before.0.keys()).copied();
        ids.filter(|&id| self.user(id) != before.user(id)).collect()
    }

    /// Principals that hold only disabled or unknown roles, and those that hold only the zero role.
    pub fn counts(&self) -> (usize, usize) {
        let held = || self.0.values();
        let with = |wanted| held().filter(|(_, role)| rank(*role) == wanted).count();
        (with(0), with(1))
    }
}

fn reach(role: Role) -> Reach {
    if rank(role) == 0 {
        Reach::Unknown
    } else {
        Reach::In
    }
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Disabled | Role::Unknown => 0,
        Role::DefaultAccess => 1,
        Role::Enabled => 2,
    }
}
