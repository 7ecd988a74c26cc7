//! On which ways an assignment reaches one person, or nearly does.

use super::steps::Steps;
use super::{Step, StepState, moment};
use crate::entra::{Licence, Scope};
use crate::model::{Assignment, Group, Id, Role};

use StepState::{Fails, Holds, Unknown};

impl Steps<'_, '_> {
    pub(super) fn assigned(&self) -> Step {
        let step = |state, said: &str| Step::new("assigned", state, said);
        if self.scene.scope == Scope::All {
            return step(Holds, "everybody is in scope (scope = all)");
        }
        let ways = self.ways();
        let counted = ways.iter().filter(|way| way.counts).count();
        let lines = ways.iter().map(|way| way.said.clone()).collect();
        let state = match counted {
            0 if !self.scene.entra_is_sound() => Unknown,
            0 => Fails,
            _ => Holds,
        };
        let said = match (state, counted) {
            (Unknown, _) => "who is assigned was not read well enough".to_owned(),
            (Fails, _) => "neither directly nor through an assigned group".to_owned(),
            (Holds, 1) => "by one way".to_owned(),
            (Holds, ways) => format!("by {ways} ways"),
        };
        Step::new("assigned", state, said).with(lines)
    }

    /// Every way on which an assignment reaches the person, or nearly does.
    fn ways(&self) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        if let Some(user) = &self.sides.entra {
            let direct = self.assignments(user.id);
            ways.extend(direct.map(|assignment| Way::new(true, "directly", assignment)));
        }
        let groups = self.scene.directory.groups.data.rows.iter();
        let member = groups.filter(|group| group.members.binary_search(&self.sides.person).is_ok());
        for group in member.filter(|_| self.sides.entra.is_some()) {
            let name = self.scene.text(group.name);
            let through = format!("as a direct member of the group {}", name.shown());
            let (counts, why) = self.counts(group);
            let of_group = self.assignments(group.id);
            ways.extend(of_group.map(|assignment| {
                let mut way = Way::new(counts, &through, assignment);
                way.said.push_str(why);
                way
            }));
        }
        ways.extend(self.nested());
        ways
    }

    fn assignments(&self, id: Id) -> impl Iterator<Item = &Assignment> {
        let all = self.scene.directory.assignments.data.iter();
        all.filter(move |assignment| assignment.principal == id)
    }

    /// Whether an assigned group brings its members.
    fn counts(&self, group: &Group) -> (bool, &'static str) {
        if group.state.security_enabled == Some(false) {
            return (
                false,
                "; it does not count: the group is not security-enabled",
            );
        }
        if self.scene.mappings.licence == Licence::Free {
            return (
                false,
                "; it does not count: group assignment takes Entra ID P1",
            );
        }
        (true, "")
    }

    /// Groups inside assigned ones, which bring nobody.
    fn nested(&self) -> Vec<Way> {
        let Some(user) = &self.sides.entra else {
            return Vec::new();
        };
        let groups = &self.scene.directory.groups.data;
        let inner = groups.inner.iter();
        let inner = inner.filter(|group| groups.by_id(group.id).is_none());
        let holding = inner.filter(|group| group.users.iter().any(|(id, _)| *id == user.id));
        holding
            .map(|group| Way {
                counts: false,
                said: format!(
                    "in the nested group {}: that does not count, only direct members do",
                    self.scene.text(group.name).shown()
                ),
                role: Role::Enabled,
            })
            .collect()
    }

    pub(super) fn role(&self) -> Step {
        let step = |state, said: &str| Step::new("role", state, said);
        if self.scene.scope == Scope::All {
            return step(Holds, "roles do not matter where everybody is in scope");
        }
        let ways = self.ways();
        let roles: Vec<Role> = ways
            .iter()
            .filter(|way| way.counts)
            .map(|way| way.role)
            .collect();
        match () {
            () if roles.is_empty() => step(Unknown, "none: no assignment is known"),
            () if roles.contains(&Role::Enabled) => {
                step(Holds, "an enabled role of the application")
            }
            () if roles.contains(&Role::DefaultAccess) => {
                step(Holds, "Default Access, which counts like any other")
            }
            () => step(
                Unknown,
                "only roles that are disabled or gone: whether they count is not documented",
            ),
        }
    }
}

/// One way on which an assignment reaches somebody.
struct Way {
    counts: bool,
    said: String,
    role: Role,
}

impl Way {
    fn new(counts: bool, through: &str, assignment: &Assignment) -> Self {
        let since = assignment
            .created
            .map_or_else(String::new, |at| format!(", since {}", moment(at)));
        Self {
            counts,
            said: format!("{through}{since}"),
            role: assignment.role,
        }
    }
}
