//! Rows 20 to 22: what arrived in Kandji.

use chrono::TimeDelta;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, first_unread, unread};
use crate::model::{Job, Source};

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "guide-20",
        title: "Kandji shows the users",
        how: "SCIM `/Users`; with a REST token also `GET /users`, whose `device_count` 0 are the tab \
              Users Without Devices",
        fix: "Kandji > Users: if nobody is there after a cycle, see guide-18, guide-19 and guide-21",
        look: users_arrived,
    },
    Check {
        id: "guide-21",
        title: "If nobody came: stop and start provisioning",
        how: "somebody is expected, nobody is at the provider, and the last successful cycle is \
              missing or older than one interval",
        fix: "Entra admin center > Enterprise applications > the application > Provisioning > Stop \
              provisioning, wait a minute, Start provisioning",
        look: nobody_came,
    },
    Check {
        id: "guide-22",
        title: "One way: what is changed in Kandji is not repaired",
        how: "standing differences that no cycle is expected to heal",
        fix: "`scimtop report` lists them. Undo the change in Kandji, or change the user in Entra, or \
              Provisioning > Provision on demand",
        look: one_way,
    },
];

fn users_arrived(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    let users = evidence.status.provider.users.data.len();
    let tab = without_devices(evidence);
    match (users, expected(evidence)) {
        (0, Some(0)) => Answer::skip("nobody is expected, and nobody is there"),
        (0, _) => Answer::fail("there are no users at the provider"),
        (users, Some(expected)) => Answer::pass(format!(
            "{} at the provider, {expected} expected{tab}",
            count(users, "user")
        )),
        (users, None) => Answer::pass(format!("{} at the provider{tab}", count(users, "user"))),
    }
}

fn without_devices(evidence: &Evidence) -> String {
    let rest = evidence.rest.as_ref();
    let users = rest.and_then(|rest| rest.users.as_ref().ok());
    users.map_or_else(String::new, |users| {
        let idle = users
            .iter()
            .filter(|user| !user.archived && user.devices == Some(0));
        let idle = idle.count();
        format!(
            ", {} by the REST interface, {idle} without devices",
            users.len()
        )
    })
}

/// How many people Entra should have provisioned, where both sides were compared.
fn expected(evidence: &Evidence) -> Option<usize> {
    let compared = evidence.status.comparison.as_deref()?;
    compared.people.map(|people| people.expected)
}

fn nobody_came(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    let users = evidence.status.provider.users.data.len();
    if users > 0 {
        return Answer::pass(format!("not needed: {} came", count(users, "user")));
    }
    let Some(expected) = expected(evidence) else {
        return first_unread(evidence, &Source::BOTH_SIDES)
            .unwrap_or_else(|| Answer::skip("the two sides were not compared"));
    };
    if expected == 0 {
        return Answer::skip("nobody is expected: see guide-19");
    }
    let Some(job) = evidence.status.job.as_deref() else {
        return unread(evidence, Source::Job);
    };
    let told = format!("{} expected, and nobody is there", count(expected, "user"));
    if ran_lately(evidence, job) {
        Answer::warn(format!("{told}, though a cycle has just succeeded"))
            .fix("wait for one more cycle, then stop and start provisioning")
    } else {
        Answer::fail(told)
    }
}

/// Whether a cycle succeeded within one interval.
fn ran_lately(evidence: &Evidence, job: &Job) -> bool {
    let interval = job
        .interval
        .and_then(|every| TimeDelta::from_std(every).ok());
    let last = job.last_successful.as_ref().and_then(|run| run.ended);
    match (last, interval) {
        (Some(last), Some(interval)) => evidence.now - last <= interval,
        _ => false,
    }
}

fn one_way(evidence: &Evidence) -> Answer {
    let Some(compared) = evidence.status.comparison.as_deref() else {
        return first_unread(evidence, &Source::BOTH_SIDES)
            .unwrap_or_else(|| Answer::skip("the two sides were not compared"));
    };
    let stay = compared
        .findings
        .iter()
        .filter(|finding| !finding.outlook.heals_by_itself());
    match (stay.count(), compared.findings.len()) {
        (0, 0) => Answer::pass("both sides are the same"),
        (0, all) => Answer::pass(format!(
            "{}, which the next cycle is expected to heal",
            count(all, "difference")
        )),
        (stay, _) => Answer::warn(format!(
            "{} that the next cycle is not expected to heal",
            count(stay, "difference")
        )),
    }
}
