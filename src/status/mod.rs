//! The memory: everything a face shows, and how an observation changes it.

mod action;
mod advance;
mod command;
mod comparison;
pub mod examination;
mod health;
mod plan;
mod ring;
mod scene;
mod shrunk;
mod trend;
mod trouble;
mod weigh;

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};

pub use action::{ActionState, ActionStep};
pub use advance::{Observation, advance, is_frozen, is_sound};
pub use command::Command;
pub use comparison::{Comparison, Headcount};
pub use examination::Examination;
pub use health::{Budget, Health, Pause, Progress};
pub use plan::{Change, Plan, Step};
pub use ring::Ring;
pub use shrunk::Shrunk;
pub use trend::{Trend, TrendPoint};
pub use trouble::Trouble;

use crate::drift::{self, Verdict};
use crate::entra::{self, CycleClock, Escrowed, Mappings, Scope, Sighting, Spread};
use crate::model::{
    Directory, Event, Execution, Job, Person, Provider, Resource, Source, Sym, Text,
};

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
    /// What the job maps, or what is assumed in its place.
    pub mappings: Arc<Mappings>,
    /// The enterprise application and the provider's host, for the header.
    pub application: Arc<str>,
    pub provider_host: Arc<str>,
    /// What the provider is read by, in words; empty before it was read.
    pub provider_profile: Arc<str>,
    /// What hints of changes the provider gives between two reads, and what the last one showed, in words;
    /// empty before that was tried.
    pub provider_hints: Arc<str>,
    /// The resource on screen that was read again by itself last, and when.
    pub reread: Option<(Resource, DateTime<Utc>)>,
    /// How each source fares, in the order of [`Source::ALL`].
    pub sources: [Health; Source::ALL.len()],
    pub job: Option<Arc<Job>>,
    /// What the last comparison found; `None` before both sides were read soundly.
    pub comparison: Option<Arc<Comparison>>,
    /// Newest first, all lanes.
    pub events: Ring<Event>,
    /// What was done to users and groups in Entra, newest first.
    pub changes: Ring<Event>,
    /// From when on `changes` has everything; `None` where it could not be read without a gap.
    pub changes_from: Option<DateTime<Utc>>,
    /// The runs of the job that were seen, newest first, each once.
    pub executions: Ring<Execution>,
    /// When the job runs.
    pub clock: Arc<CycleClock>,
    /// From a change in Entra to its export; `None` where no pair was seen.
    pub lag: Option<Spread>,
    /// What failed and is tried again.
    pub escrow: Arc<[Escrowed]>,
    /// How far the initial cycle that runs had come, newest first; empty while none runs.
    pub sightings: Ring<Sighting>,
    /// Our own reads that did not come out sound, newest first.
    pub troubles: Ring<Trouble>,
    pub trend: Trend,
    /// Whether everybody is in scope, or only who is assigned: as configured.
    pub scope: Scope,
    pub verdict: Verdict,
    /// A line for the person from the program itself, such as a device sign-in to complete.
    pub notice: Option<Arc<str>>,
    /// What the doctor found when it was asked last.
    pub examination: Option<Arc<Examination>>,
    /// Whether the doctor was asked and has not answered yet.
    pub examining: bool,
    /// Why this run does not act, and what to set; `None` where it may.
    pub actions_off: Option<Arc<str>>,
    /// The newest action that was asked for.
    pub action: Arc<ActionState>,
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
            mappings: Arc::new(Mappings::assumed("they were not read yet")),
            application: "".into(),
            provider_host: provider_host.into(),
            provider_profile: "".into(),
            provider_hints: "".into(),
            reread: None,
            sources: std::array::from_fn(|_| Health::default()),
            job: None,
            comparison: None,
            events: Ring::new(5_000),
            changes: Ring::new(10_000),
            changes_from: None,
            executions: Ring::new(200),
            clock: Arc::new(CycleClock::learn(None, &[], std::iter::empty())),
            lag: None,
            escrow: Arc::default(),
            sightings: Ring::new(200),
            troubles: Ring::new(trouble::KEPT),
            trend: Trend::default(),
            scope: Scope::default(),
            verdict: Verdict::Unknown,
            notice: None,
            examination: None,
            examining: false,
            actions_off: Some("this run only reads".into()),
            action: Arc::default(),
        }
    }

    /// What Entra would send for `person` by the rule at this place of the user mapping.
    pub fn sent(&self, rule: usize, person: Person) -> Sym {
        let users = &self.directory.users.data;
        let rules = &self.mappings.users.rules;
        match rules.get(rule).map(|rule| &rule.source) {
            Some(entra::Source::Direct(name)) if users.column(name).is_some() => {
                users.value(person, name)
            }
            Some(_) => self.comparison.as_deref().map_or(Sym::UNKNOWN, |compared| {
                compared.expected.derived.value(rule, users, person)
            }),
            None => Sym::UNKNOWN,
        }
    }

    /// The names that Entra's groups have at the provider, where they are mapped to others.
    pub fn group_names(&self) -> &entra::GroupNames {
        static OWN: LazyLock<entra::GroupNames> = LazyLock::new(entra::GroupNames::default);
        let compared = self.comparison.as_deref();
        compared.map_or(&OWN, |compared| &compared.expected.derived.group_names)
    }

    /// What the provider holds for `person` where the rule at this place writes.
    pub fn held(&self, rule: usize, person: Person) -> Sym {
        let rule = self.mappings.users.rules.get(rule);
        let target = rule.map_or("", |rule| rule.target.raw());
        self.provider.users.data.value(person, target)
    }

    /// Every mapping of `person`, as the last comparison made it; none before there was one, and of
    /// nobody whom Entra does not hold.
    pub fn accounts(&self, person: Person) -> Vec<drift::Account> {
        let Some(compared) = self.comparison.as_deref() else {
            return Vec::new();
        };
        if !self.directory.users.data.state(person).is_present() {
            return Vec::new();
        }
        let sides = drift::Sides {
            mappings: &self.mappings,
            derived: &compared.expected.derived,
            directory: &self.directory,
            provider: &self.provider,
            text: &self.text,
        };
        sides.account(person)
    }

    /// What is wrong with the mappings; nothing before both sides were compared. Looks at everybody
    /// once for each rule.
    pub fn lint(&self) -> Vec<drift::Note> {
        let Some(compared) = self.comparison.as_deref() else {
            return Vec::new();
        };
        let lint = drift::Lint {
            mappings: &self.mappings,
            derived: &compared.expected.derived,
            users: &self.directory.users.data,
            text: &self.text,
            host: &self.provider_host,
            not_kept: &compared.not_kept,
        };
        lint.notes()
    }

    /// Everybody with this userPrincipalName or userName, in any case, or with this identifier.
    pub fn people_called(&self, name: &str) -> Vec<Person> {
        let (entra, held) = (&self.directory.users.data, &self.provider.users.data);
        let slots = entra.slots().max(held.slots());
        let everyone = 0..u32::try_from(slots).unwrap_or(u32::MAX);
        let folded = name.to_lowercase();
        let is_called = |person: &Person| {
            let rows = [entra.row(*person), held.row(*person)];
            rows.iter().flatten().any(|row| {
                self.text.get(row.name).to_lowercase() == folded
                    || row.id.to_text(&self.text) == name
            })
        };
        everyone.filter(is_called).collect()
    }

    /// The places of the rules that are compared, but those whose targets the provider does not keep.
    pub fn compared_rules(&self) -> impl Iterator<Item = usize> + '_ {
        let not_kept = self
            .comparison
            .as_deref()
            .map(|compared| &compared.not_kept);
        let rules = self.mappings.users.rules.iter().enumerate();
        rules
            .filter(|(_, rule)| rule.is_compared() && !drift::is_reference(rule))
            .map(|(at, _)| at)
            .filter(move |&at| {
                !not_kept.is_some_and(|lost| lost.iter().any(|&lost| usize::from(lost) == at))
            })
    }

    pub fn source(&self, source: Source) -> &Health {
        &self.sources[source.index()]
    }

    /// Whether what is shown of this source was read at all: until then nothing is known to be absent.
    pub fn was_read(&self, source: Source) -> bool {
        self.source(source).sound_at.is_some()
    }
}
