//! The rules of the verdict, driven by scenarios: for each that the simulated tenant can play a scenario in which it
//! holds, one beside it in which another does, and one in which the logs or the job cannot be read, so that
//! nothing is claimed but what the clock says.

mod cases;

use std::collections::BTreeSet;

use scimtop::drift::outlook::RULES;

use self::cases::{by_hand_cases, clock_cases, logged_cases};
use super::watch::Watch;

/// Scenarios of one rule, each about a finding of this kind.
struct Case {
    rule: &'static str,
    kind: &'static str,
    holds: String,
    /// The scenario beside it, and the rule that holds there.
    beside: (String, &'static str),
    /// What must not be read for nothing to be known, and what is said then; `None`: nothing is.
    blind: (&'static str, Option<&'static str>),
    /// How long the tenant is watched after the first look.
    then: u32,
}

/// The scenario in a tenant where these permissions were not granted.
fn refusing(permissions: &str, scenario: &str) -> String {
    let refused = format!("refused = [\"{permissions}\"]\n");
    let known = "refused = [\"ProvisioningLog.Read.All\"]\n";
    match scenario.strip_prefix("[setup]\n") {
        Some(rest) => format!("[setup]\n{refused}{}", rest.replace(known, "")),
        None => format!("[setup]\n{refused}{scenario}"),
    }
}

impl Case {
    fn new(
        rule: &'static str,
        kind: &'static str,
        holds: String,
        beside: (String, &'static str),
        blind: (&'static str, Option<&'static str>),
    ) -> Self {
        Self {
            rule,
            kind,
            holds,
            beside,
            blind,
            then: 0,
        }
    }

    fn then(mut self, hours: u32) -> Self {
        self.then = hours * 3600;
        self
    }

    /// The rules of the findings of this kind that are about ann, or a group.
    fn seen(&self, scenario: &str) -> BTreeSet<&'static str> {
        let mut watch = Watch::of(scenario);
        watch.look();
        if self.then > 0 {
            watch.advance(self.then);
        }
        let compared = watch.look().comparison.clone();
        let findings = compared
            .as_deref()
            .map_or(&[][..], |compared| &compared.findings);
        let of_kind = findings
            .iter()
            .filter(|finding| finding.kind.name() == self.kind);
        let ours = of_kind.filter(|finding| {
            let person = finding.member.as_ref().or(finding.user.as_ref());
            person.is_none_or(|person| person.name.raw().to_lowercase().starts_with("ann@"))
        });
        ours.map(|finding| finding.outlook.rule.id).collect()
    }

    /// What is wrong with the three cases.
    fn mistakes(&self) -> Vec<String> {
        let (refused, left) = self.blind;
        let cases = [
            ("holds", self.holds.clone(), Some(self.rule)),
            ("beside", self.beside.0.clone(), Some(self.beside.1)),
            ("blind", refusing(refused, &self.holds), left),
        ];
        let wrong = cases.into_iter().filter_map(|(case, scenario, due)| {
            let seen = self.seen(&scenario);
            let right = seen == due.into_iter().collect();
            (!right).then(|| format!("{} {case}: {seen:?}, not {due:?}", self.rule))
        });
        wrong.collect()
    }
}

/// The rules that no scenario can bring about, and why: `tests/core/outlook_cases.rs` holds them to evidence that is
/// made by hand.
const UNPLAYED: [(&str, &str); 8] = [
    (
        "unknown_side",
        "a read that fails after one that did not: the tenant's faults last from its start to its end",
    ),
    (
        "strange_member",
        "the tenant takes no member whom it does not have, and forgets whom it deletes",
    ),
    ("quarantine_deletes", "the tenant counts no deletions"),
    (
        "quarantine_failures",
        "the tenant's job is quarantined for its credentials alone",
    ),
    ("failed_rights", "the tenant's token may write everything"),
    (
        "failed_passing",
        "the tenant's faults strike who reads, not its own service",
    ),
    ("failed_licence", "the tenant has seats for all"),
    ("skipped", "the tenant's service knows one reason to skip"),
];

fn cases() -> impl Iterator<Item = Case> {
    let cases = [by_hand_cases(), logged_cases(), clock_cases()];
    cases.into_iter().flatten()
}

#[test]
fn each_rule_holds_in_its_scenario_and_not_beside_it_nor_blind() {
    let mistakes: Vec<String> = cases().flat_map(|case| case.mistakes()).collect();
    assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
}

#[test]
fn each_rule_is_played_or_says_why_not() {
    let played = cases().map(|case| case.rule);
    let named: BTreeSet<&str> = played.chain(UNPLAYED.map(|(rule, _)| rule)).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(named, rules);
}
