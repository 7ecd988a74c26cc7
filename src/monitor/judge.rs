//! The judge: compares, asks again before a claim, and keeps what stands.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::ask::Ask;
use super::memory::Memory;
use super::sides::Sides;
use super::{MonitorOptions, Upstreams};
use crate::drift::ignore::IgnoreSubject;
use crate::drift::{
    Answer, Counts, Describe, Difference, Differences, Family, Finding, FindingId, Kind, Note,
    Question, Settled, compare, questions, settle,
};
use crate::model::{Foreign, Id, Job, SourceError, Text};
use crate::status::{Comparison, Status, TrendPoint};

/// Questions asked one by one in a run; past that, one second full read confirms the rest.
const MOST_QUESTIONS: usize = 500;

/// From the start of one cycle to the next where the job does not say (Microsoft: 40 minutes).
const INTERVAL: TimeDelta = TimeDelta::minutes(40);

/// A comparison and the strings of both sides, or a fault of the parsing thread.
pub type Judgement = Result<(Comparison, Text), SourceError>;

/// What is remembered between comparisons.
pub struct Judge {
    memory: Memory,
    /// Claims that were confirmed and have stood since, with what was learned.
    confirmed: HashMap<FindingId, Option<Foreign>>,
}

/// One comparison in the making.
struct Case {
    sides: Sides,
    text: Text,
    differences: Differences,
    interval: TimeDelta,
}

impl Judge {
    pub fn new(memory: Memory) -> Self {
        Self { memory, confirmed: HashMap::new() }
    }

    /// Forgets what was confirmed: everything is asked again.
    pub fn forget(&mut self) {
        self.confirmed.clear();
    }

    /// Compares both sides as `status` has them and confirms what is new.
    ///
    /// # Errors
    /// Only a fault of the parsing thread: what cannot be asked waits.
    pub async fn judge(
        &mut self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        status: &Status,
    ) -> Judgement {
        let interval = interval(status.job.as_deref());
        let case = Case::open(upstreams, options, Sides::of(status), interval).await?;
        let described = case.describe(upstreams);
        let answers = self.answers(upstreams, options, &case, &described).await;
        let (mut findings, notes, unconfirmed) = self.settle(options, &case, described, &answers);
        self.keep_uncompared(status, &case.differences.families, &mut findings);
        let comparison = self.conclude(upstreams, options, &case, findings, notes, unconfirmed);
        Ok((comparison, case.text))
    }

    /// Asks about every difference that was not confirmed before.
    async fn answers(
        &self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        case: &Case,
        described: &[(Difference, Finding)],
    ) -> HashMap<Question, Answer> {
        let new = described.iter().filter(|(_, finding)| !self.confirmed.contains_key(&finding.id));
        let new: Vec<Difference> = new.map(|(difference, _)| *difference).collect();
        let mut asked: Vec<Question> = questions(&new).into_iter().collect();
        let rest = asked.split_off(asked.len().min(MOST_QUESTIONS));
        let ask = Ask { upstreams, sides: &case.sides, text: &case.text };
        let mut answers = ask.all(asked).await;
        if !rest.is_empty() {
            answers.extend(case.second_read(upstreams, options, described, &rest).await);
        }
        answers
    }

    fn settle(
        &mut self,
        options: &MonitorOptions,
        case: &Case,
        described: Vec<(Difference, Finding)>,
        answers: &HashMap<Question, Answer>,
    ) -> (Vec<Finding>, Vec<Note>, usize) {
        let (mut standing, mut notes, mut unconfirmed) = (Vec::new(), Vec::new(), 0);
        let mut confirmed = HashMap::new();
        for (difference, mut finding) in described {
            let known = self.confirmed.remove(&finding.id);
            let settled = known.map_or_else(
                || settle(difference, case.asked_id(difference), answers),
                Settled::Stands,
            );
            match settled {
                Settled::Stands(detail) => {
                    confirmed.insert(finding.id, detail.clone());
                    finding.detail = detail.unwrap_or(finding.detail);
                    if is_by_design(options, &finding) {
                        notes.push(by_design(&finding));
                    } else {
                        standing.push(finding);
                    }
                }
                Settled::Refuted => notes.push(refuted(&finding)),
                Settled::Waits => unconfirmed += 1,
            }
        }
        self.confirmed = confirmed;
        (standing, notes, unconfirmed)
    }

