//! From a record of whatever shape to an event.

use ring::digest::{SHA256, digest};
use serde_json::Value;

use super::pointer::{Kinds, Pointers};
use super::time_format::TimeFormat;
use crate::model::{Event, Foreign, Lane, Outcome, Scoping};

/// Where each part of an event stands in a record.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct FieldMap {
    /// Where it leads to nothing, a digest of the record stands in.
    pub id: Pointers,
    /// A record without it is not readable.
    pub time: Pointers,
    pub time_format: TimeFormat,
    /// A record without it is not readable.
    pub action: Pointers,
    pub actor: Pointers,
    pub actor_type: Pointers,
    /// What a person calls the target; the target's identifier stands in.
    pub target: Pointers,
    /// The identifier that the SCIM interface uses too: findings are joined by it.
    pub target_id: Pointers,
    pub target_type: Pointers,
    pub detail: Pointers,
    /// How the act ended; absent it is unknown, never a success.
    pub status: Pointers,
}

impl FieldMap {
    /// The event that `record` tells of.
    ///
    /// # Errors
    /// Why it cannot be read, in words that follow "it".
    pub(super) fn event(&self, record: &Value) -> Result<Event, &'static str> {
        if !record.is_object() {
            return Err("is no JSON object");
        }
        let fixed = |pointers: &Pointers| pointers.fixed(record).unwrap_or_default();
        let time = self.time.fixed(record).ok_or("holds no time at map.time")?;
        let at = self.time_format.read(&time);
        let at = at.ok_or("holds a time that is not in the form of map.time_format")?;
        let action = self.action.fixed(record);
        let action = action.ok_or("holds no action at map.action")?;
        let (actor_type, target_type) = (fixed(&self.actor_type), fixed(&self.target_type));
        let kinds = Kinds([action.clone(), actor_type.clone(), target_type.clone()]);
        let text = |pointers: &Pointers| pointers.text(record, &kinds).unwrap_or_default();
        let target_id = text(&self.target_id);
        let target = self.target.text(record, &kinds);
        let status = text(&self.status);
        let outcome = outcome(&status);
        // A word that says nothing to us may say something to a person.
        let status = if outcome == Outcome::Unknown {
            status
        } else {
            String::new()
        };
        let id = self.id.text(record, &kinds);
        Ok(Event {
            id: Foreign::new(id.unwrap_or_else(|| fingerprint(record))),
            lane: Lane::Provider,
            at,
            action: Foreign::new(action),
            actor: joined(&[&actor_type, &text(&self.actor)]),
            target: Foreign::new(target.unwrap_or_else(|| target_id.clone())),
            source_id: Foreign::default(),
            target_id: Foreign::new(target_id),
            outcome,
            detail: joined(&[&target_type, &text(&self.detail), &status]),
            cycle: Foreign::default(),
            scoping: Scoping::default(),
            changes: Vec::new(),
        })
    }
}

fn joined(parts: &[&str]) -> Foreign {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    Foreign::new(parts.join(" "))
}

/// Only words that are plain; any other is no success and no failure.
fn outcome(status: &str) -> Outcome {
    match status.to_ascii_lowercase().as_str() {
        "success" | "succeeded" | "successful" | "ok" | "true" => Outcome::Success,
        "failure" | "failed" | "fail" | "error" | "denied" | "deny" | "false" => Outcome::Failure,
        "skipped" | "skip" => Outcome::Skipped,
        "warning" | "warn" => Outcome::Warning,
        _ => Outcome::Unknown,
    }
}

/// The same for the same record in every read.
fn fingerprint(record: &Value) -> String {
    let digest = digest(&SHA256, record.to_string().as_bytes());
    let half = digest.as_ref().iter().take(16);
    let number = half.fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("{number:032x}")
}
