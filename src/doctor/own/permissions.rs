//! The permissions of Microsoft Graph, one by one: which call each serves, and what is lost without it.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, no_entra, some_of, unread};
use crate::entra::Scope;
use crate::model::{Reason, Source, SourceError, visible};

pub(super) const CHECKS: [Check; 8] = [
    Check {
        id: "permission-application",
        title: "Application.Read.All",
        how: "`/servicePrincipals` and `appRoleAssignedTo`: without it nobody knows who is assigned, \
              and nothing is compared",
        fix: GRANT_APPLICATION,
        look: application,
    },
    Check {
        id: "permission-group-member",
        title: "GroupMember.Read.All",
        how: "`/groups` and their members: without it people who are assigned through a group are \
              unknown, and memberships are not compared",
        fix: GRANT_GROUPS,
        look: groups,
    },
    Check {
        id: "permission-user",
        title: "User.Read.All",
        how: "`/users` with accountEnabled, department and all that is mapped: without it attributes \
              and leavers are not compared",
        fix: GRANT_USERS,
        look: users,
    },
    Check {
        id: "permission-synchronization",
        title: "Synchronization.Read.All",
        how: "`synchronization/jobs` and their schema: without it there is no cycle clock, no \
              quarantine, and the default mapping stands in for the job's",
        fix: GRANT_SYNCHRONIZATION,
        look: synchronization,
    },
    Check {
        id: "permission-provisioning-log",
        title: "ProvisioningLog.Read.All",
        how: "`/auditLogs/provisioning`: without it nobody sees why an object was skipped or failed",
        fix: GRANT_LOG,
        look: provisioning_log,
    },
    Check {
        id: "permission-audit-log",
        title: "AuditLog.Read.All",
        how: "`/auditLogs/directoryAudits`: without it nobody sees who changed assignments, mappings \
              or credentials, and when",
        fix: GRANT_AUDIT,
        look: directory_audit,
    },
    Check {
        id: "permission-licence",
        title: "LicenseAssignment.Read.All",
        how: "`/subscribedSkus`: without it somebody has to say whether groups may be assigned \
              (`premium`)",
        fix: GRANT_LICENCE,
        look: licence,
    },
    Check {
        id: "permission-surplus",
        title: "The sign-in can only read",
        how: "the permissions that the token names: none of them writes, for scimtop sends no write",
        fix: "Entra admin center > App registrations > the registration of scimtop > API permissions: \
              remove what writes. Where actions are wanted, keep Synchronization.ReadWrite.All alone",
        look: surplus,
    },
];

macro_rules! grant {
    ($name:literal) => {
        concat!(
            "Entra admin center > App registrations > the registration of scimtop > API permissions \
             > Add a permission > Microsoft Graph > Application permissions > ",
            $name,
            ", then Grant admin consent"
        )
    };
}

const GRANT_APPLICATION: &str = grant!("Application.Read.All");
const GRANT_GROUPS: &str = grant!("GroupMember.Read.All");
const GRANT_USERS: &str = grant!("User.Read.All");
const GRANT_SYNCHRONIZATION: &str = grant!("Synchronization.Read.All");
const GRANT_LOG: &str = grant!("ProvisioningLog.Read.All");
const GRANT_AUDIT: &str = grant!("AuditLog.Read.All");
const GRANT_LICENCE: &str = grant!("LicenseAssignment.Read.All");

/// A call that was made answers; one that was refused says so.
fn of_error(error: &SourceError, lost: &str) -> Answer {
    match error {
        SourceError::Forbidden { .. } => Answer::fail(format!("{error}: {lost}")),
        error => failed(error),
    }
}

fn of_source(evidence: &Evidence, source: Source, call: &str, lost: &str) -> Answer {
    let reading = evidence.reading(source);
    match &reading.error {
        // Users may come with an id alone, without an error of Graph.
        Some(error) if evidence.met(source, Reason::NotPermitted) => {
            Answer::fail(format!("{error}: {lost}"))
        }
        Some(error) if evidence.entra.is_some() => of_error(error, lost),
        _ if evidence.has_some(source) => Answer::pass(format!("{call} answers")),
        _ => unread(evidence, source),
    }
}

