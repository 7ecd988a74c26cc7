//! Rows 30 to 32: leavers, doubles and the disabled.

use std::collections::{HashMap, HashSet};

use crate::doctor::answer::Answer;
use crate::doctor::evidence::{Evidence, Rest};
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, failed, no_rest, some_of, unread};
use crate::drift::Kind;
use crate::model::{Source, visible};

pub(super) const CHECKS: [Check; 3] = [
    Check {
        id: "guide-30",
        title: "Nobody who was de-provisioned still has a device",
        how: "REST `GET /devices`: `user.is_archived`, and owners whom REST `GET /users` does not \
              list as active",
        fix: "Kandji > Devices > the device > the user's menu: assign somebody else, or unassign",
        look: stale_owners,
    },
    Check {
        id: "guide-31",
        title: "Nobody is there twice, from two integrations",
        how: "REST `GET /users`: one e-mail in records of more than one `integration.uuid`",
        fix: "assign devices to the record of the SCIM integration, then retire the other \
              integration: Kandji > Integrations",
        look: doubles,
    },
    Check {
        id: "guide-32",
        title: "Whoever is disabled in Entra is inactive in Kandji",
        how: "`accountEnabled` false beside `active` at the provider: inactive or absent is right",
        fix: "the next cycle should disable them; if it does not: Provisioning > Provision on demand, \
              or disable them in Kandji",
        look: disabled,
    },
];

fn stale_owners(evidence: &Evidence) -> Answer {
    let Some(rest) = &evidence.rest else {
        return no_rest();
    };
    let devices = match &rest.devices {
        Ok(devices) => devices,
        Err(error) => return failed(error),
    };
    let known = active_addresses(rest);
    let gone = |address: &str| {
        let known = known.as_ref();
        known.is_some_and(|known| !known.contains(&address.to_lowercase()))
    };
    let stale: Vec<String> = devices
        .iter()
        .filter(|device| !device.email.is_empty())
        .filter(|device| device.archived_owner || gone(device.email.raw()))
        .map(|device| format!("{} ({})", device.name.shown(), device.email.shown()))
        .collect();
    if stale.is_empty() {
        return Answer::pass(format!(
            "{}, each with an active owner or none",
            count(devices.len(), "device")
        ));
    }
    Answer::warn(format!(
        "{} of somebody who is archived or gone: {}",
        count(stale.len(), "device"),
        some_of(&stale)
    ))
}

/// The addresses of users who are not archived, in lower case; `None` where they were not read.
fn active_addresses(rest: &Rest) -> Option<HashSet<String>> {
    let users = rest.users.as_ref().ok()?;
    let active = users.iter().filter(|user| !user.archived);
    Some(active.map(|user| user.email.raw().to_lowercase()).collect())
}

fn doubles(evidence: &Evidence) -> Answer {
    let Some(rest) = &evidence.rest else {
        return no_rest();
    };
    let users = match &rest.users {
        Ok(users) => users,
        Err(error) => return failed(error),
    };
    let mut by_address: HashMap<String, HashSet<&str>> = HashMap::new();
    for user in users.iter().filter(|user| !user.email.is_empty()) {
        let of = by_address.entry(user.email.raw().to_lowercase());
        of.or_default().insert(user.integration.raw());
    }
    let mut twice: Vec<String> = by_address
        .into_iter()
        .filter(|(_, integrations)| integrations.len() > 1)
        .map(|(address, _)| visible(&address).into_owned())
        .collect();
    twice.sort_unstable();
    if twice.is_empty() {
        return Answer::pass(format!(
            "{}, none of them twice",
            count(users.len(), "record")
        ));
    }
    Answer::warn(format!(
        "{} in more than one integration: {}",
        count(twice.len(), "address"),
        some_of(&twice)
    ))
}

fn disabled(evidence: &Evidence) -> Answer {
    if !evidence.is_sound(Source::Users) {
        return unread(evidence, Source::Users);
    }
    if !evidence.is_sound(Source::ScimUsers) {
        return unread(evidence, Source::ScimUsers);
    }
    let status = &evidence.status;
    let users = &status.directory.users.data;
    let off = users
        .people()
        .filter(|person| users.state(*person).active() == Some(false));
    let told = format!("{} disabled in Entra", count(off.count(), "user"));
    let compared = status.comparison.as_deref();
    let active: Vec<String> = compared
        .iter()
        .flat_map(|compared| compared.findings.iter())
        .filter(|finding| finding.kind == Kind::ActiveMismatch)
        .filter(|finding| {
            finding
                .expected
                .as_ref()
                .is_some_and(|value| value.raw() == "false")
        })
        .map(|finding| finding.subject().shown().into_owned())
        .collect();
    if active.is_empty() {
        return Answer::pass(format!("{told}, none of them active at the provider"));
    }
    Answer::fail(format!(
        "{told}, {} of them still active at the provider: {}",
        active.len(),
        some_of(&active)
    ))
}