    /// What was found earlier by a family of rules that could not run now still stands: a read
    /// that is not sound clears nothing.
    fn keep_uncompared(&mut self, status: &Status, ran: &[Family], findings: &mut Vec<Finding>) {
        let Some(before) = status.comparison.as_deref() else { return };
        let ignored = before.ignored.iter().map(|(finding, _)| finding);
        for finding in before.findings.iter().chain(ignored) {
            if !ran.contains(&family(finding)) {
                self.confirmed.insert(finding.id, Some(finding.detail.clone()));
                findings.push(finding.clone());
            }
        }
    }

    fn conclude(
        &mut self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        case: &Case,
        mut findings: Vec<Finding>,
        mut notes: Vec<Note>,
        unconfirmed: usize,
    ) -> Comparison {
        let now = upstreams.clock.now();
        self.memory.date(&mut findings, now);
        findings.sort_by(|one, other| order(one).cmp(&order(other)));
        let (ignored, standing): (Vec<_>, Vec<_>) = findings
            .into_iter()
            .map(|finding| (rule(options, &finding, now), finding))
            .partition(|(rule, _)| rule.is_some());
        let standing: Vec<Finding> = standing.into_iter().map(|(_, finding)| finding).collect();
        let ignored = ignored.into_iter().filter_map(|(rule, finding)| Some((finding, rule?.into())));
        let counts: Counts = standing.iter().map(|finding| finding.kind).collect();
        self.memory.push(TrendPoint { at: now, findings: counts.total() });
        notes.extend(case.describe_with(now).notes());
        notes.extend(self.memory.note());
        let (expected, actual, in_sync) = case.sizes();
        Comparison {
            at: now,
            findings: standing.into(),
            counts,
            ignored: ignored.collect(),
            notes: notes.into(),
            unconfirmed,
            expected,
            actual,
            in_sync,
        }
    }
}

impl Case {
    async fn open(
        upstreams: &Upstreams,
        options: &MonitorOptions,
        sides: Sides,
        interval: TimeDelta,
    ) -> Result<Self, SourceError> {
        let scope = options.scope;
        let work = move |store: &mut crate::source::ingest::Store| {
            let text = store.interner.text();
            let differences = compare(&sides.directory, &sides.provider, scope, &text);
            Self { sides, text, differences, interval }
        };
        upstreams.ingest.run(work).await
    }

