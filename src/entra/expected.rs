//! Who and what Entra should have provisioned: the assignments, then the scoping filter.

use std::sync::Arc;

use super::derive::Derived;
use super::expression::Value;
use super::reaches::Reaches;
use crate::model::{Group, Person, Text};

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
    pub(super) people: Reaches,
    /// By row of the directory's groups.
    pub(super) groups: Arc<Vec<Reach>>,
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
    /// Whether `person` is in scope.
    #[inline]
    pub fn person(&self, person: Person) -> Reach {
        self.people.of(person)
    }

    /// Whether the group in this row of the directory is in scope itself.
    pub fn group(&self, row: usize) -> Reach {
        self.groups.get(row).copied().unwrap_or_default()
    }

    /// Whether the groups are as in scope as in `before`, and are called alike.
    pub fn has_groups_of(&self, before: &Self) -> bool {
        self.groups == before.groups && self.derived.group_names == before.derived.group_names
    }

    /// How many people are surely in scope.
    pub fn people(&self) -> usize {
        self.people.inside()
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
