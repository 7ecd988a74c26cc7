//! From what a person says to one request that waits for a name.

use std::path::Path;
use std::sync::Arc;

use super::{Refused, Session, Trail, Wish};
use crate::model::{Action, Demand, Foreign, Job, MOST_MEMBERS, Named, SourceError};
use crate::source::graph::Application;
use crate::source::http::{Allowed, Challenge};

/// An action that is ready, and was not confirmed yet. While it is held, no other can be.
#[derive(Debug)]
pub struct Prepared {
    pub(super) action: Action,
    pub(super) application: Arc<Application>,
    /// The job as it was read.
    pub(super) before: Job,
    pub(super) challenge: Challenge,
    pub(super) trail: Trail,
}

impl Prepared {
    pub fn action(&self) -> &Action {
        &self.action
    }

    /// What has to be typed.
    pub fn name(&self) -> &Foreign {
        self.challenge.name()
    }

    /// What it is about, what it will do and whom else it touches, fit to show.
    pub fn preview(&self) -> Vec<String> {
        let application = self.application.name.shown();
        let (job, code) = (self.before.id.shown(), self.before.code.shown());
        let about = format!("{application}, job {job}, which is {code}");
        std::iter::once(about)
            .chain(self.action.preview(&self.before))
            .collect()
    }
}

/// Reads what `wish` is about; the audit file at `trail` is opened and claimed.
///
/// # Errors
/// [`Refused`]: nothing was sent.
pub async fn prepare(
    session: &Session<'_>,
    allowed: Allowed,
    wish: &Wish,
    trail: &Path,
) -> Result<Prepared, Refused> {
    let trail = Trail::open(trail)?;
    if !trail.claim()? {
        return Err(Refused::Busy(trail.path().display().to_string()));
    }
    let application = session.graph.application().await?;
    let before = job(session).await?;
    let action = action(session, wish).await?;
    if let Some(why) = action.refusal(&before) {
        return Err(Refused::CannotWork(why));
    }
    let challenge = session.graph.challenge(allowed, &action, &before).await?;
    Ok(Prepared {
        action,
        application,
        before,
        challenge,
        trail,
    })
}

/// The job as it is now.
pub(super) async fn job(session: &Session<'_>) -> Result<Job, SourceError> {
    let (job, reading) = session.graph.job().await;
    job.ok_or_else(|| {
        reading.error.unwrap_or_else(|| SourceError::NotFound {
            what: "the job was not read".to_owned(),
        })
    })
}

async fn action(session: &Session<'_>, wish: &Wish) -> Result<Action, Refused> {
    Ok(match wish {
        Wish::Start => Action::Start,
        Wish::Pause => Action::Pause,
        Wish::Restart(resets) => Action::restart(resets.iter().copied()),
        Wish::Person(who) => {
            let person = session.graph.user_called(who).await?;
            Action::ProvisionOnDemand(Demand::Person(person))
        }
        Wish::Group { group, members } => {
            let demand = group_demand(session, group, members).await?;
            Action::ProvisionOnDemand(demand)
        }
    })
}

async fn group_demand(
    session: &Session<'_>,
    group: &str,
    members: &[String],
) -> Result<Demand, Refused> {
    if members.is_empty() || members.len() > MOST_MEMBERS {
        return Err(Refused::CannotWork(format!(
            "name one to {MOST_MEMBERS} members of the group: the service takes no more at once"
        )));
    }
    let group = session.graph.group_called(group).await?;
    let mut named: Vec<Named> = Vec::with_capacity(members.len());
    for member in members {
        let person = session.graph.user_called(member).await?;
        if !named.contains(&person) {
            named.push(person);
        }
    }
    let own = session.graph.members_named(&group.id).await?;
    if let Some(stranger) = named
        .iter()
        .find(|person| !own.iter().any(|id| id.eq_ignore_ascii_case(&person.id)))
    {
        return Err(Refused::CannotWork(format!(
            "{} is no direct member of the group {} in Entra, so it is not provisioned there",
            stranger.name.shown(),
            group.name.shown()
        )));
    }
    Ok(Demand::Group {
        group,
        members: named,
    })
}
