//! The audit log, in the shape of Kandji's `GET /api/v1/audit/events`.

use std::collections::VecDeque;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::Actor;

/// The provider keeps about a year; we keep the newest this many.
const KEPT: usize = 50_000;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEvent {
    /// 26 characters that sort by time (the ULID specification).
    pub id: String,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
    actor: Actor,
    action: &'static str,
    target_type: &'static str,
    target_id: String,
    new_state: Value,
}

impl AuditEvent {
    /// The event as the REST route sends it.
    pub fn as_json(&self) -> Value {
        json!({
            "id": self.id,
            "action": self.action,
            "occurred_at": self.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            "actor_id": self.actor.id,
            "actor_type": self.actor.kind,
            "target_id": self.target_id,
            "target_type": self.target_type,
            "target_component": null,
            "new_state": self.new_state,
            "metadata": {},
        })
    }
}

/// The newest events, oldest first.
pub struct AuditLog {
    events: VecDeque<AuditEvent>,
    last: Ulid,
    rng: fastrand::Rng,
}

impl AuditLog {
    pub(super) fn new(seed: u64) -> Self {
        let last = Ulid {
            milliseconds: 0,
            random: 0,
        };
        Self {
            events: VecDeque::new(),
            last,
            rng: fastrand::Rng::with_seed(seed ^ 0xa0d1),
        }
    }

    /// The events, oldest first.
    pub fn events(&self) -> &VecDeque<AuditEvent> {
        &self.events
    }

    /// Appends an event. A time before the last event's still gets an id after it.
    pub(super) fn record(
        &mut self,
        actor: &Actor,
        action: &'static str,
        (target_type, target_id): (&'static str, &str),
        new_state: Value,
        now: DateTime<Utc>,
    ) {
        let id = self.next_id(now);
        if self.events.len() == KEPT {
            self.events.pop_front();
        }
        self.events.push_back(AuditEvent {
            id,
            occurred_at: now,
            actor: actor.clone(),
            action,
            target_type,
            target_id: target_id.to_owned(),
            new_state,
        });
    }

    fn next_id(&mut self, now: DateTime<Utc>) -> String {
        let milliseconds = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        self.last = if milliseconds > self.last.milliseconds {
            // The top bit stays free, so that adding one can never overflow in one millisecond.
            Ulid {
                milliseconds,
                random: self.rng.u128(..1 << 79),
            }
        } else {
            Ulid {
                random: self.last.random + 1,
                ..self.last
            }
        };
        self.last.text()
    }
}

/// 48 bits of time and 80 of chance, rising within a millisecond.
#[derive(Clone, Copy)]
struct Ulid {
    milliseconds: u64,
    random: u128,
}

impl Ulid {
    /// Crockford's base 32, five bits a character, highest first.
    fn text(self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let bits = u128::from(self.milliseconds) << 80 | self.random;
        let digits = (0..26)
            .rev()
            .map(|place| ALPHABET[(bits >> (place * 5)) as usize & 31]);
        digits.map(char::from).collect()
    }
}
