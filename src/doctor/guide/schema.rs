//! What the job's schema says: rows 4 and 15.

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::trouble::{failed, no_entra, some_of};
use crate::entra::mapping::{Chosen, group_mapping, user_mapping};
use crate::model::{AttributeMapping, ObjectMapping, Schema, visible};

/// What Kandji's page lists, in lower case. The copy that was read ends within the list, so that
/// what is not here may be taken all the same: a warning, never a failure.
const TAKEN: [&str; 9] = [
    "username",
    "name.formatted",
    "displayname",
    "active",
    "emails[type eq \"work\"].value",
    "title",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:department",
    "externalid",
    "emails[primary eq true].value",
];

/// The schema of the job, or why there is none.
fn schema(evidence: &Evidence) -> Result<&Schema, Answer> {
    let entra = evidence.entra.as_ref().ok_or_else(no_entra)?;
    entra.schema.as_ref().map_err(failed)
}

/// Row 4.
pub(super) fn attributes(evidence: &Evidence) -> Answer {
    let schema = match schema(evidence) {
        Ok(schema) => schema,
        Err(answer) => return answer,
    };
    let Chosen::One(users) = user_mapping(schema) else {
        return Answer::skip("there is no single mapping of users: see guide-15");
    };
    let lacking = lacking(users);
    if !lacking.is_empty() {
        return Answer::fail(format!("not mapped: {}", lacking.join(", ")));
    }
    let surplus = surplus(users);
    if surplus.is_empty() {
        let mapped = users.attributes.len();
        return Answer::pass(format!("{mapped} attributes, all of them on Kandji's list"));
    }
    Answer::warn(format!(
        "not on Kandji's list, so probably ignored there: {}",
        some_of(&surplus)
    ))
    .fix(
        "they do no harm; Kandji advises to delete mappings that it does not take: Provisioning > \
         Mappings > Provision Microsoft Entra ID Users > Delete beside the attribute",
    )
}

/// The attributes without which Kandji makes no user.
fn lacking(users: &ObjectMapping) -> Vec<&'static str> {
    let maps = |name: &str| users.attributes.iter().any(|row| target_is(row, name));
    let mut lacking = Vec::new();
    if !maps("userName") {
        lacking.push("userName");
    }
    if !maps("displayName") && !maps("name.formatted") {
        lacking.push("displayName or name.formatted");
    }
    if !maps("active") {
        lacking.push("active");
    }
    lacking
}

fn target_is(row: &AttributeMapping, name: &str) -> bool {
    row.target.raw().eq_ignore_ascii_case(name)
}

fn surplus(users: &ObjectMapping) -> Vec<String> {
    let is_taken = |row: &&AttributeMapping| {
        let target = row.target.raw().to_ascii_lowercase();
        TAKEN.contains(&target.as_str())
    };
    let others = users.attributes.iter().filter(|row| !is_taken(row));
    others.map(|row| row.target.shown().into_owned()).collect()
}

/// Row 15.
pub(super) fn both_enabled(evidence: &Evidence) -> Answer {
    let schema = match schema(evidence) {
        Ok(schema) => schema,
        Err(answer) => return answer,
    };
    let mut wrong = Vec::new();
    let mut doubts = Vec::new();
    for (kind, chosen) in [
        ("Users", user_mapping(schema)),
        ("Groups", group_mapping(schema)),
    ] {
        match chosen {
            Chosen::One(mapping) => doubts.extend(flows(kind, mapping)),
            Chosen::Disabled => wrong.push(format!("the mapping of {kind} is switched off")),
            Chosen::None => wrong.push(format!("there is no mapping of {kind}")),
            Chosen::Several(number) => {
                doubts.push(format!("there are {number} mappings of {kind}"));
            }
        }
    }
    match (wrong.is_empty(), doubts.is_empty()) {
        (false, _) => Answer::fail(wrong.join("; ")),
        (true, false) => Answer::warn(doubts.join("; ")),
        (true, true) => Answer::pass("users and groups are both mapped: create, update, delete"),
    }
}

/// What the job does not do with such objects.
fn flows(kind: &str, mapping: &ObjectMapping) -> Option<String> {
    let flows = mapping.flows;
    let off: Vec<&str> = [
        (flows.add, "create"),
        (flows.update, "update"),
        (flows.delete, "delete"),
    ]
    .into_iter()
    .filter_map(|(on, name)| (!on).then_some(name))
    .collect();
    (!off.is_empty()).then(|| format!("{} of {kind} is switched off", off.join(", ")))
}

/// The matching attributes of the user mapping, the first tried first: what the target is called.
pub(in crate::doctor) fn matching(evidence: &Evidence) -> Result<Vec<String>, Answer> {
    let schema = schema(evidence)?;
    let Chosen::One(users) = user_mapping(schema) else {
        return Err(Answer::skip(
            "there is no single mapping of users: see guide-15",
        ));
    };
    let mut matching: Vec<&AttributeMapping> = users
        .attributes
        .iter()
        .filter(|row| row.matching_priority > 0)
        .collect();
    matching.sort_by_key(|row| row.matching_priority);
    let names = matching.into_iter().map(|row| row.target.raw());
    Ok(names.map(|name| visible(name).into_owned()).collect())
}
