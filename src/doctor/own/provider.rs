//! What the SCIM interface does: filters, pages, members.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Evidence, Filter, Members, Order, Provider, Start};
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, first_unread, no_scim, unread};
use crate::model::{Reason, Source};

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "scim-filter",
        title: "The SCIM filter works",
        how: "`userName eq`: somebody of the list is found (positive control), and nobody under a \
              name that nobody has (negative control)",
        fix: "Entra matches by this filter: without it users are made twice. Ask the provider's \
              support; scimtop confirms what is missing by reading everything again",
        look: filter,
    },
    Check {
        id: "paging-stable",
        title: "Lists come in pages that fit together",
        how: "`startIndex` from 0, 1 and 2, the order of two answers to one question, and the grade \
              of the reads of users and groups",
        fix: "see `scimtop report` for the reasons; as long as they stand, nothing is said to be \
              missing without asking again",
        look: paging,
    },
    Check {
        id: "members-returned",
        title: "Groups come with their members",
        how: "`members` in the list of groups, or in the group asked for by itself",
        fix: "the provider does not show members: memberships cannot be compared. Ask its support",
        look: members,
    },
];

/// The probe, where the provider answers at all.
fn probe(evidence: &Evidence) -> Result<&Provider, Answer> {
    let scim = evidence.scim.as_ref().ok_or_else(no_scim)?;
    match scim.error {
        None => Ok(scim),
        Some(_) => Err(Answer::skip("the provider does not answer: see guide-01")),
    }
}

fn filter(evidence: &Evidence) -> Answer {
    let scim = match probe(evidence) {
        Ok(scim) => scim,
        Err(answer) => return answer,
    };
    match scim.filter {
        Some(Filter::Works) => {
            Answer::pass("somebody who is there is found, and nobody who is not")
        }
        Some(Filter::Blind) => Answer::fail("somebody who is in the list is not found"),
        Some(Filter::Ignored) => Answer::fail("it is ignored: others come than those asked for"),
        Some(Filter::Refused) => Answer::fail("it is refused"),
        None if evidence.status.provider.users.data.is_empty() => {
            Answer::skip("there is no user to try it on")
        }
        None => Answer::unread("the answers to it could not be read")
            .fix("run the doctor again, with --log FILE to see what came"),
    }
}

/// What was met while reading that speaks against the pages.
const AGAINST: [(Reason, &str); 6] = [
    (
        Reason::OrderUnstable,
        "the order of rows changes between answers",
    ),
    (Reason::StartIndexIgnored, "startIndex is ignored"),
    (Reason::DuplicateRows, "rows come twice"),
    (Reason::TotalMismatch, "totalResults is not what comes"),
    (Reason::RowsWithheld, "rows are withheld"),
    (Reason::Loop, "pages lead in a circle"),
];

fn paging(evidence: &Evidence) -> Answer {
    let scim = match probe(evidence) {
        Ok(scim) => scim,
        Err(answer) => return answer,
    };
    let mut doubts: Vec<&str> = AGAINST
        .iter()
        .filter(|(reason, _)| {
            evidence.met(Source::ScimUsers, *reason) || evidence.met(Source::ScimGroups, *reason)
        })
        .map(|(_, words)| *words)
        .collect();
    if scim.start == Some(Start::Ignored) && doubts.is_empty() {
        doubts.push("startIndex is ignored");
    }
    if scim.order == Order::Unstable && doubts.is_empty() {
        doubts.push("the order of rows changes between answers");
    }
    let unsound = first_unread(evidence, &[Source::ScimUsers, Source::ScimGroups]);
    match (unsound, doubts.is_empty()) {
        (None, true) => Answer::pass(how_it_pages(scim)),
        (None, false) => Answer::warn(format!("{}; it was repaired", doubts.join(", "))),
        (Some(_), false) => Answer::fail(doubts.join(", ")),
        (Some(answer), true) => answer,
    }
}

fn how_it_pages(scim: &Provider) -> String {
    let start = match scim.start {
        _ if scim.by_cursor => "by cursor",
        Some(Start::FromZero) => "by startIndex, counted from 0",
        _ => "by startIndex",
    };
    format!("{start}; the reads of users and groups are sound")
}

fn members(evidence: &Evidence) -> Answer {
    let scim = match probe(evidence) {
        Ok(scim) => scim,
        Err(answer) => return answer,
    };
    if !evidence.is_sound(Source::ScimGroups) {
        return unread(evidence, Source::ScimGroups);
    }
    let groups = &evidence.status.provider.groups.data;
    if groups.rows.is_empty() {
        return Answer::skip("there are no groups at the provider");
    }
    let number = groups.memberships();
    if number > 0 {
        let place = match scim.members {
            Some(Members::ById) => "each group asked for by itself",
            _ => "the list",
        };
        let told = count(number, "membership");
        return Answer::pass(format!("{told}, from {place}"));
    }
    let expected = evidence.status.directory.groups.data.memberships();
    if expected > 0 {
        Answer::fail(format!(
            "none of {} shows a member, though {} are expected",
            count(groups.rows.len(), "group"),
            count(expected, "membership")
        ))
    } else {
        Answer::skip("no group has members on either side")
    }
}
