//! Why somebody is there or not: the way from Entra to the provider in eight steps, the first that
//! fails, whether it heals, what helps, and what the logs say.

mod apart;
mod group;
mod ledger;
mod lines;
mod person;
mod scene;
mod sides;
mod steps;
mod ways;
mod words;

use chrono::{DateTime, Utc};

pub use apart::{Parting, parting};
pub use group::{GroupExplanation, MemberRow, TreeRow};
pub use lines::{Told, Tone, step_lines, verdict_lines};
pub use person::PersonExplanation;
pub use scene::Scene;

use super::{Finding, Outlook, Subject};
use crate::model::Event;

/// How a step ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepState {
    Holds,
    Fails,
    /// It cannot be told; the words say why.
    Unknown,
}

impl StepState {
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
            Self::Unknown => "unknown",
        }
    }

    /// A mark that needs no colour.
    pub fn mark(self) -> &'static str {
        match self {
            Self::Holds => "ok",
            Self::Fails => "NO",
            Self::Unknown => "??",
        }
    }
}

/// One of the eight steps. All text is fit to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub name: &'static str,
    pub state: StepState,
    pub said: String,
    /// What it rests on.
    pub lines: Vec<String>,
}

impl Step {
    fn new(name: &'static str, state: StepState, said: impl Into<String>) -> Self {
        Self {
            name,
            state,
            said: said.into(),
            lines: Vec::new(),
        }
    }

    fn with(mut self, lines: Vec<String>) -> Self {
        self.lines = lines;
        self
    }
}

/// Where the first step fails; what cannot be told is no failure.
pub fn first_failing(steps: &[Step]) -> Option<usize> {
    steps.iter().position(|step| step.state == StepState::Fails)
}

/// The findings about one person or group, what needs a person first.
fn findings_about<'a>(findings: &'a [Finding], about: &Subject) -> Vec<&'a Finding> {
    let is = |subject: &Option<Subject>| subject.as_ref().is_some_and(|other| same(about, other));
    let mut found: Vec<&Finding> = findings
        .iter()
        .filter(|finding| is(&finding.user) || is(&finding.member) || is(&finding.group))
        .collect();
    found.sort_by_key(|finding| finding.outlook.urgency());
    found
}

/// Two subjects are one if they share an identifier of either side.
fn same(one: &Subject, other: &Subject) -> bool {
    let shared = |left: &Option<_>, right: &Option<_>| left.is_some() && left == right;
    shared(&one.entra_id, &other.entra_id) || shared(&one.scim_id, &other.scim_id)
}

/// The verdict of several findings: that of the first.
fn verdict<'a>(findings: &[&'a Finding]) -> Option<&'a Outlook> {
    findings.first().map(|finding| &finding.outlook)
}

/// Events about one subject, newest first, once each.
fn timeline(scene: &Scene<'_>, about: &Subject) -> Vec<Event> {
    let book = &scene.book;
    let entra = about.entra_id.as_ref();
    let rows = [
        book.provisioning(entra),
        book.directory(entra),
        book.provider(about.scim_id.as_ref()),
    ];
    let mut events: Vec<Event> = rows.into_iter().flatten().map(|&row| row.clone()).collect();
    events.sort_by(|one, other| (other.at, other.id.raw()).cmp(&(one.at, one.id.raw())));
    events.dedup_by(|one, other| one.id == other.id && one.lane == other.lane);
    events
}

fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}
