//! Remarks and other facts as sentences.

use super::{Describe, Note, Remark};
use crate::entra::{Expected, Licence};
use crate::model::Foreign;

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
                    self.sentence(remark, count),
                    self.person(first).name,
                )
            })
            .collect();
        role_notes(&self.differences.expected, &mut notes);
        self.mapping_notes(&mut notes);
        self.group_notes(&mut notes);
        notes
    }

    fn sentence(&self, remark: Remark, count: usize) -> String {
        let people = count_of(count, "user");
        let path = |rule: u16| self.target(rule).shown().into_owned();
        match remark {
            Remark::StaleByDesign(rule) => format!(
                "{}: Entra has no value for {people}, so nothing flows and the provider keeps its own",
                path(rule)
            ),
            Remark::CaseOnly(rule) => {
                format!("{}: differs in letter case only for {people}", path(rule))
            }
            Remark::Normalised(rule) => format!(
                "{}: the provider keeps it in another form for {people}, which does no harm",
                path(rule)
            ),
            Remark::ValueUnknown(rule) => format!(
                "{}: what Entra sends for {people} cannot be told{}",
                path(rule),
                self.reason(rule)
            ),
            Remark::NotKept(rule) => {
                let ignore = format!(
                    "[[ignore]] match = {{ attribute = '{}' }}",
                    path(rule).replace('\'', "?")
                );
                format!(
                    "the provider does not keep {}: it differs for {people}, nearly everybody; \
                     to leave it out: {ignore}",
                    path(rule)
                )
            }
            Remark::NeverCreated => format!(
                "in scope and not at the provider, but the mapping of users leaves out Create: {people}"
            ),
            Remark::NeverUpdated => {
                format!("not as Entra has it, but the mapping of users leaves out Update: {people}")
            }
            Remark::ActiveUnmapped => {
                format!("nothing that can be told is mapped to active: {people} not compared in it")
            }
            Remark::ActiveUnknown => {
                format!("the provider does not say whether {people} are active")
            }
            Remark::EnabledUnknown => format!("Entra does not say whether {people} are enabled"),
            Remark::ScopeUnknown => format!(
                "whether {people} are in scope is unknown: a role that is disabled or gone, \
                 or a filter that is not understood"
            ),
            Remark::Dropped => format!(
                "left out by an input filter, which provisions and de-provisions nobody: {people}"
            ),
            Remark::Ambiguous => format!(
                "by the matching attributes several provider users could be theirs, \
                 or theirs could be of several: {people}"
            ),
            Remark::TwinAccount => format!(
                "the log links one account to {people}, and the userName names another: \
                 delete or deactivate the one that is not theirs at the provider"
            ),
            Remark::Recreated => format!(
                "the account of {people} was provisioned for an earlier object of the same name: \
                 the job may keep the old link; provision on demand, or restart to clear it"
            ),
            Remark::SharedExternalId => format!("externalId shared with an earlier one: {people}"),
        }
    }

    /// Why the values of a rule are unknown.
    fn reason(&self, rule: u16) -> String {
        let reasons = &self.differences.expected.derived.reasons;
        match reasons.get(usize::from(rule)) {
            Some(Some(why)) => format!(": {}", crate::model::visible(why)),
            _ => ": the provider holds several values".to_owned(),
        }
    }

    fn mapping_notes(&self, notes: &mut Vec<Note>) {
        let mut note = |code, text: String| notes.push(Note::new(code, text, Foreign::default()));
        if let Some(why) = &self.mappings.assumed {
            let text = format!(
                "the default mapping is compared in place of the job's own: {}",
                why.shown()
            );
            note("mappings_assumed", text);
        }
        if self.mappings.groups.is_none() {
            note(
                "groups_not_mapped",
                "the mapping of groups is disabled: groups and memberships are not compared".into(),
            );
        } else if !self.mappings.maps_members() {
            note(
                "members_not_mapped",
                "nothing is mapped to members: memberships are not compared".into(),
            );
        }
        for rule in self
            .mappings
            .users
            .rules
            .iter()
            .filter(|rule| rule.is_compared())
        {
            let target = rule.target.raw();
            let held = &self.provider.users.data;
            if !held.is_empty() && held.column(target).is_none() {
                let text =
                    "not among what was read of the provider: compared from the next read on";
                notes.push(Note::new("target_unread", text, rule.target.clone()));
            }
        }
        let mut note = |code, text: String| notes.push(Note::new(code, text, Foreign::default()));
        let expected = &self.differences.expected;
        let groups = self.directory.groups.data.rows.len();
        if self.mappings.licence == Licence::Unknown
            && groups > 0
            && self.mappings.assumed.is_none()
        {
            note(
                "licence_unknown",
                "whether the tenant has Entra ID P1, without which assigned groups provision nobody, \
                 could not be read: grant LicenseAssignment.Read.All, or set premium = true or false"
                    .into(),
            );
        }
        if expected.filtered > 0 {
            let people = count_of(expected.filtered, "user");
            note(
                "filtered_out",
                format!("assigned, but kept out by the scoping filter: {people}"),
            );
        }
        if let Some((count, why)) = &expected.filter_unknown {
            let people = count_of(*count, "user");
            let why = crate::model::visible(why);
            note(
                "filter_unknown",
                format!("whether the scoping filter lets {people} pass is unknown: {why}"),
            );
        }
    }

    fn group_notes(&self, notes: &mut Vec<Note>) {
        let rows = &self.directory.groups.data.rows;
        let name = |row: usize| Foreign::new(self.text.get(rows[row].name));
        for &row in &self.differences.expected.not_security_enabled {
            let text = "assigned, but not security-enabled: not provisioned";
            notes.push(Note::new("group_not_security_enabled", text, name(row)));
        }
        for &row in &self.differences.expected.unlicensed {
            let text = "assigned, but group assignment takes Entra ID P1: not provisioned, nor its members";
            notes.push(Note::new("group_not_licensed", text, name(row)));
        }
        for &row in &self.differences.matching.ambiguous {
            let row = row as usize;
            let derived = &self.differences.expected.derived;
            let note = if derived.group_name(&rows[row]).is_unknown() {
                let why = derived.group_names.unknown.as_deref().unwrap_or_default();
                let why = crate::model::visible(why);
                let text = format!("its displayName at the provider cannot be told: {why}");
                Note::new("group_name_unknown", text, name(row))
            } else {
                let text =
                    "its displayName fits several groups, and no externalId decides: ambiguous";
                Note::new("group_ambiguous", text, name(row))
            };
            notes.push(note);
        }
        self.nested_notes(notes);
        let untold = &self.differences.untold;
        if untold.iter().any(|group| group.whole) {
            let text = "the provider does not say who is in its groups: memberships are unknown";
            notes.push(Note::new("members_unknown", text, Foreign::default()));
        }
        for group in untold.iter().filter(|group| !group.whole) {
            let group = &self.provider.groups.data.rows[group.provider as usize];
            let text = "it lists exactly as many members as services are known to cut a list to: \
                        who else is in it is unknown";
            let name = Foreign::new(self.text.get(group.name));
            notes.push(Note::new("members_cut", text, name));
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
        Remark::Normalised(_) => "normalised",
        Remark::ValueUnknown(_) => "value_unknown",
        Remark::NotKept(_) => "attribute_not_kept",
        Remark::NeverCreated => "never_created",
        Remark::NeverUpdated => "never_updated",
        Remark::ActiveUnmapped => "active_unmapped",
        Remark::Dropped => "input_filtered",
        Remark::Ambiguous => "user_ambiguous",
        Remark::TwinAccount => "twin_account",
        Remark::Recreated => "recreated_user",
        Remark::SharedExternalId => "shared_external_id",
    }
}

pub(super) fn count_of(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}
