//! Two settings cannot be read with read permissions, and come from the configuration: which objects
//! the job provisions, and whether it leaves alone who left. The provisioning log shows what the job
//! really does.

use super::Note;
use crate::entra::Scope;
use crate::model::{Event, Outcome};

/// A note for each setting that the log speaks against, with the first object that shows it.
pub fn contradictions<'a>(
    scope: Scope,
    skip_out_of_scope_deletions: bool,
    events: impl Iterator<Item = &'a Event> + Clone,
) -> Vec<Note> {
    let unassigned = events.filter(|event| {
        event.scoping.assigned == Some(false) && event.scoping.active == Some(true)
    });
    let first = |shows: fn(&Event) -> bool, code, text: &str| {
        let event = unassigned.clone().find(|event| shows(event))?;
        let at = event.at.format("%Y-%m-%d %H:%M UTC");
        let text = format!("the log of {at} {text}");
        Some(Note::new(code, text, event.target.clone()))
    };
    let scope = match scope {
        Scope::All => first(
            |event| event.outcome == Outcome::Skipped,
            "scope_contradicted",
            "skips it because it is not assigned, so the job does not take all: \
             set scope = \"assigned\"",
        ),
        Scope::Assigned => first(
            |event| event.outcome == Outcome::Success && event.action.raw() == "create",
            "scope_contradicted",
            "creates it though it is not assigned, so the job takes all: \
             set scope = \"all\"",
        ),
    };
    let skip = first(
        |event| event.outcome == Outcome::Success && event.action.raw() == "disable",
        "skip_contradicted",
        "disables it because it left the scope, so the job does not leave it alone: \
         set skip_out_of_scope_deletions = false",
    );
    let skip = skip.filter(|_| skip_out_of_scope_deletions);
    scope.into_iter().chain(skip).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::{Foreign, Lane, Scoping};

    fn row(action: &str, outcome: Outcome, assigned: bool, active: bool) -> Event {
        let none = Foreign::default;
        Event {
            id: none(),
            lane: Lane::Provisioning,
            at: DateTime::UNIX_EPOCH,
            action: Foreign::new(action),
            actor: none(),
            target: Foreign::new("Ada"),
            source_id: none(),
            target_id: none(),
            outcome,
            detail: none(),
            cycle: none(),
            scoping: Scoping {
                assigned: Some(assigned),
                active: Some(active),
            },
            changes: Vec::new(),
        }
    }

    fn codes(scope: Scope, skip: bool, event: Event) -> Vec<&'static str> {
        let notes = contradictions(scope, skip, [event].iter());
        notes.iter().map(|note| note.code).collect()
    }

    #[test]
    fn a_log_that_does_the_opposite_is_noted() {
        let skipped = row("other", Outcome::Skipped, false, true);
        assert_eq!(
            codes(Scope::All, false, skipped.clone()),
            ["scope_contradicted"]
        );
        assert!(codes(Scope::Assigned, false, skipped).is_empty());
        let created = row("create", Outcome::Success, false, true);
        assert_eq!(
            codes(Scope::Assigned, false, created.clone()),
            ["scope_contradicted"]
        );
        assert!(codes(Scope::All, false, created).is_empty());
        let disabled = row("disable", Outcome::Success, false, true);
        assert_eq!(
            codes(Scope::Assigned, true, disabled.clone()),
            ["skip_contradicted"]
        );
        assert!(codes(Scope::Assigned, false, disabled).is_empty());
    }

    #[test]
    fn what_has_another_reason_proves_nothing() {
        for (assigned, active) in [(true, true), (false, false), (true, false)] {
            let skipped = row("other", Outcome::Skipped, assigned, active);
            assert!(codes(Scope::All, true, skipped).is_empty());
            let disabled = row("disable", Outcome::Success, assigned, active);
            assert!(codes(Scope::Assigned, true, disabled).is_empty());
        }
        let failed = row("create", Outcome::Failure, false, true);
        assert!(codes(Scope::Assigned, true, failed).is_empty());
    }
}
