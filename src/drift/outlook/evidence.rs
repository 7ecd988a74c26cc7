//! What a verdict is weighed from: the logs by what they are about, the clock of the job, and when
//! both sides were read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::writers::Writers;
use crate::drift::Subject;
use crate::entra::{CycleClock, Escrowed};
use crate::model::{Event, Foreign, Job, Lane};

/// Events by the identifiers they name, newest first.
#[derive(Default)]
pub struct Logbook<'a> {
    provisioning: HashMap<&'a str, Vec<&'a Event>>,
    directory: HashMap<&'a str, Vec<&'a Event>>,
    provider: HashMap<&'a str, Vec<&'a Event>>,
    writers: Writers<'a>,
    /// Identifiers in Entra by those at the provider, from the newest row that names both.
    links: HashMap<&'a str, &'a Foreign>,
}

impl<'a> Logbook<'a> {
    /// `events` are those of all lanes, `changes` those of users and groups in Entra; both come newest
    /// first.
    pub fn of(events: &'a [Event], changes: &'a [Event]) -> Self {
        let mut book = Self::default();
        for event in events.iter().chain(changes) {
            let (index, keys) = match event.lane {
                Lane::Provisioning => (&mut book.provisioning, [Some(&event.source_id), None]),
                Lane::Directory => (
                    &mut book.directory,
                    [Some(&event.source_id), Some(&event.target_id)],
                ),
                Lane::Provider => (
                    &mut book.provider,
                    [Some(&event.target_id), Some(&event.source_id)],
                ),
            };
            for key in keys.into_iter().flatten().filter(|key| !key.is_empty()) {
                index.entry(key.raw()).or_default().push(event);
            }
        }
        // Two lists came one after the other.
        for rows in book.directory.values_mut() {
            rows.sort_by_key(|event| std::cmp::Reverse(event.at));
        }
        book.writers = Writers::among(events);
        book.links = links(events);
        book
    }

    /// Rows of the provisioning log about this object of Entra.
    pub fn provisioning(&self, id: Option<&Foreign>) -> &[&'a Event] {
        rows(&self.provisioning, id)
    }

    /// What was done in Entra to this object.
    pub fn directory(&self, id: Option<&Foreign>) -> &[&'a Event] {
        rows(&self.directory, id)
    }

    /// The newest of what was done in Entra to a group of this name.
    pub fn group_named(&self, name: &Foreign) -> Option<&'a Event> {
        let rows = self.directory.values().flatten().copied();
        let is_of_group = |event: &&Event| event.action.raw().to_lowercase().contains("group");
        let named = rows
            .filter(|event| event.target == *name)
            .filter(is_of_group);
        named.max_by_key(|event| event.at)
    }

    /// The identifier in Entra; of somebody whom Entra's side does not hold, the one that the provisioning
    /// log links.
    pub fn entra_id<'s>(&'s self, subject: &'s Subject) -> Option<&'s Foreign> {
        let linked = || self.links.get(subject.scim_id.as_ref()?.raw()).copied();
        subject.entra_id.as_ref().or_else(linked)
    }

    /// What was done at the provider to the resource of `subject` by somebody else than the provisioning
    /// service, whose own writes stand in both logs.
    pub fn by_hand(&self, subject: &Subject) -> impl Iterator<Item = &'a Event> {
        let exports = self.provisioning(subject.entra_id.as_ref());
        let events = rows(&self.provider, subject.scim_id.as_ref());
        let events = events.iter().copied();
        events.filter(move |event| !self.writers.echoes(exports, event))
    }

    /// What was done at the provider to the resource with this identifier.
    pub fn provider(&self, id: Option<&Foreign>) -> &[&'a Event] {
        rows(&self.provider, id)
    }
}

fn links(events: &[Event]) -> HashMap<&str, &Foreign> {
    let named = |event: &&Event| !event.source_id.is_empty() && !event.target_id.is_empty();
    let rows = events
        .iter()
        .filter(|event| event.lane == Lane::Provisioning);
    // Oldest first, so that the newest stays.
    let rows = rows.filter(named).rev();
    rows.map(|event| (event.target_id.raw(), &event.source_id))
        .collect()
}

fn rows<'b, 'a>(
    index: &'b HashMap<&'a str, Vec<&'a Event>>,
    id: Option<&Foreign>,
) -> &'b [&'a Event] {
    let rows = id.and_then(|id| index.get(id.raw()));
    rows.map_or(&[], Vec::as_slice)
}

/// What is known besides the finding.
pub struct Evidence<'a> {
    pub now: DateTime<Utc>,
    pub job: Option<&'a Job>,
    pub clock: &'a CycleClock,
    pub escrow: &'a [Escrowed],
    pub book: Logbook<'a>,
    /// From when on the audit of users and groups has everything.
    pub changes_from: Option<DateTime<Utc>>,
    /// When the read of the provider began that shows the finding: a cycle that ended later proves
    /// nothing.
    pub read: DateTime<Utc>,
}

impl Evidence<'_> {
    /// What failed on this object and is still tried, or was given up.
    pub fn escrowed(&self, id: Option<&Foreign>) -> impl Iterator<Item = &Escrowed> {
        self.escrow
            .iter()
            .filter(move |held| id.is_some_and(|id| *id == held.source_id))
    }
}
