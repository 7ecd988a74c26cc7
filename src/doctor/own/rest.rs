//! The endpoints of Kandji's REST interface, whose tokens have no permission until one is ticked.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, no_rest, unread};
use crate::model::{Source, SourceError};

const TICK: &str = "Kandji > Settings > Access > the API token > Manage API permissions: tick the \
     endpoint";

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "rest-users",
        title: "REST permission: List users",
        how: "`GET /users`: without it users without devices and doubles are not seen",
        fix: TICK,
        look: users,
    },
    Check {
        id: "rest-devices",
        title: "REST permission: List devices",
        how: "`GET /devices`: without it devices of people who left are not seen",
        fix: TICK,
        look: devices,
    },
    Check {
        id: "rest-audit",
        title: "REST permission: List audit events",
        how: "`GET /audit/events`: without it changes by hand have no author",
        fix: TICK,
        look: audit,
    },
];

fn refused(error: &SourceError) -> Answer {
    match error {
        SourceError::Forbidden { .. } => Answer::warn(error.to_string()),
        SourceError::Unauthorized { .. } => Answer::fail(error.to_string()).fix(
            "audit_token is not a current API token: Kandji > Settings > Access. The SCIM token is \
             another one",
        ),
        error => failed(error),
    }
}

fn users(evidence: &Evidence) -> Answer {
    let Some(rest) = &evidence.rest else {
        return no_rest();
    };
    match &rest.users {
        Ok(users) => Answer::pass(count(users.len(), "user")),
        Err(error) => refused(error),
    }
}

fn devices(evidence: &Evidence) -> Answer {
    let Some(rest) = &evidence.rest else {
        return no_rest();
    };
    match &rest.devices {
        Ok(devices) => Answer::pass(count(devices.len(), "device")),
        Err(error) => refused(error),
    }
}

fn audit(evidence: &Evidence) -> Answer {
    if evidence.rest.is_none() {
        return no_rest();
    }
    let reading = evidence.reading(Source::ProviderAudit);
    match &reading.error {
        Some(error) => refused(error),
        None if evidence.has_some(Source::ProviderAudit) => {
            let events = usize::try_from(reading.objects).unwrap_or(usize::MAX);
            Answer::pass(format!("{} of the last day", count(events, "event")))
        }
        None => unread(evidence, Source::ProviderAudit),
    }
}
