//! The judge: compares, asks again before a claim, and keeps what stands.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::ask::Ask;
use super::case::{Basis, Case, links};
use super::memory::Memory;
use super::ruling::{by_design, refuted, rule, unconfirmed};
use super::sides::Sides;
use super::{MonitorOptions, Upstreams};
use crate::drift::outlook::Logbook;
use crate::drift::{
    Answer, Answers, Comparer, Counts, Difference, Finding, FindingId, Kind, Learned, Note,
    Question, Settled, contradictions, questions, settle, who_moved,
};
use crate::model::{Foreign, Provider, SourceError, Text};
use crate::status::{Comparison, Status, TrendPoint};

/// Questions asked one by one in a run; past that, one second full read confirms the rest.
const MOST_QUESTIONS: usize = 500;

/// Rows of Entra's audit land so late (our choice).
const LATE: TimeDelta = TimeDelta::minutes(15);

/// A comparison and the strings of both sides; `None` where no two sound reads could be compared;
/// or a fault of the parsing thread.
pub type Judgement = Result<Option<(Comparison, Text)>, SourceError>;

/// What is remembered between comparisons.
pub struct Judge {
    memory: Memory,
    /// Claims that were confirmed and have stood since, with what was learned.
    confirmed: HashMap<FindingId, Learned>,
    /// What was compared last: the next comparison looks at what has changed since.
    comparer: Box<Comparer>,
}

/// What stands after the answers.
#[derive(Default)]
struct Outcome {
    findings: Vec<Finding>,
    notes: Vec<Note>,
    unconfirmed: usize,
}

impl Judge {
    pub fn new(memory: Memory) -> Self {
        Self {
            memory,
            confirmed: HashMap::new(),
            comparer: Box::default(),
        }
    }

    /// Forgets what was confirmed: everything is asked again.
    pub fn forget(&mut self) {
        self.confirmed.clear();
    }

    /// Compares both sides as `status` has them and confirms what is new. What cannot be asked
    /// waits.
    pub async fn judge(
        &mut self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        status: &Status,
    ) -> Judgement {
        let basis = Basis {
            scope: options.scope,
            mappings: Arc::clone(&status.mappings),
            normalisations: Arc::clone(&options.normalisations),
            links: links(status.events.items().iter()),
        };
        let comparer = std::mem::take(&mut self.comparer);
        let mut case = Case::open(upstreams, basis, Sides::of(status), comparer).await?;
        self.comparer = std::mem::take(&mut case.comparer);
        let work = case.differences.work;
        tracing::info!(people = work.people, groups = work.groups, "compared");
        let judged = Box::pin(self.judge_case(upstreams, options, status, &case)).await;
        Ok(judged.map(|comparison| (comparison, case.text)))
    }

    async fn judge_case(
        &mut self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        status: &Status,
        case: &Case,
    ) -> Option<Comparison> {
        if case.differences.families.is_empty() {
            return None;
        }
        let described = case.findings(upstreams.clock.now());
        self.forget_named(status, &described);
        let answers = self.answers(upstreams, case, &described).await;
        let mut outcome = self.settle(options, case, described, &answers);
        let book = Logbook::of(status.events.items(), status.changes.items());
        for finding in &mut outcome.findings {
            let Some(moved) = who_moved(finding, &book) else {
                continue;
            };
            let moved = moved.sentence();
            finding.detail = match finding.detail.raw() {
                "" => moved,
                known => Foreign::new(format!("{known}; {}", moved.raw())),
            };
        }
        self.keep_uncompared(status, case, &mut outcome.findings);
        outcome.notes.extend(contradictions(
            options.scope,
            options.skip_out_of_scope_deletions,
            status.events.items().iter(),
        ));
        let mut comparison = self.conclude(upstreams, options, case, outcome);
        let before = status.comparison.as_deref();
        comparison.people = comparison.people.or_else(|| before?.people);
        Some(comparison)
    }

    /// Nobody in Entra went with these accounts when that was confirmed: whom Entra's audit has named
    /// since is asked about again.
    fn forget_named(&mut self, status: &Status, described: &[(Difference, Finding)]) {
        let Some(looked) = self.memory.looked() else {
            return;
        };
        let changes = status.changes.items().iter();
        let recent = changes.filter(|event| event.at >= looked - LATE);
        let named: HashSet<String> = recent
            .map(|event| event.target.raw().to_lowercase())
            .collect();
        for (_, finding) in described {
            let is_named = || named.contains(&finding.subject().raw().to_lowercase());
            let was_nobody = |learned: &Learned| learned.entra_id.is_none();
            let confirmed = self.confirmed.get(&finding.id);
            if finding.kind == Kind::OrphanUser && confirmed.is_some_and(was_nobody) && is_named() {
                self.confirmed.remove(&finding.id);
            }
        }
    }

