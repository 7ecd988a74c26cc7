//! Whether the matching attribute tells people apart, on both sides.

use std::collections::HashMap;

use crate::doctor::answer::Answer;
use crate::doctor::evidence::Evidence;
use crate::doctor::guide::matching as matching_targets;
use crate::doctor::table::Check;
use crate::doctor::trouble::{count, first_unread, some_of};
use crate::model::{Source, Sym, Users, visible};
use crate::status::Status;

pub(super) const CHECKS: [Check; 2] = [
    Check {
        id: "matching-source",
        title: "The matching attribute is unique in Entra",
        how: "what the first matching rule of the job would send, by person in scope, folded",
        fix: "give them different values, or match by another attribute: Provisioning > Mappings > \
              Provision Microsoft Entra ID Users > the attribute > Match objects using this attribute",
        look: source,
    },
    Check {
        id: "matching-target",
        title: "The matching attribute is unique at the provider",
        how: "the same attribute of the provider's users, folded",
        fix: "Kandji > Users: retire the surplus records; until then Entra cannot tell which one is \
              meant (DuplicateTargetEntries)",
        look: target,
    },
];

/// The place of the first matching rule among the compiled rules, and what its target is called.
fn first_rule(evidence: &Evidence) -> Result<(usize, String), Answer> {
    let targets = matching_targets(evidence)?;
    let Some(first) = targets.into_iter().next() else {
        return Err(Answer::fail("no attribute of the user mapping matches"));
    };
    let rules = &evidence.status.mappings.users.rules;
    let place = rules.iter().position(|rule| rule.target.shown() == first);
    place
        .map(|place| (place, first))
        .ok_or_else(|| Answer::skip("the mappings of the job were not read"))
}

fn source(evidence: &Evidence) -> Answer {
    let (rule, target) = match first_rule(evidence) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if let Some(answer) = first_unread(evidence, &[Source::Users]) {
        return answer;
    }
    let status = &evidence.status;
    let users = &status.directory.users.data;
    let sent = |person| status.sent(rule, person);
    told(&target, &Tally::of(status, users, sent))
}

fn target(evidence: &Evidence) -> Answer {
    let (rule, target) = match first_rule(evidence) {
        Ok(found) => found,
        Err(answer) => return answer,
    };
    if let Some(answer) = first_unread(evidence, &[Source::ScimUsers]) {
        return answer;
    }
    let status = &evidence.status;
    let users = &status.provider.users.data;
    let held = |person| {
        let name = users.row(person).map(|row| row.name);
        let is_name = target.eq_ignore_ascii_case("userName");
        name.filter(|_| is_name)
            .unwrap_or_else(|| status.held(rule, person))
    };
    told(&target, &Tally::of(status, users, held))
}

/// How often values occur.
struct Tally {
    people: usize,
    /// People without a value.
    empty: usize,
    /// Values of more than one person.
    shared: Vec<String>,
    /// Nobody's value is known.
    unknown: usize,
}

impl Tally {
    fn of(status: &Status, users: &Users, value: impl Fn(u32) -> Sym) -> Self {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let (mut people, mut empty, mut unknown) = (0, 0, 0);
        for person in users.people() {
            people += 1;
            match value(person) {
                sym if sym.is_unknown() => unknown += 1,
                sym if sym.is_absent() => empty += 1,
                sym => *seen.entry(status.text.get(sym).to_lowercase()).or_default() += 1,
            }
        }
        let shared = seen.into_iter().filter(|(_, number)| *number > 1);
        let mut shared: Vec<String> = shared
            .map(|(value, _)| visible(&value).into_owned())
            .collect();
        shared.sort_unstable();
        Self {
            people,
            empty,
            shared,
            unknown,
        }
    }
}

fn told(target: &str, tally: &Tally) -> Answer {
    let Tally {
        people,
        empty,
        shared,
        unknown,
    } = tally;
    if *people == 0 {
        return Answer::skip("there is nobody yet");
    }
    if *unknown > 0 {
        return Answer::unread(format!("{target}: unknown for {unknown} of {people}"))
            .fix("`scimtop mapping lint` says why the mapping is not understood");
    }
    if !shared.is_empty() {
        return Answer::fail(format!(
            "{target}: {} shared by several people: {}",
            count(shared.len(), "value"),
            some_of(shared)
        ));
    }
    if *empty > 0 {
        return Answer::warn(format!("{target}: empty for {empty} of {people}"));
    }
    Answer::pass(format!(
        "{target}: {people} people, each with a value of their own"
    ))
}
