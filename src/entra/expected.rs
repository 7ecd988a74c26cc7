//! Who and what Entra should have provisioned, from the assignments alone.

use foldhash::{HashMap, HashMapExt};

use crate::model::{Assignment, Directory, Id, Person, Principal, Role};

/// Which users and groups a synchronization job provisions. It cannot be read with read
/// permissions, so it comes from the configuration.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Scope {
    /// Sync only assigned users and groups.
    #[default]
    Assigned,
    /// Sync all users and groups.
    All,
}

/// Whether somebody is in scope.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    #[default]
    Out,
    /// Reached only through an assignment that is not understood, such as a disabled role.
    Unknown,
    In,
}

/// What Entra should have provisioned. Nested groups, devices and service principals count for
/// nothing (Microsoft: "How Application Provisioning works in Microsoft Entra ID").
#[derive(Clone, Default)]
pub struct Expected {
    people: Vec<Reach>,
    /// By row of the directory's groups.
    groups: Vec<Reach>,
    /// Assigned groups that are not security-enabled, by row: they are not provisioned.
    pub not_security_enabled: Vec<usize>,
    /// Principals that hold only the zero role.
    pub default_access: usize,
    /// Principals that hold only disabled or unknown roles.
    pub disabled_role: usize,
}

impl Expected {
    pub fn of(directory: &Directory, scope: Scope) -> Self {
        match scope {
            Scope::Assigned => Self::assigned(directory),
            Scope::All => Self::all(directory),
        }
    }

    /// Whether `person` is in scope.
    pub fn person(&self, person: Person) -> Reach {
        self.people
            .get(person as usize)
            .copied()
            .unwrap_or_default()
    }

    /// Whether the group in this row of the directory is in scope itself.
    pub fn group(&self, row: usize) -> Reach {
        self.groups.get(row).copied().unwrap_or_default()
    }

    /// How many people are surely in scope.
    pub fn people(&self) -> usize {
        self.people
            .iter()
            .filter(|&&reach| reach == Reach::In)
            .count()
    }

    fn all(directory: &Directory) -> Self {
        let users = &directory.users.data;
        let mut expected = Self {
            people: vec![Reach::Out; users.slots()],
            ..Self::default()
        };
        for person in users.people() {
            expected.people[person as usize] = Reach::In;
        }
        expected.take_groups(directory, |_| Reach::In);
        expected
    }

    fn assigned(directory: &Directory) -> Self {
        let users = &directory.users.data;
        let mut expected = Self {
            people: vec![Reach::Out; users.slots()],
            ..Self::default()
        };
        let roles = best_roles(&directory.assignments.data);
        expected.count_roles(&roles);
        let reach = |id: Id| roles.get(&id).map_or(Reach::Out, |(_, role)| reach(*role));
        if roles.values().any(|(kind, _)| *kind == Principal::User) {
            for person in users.people() {
                expected.people[person as usize] = reach(users.ids[person as usize]);
            }
        }
        expected.take_groups(directory, reach);
        for (row, group) in directory.groups.data.rows.iter().enumerate() {
            expected.take_members(expected.groups[row], &group.members);
        }
        expected
    }

    fn take_groups(&mut self, directory: &Directory, reach: impl Fn(Id) -> Reach) {
        for (row, group) in directory.groups.data.rows.iter().enumerate() {
            let refused = group.state.security_enabled == Some(false);
            if refused {
                self.not_security_enabled.push(row);
            }
            self.groups
                .push(if refused { Reach::Out } else { reach(group.id) });
        }
    }

    fn take_members(&mut self, reach: Reach, members: &[Person]) {
        for &person in members {
            if let Some(known) = self.people.get_mut(person as usize) {
                *known = reach.max(*known);
            }
        }
    }

    fn count_roles(&mut self, roles: &HashMap<Id, (Principal, Role)>) {
        let with = |wanted: u8| {
            roles
                .values()
                .filter(|(_, role)| rank(*role) == wanted)
                .count()
        };
        (self.disabled_role, self.default_access) = (with(0), with(1));
    }
}

/// The best role that each principal holds.
fn best_roles(assignments: &[Assignment]) -> HashMap<Id, (Principal, Role)> {
    let mut roles = HashMap::with_capacity(assignments.len());
    for assignment in assignments {
        let first = (assignment.kind, assignment.role);
        let (_, best) = roles.entry(assignment.principal).or_insert(first);
        if rank(assignment.role) > rank(*best) {
            *best = assignment.role;
        }
    }
    roles
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
