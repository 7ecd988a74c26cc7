//! One comparison in the making: both sides, what differs, and a second read of everything where
//! there is too much to ask about one by one.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Upstreams;
use super::sides::Sides;
use crate::drift::{
    Answer, Answers, Comparer, Describe, Difference, Differences, Family, Finding, FindingId, Kind,
    Learned, Linked, Normalisation, Question, Remark, Settings, question,
};
use crate::entra::{Expected, Mappings, Scope};
use crate::model::{
    Event, Foreign, Id, Lane, Outcome, Person, Provider, Side, SourceError, Text, veil,
};
use crate::source::ingest::Store;
use crate::status::Headcount;

/// Whom the provisioning log links: the identifiers in Entra and at the provider.
pub type Links = Arc<[(Foreign, Foreign)]>;

/// The links of the log's successful rows, the newest of each object.
pub fn links<'a>(events: impl Iterator<Item = &'a Event>) -> Links {
    let rows = events.filter(|event| {
        event.lane == Lane::Provisioning
            && event.outcome == Outcome::Success
            && !event.source_id.is_empty()
            && !event.target_id.is_empty()
    });
    let mut seen = HashSet::new();
    let newest = rows.filter(|event| seen.insert(event.source_id.raw()));
    newest
        .map(|event| (event.source_id.clone(), event.target_id.clone()))
        .collect()
}

/// The links as numbers, as far as the provider's end is a user that was read.
fn linked(store: &mut Store, links: &Links, sides: &Sides) -> Linked {
    let (entra, held) = (&sides.directory.users.data, &sides.provider.users.data);
    let mut linked = Linked::default();
    let mut earlier = Vec::new();
    for (here, there) in links.iter() {
        let here = store.interner.id(here.raw());
        let there = store.interner.id(there.raw());
        let row = store.people.holder(Side::Provider, there);
        let Some(row) = row.filter(|&row| held.row(row).is_some_and(|held| held.id == there))
        else {
            continue;
        };
        let person = store.people.holder(Side::Entra, here);
        match person.filter(|&person| entra.row(person).is_some_and(|user| user.id == here)) {
            Some(person) => linked.pairs.push((person, row)),
            None => earlier.push(row),
        }
    }
    let own: HashSet<Person> = linked.pairs.iter().map(|pair| pair.1).collect();
    let is_other = |row: &Person| entra.state(*row).is_present() && !own.contains(row);
    linked.recreated = earlier.into_iter().filter(is_other).collect();
    linked
}

/// Teaches the masks what was computed for people, and who turned out to be one person: before anything
/// is said of them.
fn learn(sides: &Sides, expected: &Expected, mappings: &Mappings, text: &Text) {
    let (entra, held) = (&sides.directory.users.data, &sides.provider.users.data);
    for person in entra.people() {
        if let Some(row) = held.row(person) {
            veil::adopt(text, person, &row, held.values_of(person));
        }
        for (at, rule) in mappings.users.rules.iter().enumerate() {
            let value = expected.derived.value(at, entra, person);
            if !value.is_unknown() {
                veil::learn_value(person, rule.target.raw(), text.get(value));
            }
        }
    }
}

/// What a comparison rests on besides both sides.
#[derive(Clone)]
pub struct Basis {
    pub scope: Scope,
    pub mappings: Arc<Mappings>,
    pub normalisations: Arc<[Normalisation]>,
    pub links: Links,
}

/// Both sides and what differs between them.
pub struct Case {
    pub sides: Sides,
    pub text: Text,
    pub differences: Differences,
    basis: Basis,
    /// What is remembered for the next comparison.
    pub comparer: Box<Comparer>,
}

impl Case {
    /// Compares on the parsing thread, which holds the newest strings.
    pub async fn open(
        upstreams: &Upstreams,
        basis: Basis,
        mut sides: Sides,
        mut comparer: Box<Comparer>,
    ) -> Result<Self, SourceError> {
        let work = move |store: &mut Store| {
            let linked = linked(store, &basis.links, &sides);
            let settings = Settings {
                scope: basis.scope,
                mappings: &basis.mappings,
                normalisations: &basis.normalisations,
            };
            let interner = &mut store.interner;
            let (directory, provider) = (&sides.directory, &sides.provider);
            let compared = comparer.compare(directory, provider, settings, linked, interner);
            sides.provider = compared.provider;
            let differences = compared.differences;
            if veil::is_covered() {
                let expected = &differences.expected;
                learn(&sides, expected, &basis.mappings, &compared.text);
            }
            Self {
                sides,
                text: compared.text,
                differences,
                basis,
                comparer,
            }
        };
        upstreams.ingest.run(work).await
    }

