//! The memory: everything a face shows, and how an observation changes it.

mod advance;
mod command;
mod comparison;
mod health;
mod ring;
mod trend;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use advance::{Observation, advance, is_sound};
pub use command::Command;
pub use comparison::{Comparison, Headcount};
pub use health::{Budget, Health, Progress};
pub use ring::Ring;
pub use trend::{Trend, TrendPoint};

use crate::drift::Verdict;
use crate::model::{Directory, Event, Job, Provider, Source, Text};

/// Everything a face shows. Cheap to clone: the large parts are shared.
#[derive(Clone)]
pub struct Status {
    /// Moves only if something visible changed.
    pub revision: u64,
    /// When the last observation came.
    pub as_of: DateTime<Utc>,
    /// The profile's name in the configuration.
    pub profile: Arc<str>,
    /// The last sound reads of Entra's side, part by part.
    pub directory: Directory,
    /// The last sound reads of the provider's side, part by part.
    pub provider: Provider,
    /// The strings of both sides.
    pub text: Text,
    /// The enterprise application and the provider's host, for the header.
    pub application: Arc<str>,
    pub provider_host: Arc<str>,
    /// How each source fares, in the order of [`Source::ALL`].
    pub sources: [Health; Source::ALL.len()],
    pub job: Option<Arc<Job>>,
    /// What the last comparison found; `None` before both sides were read soundly.
    pub comparison: Option<Arc<Comparison>>,
    /// Newest first, all lanes.
    pub events: Ring<Event>,
    pub trend: Trend,
    pub verdict: Verdict,
    /// A line for the person from the program itself, such as a device sign-in to complete.
    pub notice: Option<Arc<str>>,
}

impl Status {
    /// A status that knows nothing yet.
    pub fn new(profile: &str, provider_host: &str, now: DateTime<Utc>) -> Self {
        Self {
            revision: 0,
            as_of: now,
            profile: profile.into(),
            directory: Directory::default(),
            provider: Provider::default(),
            text: Text::default(),
            application: "".into(),
            provider_host: provider_host.into(),
            sources: std::array::from_fn(|_| Health::default()),
            job: None,
            comparison: None,
            events: Ring::new(5_000),
            trend: Trend::default(),
            verdict: Verdict::Unknown,
            notice: None,
        }
    }

    pub fn source(&self, source: Source) -> &Health {
        &self.sources[source.index()]
    }

    /// Whether what is shown of this source was read at all: until then nothing is known to be absent.
    pub fn was_read(&self, source: Source) -> bool {
        self.source(source).sound_at.is_some()
    }
}
