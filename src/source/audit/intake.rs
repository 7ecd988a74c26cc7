//! What is kept of the records that came.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::Value;

use super::field_map::FieldMap;
use crate::model::{Event, Foreign, Reason};

/// Events by their ids, and what was wrong with the rest.
pub(super) struct Intake<'m> {
    map: &'m FieldMap,
    events: Vec<Event>,
    /// Each id, and where its event stands.
    seen: HashMap<Foreign, usize>,
    records: usize,
    unreadable: usize,
    /// The first record that could not be read, by its number from 1 on, and why.
    first: Option<(usize, &'static str)>,
    /// Records that share their id with another one of different content.
    clashes: usize,
}

/// Why less was kept than came, and the words for it.
pub(super) type Loss = (Reason, String);

impl<'m> Intake<'m> {
    pub fn new(map: &'m FieldMap) -> Self {
        Self {
            map,
            events: Vec::new(),
            seen: HashMap::new(),
            records: 0,
            unreadable: 0,
            first: None,
            clashes: 0,
        }
    }

    pub fn take(&mut self, record: &Value) {
        match self.map.event(record) {
            Ok(event) => {
                self.records += 1;
                self.keep(event);
            }
            Err(why) => self.refuse(why),
        }
    }

    /// Counts a record that cannot be read; `why` follows "it".
    pub fn refuse(&mut self, why: &'static str) {
        self.records += 1;
        self.unreadable += 1;
        self.first.get_or_insert((self.records, why));
    }

    /// Pages overlap: a record that comes twice is one.
    fn keep(&mut self, event: Event) {
        match self.seen.entry(event.id.clone()) {
            Entry::Vacant(place) => {
                place.insert(self.events.len());
                self.events.push(event);
            }
            Entry::Occupied(place) => {
                let same = self
                    .events
                    .get(*place.get())
                    .is_some_and(|kept| is_same(kept, &event));
                self.clashes += usize::from(!same);
            }
        }
    }

    /// The events, oldest first, and what was lost.
    pub fn finish(mut self) -> (Vec<Event>, Vec<Loss>) {
        self.events
            .sort_by(|left, right| (left.at, &left.id).cmp(&(right.at, &right.id)));
        let mut losses = Vec::new();
        if let Some((number, why)) = self.first {
            let words = format!(
                "{} of {} records could not be read; the first is number {number}: it {why}",
                self.unreadable, self.records
            );
            losses.push((Reason::RowsUnreadable, words));
        }
        if self.clashes > 0 {
            let words = format!(
                "{} of {} records have the id of another one; map.id has to tell them apart",
                self.clashes, self.records
            );
            losses.push((Reason::DuplicateRows, words));
        }
        (self.events, losses)
    }
}

fn is_same(left: &Event, right: &Event) -> bool {
    (left.at, &left.action, &left.actor, &left.target_id)
        == (right.at, &right.action, &right.actor, &right.target_id)
}