    /// Asks about every difference that was not confirmed before.
    async fn answers(
        &self,
        upstreams: &Upstreams,
        case: &Case,
        described: &[(Difference, Finding)],
    ) -> Answers {
        let new = described
            .iter()
            .filter(|(_, finding)| !self.confirmed.contains_key(&finding.id));
        let new: Vec<Difference> = new.map(|(difference, _)| *difference).collect();
        let mut asked: Vec<Question> = questions(&new).into_iter().collect();
        let mut open = asked.split_off(asked.len().min(MOST_QUESTIONS));
        let ask = Ask {
            upstreams,
            sides: &case.sides,
            text: &case.text,
            scope: case.scope(),
            differences: &new,
        };
        let mut answers = ask.all(asked).await;
        // Where the provider cannot be asked about one object, a second read of all is the proof.
        let silent = answers
            .iter()
            .filter(|(_, answer)| **answer == Answer::Unknown);
        open.extend(
            silent
                .map(|(&question, _)| question)
                .filter(|question| question.is_to_provider()),
        );
        if !open.is_empty() {
            answers.extend(case.second_read(upstreams, &open).await);
        }
        answers
    }

    fn settle(
        &mut self,
        options: &MonitorOptions,
        case: &Case,
        described: Vec<(Difference, Finding)>,
        answers: &Answers,
    ) -> Outcome {
        let mut outcome = Outcome::default();
        let mut before = std::mem::take(&mut self.confirmed);
        for (difference, finding) in described {
            let known = before.remove(&finding.id).map(Settled::Stands);
            let id = case.asked_id(difference);
            match known.unwrap_or_else(|| settle(difference, id, answers)) {
                Settled::Stands(learned) => {
                    let finding = finding.with(&learned);
                    self.confirmed.insert(finding.id, learned);
                    match by_design(options, &finding) {
                        Some(note) => outcome.notes.push(note),
                        None => outcome.findings.push(finding),
                    }
                }
                Settled::Refuted => outcome.notes.push(refuted(&finding)),
                Settled::Waits(why) => {
                    outcome.unconfirmed += 1;
                    outcome.notes.extend(unconfirmed(&finding, &why));
                }
            }
        }
        outcome
    }

    /// What was found earlier by a family of rules that could not run now still stands: a read
    /// that is not sound clears nothing.
    fn keep_uncompared(&mut self, status: &Status, case: &Case, findings: &mut Vec<Finding>) {
        let Some(before) = status.comparison.as_deref() else {
            return;
        };
        let ignored = before.ignored.iter().map(|(finding, _)| finding);
        for finding in before.findings.iter().chain(ignored) {
            let is_found = || findings.iter().any(|found| found.id == finding.id);
            if !case.compared(finding) && !is_found() {
                self.confirmed.insert(finding.id, learned(finding));
                findings.push(finding.clone());
            }
        }
    }

    fn conclude(
        &mut self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        case: &Case,
        outcome: Outcome,
    ) -> Comparison {
        let now = upstreams.clock.now();
        let Outcome {
            mut findings,
            mut notes,
            unconfirmed,
        } = outcome;
        self.memory.date(&mut findings, now);
        let (mut standing, mut ignored) = (Vec::new(), Vec::new());
        for finding in findings {
            match rule(options, &finding, now) {
                Some(reason) => ignored.push((finding, reason.into())),
                None => standing.push(finding),
            }
        }
        let counts: Counts = standing.iter().map(|finding| finding.kind).collect();
        let point = TrendPoint {
            at: now,
            findings: counts.total(),
        };
        self.memory.push(point, &case.differences.families);
        notes.extend(case.describe(now).notes());
        notes.extend(self.memory.note());
        Comparison {
            at: now,
            findings: standing.into(),
            counts,
            ignored: ignored.into(),
            notes: notes.into(),
            unconfirmed,
            people: case.headcount(),
            expected: Arc::clone(&case.differences.expected),
            families: case.differences.families.clone(),
            read: read(&case.sides.provider, now),
            not_kept: case.not_kept(),
            work: case.differences.work,
        }
    }
}

/// When the read of the provider began that was compared.
fn read(provider: &Provider, now: DateTime<Utc>) -> DateTime<Utc> {
    let readings = [&provider.users.reading, &provider.groups.reading];
    let began = readings.into_iter().filter_map(|reading| reading.began);
    began.min().unwrap_or(now)
}

/// What a standing finding says of its confirmation. Who moved is told anew each time.
fn learned(finding: &Finding) -> Learned {
    if finding.kind == Kind::AttributeMismatch {
        return Learned::default();
    }
    Learned {
        detail: finding.detail.clone(),
        entra_id: finding.user.as_ref().and_then(|user| user.entra_id.clone()),
    }
}