    fn describe_with(&self, now: chrono::DateTime<chrono::Utc>) -> Describe<'_> {
        Describe {
            directory: &self.sides.directory,
            provider: &self.sides.provider,
            text: &self.text,
            differences: &self.differences,
            now,
            interval: self.interval,
        }
    }

    fn describe(&self, upstreams: &Upstreams) -> Vec<(Difference, Finding)> {
        let describe = self.describe_with(upstreams.clock.now());
        let found = self.differences.found.iter();
        found.map(|&difference| (difference, describe.finding(difference, None))).collect()
    }

    /// Reads everything once more: what is found again stands, what is not is refuted.
    async fn second_read(
        &self,
        upstreams: &Upstreams,
        options: &MonitorOptions,
        described: &[(Difference, Finding)],
        rest: &[Question],
    ) -> HashMap<Question, Answer> {
        let unknown = || rest.iter().map(|&question| (question, Answer::Unknown)).collect();
        let directory = upstreams.graph.directory().await;
        let users = upstreams.scim.users().await;
        let groups = upstreams.scim.groups(&users.data).await;
        let provider = crate::model::Provider { users, groups };
        let sides = Sides { directory, provider };
        let Ok(again) = Self::open(upstreams, options, sides, self.interval).await else {
            return unknown();
        };
        let again_ids: HashSet<FindingId> =
            again.describe(upstreams).into_iter().map(|(_, finding)| finding.id).collect();
        let lost = |family| !again.differences.families.contains(&family);
        let mut answers: HashMap<Question, Answer> = unknown();
        for (difference, finding) in described {
            let Some(answer) =
                crate::drift::question(*difference).and_then(|question| answers.get_mut(&question))
            else {
                continue;
            };
            if !lost(family(finding)) {
                let stands = again_ids.contains(&finding.id);
                *answer = if stands { Answer::Stands(Foreign::default()) } else { Answer::Refuted };
            }
        }
        answers
    }

    /// The member's identifier on the side that is asked.
    fn asked_id(&self, difference: Difference) -> Id {
        match difference {
            Difference::MissingMember { person, .. } => {
                self.sides.provider.users.data.row(person).map_or(Id::ABSENT, |row| row.id)
            }
            Difference::ExtraMember { person, .. } => {
                self.sides.directory.users.data.row(person).map_or(Id::ABSENT, |row| row.id)
            }
            _ => Id::ABSENT,
        }
    }

    /// People expected, users held, and people who are the same on both sides.
    fn sizes(&self) -> (usize, usize, usize) {
        let held = &self.sides.provider.users.data;
        let expected = self.differences.expected.people();
        let apart: HashSet<_> = self
            .differences
            .found
            .iter()
            .filter_map(|difference| match *difference {
                Difference::MissingUser(person)
                | Difference::Active { person, .. }
                | Difference::Attribute { person, .. } => Some(person),
                _ => None,
            })
            .collect();
        (expected, held.len(), expected.saturating_sub(apart.len()))
    }
}

fn interval(job: Option<&Job>) -> TimeDelta {
    let known = job.and_then(|job| job.interval);
    known.and_then(|interval| TimeDelta::from_std(interval).ok()).unwrap_or(INTERVAL)
}

/// The rules that made a finding.
fn family(finding: &Finding) -> Family {
    match (&finding.member, &finding.group) {
        (Some(_), _) => Family::Members,
        (None, Some(_)) => Family::Groups,
        (None, None) => Family::Users,
    }
}

fn order(finding: &Finding) -> (Kind, &str, Option<&'static str>, FindingId) {
    (finding.kind, finding.subject().raw(), finding.attribute, finding.id)
}

/// The owner and reason of the first rule in force that covers `finding`.
fn rule(
    options: &MonitorOptions,
    finding: &Finding,
    now: chrono::DateTime<chrono::Utc>,
) -> Option<String> {
    let user = finding.user.as_ref().or(finding.member.as_ref());
    let subject = IgnoreSubject {
        kind: finding.kind.name(),
        user: user.map(|user| user.name.raw()),
        group: finding.group.as_ref().map(|group| group.name.raw()),
        attribute: finding.attribute,
    };
    let mut rules = options.ignore.iter();
    let rule = rules.find(|rule| !rule.expired(now) && rule.matches(&subject))?;
    Some(format!("{}: {}", rule.owner, rule.reason))
}

/// With `SkipOutOfScopeDeletions` on, whoever left the scope stays active on purpose.
fn is_by_design(options: &MonitorOptions, finding: &Finding) -> bool {
    options.skip_out_of_scope_deletions
        && finding.kind == Kind::OrphanUser
        && finding.detail.raw() == "out_of_scope"
}

fn by_design(finding: &Finding) -> Note {
    let text = "out of scope and still active: the job skips out-of-scope deletions";
    Note::new("out_of_scope_kept", text, finding.subject().clone())
}

fn refuted(finding: &Finding) -> Note {
    let text = format!("{} was not confirmed when asked again: the list was behind", finding.kind.name());
    Note::new("refuted", text, finding.subject().clone())
}
