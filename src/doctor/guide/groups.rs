//! Rows 27 to 29: groups, the guide's last warning.

use std::collections::HashSet;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::own::assigned_rule_groups;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, some_of, unread};
use crate::entra::Scope;
use crate::model::{Person, Principal, Source, visible};

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "guide-27",
        title: "Every group that an assignment rule needs is assigned itself",
        how: "no interface of Kandji tells which groups rules name; those of `rule_groups` are \
              looked up in `appRoleAssignedTo`",
        fix: "Which groups do the assignment rules name (Kandji > Blueprints > Assignment Maps)? \
              List their names in rule_groups, and assign each: Entra admin center > Enterprise \
              applications > the application > Users and groups > Add user/group",
        look: assigned_rule_groups,
    },
    Check {
        id: "guide-28",
        title: "Adding only a user does not bring the user's groups",
        how: "users who are assigned themselves and are in no assigned group",
        fix: "Do assignment rules with groups have to reach them? Then assign one of their groups: \
              Users and groups > Add user/group",
        look: users_alone,
    },
    Check {
        id: "guide-29",
        title: "Groups within groups are not expanded",
        how: "members of assigned groups that are groups themselves",
        fix: "assign the inner groups themselves: Users and groups > Add user/group",
        look: nested,
    },
];

fn users_alone(evidence: &Evidence) -> Answer {
    if evidence.setup.scope == Scope::All {
        return Answer::skip("with scope = \"all\" groups come over without assignment");
    }
    for source in [Source::Assignments, Source::Groups, Source::Users] {
        if !evidence.is_sound(source) {
            return unread(evidence, source);
        }
    }
    let directory = &evidence.status.directory;
    let in_groups: HashSet<Person> = directory
        .groups
        .data
        .rows
        .iter()
        .flat_map(|group| group.members.iter().copied())
        .collect();
    let direct: HashSet<_> = directory
        .assignments
        .data
        .iter()
        .filter(|assignment| assignment.kind == Principal::User)
        .map(|assignment| assignment.principal)
        .collect();
    let users = &directory.users.data;
    let alone = users.people().filter(|person| {
        let row = users.row(*person);
        row.is_some_and(|row| direct.contains(&row.id)) && !in_groups.contains(person)
    });
    match alone.count() {
        0 => Answer::pass("whoever is assigned by name is in an assigned group, too"),
        number => Answer::ask(format!(
            "{} assigned by name and in no assigned group: none of their groups comes over",
            count(number, "user")
        )),
    }
}

fn nested(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::Groups) {
        return unread(evidence, Source::Groups);
    }
    let status = &evidence.status;
    let groups = &status.directory.groups.data.rows;
    let holders: Vec<String> = groups
        .iter()
        .filter(|group| group.kinds.groups > 0)
        .map(|group| visible(status.text.get(group.name)).into_owned())
        .collect();
    if holders.is_empty() {
        return Answer::pass(format!(
            "none of {} holds a group",
            count(groups.len(), "group")
        ));
    }
    Answer::warn(format!(
        "{} of {} hold groups, whose members do not come over: {}",
        holders.len(),
        count(groups.len(), "group"),
        some_of(&holders)
    ))
}
