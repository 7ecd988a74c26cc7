//! The rows of docs/assumptions.md that the reads of this run settle for this tenant.

use std::collections::BTreeSet;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Evidence, Filter, Start};
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, some_of, unread};
use crate::model::{Lane, Source, SourceError};

const PAGE: &str = "what follows is in docs/assumptions.md, in the row of this letter and number";

pub(super) const CHECKS: [Check; 8] = [
    Check {
        id: "assumption-g1",
        title: "Assumption G1: appRoleAssignedTo takes $top=999",
        how: "the read of the assignments, which asks so",
        fix: PAGE,
        look: assignments_by_999,
    },
    Check {
        id: "assumption-g7",
        title: "Assumption G7: the provisioning log can be filtered by job and time",
        how: "the read of the log, which tries that first",
        fix: PAGE,
        look: log_filter,
    },
    Check {
        id: "assumption-p1",
        title: "Assumption P1: Kandji lists users and groups without a filter, with members",
        how: "the reads of both lists",
        fix: PAGE,
        look: lists,
    },
    Check {
        id: "assumption-p3",
        title: "Assumption P3: e-mail, title and department come at the paths of RFC 7643",
        how: "the columns of these targets, as far as they are mapped: somebody has a value",
        fix: PAGE,
        look: paths,
    },
    Check {
        id: "assumption-p4",
        title: "Assumption P4: members.value is the SCIM id of a user",
        how: "memberships whose value is the id of a user who was read",
        fix: PAGE,
        look: member_ids,
    },
    Check {
        id: "assumption-p5",
        title: "Assumption P5: Kandji keeps the externalId of groups",
        how: "the groups of the provider that have one",
        fix: PAGE,
        look: group_external_ids,
    },
    Check {
        id: "assumption-p6",
        title: "Assumption P6: a filter on userName is understood",
        how: "as scim-filter",
        fix: PAGE,
        look: name_filter,
    },
    Check {
        id: "assumption-k1",
        title: "Assumption K1: start_date takes microseconds and Z",
        how: "the read of the provider's audit log, which asks so",
        fix: PAGE,
        look: audit_start,
    },
];

const CONFIRMED: &str = "confirmed by this run";

fn refuted_by_400(evidence: &Evidence, source: Source) -> Answer {
    match &evidence.reading(source).error {
        Some(error @ SourceError::Status { status: 400, .. }) => {
            Answer::warn(format!("refuted: {error}"))
        }
        None if evidence.is_sound(source) => Answer::pass(CONFIRMED),
        _ => unread(evidence, source),
    }
}

fn assignments_by_999(evidence: &Evidence) -> Answer {
    if evidence.entra.is_some() && evidence.setup.scope == crate::entra::Scope::All {
        return Answer::skip("with scope = \"all\" assignments are not read");
    }
    refuted_by_400(evidence, Source::Assignments)
}

fn log_filter(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ProvisioningLog) {
        return unread(evidence, Source::ProvisioningLog);
    }
    // Each refused form of the filter costs a request more than the pages.
    let reading = evidence.reading(Source::ProvisioningLog);
    if reading.requests == 1 {
        Answer::pass(CONFIRMED)
    } else {
        Answer::skip("several requests were needed: pages, or other forms of the filter")
    }
}

fn lists(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    if !evidence.is_sound(Source::ScimGroups) {
        return unread(evidence, Source::ScimGroups);
    }
    let provider = &evidence.status.provider;
    let (users, groups) = (provider.users.data.len(), &provider.groups.data);
    let scim = evidence.scim.as_ref();
    let start = scim.and_then(|scim| scim.start);
    let memberships = groups.memberships();
    if users == 0 {
        Answer::skip("there are no users to list")
    } else if matches!(start, Some(Start::Ignored | Start::Refused)) {
        Answer::warn("refuted: lists do not come by startIndex")
    } else if memberships == 0 && !groups.rows.is_empty() {
        Answer::warn("lists come, and no group shows a member")
    } else if scim.is_some_and(|scim| scim.by_cursor) {
        Answer::skip("lists come by cursor, so startIndex was not tried")
    } else {
        Answer::pass(format!(
            "{CONFIRMED}: {}, {}, {}",
            count(users, "user"),
            count(groups.rows.len(), "group"),
            count(memberships, "membership")
        ))
    }
}

