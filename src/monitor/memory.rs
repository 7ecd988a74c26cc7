//! When each finding was first seen: on disk where that works, in this process always.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};

use crate::drift::{Family, Finding, Note};
use crate::model::Foreign;
use crate::status::TrendPoint;
use crate::store::{Store, StoreError};

/// How far back the trend is read at start.
const TREND: TimeDelta = TimeDelta::hours(24);

/// The history of one profile.
pub struct Memory {
    profile: String,
    store: Option<Store>,
    seen: HashMap<String, Seen>,
    trouble: Option<String>,
    /// When both sides were compared, oldest first, as far as the trend reaches.
    looks: Vec<Look>,
}

/// A comparison, and which families of rules took part; `None`: it is of an earlier run, which does not say.
struct Look {
    at: DateTime<Utc>,
    families: Option<Vec<Family>>,
}

/// When a finding was first seen, and the last look before.
#[derive(Clone, Copy)]
struct Seen {
    since: DateTime<Utc>,
    absent: Option<DateTime<Utc>>,
}

impl Look {
    /// Whether a finding of this family would have been seen.
    fn saw(&self, family: Family) -> bool {
        let families = self.families.as_ref();
        families.is_none_or(|families| families.contains(&family))
    }
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
            seen: HashMap::new(),
            trouble,
            looks: Vec::new(),
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
        self.seen.retain(|id, _| standing.binary_search(id).is_ok());
        let known = known.unwrap_or_default();
        for finding in findings {
            let id = finding.id.to_string();
            let since = known.get(&id).copied().unwrap_or(now);
            let is_before = |look: &&Look| look.at < since && look.saw(finding.family());
            let absent = self.looks.iter().rfind(is_before).map(|look| look.at);
            let seen = *self.seen.entry(id).or_insert(Seen { since, absent });
            (finding.since, finding.absent) = (seen.since, seen.absent);
        }
    }

    /// When both sides were last compared before, by this process or an earlier one.
    pub fn looked(&self) -> Option<DateTime<Utc>> {
        self.looks.last().map(|look| look.at)
    }

    /// Remembers how many findings there were, and which families of rules were compared.
    pub fn push(&mut self, point: TrendPoint, families: &[Family]) {
        self.looks.retain(|look| point.at - look.at < TREND);
        self.looks.push(Look {
            at: point.at,
            families: Some(families.to_vec()),
        });
        self.on_disk(|store, profile| store.push(profile, point));
    }

    /// The trend of earlier runs, oldest first.
    pub fn trend(&mut self, now: DateTime<Utc>) -> Vec<TrendPoint> {
        let points = self
            .on_disk(|store, profile| store.trend(profile, now - TREND))
            .unwrap_or_default();
        let look = |point: &TrendPoint| Look {
            at: point.at,
            families: None,
        };
        self.looks = points.iter().map(look).collect();
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
