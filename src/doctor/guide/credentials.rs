//! Rows 11 to 15: what Entra was given, and what it maps.

use std::collections::HashSet;

use super::schema;
use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, no_scim, unread};
use crate::model::{Event, Job, JobCode, Lane, Outcome, Quarantine, Source};

const CREDENTIALS: &str = "Entra admin center > Enterprise applications > the application > \
     Provisioning > Admin Credentials";

pub(super) const CHECKS: [Check; 5] = [
    Check {
        id: "guide-11",
        title: "Admin Credentials: the Tenant URL is Kandji's",
        how: "it cannot be read back; whether what Entra logs as written stands at our `scim_url`",
        fix: "Does Provisioning > Admin Credentials > Tenant URL show the same URL as Kandji > \
              Integrations > the SCIM integration's menu > View details?",
        look: tenant_url,
    },
    Check {
        id: "guide-12",
        title: "Admin Credentials: the Secret Token is the current one",
        how: "it cannot be read back; the error of a quarantine, and the end of the last cycle",
        fix: "Provisioning > Admin Credentials > Secret Token: paste the current token, Test \
              Connection, Save. A token that was rotated in Kandji must be given to Entra anew",
        look: secret_token,
    },
    Check {
        id: "guide-13",
        title: "Test Connection succeeds",
        how: "our own SCIM filter for a userName that nobody has: 200 with no rows. It proves our \
              token; Entra's is row 12",
        fix: "Entra asks the same way before it makes a user: with such answers it cannot tell who \
              is there. Ask the provider's support",
        look: test_connection,
    },
    Check {
        id: "guide-14",
        title: "The credentials were saved",
        how: "`status.code` of the job is not NotConfigured",
        fix: CREDENTIALS,
        look: saved,
    },
    Check {
        id: "guide-15",
        title: "Mappings: users and groups are both enabled",
        how: "the object mappings of the job's schema, and what they do: create, update, delete",
        fix: "Provisioning > Mappings > Provision Microsoft Entra ID Users, and the same for Groups: \
              Enabled: Yes, and Create, Update, Delete ticked",
        look: schema::both_enabled,
    },
];

/// Writes that are logged as successful, and none of which is at the provider, before that means
/// anything: some may have been deleted since.
const ENOUGH: usize = 3;

fn tenant_url(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    if !evidence.has_some(Source::ProvisioningLog) {
        return Answer::ask("the provisioning log, which could show it, was not read");
    }
    let written: HashSet<&str> = evidence
        .status
        .events
        .items()
        .iter()
        .filter(|event| is_write(event))
        .map(|event| event.target_id.raw())
        .collect();
    let held = held_ids(evidence);
    let here = written.iter().filter(|id| held.contains(**id)).count();
    match (here, written.len()) {
        (0, 0) => Answer::ask("Entra has written nothing within the log that was read"),
        (0, all) if all >= ENOUGH => Answer::fail(format!(
            "of {} that Entra logs as written, none is at this provider: it writes elsewhere",
            count(all, "object")
        ))
        .fix(
            "Provisioning > Admin Credentials > Tenant URL: paste the SCIM API URL of Kandji > \
             Integrations > the SCIM integration's menu > View details, Test Connection, Save; or \
             correct scim_url",
        ),
        (0, _) => Answer::ask("the little that Entra wrote is not at this provider, or no more"),
        (here, all) => Answer::pass(format!(
            "{here} of {} that Entra logs as written are at this provider",
            count(all, "object")
        )),
    }
}

/// A row of the log that says that an object stands at the provider.
fn is_write(event: &Event) -> bool {
    event.lane == Lane::Provisioning
        && event.outcome == Outcome::Success
        && !event.target_id.is_empty()
        && matches!(event.action.raw(), "create" | "update" | "disable")
}

/// The identifiers of the provider's users and groups.
fn held_ids(evidence: &Evidence) -> HashSet<String> {
    let status = &evidence.status;
    let users = &status.provider.users.data;
    let of_users = users.people().filter_map(|person| users.row(person));
    let of_groups = status.provider.groups.data.rows.iter();
    of_users
        .map(|row| row.id)
        .chain(of_groups.map(|group| group.id))
        .map(|id| id.to_text(&status.text))
        .collect()
}

const CURRENT_TOKEN: &str = "Is the Secret Token under Provisioning > Admin Credentials the current one? \
     A token that was rotated in Kandji must be given to Entra anew: paste it, Test Connection, Save";

fn ask_for_token(seen: impl Into<String>) -> Answer {
    Answer::ask(seen).fix(CURRENT_TOKEN)
}

fn secret_token(evidence: &Evidence) -> Answer {
    let Some(job) = evidence.status.job.as_deref() else {
        return match unread(evidence, Source::Job) {
            answer if evidence.entra.is_some() => answer,
            _ => ask_for_token("it cannot be read back, and Entra is not configured yet"),
        };
    };
    if let Some(quarantine) = &job.quarantine {
        return quarantined(quarantine);
    }
    let last = job.last.as_ref();
    match last.map(|run| run.state.raw()) {
        Some("Succeeded" | "EntryLevelErrors") => {
            Answer::pass("the last cycle reached the provider with it")
        }
        Some(_) => Answer::warn("the last cycle failed as a whole"),
        None => ask_for_token("it cannot be read back, and no cycle has tried it yet"),
    }
}

fn quarantined(quarantine: &Quarantine) -> Answer {
    let error = quarantine.error.shown();
    let told = error.to_lowercase();
    let words = ["credential", "unauthorized", "401", "forbidden", "token"];
    if words.iter().any(|word| told.contains(word)) {
        return Answer::fail(format!("the job is in quarantine: {error}"));
    }
    let reason = quarantine.reason.shown();
    ask_for_token(format!(
        "the job is in quarantine, and its error names no credential: {reason} {error}"
    ))
}

fn test_connection(evidence: &Evidence) -> Answer {
    let Some(scim) = &evidence.scim else {
        return no_scim();
    };
    if scim.error.is_some() {
        return Answer::skip("the provider does not answer: see guide-01");
    }
    match &scim.nobody {
        Ok(0) => Answer::pass("a filter for somebody who is not there finds nobody"),
        Ok(rows) => Answer::fail(format!(
            "a filter for somebody who is not there finds {}",
            count(*rows, "user")
        )),
        Err(error @ crate::model::SourceError::Status { .. }) => Answer::fail(error.to_string()),
        Err(error) => failed(error),
    }
}

fn saved(evidence: &Evidence) -> Answer {
    let Some(job) = evidence.status.job.as_deref() else {
        return unread(evidence, Source::Job);
    };
    state(job)
}

fn state(job: &Job) -> Answer {
    match &job.code {
        JobCode::NotConfigured => Answer::fail("the job is NotConfigured"),
        JobCode::Other(code) => Answer::warn(format!("the job is {}", code.shown())),
        code => Answer::pass(format!("the job is {}", code.shown())),
    }
}
