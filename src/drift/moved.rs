//! Three ways to look at one attribute: what Entra would send now, what it exported last, what the
//! provider holds. Together they say who moved.

use super::value::{Likeness, likeness};
use super::{Finding, Kind};
use crate::model::{Change, Event, Foreign, Lane, Outcome};

/// What the log shows in place of a secret value.
const REDACTED: &str = "[Redact]";

/// Who moved, in words, for a finding about a user's attribute; empty for any other. `events` come
/// newest first.
pub fn who_moved<'a>(
    finding: &Finding,
    events: impl Iterator<Item = &'a Event> + Clone,
) -> Foreign {
    let (Kind::AttributeMismatch, Some(user), Some(attribute)) =
        (finding.kind, &finding.user, &finding.attribute)
    else {
        return Foreign::default();
    };
    let same = |id: &Option<Foreign>, other: &Foreign| id.as_ref() == Some(other);
    let mut exports = events.clone().filter_map(|event| {
        let ours = event.lane == Lane::Provisioning
            && event.outcome == Outcome::Success
            && same(&user.entra_id, &event.source_id);
        let changes = ours.then_some(&event.changes)?;
        let change = changes.iter().find(|change| change.is_of(attribute))?;
        Some((event, change))
    });
    let Some((export, change)) = exports.next() else {
        return Foreign::new("no row of the log that was read shows what was exported last");
    };
    let by_hand = events.into_iter().find(|event| {
        event.lane == Lane::Provider
            && event.at > export.at
            && same(&user.scim_id, &event.target_id)
    });
    let at = export.at.format("%Y-%m-%d %H:%M UTC");
    Foreign::new(match mover(finding, change) {
        Mover::Unknown => format!("the log of {at} does not say what was exported"),
        Mover::Source => format!("the source moved after the export of {at}: on its way"),
        Mover::Export => format!("the export of {at} was not stored"),
        Mover::Both => format!("source and provider both moved after the export of {at}"),
        Mover::Provider => match by_hand {
            Some(event) if !event.actor.is_empty() => format!(
                "the provider moved after the export of {at}: {} by {}",
                event.action.raw(),
                event.actor.raw()
            ),
            _ => format!("the provider moved after the export of {at}"),
        },
    })
}

enum Mover {
    Source,
    Provider,
    Export,
    Both,
    Unknown,
}

fn mover(finding: &Finding, change: &Change) -> Mover {
    let value = |value: &Option<Foreign>| value.as_ref().map_or("", Foreign::raw).to_owned();
    let (expected, actual) = (value(&finding.expected), value(&finding.actual));
    let (exported, before) = (change.new.raw(), change.old.raw());
    if exported == REDACTED {
        return Mover::Unknown;
    }
    let same = |left: &str, right: &str| likeness(left, right) != Likeness::Different;
    match (same(exported, &expected), same(exported, &actual)) {
        (false, true) => Mover::Source,
        (false, false) => Mover::Both,
        (true, _) if !before.is_empty() && same(before, &actual) => Mover::Export,
        (true, _) if actual.is_empty() => Mover::Export,
        (true, _) => Mover::Provider,
    }
}
