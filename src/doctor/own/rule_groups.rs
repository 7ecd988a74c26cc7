//! The groups that assignment rules need: the guide's last warning, group by group.

use std::collections::HashSet;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Evidence, RuleGroup};
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, first_unread, no_entra, some_of, unread};
use crate::drift::Kind;
use crate::entra::Scope;
use crate::model::{Principal, Source, visible};

const NOT_SET: &str = "rule_groups is not set, and no interface tells which groups rules name";

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "rule-groups-entra",
        title: "Each group of rule_groups is there once in Entra",
        how: "`/groups` by displayName: none is a slip of the pen, two cannot be told apart in Kandji",
        fix: "correct the name in rule_groups, or rename one of the groups in Entra",
        look: in_entra,
    },
    Check {
        id: "rule-groups-provider",
        title: "Each group of rule_groups is at the provider",
        how: "SCIM `/Groups` by displayName, folded",
        fix: "assign the group (guide-27) and wait for two cycles; then Provisioning > Provision on \
              demand, with the group and up to five members",
        look: at_provider,
    },
    Check {
        id: "rule-groups-members",
        title: "Each group of rule_groups has the same members on both sides",
        how: "the comparison of memberships: somebody who is missing gets the wrong Library Items",
        fix: "`scimtop report` lists who is missing and who is too many",
        look: members,
    },
];

fn names(evidence: &Evidence) -> Result<&[String], Answer> {
    let names = &evidence.setup.rule_groups;
    if names.is_empty() {
        Err(Answer::skip(NOT_SET).fix("list the groups in rule_groups: see guide-27"))
    } else {
        Ok(names)
    }
}

fn shown(name: &str) -> String {
    visible(name).into_owned()
}

fn is_called(name: &str, other: &str) -> bool {
    name.trim().to_lowercase() == other.trim().to_lowercase()
}

/// Each group by what its lookup found; the first error ends it.
fn looked_up(evidence: &Evidence) -> Result<&[RuleGroup], Answer> {
    names(evidence)?;
    let entra = evidence.entra.as_ref().ok_or_else(no_entra)?;
    let error = entra
        .rule_groups
        .iter()
        .find_map(|group| group.ids.as_ref().err());
    error.map_or(Ok(entra.rule_groups.as_slice()), |error| Err(failed(error)))
}

fn in_entra(evidence: &Evidence) -> Answer {
    let groups = match looked_up(evidence) {
        Ok(groups) => groups,
        Err(answer) => return answer,
    };
    let number = |group: &RuleGroup| group.ids.as_ref().map_or(0, Vec::len);
    let called = |wanted: fn(usize) -> bool| -> Vec<String> {
        let found = groups.iter().filter(|group| wanted(number(group)));
        found.map(|group| shown(&group.name)).collect()
    };
    let (none, several) = (called(|found| found == 0), called(|found| found > 1));
    match (none.is_empty(), several.is_empty()) {
        (true, true) => Answer::pass(format!("{}, each once", count(groups.len(), "group"))),
        (false, _) => Answer::fail(format!("not in Entra: {}", some_of(&none))),
        (true, false) => Answer::fail(format!("several of one name: {}", some_of(&several))),
    }
}

/// Row 27 of the guide.
pub(in crate::doctor) fn assigned(evidence: &Evidence) -> Answer {
    if evidence.setup.rule_groups.is_empty() {
        return Answer::ask(NOT_SET);
    }
    let groups = match looked_up(evidence) {
        Ok(groups) => groups,
        Err(answer) => return answer,
    };
    if evidence.setup.scope == Scope::All {
        return Answer::pass("with scope = \"all\" no group has to be assigned");
    }
    if !evidence.is_sound(Source::Assignments) {
        return unread(evidence, Source::Assignments);
    }
    let status = &evidence.status;
    let assigned: HashSet<String> = status
        .directory
        .assignments
        .data
        .iter()
        .filter(|assignment| assignment.kind == Principal::Group)
        .map(|assignment| assignment.principal.to_text(&status.text))
        .collect();
    let is_assigned = |group: &&RuleGroup| {
        let ids = group.ids.as_ref().map_or(&[][..], Vec::as_slice);
        ids.iter()
            .any(|id| assigned.contains(&id.raw().to_lowercase()))
    };
    let lacking: Vec<String> = groups
        .iter()
        .filter(|group| !is_assigned(group))
        .map(|group| shown(&group.name))
        .collect();
    if lacking.is_empty() {
        return Answer::pass(format!("{} assigned", count(groups.len(), "group")));
    }
    Answer::fail(format!("not assigned: {}", some_of(&lacking))).fix(
        "assign each itself: Entra admin center > Enterprise applications > the application > Users \
         and groups > Add user/group",
    )
}

fn at_provider(evidence: &Evidence) -> Answer {
    let names = match names(evidence) {
        Ok(names) => names,
        Err(answer) => return answer,
    };
    if !evidence.is_sound(Source::ScimGroups) {
        return unread(evidence, Source::ScimGroups);
    }
    let status = &evidence.status;
    let groups = &status.provider.groups.data.rows;
    let is_there = |name: &&String| {
        groups
            .iter()
            .any(|group| is_called(status.text.get(group.name), name))
    };
    let lacking: Vec<String> = names
        .iter()
        .filter(|name| !is_there(name))
        .map(|name| shown(name))
        .collect();
    if lacking.is_empty() {
        Answer::pass(format!("{} there", count(names.len(), "group")))
    } else {
        Answer::fail(format!("not at the provider: {}", some_of(&lacking)))
    }
}

fn members(evidence: &Evidence) -> Answer {
    let names = match names(evidence) {
        Ok(names) => names,
        Err(answer) => return answer,
    };
    let Some(compared) = evidence.status.comparison.as_deref() else {
        return first_unread(evidence, &Source::BOTH_SIDES)
            .unwrap_or_else(|| Answer::skip("the two sides were not compared"));
    };
    let mut differ: Vec<String> = compared
        .findings
        .iter()
        .filter(|finding| matches!(finding.kind, Kind::MissingMember | Kind::ExtraMember))
        .filter_map(|finding| finding.group.as_ref())
        .filter(|group| names.iter().any(|name| is_called(group.name.raw(), name)))
        .map(|group| group.name.shown().into_owned())
        .collect();
    differ.sort_unstable();
    let memberships = count(differ.len(), "membership");
    differ.dedup();
    if differ.is_empty() {
        Answer::pass("no membership of theirs differs")
    } else {
        Answer::fail(format!("{memberships} differ in {}", some_of(&differ)))
    }
}
