//! Confirmed, written down, sent, verified, written down again.

use rustix::process::getuid;

use super::line::{Line, Phase, Subject, parameters};
use super::outcome::{Outcome, advice, may_have_happened};
use super::prepare::{Prepared, job};
use super::verify::{Sight, restarts};
use super::{Refused, Session, Trail, Verdict};
use crate::model::{Action, Job};
use crate::source::graph::{Application, OnDemand, OnDemandStep};
use crate::source::http::Sent;

/// What every line of one action says.
struct Record<'a> {
    session: &'a Session<'a>,
    action: &'a Action,
    application: &'a Application,
    job: &'a Job,
    id: String,
    trail: Trail,
}

/// Sends what was prepared, if `typed` is its name, and looks for its effect.
///
/// # Errors
/// [`Refused`]: nothing was sent. What was sent and failed is an [`Outcome`].
pub async fn carry_out(
    session: &Session<'_>,
    prepared: Prepared,
    typed: &str,
) -> Result<Outcome, Refused> {
    let Prepared {
        action,
        application,
        before,
        challenge,
        trail,
    } = prepared;
    let confirmed = challenge.answer(typed)?;
    let mut record = Record {
        session,
        action: &action,
        application: &application,
        job: &before,
        id: format!("{:032x}", fastrand::u128(..)),
        trail,
    };
    // Somebody may have acted while the name was typed.
    let now = match job(session).await {
        Ok(now) => now,
        Err(error) => return Err(record.refused(error.into())),
    };
    if let Some(why) = action.refusal(&now) {
        return Err(record.refused(Refused::CannotWork(why)));
    }
    let known = restarts(session, &action).await;
    let asked = session.clock.now();
    record.write(Phase::Sending, None)?;
    let sent = session.graph.act(confirmed).await;
    let (mut outcome, done) = answered(&action, &sent);
    if let Some(done) = &done {
        outcome.lines.extend(told(done));
    }
    if outcome.verdict != Verdict::Failed {
        // The service's own clock, where it told the time.
        let date = sent.result.ok().and_then(|answer| answer.date);
        let sight = Sight {
            session,
            action: &action,
            before: &now,
            since: date.unwrap_or(asked),
            known,
            done: done.as_ref(),
        };
        sight.verify(&mut outcome).await;
    }
    if let Err(error) = record.write(Phase::Done, Some(&outcome)) {
        outcome
            .lines
            .push(format!("the audit file lacks how it ended: {error}"));
    }
    Ok(outcome)
}

/// What the answer alone says; of provisioning on demand, what it holds.
fn answered(action: &Action, sent: &Sent) -> (Outcome, Option<OnDemand>) {
    let outcome = |verdict, line: String| Outcome {
        verdict,
        status: sent.status,
        request_id: sent.request_id.clone(),
        lines: vec![line],
    };
    match &sent.result {
        Ok(answer) if matches!(action, Action::ProvisionOnDemand(_)) => {
            match OnDemand::of(answer) {
                Ok(done) if done.succeeded() || done.is_redundant() => {
                    let line = format!("answered: {}", done.result.shown());
                    (outcome(Verdict::NotSeen, line), Some(done))
                }
                Ok(done) => {
                    let mut failed = outcome(
                        Verdict::Failed,
                        format!("answered: {} {}", done.result.shown(), done.error.shown()),
                    );
                    failed.lines.extend(told(&done));
                    (failed, None)
                }
                Err(error) => (outcome(Verdict::Unknown, error.to_string()), None),
            }
        }
        Ok(answer) => {
            let line = format!("accepted: {}", answer.status);
            (outcome(Verdict::NotSeen, line), None)
        }
        Err(error) if may_have_happened(error) => {
            let line = format!("{error}; it may have been carried out all the same");
            (outcome(Verdict::Unknown, line), None)
        }
        Err(error) => {
            let line = format!("not carried out: {error}; {}", advice(error));
            (outcome(Verdict::Failed, line), None)
        }
    }
}

/// The steps that the service went.
fn told(done: &OnDemand) -> Vec<String> {
    let step = |step: &OnDemandStep| {
        let reason = step.skip_reason.shown();
        let skipped = if reason.is_empty() {
            String::new()
        } else {
            format!(" ({reason})")
        };
        let (name, status) = (step.name.shown(), step.status.shown());
        let description = step.description.shown();
        format!("  {name}: {status}{skipped}, {description}")
    };
    let mut lines: Vec<String> = done.steps.iter().map(step).collect();
    if !done.modified.is_empty() && done.succeeded() {
        let names: Vec<_> = done.modified.iter().map(|name| name.shown()).collect();
        lines.push(format!("written: {}", names.join(", ")));
    }
    lines
}

impl Record<'_> {
    /// Writes down that it was confirmed and not sent. That it could not be written weighs more.
    fn refused(&mut self, why: Refused) -> Refused {
        let outcome = Outcome {
            verdict: Verdict::Failed,
            status: None,
            request_id: None,
            lines: vec![why.to_string()],
        };
        match self.write(Phase::Refused, Some(&outcome)) {
            Ok(()) => why,
            Err(error) => error,
        }
    }

    fn write(&mut self, phase: Phase, outcome: Option<&Outcome>) -> Result<(), Refused> {
        let line = Line {
            format: "scimtop.action/1",
            id: self.id.clone(),
            phase,
            time: self.session.clock.now(),
            os_user: os_user(),
            os_uid: getuid().as_raw(),
            profile: self.session.profile,
            application: Subject {
                id: &self.application.id,
                name: self.application.name.raw(),
            },
            job: self.job.id.raw(),
            action: self.action.name(),
            parameters: parameters(self.action),
            status: outcome.and_then(|outcome| outcome.status),
            request_id: outcome.and_then(|outcome| outcome.request_id.as_deref()),
            verification: outcome
                .filter(|_| phase == Phase::Done)
                .map(|outcome| outcome.verdict.name()),
            told: outcome.map_or_else(Vec::new, |outcome| outcome.lines.clone()),
        };
        Ok(self.trail.write(&line)?)
    }
}

/// The name of whoever runs this: of the account where the machine lists it, else what the environment
/// says. The number beside it is the kernel's.
fn os_user() -> String {
    let listed = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let uid = getuid().as_raw().to_string();
    let is_own = |line: &&str| line.split(':').nth(2) == Some(&uid);
    let own = listed.lines().find(is_own);
    let name = own
        .and_then(|line| line.split(':').next())
        .map(str::to_owned);
    let said = || {
        let names = ["USER", "LOGNAME"];
        names.iter().find_map(|name| std::env::var(name).ok())
    };
    name.or_else(said).unwrap_or_default()
}
