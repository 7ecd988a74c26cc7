//! Why one person is there or not.

use super::sides::Sides;
use super::steps::Steps;
use super::words::expectation;
use super::{Scene, Step, findings_about, first_failing, timeline, verdict};
use crate::drift::{self, Account, Finding, Outlook, Subject};
use crate::entra::Reach;
use crate::model::{Event, Person};

/// The explanation of one person.
pub struct PersonExplanation<'a> {
    pub about: Subject,
    /// Eight, in the order of the way.
    pub steps: Vec<Step>,
    /// Where the first fails.
    pub first_failing: Option<usize>,
    /// Whether somebody is expected at the provider, in words.
    pub expected: &'static str,
    /// What differs, what needs a person first.
    pub findings: Vec<&'a Finding>,
    /// The verdict on the first of them; `None` where nothing differs.
    pub outlook: Option<&'a Outlook>,
    /// Whether both sides were compared at all.
    pub compared: bool,
    /// What the logs have, newest first.
    pub timeline: Vec<Event>,
}

impl<'a> Scene<'a> {
    /// The explanation of `person`, who is on at least one side.
    pub fn person(&self, person: Person) -> PersonExplanation<'a> {
        let sides = Sides::of(self, person);
        let findings = findings_about(self.findings, &sides.about);
        let accounts = self.accounts(&sides);
        let steps = Steps {
            scene: self,
            sides: &sides,
            findings: &findings,
            accounts: &accounts,
        };
        let steps = steps.all();
        let reach = self
            .expected
            .map_or(Reach::Unknown, |expected| expected.person(person));
        PersonExplanation {
            first_failing: first_failing(&steps),
            expected: expectation(if sides.entra.is_some() {
                reach
            } else {
                Reach::Out
            }),
            outlook: verdict(&findings),
            compared: self.expected.is_some(),
            timeline: timeline(self, &sides.about),
            about: sides.about,
            steps,
            findings,
        }
    }

    fn accounts(&self, sides: &Sides) -> Vec<Account> {
        let (Some(expected), Some(_)) = (self.expected, &sides.entra) else {
            return Vec::new();
        };
        let both = drift::Sides {
            mappings: self.mappings,
            derived: &expected.derived,
            directory: self.directory,
            provider: self.provider,
            text: self.text,
        };
        both.account(sides.person)
    }
}
