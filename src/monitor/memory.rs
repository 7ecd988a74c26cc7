//! When each finding was first seen: on disk where that works, in this process always.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::drift::{Finding, Note};
use crate::model::Foreign;
use crate::status::TrendPoint;
use crate::store::{Store, StoreError};

/// How far back the trend is read at start.
const TREND: TimeDelta = TimeDelta::hours(24);

/// The history of one profile.
pub struct Memory {
    profile: String,
    store: Option<Store>,
    first_seen: HashMap<String, DateTime<Utc>>,
    trouble: Option<String>,
    looked: Option<DateTime<Utc>>,
}

impl Memory {
    /// Opens the history at `path`; without one, or where it cannot be opened, this process
    /// remembers by itself and a note says so.
    pub fn open(profile: &str, path: Option<&Path>) -> Self {
        let opened = path.map(Store::open).transpose();
        let trouble = opened.as_ref().err().map(ToString::to_string);
        Self {
            profile: profile.to_owned(),
            store: opened.ok().flatten(),
            first_seen: HashMap::new(),
            trouble,
            looked: None,
        }
    }

    /// Dates every finding by its first sight and forgets those that are gone.
    pub fn date(&mut self, findings: &mut [Finding], now: DateTime<Utc>) {
        let mut standing: Vec<String> = findings
            .iter()
            .map(|finding| finding.id.to_string())
            .collect();
        standing.sort_unstable();
        let known = self.on_disk(|store, profile| store.sight(profile, &standing, now));
        self.first_seen
            .retain(|id, _| standing.binary_search(id).is_ok());
        self.first_seen.extend(known.unwrap_or_default());
        for finding in findings {
            let first = self.first_seen.entry(finding.id.to_string()).or_insert(now);
            finding.since = *first;
        }
    }

    /// When both sides were last compared before, by this process or an earlier one.
    pub fn looked(&self) -> Option<DateTime<Utc>> {
        self.looked
    }

    /// Remembers how many findings there were.
    pub fn push(&mut self, point: TrendPoint) {
        self.looked = Some(point.at);
        self.on_disk(|store, profile| store.push(profile, point));
    }

    /// The trend of earlier runs, oldest first.
    pub fn trend(&mut self, now: DateTime<Utc>) -> Vec<TrendPoint> {
        let points = self
            .on_disk(|store, profile| store.trend(profile, now - TREND))
            .unwrap_or_default();
        self.looked = points.last().map(|point| point.at);
        points
    }

    /// What went wrong with the history, if anything did.
    pub fn note(&self) -> Option<Note> {
        let trouble = self.trouble.as_ref()?;
        let shown = Foreign::new(trouble.as_str());
        let text = format!("the history is not kept: {}", shown.shown());
        Some(Note::new("history_unavailable", text, Foreign::default()))
    }

    fn on_disk<T>(
        &mut self,
        work: impl FnOnce(&mut Store, &str) -> Result<T, StoreError>,
    ) -> Option<T> {
        let outcome = work(self.store.as_mut()?, &self.profile);
        self.trouble = outcome.as_ref().err().map(ToString::to_string);
        outcome.ok()
    }
}
