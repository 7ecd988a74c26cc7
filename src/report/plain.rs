//! The dashboard as lines: one for each change, in words, for who listens instead of looking, for a
//! log, and for a slow link. No cursor, no colour, no boxes.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::time;
use crate::drift::{Finding, FindingId, Kind, Phase, Verdict};
use crate::entra::Cycle;
use crate::model::{Foreign, Reason, Source, visible};
use crate::status::{Health, Status};

/// What was told so far, so that only what changes is told.
#[derive(Default)]
pub struct Plain {
    begun: bool,
    /// Whether a comparison was told: until then nothing has appeared or healed.
    compared: bool,
    standing: HashMap<FindingId, Told>,
    verdict: Option<Verdict>,
    /// The runs that had ended when they were told.
    cycles: HashSet<(String, DateTime<Utc>)>,
    troubled: HashSet<Source>,
    job: Option<String>,
    notice: Option<Arc<str>>,
    actions: (u64, Vec<String>),
}

/// What was said of a finding.
struct Told {
    phase: Phase,
    words: String,
}

impl Plain {
    /// The lines, without their ends, about what `status` has that was not told.
    pub fn lines(&mut self, status: &Status) -> Vec<String> {
        let mut said = Vec::new();
        if !std::mem::replace(&mut self.begun, true) {
            said.push(begin(status));
        }
        self.notice(status, &mut said);
        self.sources(status, &mut said);
        self.job(status, &mut said);
        self.cycles(status, &mut said);
        self.comparison(status, &mut said);
        self.verdict(status, &mut said);
        self.action(status, &mut said);
        let at = time(status.as_of);
        said.iter().map(|words| format!("{at} {words}")).collect()
    }

    /// The last line.
    pub fn end(now: DateTime<Utc>) -> String {
        format!("{} end: scimtop stops", time(now))
    }

    fn notice(&mut self, status: &Status, said: &mut Vec<String>) {
        if self.notice == status.notice {
            return;
        }
        self.notice.clone_from(&status.notice);
        let words = self.notice.as_deref().map(visible);
        said.extend(words.map(|words| format!("notice: {words}")));
    }

    /// A source that fails is told once, and once when it is well again.
    fn sources(&mut self, status: &Status, said: &mut Vec<String>) {
        for source in Source::ALL {
            let health = status.source(source);
            match trouble(health) {
                Some(why) if self.troubled.insert(source) => {
                    said.push(format!(
                        "trouble: {} cannot be read well: {why}",
                        source.title()
                    ));
                }
                None if self.troubled.remove(&source) => {
                    said.push(format!("recovered: {} read well again", source.title()));
                }
                _ => {}
            }
        }
    }

    fn job(&mut self, status: &Status, said: &mut Vec<String>) {
        let Some(job) = status.job.as_deref() else {
            return;
        };
        let quarantine = job.quarantine.as_ref().map_or(String::new(), |quarantine| {
            format!(", in quarantine: {}", quarantine.reason.shown())
        });
        let (code, schedule) = (job.code.shown(), job.schedule.shown());
        let words = format!("{code}, schedule {schedule}{quarantine}");
        if self.job.as_ref() != Some(&words) {
            said.push(format!("job: {words}"));
            self.job = Some(words);
        }
    }

    /// Runs that ended. Of those that ended before the first comparison was told only the newest is.
    fn cycles(&mut self, status: &Status, said: &mut Vec<String>) {
        let runs = status.clock.cycles.iter().enumerate();
        // Where the job's own times are not known, a run is over once the next has begun.
        let over = runs.filter(|(at, cycle)| cycle.ended.is_some() && (cycle.exact || *at > 0));
        let mut fresh: Vec<&Cycle> = Vec::new();
        for (_, cycle) in over {
            let key = (cycle.id.raw().to_owned(), cycle.began);
            if self.cycles.insert(key) {
                fresh.push(cycle);
            }
        }
        fresh.truncate(if self.compared { usize::MAX } else { 1 });
        said.extend(fresh.into_iter().rev().map(cycle));
    }