fn application(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    let lost = "nobody knows who is assigned, and nothing is compared";
    match &entra.application {
        Err(error) => of_error(error, lost),
        Ok(_) if evidence.setup.scope == Scope::All => Answer::pass("/servicePrincipals answers"),
        Ok(_) => of_source(evidence, Source::Assignments, "appRoleAssignedTo", lost),
    }
}

fn groups(evidence: &Evidence) -> Answer {
    let lost = "members of groups are unknown, and memberships are not compared";
    if evidence.is_sound(Source::Groups) && evidence.status.directory.groups.data.rows.is_empty() {
        return Answer::skip("no group is assigned, so none was asked for");
    }
    of_source(evidence, Source::Groups, "/groups", lost)
}

fn users(evidence: &Evidence) -> Answer {
    let lost = "attributes and leavers are not compared";
    let users = &evidence.status.directory.users.data;
    if evidence.is_sound(Source::Users) && users.is_empty() {
        return Answer::skip("nobody is in scope, so nobody was asked for");
    }
    of_source(evidence, Source::Users, "/users", lost)
}

fn synchronization(evidence: &Evidence) -> Answer {
    let lost = "no cycle clock, no quarantine, and the default mapping in place of the job's";
    match of_source(evidence, Source::Job, "synchronization/jobs", lost) {
        passed if passed.outcome == crate::doctor::Outcome::Pass => {}
        other => return other,
    }
    match evidence.entra.as_ref().map(|entra| &entra.schema) {
        Some(Err(error)) => of_error(error, lost),
        _ => Answer::pass("synchronization/jobs and their schema answer"),
    }
}

fn provisioning_log(evidence: &Evidence) -> Answer {
    let lost = "nobody sees why an object was skipped or failed";
    of_log(
        evidence,
        Source::ProvisioningLog,
        "/auditLogs/provisioning",
        lost,
    )
}

fn directory_audit(evidence: &Evidence) -> Answer {
    let lost = "nobody sees who changed assignments, mappings or credentials";
    of_log(
        evidence,
        Source::DirectoryAudit,
        "/auditLogs/directoryAudits",
        lost,
    )
}

/// The logs answer 403 for want of a licence, too. Drift is found without them: a warning.
fn of_log(evidence: &Evidence, source: Source, call: &str, lost: &str) -> Answer {
    let answer = of_source(evidence, source, call, lost);
    if answer.outcome == crate::doctor::Outcome::Fail {
        return Answer::warn(format!("{}; drift is found all the same", answer.seen));
    }
    answer
}

fn licence(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    match &entra.premium {
        Ok(true) => Answer::pass("/subscribedSkus answers: Entra ID P1 or P2"),
        Ok(false) => Answer::pass("/subscribedSkus answers: no Entra ID P1"),
        Err(SourceError::Forbidden { .. }) if evidence.setup.premium_is_set => {
            Answer::pass("not granted, and not needed: premium is set in the configuration")
        }
        Err(error @ SourceError::Forbidden { .. }) => Answer::warn(format!(
            "{error}: whether groups may be assigned is not known"
        )),
        Err(error) => failed(error),
    }
}

/// Words in the names of permissions that do more than read.
const WRITING: [&str; 4] = ["write", "manage", "fullcontrol", "send"];

fn surplus(evidence: &Evidence) -> Answer {
    let Some(entra) = &evidence.entra else {
        return no_entra();
    };
    let Some(granted) = &entra.permissions else {
        return Answer::skip("there is no token, or it cannot be looked into");
    };
    let writes = |name: &&String| {
        let name = name.to_ascii_lowercase();
        WRITING.iter().any(|word| name.contains(word))
    };
    let surplus = granted.iter().filter(writes);
    let surplus: Vec<String> = surplus.map(|name| visible(name).into_owned()).collect();
    if surplus.is_empty() {
        Answer::pass(format!(
            "{}, none of which writes",
            count(granted.len(), "permission")
        ))
    } else {
        Answer::warn(format!("it can do more than read: {}", some_of(&surplus)))
    }
}
