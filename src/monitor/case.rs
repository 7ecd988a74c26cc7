//! One comparison in the making: both sides, what differs, and a second read of everything where
//! there is too much to ask about one by one.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::Upstreams;
use super::ruling::family;
use super::sides::Sides;
use crate::drift::{
    Answer, Answers, Describe, Difference, Differences, Family, Finding, FindingId, Learned,
    Question, compare, question,
};
use crate::entra::Scope;
use crate::model::{Id, Person, Provider, SourceError, Text};
use crate::source::ingest::Store;
use crate::status::Headcount;

/// Both sides and what differs between them.
pub struct Case {
    pub sides: Sides,
    pub text: Text,
    pub differences: Differences,
    scope: Scope,
    /// From the start of one cycle to the next.
    interval: TimeDelta,
}

impl Case {
    /// Compares on the parsing thread, which holds the newest strings.
    pub async fn open(
        upstreams: &Upstreams,
        scope: Scope,
        sides: Sides,
        interval: TimeDelta,
    ) -> Result<Self, SourceError> {
        let work = move |store: &mut Store| {
            let text = store.interner.text();
            let differences = compare(&sides.directory, &sides.provider, scope, &text);
            Self {
                sides,
                text,
                differences,
                scope,
                interval,
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
            now,
            interval: self.interval,
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
            let compared = again.differences.families.contains(&family(&finding));
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
        let users = upstreams.scim.users().await;
        let groups = upstreams.scim.groups(&users.data).await;
        let directory = upstreams.graph.directory().await;
        let sides = Sides {
            directory,
            provider: Provider { users, groups },
        };
        Self::open(upstreams, self.scope, sides, self.interval)
            .await
            .ok()
    }
}