    fn comparison(&mut self, status: &Status, said: &mut Vec<String>) {
        let Some(compared) = status.comparison.as_deref() else {
            return;
        };
        let now = status.as_of;
        let first = !self.compared;
        if first {
            said.extend(summary(status));
        }
        let mut gone: HashSet<FindingId> = self.standing.keys().copied().collect();
        for finding in compared.findings.iter() {
            gone.remove(&finding.id);
            let phase = finding.outlook.phase;
            let words = about(finding);
            match self.standing.get(&finding.id) {
                Some(told) if told.phase == phase => {}
                Some(told) => said.push(format!(
                    "changed: {words}; was {}, is {}",
                    told.phase.name(),
                    prospect(finding, now)
                )),
                None => {
                    let what = if first { "stands" } else { "appeared" };
                    said.push(format!("{what}: {words}; {}", prospect(finding, now)));
                }
            }
            self.standing.insert(finding.id, Told { phase, words });
        }
        let mut healed: Vec<String> = gone
            .iter()
            .filter_map(|id| self.standing.remove(id))
            .map(|told| format!("healed: {}", told.words))
            .collect();
        healed.sort();
        said.append(&mut healed);
        self.compared = true;
    }

    fn verdict(&mut self, status: &Status, said: &mut Vec<String>) {
        // Before the first comparison it is unknown, and nobody need be told so at each read.
        if self.compared && self.verdict != Some(status.verdict) {
            self.verdict = Some(status.verdict);
            said.push(format!("verdict: {}", status.verdict.sentence()));
        }
    }

    fn action(&mut self, status: &Status, said: &mut Vec<String>) {
        use crate::status::ActionStep;
        let ActionStep::Ended { lines, .. } = &status.action.step else {
            return;
        };
        let told = (status.action.number, lines.clone());
        if self.actions != told {
            said.extend(
                lines
                    .iter()
                    .map(|line| format!("action: {}", visible(line))),
            );
            self.actions = told;
        }
    }
}

fn begin(status: &Status) -> String {
    format!(
        "start: scimtop {}, profile {}, provider {}, one line for each change",
        env!("CARGO_PKG_VERSION"),
        visible(&status.profile),
        visible(&status.provider_host)
    )
}

/// Why a source is not in order; `None` where it is, or where nothing is wrong with not knowing.
fn trouble(health: &Health) -> Option<String> {
    let reading = &health.latest;
    if let Some(error) = &reading.error {
        return Some(format!("{error}; {}", error.advice()));
    }
    let quiet = [Reason::Unread, Reason::NotConfigured];
    let told: Vec<&str> = reading
        .reasons
        .iter()
        .filter(|reason| !quiet.contains(reason))
        .map(|reason| reason.code())
        .collect();
    (!reading.grade.is_sound() && !told.is_empty()).then(|| told.join(", ").replace('_', " "))
}

fn cycle(cycle: &Cycle) -> String {
    let tally = cycle.tally;
    let ended = cycle
        .ended
        .map_or_else(|| "at an unknown time".to_owned(), time);
    let state = if cycle.state.is_empty() {
        String::new()
    } else {
        format!(", {}", cycle.state.shown())
    };
    format!(
        "cycle ended at {ended}{state}: began {}, {} succeeded, {} failed, {} skipped",
        time(cycle.began),
        tally.succeeded,
        tally.failed,
        tally.skipped
    )
}

/// The first comparison, before its findings.
fn summary(status: &Status) -> Vec<String> {
    let Some(compared) = status.comparison.as_deref() else {
        return Vec::new();
    };
    let mut said = Vec::new();
    if let Some(people) = compared.people {
        said.push(format!(
            "people: {} expected, {} at the provider, {} in sync",
            people.expected, people.actual, people.in_sync
        ));
    }
    for kind in Kind::ALL {
        let count = compared.counts.of(kind);
        if count > 0 {
            said.push(format!(
                "count: {count} {}, {}",
                words(kind),
                kind.meaning()
            ));
        }
    }
    let (ignored, waiting) = (compared.ignored.len(), compared.unconfirmed);
    if ignored + waiting > 0 {
        said.push(format!(
            "count: {ignored} ignored by rules, {waiting} not confirmed yet"
        ));
    }
    said
}

