//! Three ways to look at one attribute: what Entra would send now, what it exported last, what the
//! provider holds. Together they say who moved.

use super::outlook::Logbook;
use super::value::{Likeness, likeness};
use super::{Finding, Kind};
use crate::model::{Change, Event, Foreign, Outcome};

/// What the log shows in place of a secret value.
const REDACTED: &str = "[Redact]";

/// Who moved, for a finding about a user's attribute; `None` for any other.
pub fn who_moved<'a>(finding: &Finding, book: &Logbook<'a>) -> Option<Moved<'a>> {
    let (Kind::AttributeMismatch, Some(user), Some(attribute)) =
        (finding.kind, &finding.user, &finding.attribute)
    else {
        return None;
    };
    let exports = book.provisioning(user.entra_id.as_ref()).iter();
    let export = exports
        .filter(|event| event.outcome == Outcome::Success)
        .find_map(|event| {
            let mut changes = event.changes.iter();
            Some((*event, changes.find(|change| change.is_of(attribute))?))
        });
    let Some((export, change)) = export else {
        return Some(Moved {
            by_hand: book.by_hand(user).next(),
            ..Moved::default()
        });
    };
    let by_hand = book.by_hand(user).find(|event| event.at > export.at);
    Some(Moved {
        mover: mover(finding, change),
        export: Some(export),
        by_hand,
    })
}

/// Who moved since the last export of an attribute.
#[derive(Default)]
pub struct Moved<'a> {
    pub mover: Mover,
    /// The newest row of the log that wrote the attribute; `None`: no row that was read did.
    pub export: Option<&'a Event>,
    /// What somebody did at the provider since, newest first.
    pub by_hand: Option<&'a Event>,
}

/// Which of the three ways to look at an attribute is apart from the other two.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Mover {
    Source,
    Provider,
    /// What was written is not what is held.
    Export,
    Both,
    #[default]
    Unknown,
}

impl Moved<'_> {
    /// In words.
    pub fn sentence(&self) -> Foreign {
        let Some(export) = self.export else {
            let words = "no row of the log that was read shows what was exported last";
            return Foreign::new(match self.by_hand {
                Some(event) => format!("{words}; at the provider: {}", by_whom(event)),
                None => words.to_owned(),
            });
        };
        let at = export.at.format("%Y-%m-%d %H:%M UTC");
        Foreign::new(match self.mover {
            Mover::Unknown => format!("the log of {at} does not say what was exported"),
            Mover::Source => format!("the source moved after the export of {at}: on its way"),
            Mover::Export => format!("the export of {at} was not stored"),
            Mover::Both => format!("source and provider both moved after the export of {at}"),
            Mover::Provider => match self.by_hand {
                Some(event) => {
                    format!(
                        "the provider moved after the export of {at}: {}",
                        by_whom(event)
                    )
                }
                None => format!("the provider moved after the export of {at}"),
            },
        })
    }
}

/// What was done, by whom, and when.
pub fn by_whom(event: &Event) -> String {
    let at = event.at.format("%Y-%m-%d %H:%M UTC");
    match event.actor.raw() {
        "" => format!("{} at {at}", event.action.raw()),
        actor => format!("{} by {actor} at {at}", event.action.raw()),
    }
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
