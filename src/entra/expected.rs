//! Who and what Entra should have provisioned: the assignments, then the scoping filter.

use foldhash::{HashMap, HashMapExt};

use super::derive::{Derived, attributes};
use super::expression::Value;
use super::filter::{Filter, Passage};
use super::{Mappings, Plan};
use crate::model::{
    Assignment, Directory, Group, Id, Person, Principal, Role, ScopeFilter, Sym, Text,
};

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

/// Whether groups can be assigned, which takes Entra ID P1 (Microsoft: "How Application Provisioning
/// works in Microsoft Entra ID").
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Licence {
    Premium,
    /// Assigned groups provision nothing and nobody.
    Free,
    /// It could not be read: taken as there.
    #[default]
    Unknown,
}

/// Whether somebody is in scope.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    #[default]
    Out,
    /// Reached only through an assignment that is not understood, such as a disabled role, or
    /// subject to a filter that is not.
    Unknown,
    /// Left out by an input filter: neither provisioned nor de-provisioned.
    Dropped,
    In,
}

/// What Entra should have provisioned. Nested groups, devices and service principals count for
/// nothing (Microsoft: "How Application Provisioning works in Microsoft Entra ID").
#[derive(Clone, Default, Debug)]
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
    /// Assigned groups that the licence leaves without effect, by row.
    pub unlicensed: Vec<usize>,
    /// People whom the scoping filter keeps out.
    pub filtered: usize,
    /// People of whom the filter's answer is not known, and why of the first.
    pub filter_unknown: Option<(usize, String)>,
    /// The values that each rule would send.
    pub derived: Derived,
}

impl Expected {
    /// Whoever the assignments reach, and passes the filters of `mappings`; no values yet.
    pub fn of(directory: &Directory, scope: Scope, mappings: &Mappings, text: &Text) -> Self {
        let mut expected = match scope {
            Scope::Assigned => Self::assigned(directory, mappings.licence),
            Scope::All => Self::all(directory),
        };
        expected.filter_people(directory, &mappings.users.scope, text);
        if let Some(groups) = &mappings.groups {
            expected.filter_groups(directory, groups, text);
        }
        expected
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

    fn assigned(directory: &Directory, licence: Licence) -> Self {
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
        if licence == Licence::Free {
            expected.drop_groups();
        }
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

    /// Assigned groups count for nothing.
    fn drop_groups(&mut self) {
        for (row, reach) in self.groups.iter_mut().enumerate() {
            if *reach != Reach::Out {
                *reach = Reach::Out;
                self.unlicensed.push(row);
            }
        }
    }

    fn filter_people(&mut self, directory: &Directory, filter: &ScopeFilter, text: &Text) {
        if *filter == ScopeFilter::default() {
            return;
        }
        let users = &directory.users.data;
        let columns = filter.attributes().filter_map(|name| users.column(name));
        let columns: Vec<usize> = columns.collect();
        let compiled = Filter::of(filter);
        let mut memo: HashMap<Vec<Sym>, Passage> = HashMap::new();
        for person in users.people() {
            if self.person(person) != Reach::In {
                continue;
            }
            let at = person as usize;
            let key: Vec<Sym> = columns
                .iter()
                .map(|&place| users.values(place)[at])
                .collect();
            let passage = memo
                .entry(key)
                .or_insert_with(|| compiled.passes(&attributes(users, person, false, text)));
            self.people[at] = match passage {
                Passage::In => Reach::In,
                Passage::Out => {
                    self.filtered += 1;
                    Reach::Out
                }
                Passage::Dropped => Reach::Dropped,
                Passage::Unknown(why) => {
                    let unknown = self.filter_unknown.get_or_insert((0, why.clone()));
                    unknown.0 += 1;
                    Reach::Unknown
                }
            };
        }
    }

    fn filter_groups(&mut self, directory: &Directory, plan: &Plan, text: &Text) {
        if plan.scope == ScopeFilter::default() {
            return;
        }
        let filter = Filter::of(&plan.scope);
        for (row, group) in directory.groups.data.rows.iter().enumerate() {
            if self.group(row) == Reach::In {
                self.groups[row] = match filter.passes(&|name| of_group(group, name, text)) {
                    Passage::In => Reach::In,
                    Passage::Out => Reach::Out,
                    Passage::Dropped => Reach::Dropped,
                    Passage::Unknown(_) => Reach::Unknown,
                };
            }
        }
    }

    fn take_members(&mut self, reach: Reach, members: &[Person]) {
        for &person in members {
            // Most people are in several groups: after the first there is nothing to write.
            if let Some(known) = self.people.get_mut(person as usize)
                && *known < reach
            {
                *known = reach;
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

/// The attributes that are read of groups.
pub(super) fn of_group(group: &Group, name: &str, text: &Text) -> Value {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    if is("displayName") {
        let shown = text.get(group.name);
        return if shown.is_empty() {
            Value::Absent
        } else {
            Value::Text(shown.to_owned())
        };
    }
    if is("objectId") {
        return Value::Text(group.id.to_text(text));
    }
    match group.state.security_enabled {
        Some(flag) if is("securityEnabled") => {
            Value::Text(if flag { "True" } else { "False" }.to_owned())
        }
        _ => Value::Unknown(format!(
            "the attribute {name} of groups is not one that is read"
        )),
    }
}
