//! Rows 16 to 19: the licence, the scope, the switch and the assignments.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, no_entra, unread};
use crate::drift::contradictions;
use crate::entra::{Licence, Scope};
use crate::model::{JobCode, Lane, Outcome, Principal, ScheduleState, Source};

const USERS_AND_GROUPS: &str = "Entra admin center > Enterprise applications > the application > \
     Users and groups > Add user/group";
const SWITCH: &str = "Entra admin center > Enterprise applications > the application > Provisioning: \
     Provisioning Status On, or Start provisioning";

pub(super) const CHECKS: [Check; 4] = [
    Check {
        id: "guide-16",
        title: "Groups are assigned only where the licence allows it",
        how: "`subscribedSkus` beside the assigned groups: without Entra ID P1 or P2 they give \
              nothing to their members",
        fix: "get Entra ID P1, or assign the users themselves: Users and groups > Add user/group",
        look: licence,
    },
    Check {
        id: "guide-17",
        title: "Scope: Sync only assigned users and groups",
        how: "it cannot be read back; the scoping step of rows in the provisioning log, beside \
              `scope` of the configuration",
        fix: "Does Provisioning > Settings > Scope say \"Sync only assigned users and groups\"? If \
              it says otherwise, set scope = \"all\"",
        look: scope,
    },
    Check {
        id: "guide-18",
        title: "Provisioning Status is On",
        how: "`schedule.state` and `status.code` of the job",
        fix: SWITCH,
        look: on,
    },
    Check {
        id: "guide-19",
        title: "Users or groups are assigned",
        how: "`appRoleAssignedTo`, users and groups counted apart",
        fix: USERS_AND_GROUPS,
        look: assigned,
    },
];

/// How many users and groups are assigned, each once.
fn principals(evidence: &Evidence) -> (usize, usize) {
    let assignments = &evidence.status.directory.assignments.data;
    let of = |kind| {
        let mut ids: Vec<_> = assignments
            .iter()
            .filter(|assignment| assignment.kind == kind)
            .map(|assignment| assignment.principal)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    };
    (of(Principal::User), of(Principal::Group))
}

fn licence(evidence: &Evidence) -> Answer {
    if evidence.entra.is_none() {
        return no_entra();
    }
    let (_, groups) = principals(evidence);
    let source = if evidence.setup.premium_is_set {
        "the configuration says so"
    } else {
        "the licences say so"
    };
    match evidence.status.mappings.licence {
        Licence::Premium => Answer::pass(format!("Entra ID P1 or P2 is there: {source}")),
        Licence::Free if groups > 0 => Answer::fail(format!(
            "{} assigned, and there is no Entra ID P1: {source}",
            count(groups, "group")
        )),
        Licence::Free => Answer::pass(format!(
            "no Entra ID P1, and no group is assigned: users only ({source})"
        )),
        Licence::Unknown => Answer::ask("the licences could not be read").fix(
            "Does the tenant have Entra ID P1 or P2 (Entra admin center > Billing > Licenses)? Set \
             premium to true or false, or grant LicenseAssignment.Read.All",
        ),
    }
}

fn scope(evidence: &Evidence) -> Answer {
    if evidence.entra.is_none() {
        return no_entra();
    }
    let setup = &evidence.setup;
    let events = evidence.status.events.items();
    let against = contradictions(
        setup.scope,
        setup.skip_out_of_scope_deletions,
        events.iter(),
    );
    if let Some(note) = against.first() {
        let text = crate::model::visible(&note.text);
        return Answer::warn(format!("{}: {text}", note.subject.shown()))
            .fix("correct the line in the configuration, or the setting: Provisioning > Settings > Scope");
    }
    let rows = events
        .iter()
        .filter(|event| event.lane == Lane::Provisioning);
    let skips = rows
        .filter(|event| event.outcome == Outcome::Skipped && event.scoping.assigned == Some(false));
    match (setup.scope, skips.count()) {
        (Scope::Assigned, 0) => Answer::ask("no row of the log that was read shows it"),
        (Scope::Assigned, rows) => Answer::pass(format!(
            "the job skips who is not assigned: {} of the log",
            count(rows, "row")
        )),
        (Scope::All, _) => Answer::ask(
            "the configuration says scope = \"all\", which the guide does not, and no row of the \
             log speaks against it",
        ),
    }
}

fn on(evidence: &Evidence) -> Answer {
    let Some(job) = evidence.status.job.as_deref() else {
        return unread(evidence, Source::Job);
    };
    let seen = format!(
        "the job is {}, its schedule {}",
        job.code.shown(),
        job.schedule.shown()
    );
    match (&job.schedule, &job.code) {
        _ if job.quarantine.is_some() => Answer::fail(seen).fix(
            "the job is in quarantine: mend what guide-12 says, then Provisioning > Start \
             provisioning",
        ),
        (ScheduleState::Active, JobCode::Active) => Answer::pass(seen),
        (ScheduleState::Active, JobCode::NotRun) => {
            Answer::warn(format!("{seen}: it waits for its first cycle"))
                .fix("wait for the first cycle, which may take some minutes to begin")
        }
        (ScheduleState::Other(_), _) | (_, JobCode::Other(_)) => Answer::warn(seen),
        _ => Answer::fail(seen),
    }
}

fn assigned(evidence: &Evidence) -> Answer {
    if evidence.setup.scope == Scope::All {
        return Answer::skip("with scope = \"all\" nobody has to be assigned");
    }
    if !evidence.is_sound(Source::Assignments) {
        return unread(evidence, Source::Assignments);
    }
    let (users, groups) = principals(evidence);
    let seen = format!("{} and {}", count(users, "user"), count(groups, "group"));
    if users + groups == 0 {
        Answer::fail("nobody is assigned")
    } else {
        Answer::pass(seen)
    }
}
