//! Single people: the canary, and those without devices.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, first_unread, no_rest, some_of};
use crate::drift::Finding;
use crate::model::{Source, visible};

pub(super) const CHECKS: [Check; 2] = [
    Check {
        id: "canary",
        title: "The canary user is provisioned",
        how: "`canary` of the configuration: in scope in Entra, active at the provider, no difference",
        fix: "the way of every user is the canary's: `scimtop report` lists what differs; then \
              Provisioning > Provision on demand with this user",
        look: canary,
    },
    Check {
        id: "users-without-devices",
        title: "Users Without Devices",
        how: "REST `GET /users`: not archived, `device_count` 0, as the tab of this name",
        fix: "the answers do not count devices: look at Kandji > Users > Users Without Devices",
        look: without_devices,
    },
];

fn canary(evidence: &Evidence) -> Answer {
    let Some(name) = &evidence.setup.canary else {
        return Answer::skip("canary is not set")
            .fix("set canary to the userPrincipalName of a test user who is assigned");
    };
    let shown = visible(name);
    let sources = [
        Source::Assignments,
        Source::Groups,
        Source::Users,
        Source::ScimUsers,
    ];
    if let Some(answer) = first_unread(evidence, &sources) {
        return answer;
    }
    let status = &evidence.status;
    let people = status.people_called(name);
    let &[person] = people.as_slice() else {
        return match people.len() {
            0 => Answer::fail(format!("{shown} is on neither side")),
            number => Answer::fail(format!("{number} people are called {shown}")),
        };
    };
    let here = status.directory.users.data.state(person);
    let there = status.provider.users.data.state(person);
    if !here.is_present() {
        return Answer::fail(format!(
            "{shown} is at the provider, and not in scope in Entra"
        ));
    }
    if here.active() == Some(false) {
        return Answer::warn(format!(
            "{shown} is disabled in Entra, so nothing comes over"
        ))
        .fix("enable the canary, or name another");
    }
    match (there.is_present(), there.active()) {
        (false, _) => Answer::fail(format!("{shown} is in scope, and not at the provider")),
        (true, Some(false)) => Answer::fail(format!("{shown} is inactive at the provider")),
        (true, _) => differences(evidence, name),
    }
}

fn differences(evidence: &Evidence, name: &str) -> Answer {
    let shown = visible(name);
    let Some(compared) = evidence.status.comparison.as_deref() else {
        return Answer::pass(format!("{shown} is on both sides"));
    };
    let is_about = |finding: &&Finding| {
        let subject = finding.user.as_ref().or(finding.member.as_ref());
        subject.is_some_and(|subject| subject.name.raw().eq_ignore_ascii_case(name))
    };
    let kinds = compared.findings.iter().filter(is_about);
    let kinds: Vec<String> = kinds
        .map(|finding| finding.kind.name().to_owned())
        .collect();
    if kinds.is_empty() {
        Answer::pass(format!("{shown} is the same on both sides"))
    } else {
        Answer::fail(format!("{shown} differs: {}", some_of(&kinds)))
    }
}

fn without_devices(evidence: &Evidence) -> Answer {
    let Some(rest) = &evidence.rest else {
        return no_rest();
    };
    let users = match &rest.users {
        Ok(users) => users,
        Err(error) => return failed(error),
    };
    let current: Vec<_> = users.iter().filter(|user| !user.archived).collect();
    if !current.is_empty() && current.iter().all(|user| user.devices.is_none()) {
        return Answer::warn("no record says how many devices its user has");
    }
    let idle = current
        .iter()
        .filter(|user| user.devices == Some(0))
        .count();
    Answer::pass(format!(
        "{idle} of {} have no device",
        count(current.len(), "user")
    ))
}
