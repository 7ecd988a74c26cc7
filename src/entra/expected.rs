//! Who and what Entra should have provisioned, from the assignments alone.

use std::collections::HashMap;

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
        let assignments = &directory.assignments.data;
        let users = &directory.users.data;
        let mut expected = Self {
            people: vec![Reach::Out; users.slots()],
            ..Self::default()
        };
        expected.count_roles(assignments);
        let direct = reaches(assignments, Principal::User);
        if !direct.is_empty() {
            for person in users.people() {
                let reach = direct
                    .get(&users.ids[person as usize])
                    .copied()
                    .unwrap_or_default();
                expected.people[person as usize] = reach;
            }
        }
        let groups = reaches(assignments, Principal::Group);
        expected.take_groups(directory, |id| groups.get(&id).copied().unwrap_or_default());
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

    fn count_roles(&mut self, assignments: &[Assignment]) {
        let mut best: HashMap<Id, Role> = HashMap::new();
        for assignment in assignments {
            let role = best.entry(assignment.principal).or_insert(assignment.role);
            if rank(assignment.role) > rank(*role) {
                *role = assignment.role;
            }
        }
        self.default_access = best
            .values()
            .filter(|&&role| role == Role::DefaultAccess)
            .count();
        self.disabled_role = best.values().filter(|&&role| rank(role) == 0).count();
    }
}

/// The best reach that each principal of this kind has through its roles.
fn reaches(assignments: &[Assignment], kind: Principal) -> HashMap<Id, Reach> {
    let mut reaches: HashMap<Id, Reach> = HashMap::new();
    for assignment in assignments
        .iter()
        .filter(|assignment| assignment.kind == kind)
    {
        let reach = if rank(assignment.role) == 0 {
            Reach::Unknown
        } else {
            Reach::In
        };
        let known = reaches.entry(assignment.principal).or_default();
        *known = reach.max(*known);
    }
    reaches
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Disabled | Role::Unknown => 0,
        Role::DefaultAccess => 1,
        Role::Enabled => 2,
    }
}