const TARGETS: [&str; 3] = [
    "emails[type eq \"work\"].value",
    "title",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
];

fn paths(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    let users = &evidence.status.provider.users.data;
    if users.is_empty() {
        return Answer::skip("there are no users to look at");
    }
    let read = TARGETS
        .into_iter()
        .filter_map(|name| Some((name, users.column(name)?)));
    let (filled, empty): (Vec<_>, Vec<_>) = read.partition(|(_, column)| {
        let mut values = users.values(*column).iter();
        values.any(|value| !value.is_absent() && !value.is_unknown())
    });
    let names = |of: Vec<(&str, usize)>| -> Vec<String> {
        of.into_iter().map(|(name, _)| name.to_owned()).collect()
    };
    match (filled.is_empty(), empty.is_empty()) {
        (true, true) => Answer::skip("none of them is mapped"),
        (false, true) => Answer::pass(format!("{CONFIRMED}: {}", some_of(&names(filled)))),
        (_, false) => Answer::warn(format!("nobody has {}", some_of(&names(empty)))),
    }
}

fn member_ids(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimGroups) {
        return unread(evidence, Source::ScimGroups);
    }
    let groups = &evidence.status.provider.groups.data.rows;
    let known: usize = groups.iter().map(|group| group.members.len()).sum();
    let strange: usize = groups.iter().map(|group| group.strangers.len()).sum();
    match (known, strange) {
        (0, 0) => Answer::skip("no group shows a member"),
        (0, strange) => Answer::warn(format!(
            "refuted: none of {} is the id of a user",
            count(strange, "member")
        )),
        (known, 0) => Answer::pass(format!("{CONFIRMED}: {}", count(known, "member"))),
        (known, strange) => Answer::pass(format!(
            "{CONFIRMED}: {known} of {} are users",
            count(known + strange, "member")
        )),
    }
}

fn group_external_ids(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimGroups) {
        return unread(evidence, Source::ScimGroups);
    }
    let groups = &evidence.status.provider.groups.data.rows;
    let kept = groups.iter().filter(|group| !group.external_id.is_absent());
    match (groups.len(), kept.count()) {
        (0, _) => Answer::skip("there are no groups at the provider"),
        (all, 0) => Answer::warn(format!("refuted: none of {} has one", count(all, "group"))),
        (all, kept) => Answer::pass(format!("{CONFIRMED}: {kept} of {}", count(all, "group"))),
    }
}

fn name_filter(evidence: &Evidence) -> Answer {
    let filter = evidence.scim.as_ref().and_then(|scim| scim.filter);
    match filter {
        Some(Filter::Works) => Answer::pass(CONFIRMED),
        Some(_) => Answer::warn("refuted: see scim-filter"),
        None if evidence.scim.is_none() => unread(evidence, Source::ScimUsers),
        None => Answer::skip("it was not tried: see scim-filter"),
    }
}

fn audit_start(evidence: &Evidence) -> Answer {
    let answer = refuted_by_400(evidence, Source::ProviderAudit);
    if answer.outcome != crate::doctor::Outcome::Pass {
        return answer;
    }
    let events = evidence.status.events.items().iter();
    let kinds: BTreeSet<String> = events
        .filter(|event| event.lane == Lane::Provider)
        .map(|event| event.detail.shown().into_owned())
        .collect();
    let kinds: Vec<String> = kinds.into_iter().collect();
    if kinds.is_empty() {
        answer
    } else {
        Answer::pass(format!(
            "{CONFIRMED}; kinds of targets seen: {}",
            some_of(&kinds)
        ))
    }
}
