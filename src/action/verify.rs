//! Looks for the effect of an action: at the job, at the directory's log, at the provider.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use tokio::time::{Instant, sleep};

use super::outcome::Outcome;
use super::prepare::job;
use super::{Session, Verdict};
use crate::model::{
    Action, Demand, Event, Foreign, Job, JobCode, Named, Reset, ScheduleState, SourceError, visible,
};
use crate::source::graph::OnDemand;

/// What the directory's log calls a restart.
const RESTARTED: &str = "Enable/restart provisioning configuration";

/// How far back the log is read.
const LATELY: TimeDelta = TimeDelta::minutes(15);
/// How far the log's times may lie before the answer's.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// What one look found.
type Look = Result<(bool, Vec<String>), SourceError>;

/// What was done, and from when on its effect is looked for.
pub(super) struct Sight<'a> {
    pub session: &'a Session<'a>,
    pub action: &'a Action,
    /// The job before it.
    pub before: &'a Job,
    /// When the service answered, by its own clock where it told the time.
    pub since: DateTime<Utc>,
    /// Restarts that the directory's log showed before.
    pub known: Vec<Foreign>,
    pub done: Option<&'a OnDemand>,
}

impl Sight<'_> {
    /// Looks until the effect is seen or the time is up, and adds to `outcome` what was found.
    pub async fn verify(&self, outcome: &mut Outcome) {
        let waiting = self.session.waiting;
        let started = Instant::now();
        let last = loop {
            let look = self.look().await;
            let seen = matches!(look, Ok((true, _)));
            if seen || started.elapsed() + waiting.rest > waiting.most {
                break look;
            }
            sleep(waiting.rest).await;
        };
        match last {
            Ok((true, lines)) => {
                outcome.verdict = Verdict::Seen;
                outcome.lines.extend(lines);
            }
            Ok((false, lines)) => {
                outcome.lines.extend(lines);
                let waited = waiting.most.as_secs();
                let line = format!("not seen within {waited} s: look again with `scimtop report`");
                outcome.lines.push(line);
            }
            Err(error) => outcome.lines.push(format!(
                "its effect could not be read: {error}; {}",
                error.advice()
            )),
        }
    }

    async fn look(&self) -> Look {
        match self.action {
            Action::ProvisionOnDemand(demand) => provisioned(self.session, demand, self.done).await,
            _ => self.job_moved().await,
        }
    }

    async fn job_moved(&self) -> Look {
        let now = job(self.session).await?;
        let mut lines = changes(self.before, &now);
        let running = now.schedule == ScheduleState::Active && now.code != JobCode::Paused;
        let free = now.quarantine.is_none();
        let seen = match self.action {
            Action::Start => running && free,
            Action::Pause => !running,
            Action::Restart(resets) => {
                let lifted = !resets.contains(&Reset::QuarantineState) || free;
                let ended = cycle_ended(&now, self.since);
                running && lifted && (ended || self.restarted(&mut lines).await)
            }
            Action::ProvisionOnDemand(_) => false,
        };
        Ok((seen, lines))
    }

    /// Whether the directory's log shows a restart that it did not show before.
    async fn restarted(&self, lines: &mut Vec<String>) -> bool {
        let events = logged(self.session).await;
        let found = events
            .iter()
            .find(|event| event.at >= self.since - SKEW && !self.known.contains(&event.id));
        if let Some(event) = found {
            let at = event.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let actor = event.actor.shown();
            lines.push(format!(
                "the directory's log shows the restart at {at} by {actor}"
            ));
        }
        found.is_some()
    }
}

/// The restarts that the directory's log shows already, where `action` is one.
pub(super) async fn restarts(session: &Session<'_>, action: &Action) -> Vec<Foreign> {
    if !matches!(action, Action::Restart(_)) {
        return Vec::new();
    }
    let events = logged(session).await;
    events.into_iter().map(|event| event.id).collect()
}

/// The latest restarts in the directory's log. One that cannot be read shows nothing.
async fn logged(session: &Session<'_>) -> Vec<Event> {
    let since = session.clock.now() - LATELY;
    let mut events = session.graph.directory_audit(since).await.application;
    events.retain(|event| event.action.raw() == RESTARTED);
    events
}

/// Whether a cycle that began after `since` has ended.
fn cycle_ended(now: &Job, since: DateTime<Utc>) -> bool {
    let last = now.last.as_ref();
    let began = last.and_then(|last| last.began);
    began.is_some_and(|began| began >= since) && last.is_some_and(|last| last.ended.is_some())
}

/// What the job says now that it did not say before.
fn changes(before: &Job, now: &Job) -> Vec<String> {
    let mut lines = Vec::new();
    let mut moved = |what: &str, from: &str, to: &str| {
        if from != to {
            lines.push(format!("{what}: {from} -> {to}"));
        }
    };
    moved("job", &before.code.shown(), &now.code.shown());
    moved("schedule", &before.schedule.shown(), &now.schedule.shown());
    let held = |job: &Job| match &job.quarantine {
        Some(quarantine) => quarantine.reason.shown().into_owned(),
        None => "none".to_owned(),
    };
    moved("quarantine", &held(before), &held(now));
    let escrowed = |job: &Job| {
        let last = job.last.as_ref();
        last.map_or_else(|| "unknown".to_owned(), |last| last.escrowed.to_string())
    };
    moved("failed objects", &escrowed(before), &escrowed(now));
    let cycle = |job: &Job| {
        let last = job.last.as_ref();
        last.map_or_else(|| "none".to_owned(), |last| last.id.shown().into_owned())
    };
    moved("last cycle", &cycle(before), &cycle(now));
    if lines.is_empty() {
        let code = now.code.shown();
        lines.push(format!("the job says what it said before: {code}"));
    }
    lines
}

async fn provisioned(session: &Session<'_>, demand: &Demand, done: Option<&OnDemand>) -> Look {
    let target = done.map_or("", |done| done.target_id.raw());
    match demand {
        Demand::Person(person) => person_seen(session, person, target).await,
        Demand::Group { members, .. } => group_seen(session, members, target).await,
    }
}

async fn person_seen(session: &Session<'_>, person: &Named, target: &str) -> Look {
    let seen = session.scim.account_seen(target, person.name.raw()).await?;
    let Some(account) = seen else {
        let name = person.name.shown();
        return Ok((false, vec![format!("the provider does not show {name}")]));
    };
    let active = match account.active {
        Some(true) => "active",
        Some(false) => "inactive",
        None => "active or not, it does not say",
    };
    let (name, id) = (account.user_name.shown(), account.id.shown());
    Ok((
        true,
        vec![format!("the provider holds {name}, id {id}, {active}")],
    ))
}

async fn group_seen(session: &Session<'_>, members: &[Named], target: &str) -> Look {
    let Some(group) = session.scim.group_seen(target).await? else {
        return Ok((
            false,
            vec!["the provider does not show the group".to_owned()],
        ));
    };
    let name = group.name.shown();
    let Some(held) = &group.members else {
        let line = format!("the provider holds {name}, and shows no members");
        return Ok((false, vec![line]));
    };
    let mut lines = vec![format!("the provider holds {name}, id {}", visible(target))];
    let mut all = true;
    for member in members {
        let account = session.scim.account_seen("", member.name.raw()).await?;
        let is_in = account.is_some_and(|account| held.iter().any(|id| id == account.id.raw()));
        let word = if is_in { "in it" } else { "not in it" };
        lines.push(format!("{} is {word}", member.name.shown()));
        all &= is_in;
    }
    Ok((all, lines))
}