fn words(kind: Kind) -> String {
    kind.name().replace('_', " ")
}

/// What a finding is about, in one clause.
fn about(finding: &Finding) -> String {
    let mut told = format!("{}, {}", words(finding.kind), name(finding));
    // Writing into a String cannot fail.
    if finding.member.is_some()
        && let Some(group) = &finding.group
    {
        let _ = write!(told, " in group {}", group.name.shown());
    }
    if let Some(attribute) = &finding.attribute {
        let or_nothing = |value: Option<&Foreign>| {
            value.map_or_else(|| "nothing".to_owned(), |value| value.shown().into_owned())
        };
        let (expected, actual) = (finding.expected.as_ref(), finding.actual.as_ref());
        let (expected, actual) = (or_nothing(expected), or_nothing(actual));
        let _ = write!(
            told,
            ", {} should be {expected} and is {actual}",
            attribute.shown()
        );
    }
    told
}

fn name(finding: &Finding) -> String {
    let name = finding.subject();
    let id = finding.member.as_ref().and_then(|one| one.scim_id.as_ref());
    let shown = if name.is_empty() {
        id.unwrap_or(name)
    } else {
        name
    };
    shown.shown().into_owned()
}

/// Whether it heals, and what helps first.
fn prospect(finding: &Finding, now: DateTime<Utc>) -> String {
    let outlook = &finding.outlook;
    let leaver = if outlook.leaver {
        ", a leaver who is still active"
    } else {
        ""
    };
    let fix = outlook.rule.fixes.first();
    let fix = fix.map_or(String::new(), |fix| format!("; what helps: {fix}"));
    let heals = outlook.heals_sentence(now);
    format!("{}{leaver}; heals: {heals}{fix}", outlook.phase.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Grade, Reading, SourceError};
    use crate::status::{Observation, advance};

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_521_871, 0).unwrap()
    }

    #[test]
    fn a_trouble_is_told_once_and_its_end_once() {
        let mut status = Status::new("default", "scim.example.net", now());
        let mut plain = Plain::default();
        assert_eq!(
            plain.lines(&status),
            [format!(
                "2026-11-24T12:04:31Z start: scimtop {}, profile default, provider scim.example.net, \
                 one line for each change",
                env!("CARGO_PKG_VERSION")
            )]
        );
        let failed = || Reading {
            error: Some(SourceError::NotFound {
                what: "there is no such base".into(),
            }),
            ..Reading::default()
        };
        let source = Source::ScimUsers;
        advance(&mut status, Observation::Failed(source, failed()), now());
        let told = plain.lines(&status);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("trouble: provider users"), "{told:?}");
        advance(&mut status, Observation::Failed(source, failed()), now());
        assert!(plain.lines(&status).is_empty());
        let well = Reading {
            grade: Grade::Complete,
            reasons: Vec::new(),
            ..Reading::default()
        };
        advance(&mut status, Observation::Failed(source, well), now());
        let told = plain.lines(&status);
        assert_eq!(
            told,
            ["2026-11-24T12:04:31Z recovered: provider users read well again"]
        );
    }

    #[test]
    fn a_sign_in_that_waits_is_told_without_what_would_act() {
        let mut status = Status::new("default", "scim.example.net", now());
        let mut plain = Plain::default();
        plain.lines(&status);
        let notice = Observation::Notice(Some("open \u{1b}[31mthis".to_owned()));
        advance(&mut status, notice, now());
        assert_eq!(
            plain.lines(&status),
            ["2026-11-24T12:04:31Z notice: open ^[[31mthis"]
        );
        assert!(plain.lines(&status).is_empty());
    }
}
