//! Remarks and other facts as sentences.

use super::{Describe, Membership, Note, Remark};
use crate::entra::Expected;
use crate::model::{Attribute, Foreign};

impl Describe<'_> {
    /// Everything worth knowing that is no drift.
    pub fn notes(&self) -> Vec<Note> {
        let mut notes: Vec<Note> = self
            .differences
            .remarks
            .iter()
            .map(|(remark, count, first)| {
                Note::new(
                    code(remark),
                    sentence(remark, count),
                    self.person(first).name,
                )
            })
            .collect();
        role_notes(&self.differences.expected, &mut notes);
        self.group_notes(&mut notes);
        notes
    }

    fn group_notes(&self, notes: &mut Vec<Note>) {
        let rows = &self.directory.groups.data.rows;
        let name = |row: usize| Foreign::new(self.text.get(rows[row].name));
        for &row in &self.differences.expected.not_security_enabled {
            let text = "assigned, but not security-enabled: not provisioned";
            notes.push(Note::new("group_not_security_enabled", text, name(row)));
        }
        for &row in &self.differences.matching.ambiguous {
            let text = "its displayName fits several groups, and no externalId decides: ambiguous";
            notes.push(Note::new("group_ambiguous", text, name(row as usize)));
        }
        for group in rows.iter().filter(|group| group.kinds.groups > 0) {
            let text = format!(
                "not expanded: {} in it; who is only there is never provisioned",
                count_of(group.kinds.groups as usize, "nested group")
            );
            notes.push(Note::new(
                "nested_groups",
                text,
                Foreign::new(self.text.get(group.name)),
            ));
        }
        if self.differences.membership == Membership::Unknown {
            let text = "the provider does not say who is in its groups: memberships are unknown";
            notes.push(Note::new("members_unknown", text, Foreign::default()));
        }
    }
}

fn role_notes(expected: &Expected, notes: &mut Vec<Note>) {
    if expected.default_access > 0 {
        let text = format!(
            "held by {}: the Default Access role; expected all the same",
            count_of(expected.default_access, "principal")
        );
        notes.push(Note::new("default_access", text, Foreign::default()));
    }
    if expected.disabled_role > 0 {
        let text = format!(
            "held by {}: nothing but a disabled or unknown role; whether they are provisioned is unknown",
            count_of(expected.disabled_role, "principal")
        );
        notes.push(Note::new("role_unknown", text, Foreign::default()));
    }
}

fn code(remark: Remark) -> &'static str {
    match remark {
        Remark::StaleByDesign(_) => "stale_by_design",
        Remark::CaseOnly(_) => "case_only",
        Remark::ActiveUnknown => "active_unknown",
        Remark::EnabledUnknown => "enabled_unknown",
        Remark::ScopeUnknown => "scope_unknown",
        Remark::SharedExternalId => "shared_external_id",
    }
}

fn sentence(remark: Remark, count: usize) -> String {
    let people = count_of(count, "user");
    let path = |attribute: Attribute| attribute.path();
    match remark {
        Remark::StaleByDesign(attribute) => {
            format!(
                "{}: Entra has no value for {people}, so the provider keeps its own",
                path(attribute)
            )
        }
        Remark::CaseOnly(attribute) => {
            format!(
                "{}: differs in letter case only for {people}",
                path(attribute)
            )
        }
        Remark::ActiveUnknown => format!("the provider does not say whether {people} are active"),
        Remark::EnabledUnknown => format!("Entra does not say whether {people} are enabled"),
        Remark::ScopeUnknown => {
            format!("whether {people} are in scope is unknown: their role is disabled or gone")
        }
        Remark::SharedExternalId => format!("externalId shared with an earlier one: {people}"),
    }
}

fn count_of(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