    pub fn describe(&self, now: DateTime<Utc>) -> Describe<'_> {
        Describe {
            directory: &self.sides.directory,
            provider: &self.sides.provider,
            text: &self.text,
            differences: &self.differences,
            mappings: &self.basis.mappings,
            now,
            references: OnceCell::new(),
        }
    }

    /// Every difference with its finding.
    pub fn findings(&self, now: DateTime<Utc>) -> Vec<(Difference, Finding)> {
        let describe = self.describe(now);
        let found = self.differences.found.iter();
        found
            .map(|&difference| (difference, describe.finding(difference)))
            .collect()
    }

    pub fn scope(&self) -> Scope {
        self.basis.scope
    }

    /// The member's identifier on the side that is asked.
    pub fn asked_id(&self, difference: Difference) -> Id {
        let (here, there) = (
            &self.sides.directory.users.data,
            &self.sides.provider.users.data,
        );
        let row = match difference {
            Difference::MissingMember { person, .. } => there.row(person),
            Difference::ExtraMember { person, .. } => here.row(person),
            _ => None,
        };
        row.map_or(Id::ABSENT, |row| row.id)
    }

    /// The rules whose targets the provider does not keep.
    pub fn not_kept(&self) -> Arc<[u16]> {
        let remarks = self.differences.remarks.iter();
        remarks
            .filter_map(|(remark, ..)| match remark {
                Remark::NotKept(rule) => Some(rule),
                _ => None,
            })
            .collect()
    }

    /// How many people there are, where the users of both sides were compared.
    pub fn headcount(&self) -> Option<Headcount> {
        if !self.differences.families.contains(&Family::Users) {
            return None;
        }
        let apart = self
            .differences
            .found
            .iter()
            .filter_map(|difference| match *difference {
                Difference::MissingUser(person)
                | Difference::Active { person, .. }
                | Difference::Attribute { person, .. } => Some(person),
                _ => None,
            });
        let apart: HashSet<Person> = apart.collect();
        let expected = self.differences.expected.people();
        Some(Headcount {
            expected,
            actual: self.sides.provider.users.data.len(),
            in_sync: expected.saturating_sub(apart.len()),
        })
    }

    /// Whether this comparison would have found it again.
    pub fn compared(&self, finding: &Finding) -> bool {
        let Differences {
            families, untold, ..
        } = &self.differences;
        let family = finding.family();
        let group = finding
            .group
            .as_ref()
            .and_then(|group| group.scim_id.as_ref());
        let rows = &self.sides.provider.groups.data.rows;
        let missing = finding.kind == Kind::MissingMember;
        let hides = untold.iter().any(|group_untold| {
            let id = rows[group_untold.provider as usize].id.to_text(&self.text);
            (group_untold.whole || missing) && group.is_some_and(|group| group.raw() == id)
        });
        let hidden = family == Family::Members && hides;
        families.contains(&family) && !hidden
    }

    /// Reads everything once more: what is found again stands, what is not is refuted. The answers
    /// are to the questions of `open`, of which there are too many to ask them one by one.
    pub async fn second_read(&self, upstreams: &Upstreams, open: &[Question]) -> Answers {
        let mut answers: Answers = open
            .iter()
            .map(|&question| (question, Answer::Unknown))
            .collect();
        let Some(again) = self.read_again(upstreams).await else {
            return answers;
        };
        let now = upstreams.clock.now();
        let found: HashSet<FindingId> = again
            .findings(now)
            .into_iter()
            .map(|(_, finding)| finding.id)
            .collect();
        for (difference, finding) in self.findings(now) {
            let asked = question(difference).and_then(|question| answers.get_mut(&question));
            let compared = again.differences.families.contains(&finding.family());
            if let Some(answer) = asked.filter(|_| compared) {
                let stands = found.contains(&finding.id);
                *answer = if stands {
                    Answer::Stands(Learned::default())
                } else {
                    Answer::Refuted
                };
            }
        }
        answers
    }

    async fn read_again(&self, upstreams: &Upstreams) -> Option<Self> {
        let users = upstreams.scim.users(&self.basis.mappings.targets()).await;
        let groups = upstreams.scim.groups(&users.data).await;
        let directory = upstreams
            .graph
            .directory(&self.basis.mappings.sources())
            .await;
        let sides = Sides {
            directory,
            provider: Provider { users, groups },
        };
        let basis = self.basis.clone();
        Self::open(upstreams, basis, sides, Box::default())
            .await
            .ok()
    }
}
