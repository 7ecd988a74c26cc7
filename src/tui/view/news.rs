//! Findings and events as lines of news.

use ratatui::text::Span;

use super::context::Context;
use super::findings::{difference, role, subject};
use super::table::{Column, fixed, share};
use super::time::moment;
use crate::drift::Finding;
use crate::model::{Event, Lane, Outcome};
use crate::tui::skin::Role;

/// The columns of news.
pub(super) const NEWS: [Column; 4] = [
    fixed("WHEN", 12, 50),
    fixed("WHAT", 18, 0),
    share("ABOUT", 2, 0),
    share("", 3, 50),
];

pub(super) fn of_finding<'t>(context: &Context<'_>, finding: &'t Finding) -> Vec<Span<'t>> {
    vec![
        context.span(moment(finding.since, context.now()), Role::Muted),
        context.span(finding.kind.name(), role(finding)),
        context.foreign(subject(finding), Role::Plain),
        context.span(difference(context, finding), Role::Plain),
    ]
}

pub(super) fn of_event<'t>(context: &Context<'_>, event: &'t Event) -> Vec<Span<'t>> {
    vec![
        context.span(moment(event.at, context.now()), Role::Muted),
        context.span(event.lane.name(), Role::Plain),
        context.foreign(&event.target, Role::Plain),
        context.span(told(context, event), outcome(event.outcome)),
    ]
}

/// What was done, how it ended, and by whom.
pub(super) fn told(context: &Context<'_>, event: &Event) -> String {
    let shown = |foreign: &crate::model::Foreign| context.skin.text(foreign.raw()).into_owned();
    let mut told = shown(&event.action);
    if says_outcome(event) {
        told = format!("{told} {}", event.outcome.name());
    }
    if !event.detail.is_empty() {
        told = format!("{told}: {}", shown(&event.detail));
    }
    if !event.actor.is_empty() {
        told = format!("{told}, by {}", shown(&event.actor));
    }
    told
}

/// A provider's audit says what was done; how it ended is no part of it.
pub(super) fn says_outcome(event: &Event) -> bool {
    event.lane != Lane::Provider || event.outcome != Outcome::Unknown
}

pub(super) fn outcome(outcome: Outcome) -> Role {
    match outcome {
        Outcome::Success => Role::Ok,
        Outcome::Failure => Role::Bad,
        Outcome::Warning => Role::Warn,
        Outcome::Skipped => Role::Muted,
        Outcome::Unknown => Role::Unknown,
    }
}
