//! The pollers: each reads one upstream on its own schedule, and is never read twice at once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::{Rests, Upstreams};
use crate::model::{Foreign, Read, Reading, Reason, Source};
use crate::status::{Budget, Observation};

/// How much of the logs the first read covers.
const FIRST_FILL: TimeDelta = TimeDelta::hours(24);
/// How far a read of the logs reaches back over the last one: records land late.
const OVERLAP: TimeDelta = TimeDelta::minutes(15);
/// The provider rests at least so many times as long as a crawl of it took: it is read a fifth of the time
/// at most, however large it is.
const IDLE: u32 = 4;
/// How long Entra retries an object that fails (Microsoft: "Application provisioning in quarantine
/// status").
const RETRIED: TimeDelta = TimeDelta::days(28);

/// One upstream with a schedule of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Poller {
    Directory,
    Scim,
    Job,
    Logs,
    Audit,
}

impl Poller {
    pub const ALL: [Self; 5] = [
        Self::Directory,
        Self::Scim,
        Self::Job,
        Self::Logs,
        Self::Audit,
    ];

    /// The poller that reads `source`.
    pub fn of(source: Source) -> Self {
        match source {
            Source::ScimUsers | Source::ScimGroups => Self::Scim,
            Source::Assignments | Source::Groups | Source::Users => Self::Directory,
            Source::Job => Self::Job,
            Source::ProvisioningLog | Source::DirectoryAudit => Self::Logs,
            Source::ProviderAudit => Self::Audit,
        }
    }

    /// What it reads.
    pub fn sources(self) -> &'static [Source] {
        match self {
            Self::Directory => &[Source::Assignments, Source::Groups, Source::Users],
            Self::Scim => &[Source::ScimUsers, Source::ScimGroups],
            Self::Job => &[Source::Job],
            Self::Logs => &[Source::ProvisioningLog, Source::DirectoryAudit],
            Self::Audit => &[Source::ProviderAudit],
        }
    }

    fn rest(self, rests: &Rests) -> Duration {
        match self {
            Self::Directory => rests.directory,
            Self::Scim => rests.scim,
            Self::Job => rests.job,
            Self::Logs => rests.logs,
            Self::Audit => rests.audit,
        }
    }

    /// How long it rests after a read that took so long.
    fn rested(self, rests: &Rests, took: Duration) -> Duration {
        let rest = self.rest(rests);
        match self {
            Self::Scim => rest.max(took * IDLE),
            _ => rest,
        }
    }

    /// Reads once. `last` is when the last read of the logs began that left no gap. `false`: this one
    /// leaves a gap.
    pub async fn read(
        self,
        upstreams: &Upstreams,
        last: Option<DateTime<Utc>>,
        out: &mpsc::Sender<Observation>,
    ) -> bool {
        let now = upstreams.clock.now();
        let since = last.map_or(now - FIRST_FILL, |last| last - OVERLAP);
        match self {
            Self::Directory => read_directory(upstreams, out).await,
            Self::Scim => read_scim(upstreams, out).await,
            Self::Job => {
                let (job, reading) = upstreams.graph.job().await;
                send(out, Observation::Job(job.map(Box::new), reading)).await;
            }
            Self::Logs => return read_logs(upstreams, since, last.is_none(), out).await,
            Self::Audit => return read_audit(upstreams, since, out).await,
        }
        true
    }

    /// Reads for ever: after its rest, or as soon as it is poked.
    pub async fn run(
        self,
        upstreams: &Upstreams,
        rests: &Rests,
        poke: &Notify,
        out: &mpsc::Sender<Observation>,
    ) {
        let mut last = None;
        loop {
            let (began, started) = (upstreams.clock.now(), Instant::now());
            if self.read(upstreams, last, out).await {
                last = Some(began);
            }
            let rest = self.rested(rests, started.elapsed());
            let next = upstreams.clock.after(rest);
            for &source in self.sources() {
                let budget = self.budget(upstreams);
                send(out, Observation::Schedule(source, budget, Some(next))).await;
            }
            tokio::select! {
                () = tokio::time::sleep(rest) => {}
                () = poke.notified() => {}
            }
        }
    }

    fn budget(self, upstreams: &Upstreams) -> Budget {
        let client = match self {
            Self::Directory | Self::Job | Self::Logs => Some(&upstreams.clients.graph),
            Self::Scim => Some(&upstreams.clients.scim),
            Self::Audit => upstreams.clients.audit.as_ref(),
        };
        let Some(client) = client else {
            return Budget::default();
        };
        let budget = client.budget();
        Budget {
            skew: client.skew(),
            last_minute: budget.last_minute,
            last_hour: budget.last_hour,
            total: budget.total,
            throttled: budget.throttled,
        }
    }
}

async fn read_directory(upstreams: &Upstreams, out: &mpsc::Sender<Observation>) {
    if let Ok(application) = upstreams.graph.application().await {
        send(
            out,
            Observation::Application(application.name.shown().into_owned()),
        )
        .await;
    }
    let mappings = upstreams.newest_mappings().await;
    send(out, Observation::Mappings(Arc::clone(&mappings))).await;
    let directory = upstreams.graph.follow(&mappings.sources()).await;
    send_text(upstreams, out).await;
    send(out, Observation::Assignments(directory.assignments)).await;
    send(out, Observation::Groups(directory.groups)).await;
    send(out, Observation::Users(directory.users)).await;
}

async fn read_scim(upstreams: &Upstreams, out: &mpsc::Sender<Observation>) {
    let mappings = upstreams.known_mappings().await;
    let users = upstreams.scim.users(&mappings.targets()).await;
    let data = users.data.clone();
    send_text(upstreams, out).await;
    let profile = upstreams.scim.profile_told().await;
    send(out, Observation::ProviderProfile(profile)).await;
    send(out, Observation::ScimUsers(users)).await;
    let groups: Read<_> = upstreams.scim.groups(&data).await;
    send_text(upstreams, out).await;
    send(out, Observation::ScimGroups(groups)).await;
}

/// Both logs of Entra. The first time the failures of four weeks too: what has failed first then may
/// still be retried.
async fn read_logs(
    upstreams: &Upstreams,
    since: DateTime<Utc>,
    is_first: bool,
    out: &mpsc::Sender<Observation>,
) -> bool {
    let graph = &upstreams.graph;
    let (mut events, reading) = graph.provisioning_log(since).await;
    if is_first && reading.error.is_none() {
        let earlier = upstreams.clock.now() - RETRIED;
        let (failures, _) = graph.provisioning_failures(earlier).await;
        let mut known: HashSet<Foreign> = events.iter().map(|event| event.id.clone()).collect();
        events.extend(
            failures
                .into_iter()
                .filter(|event| known.insert(event.id.clone())),
        );
    }
    let mut whole = reading.error.is_none();
    send(
        out,
        Observation::Log(Source::ProvisioningLog, events, reading),
    )
    .await;
    let audit = graph.directory_audit(since).await;
    whole &= audit.reading.error.is_none();
    let (changes, reading) = (audit.changes, audit.reading.clone());
    send(out, Observation::Changes(changes, since, reading)).await;
    let log = Observation::Log(Source::DirectoryAudit, audit.application, audit.reading);
    send(out, log).await;
    whole
}

async fn read_audit(
    upstreams: &Upstreams,
    since: DateTime<Utc>,
    out: &mpsc::Sender<Observation>,
) -> bool {
    let (events, reading) = match &upstreams.audit {
        Some(audit) => audit.events(since).await,
        None => (Vec::new(), Reading::absent(Reason::NotConfigured)),
    };
    let whole = reading.error.is_none();
    send(
        out,
        Observation::Log(Source::ProviderAudit, events, reading),
    )
    .await;
    whole
}

/// The strings come before the data that names them.
async fn send_text(upstreams: &Upstreams, out: &mpsc::Sender<Observation>) {
    if let Ok(text) = upstreams.ingest.run(|store| store.interner.text()).await {
        send(out, Observation::Text(text)).await;
    }
}

/// A closed channel means that the program ends: there is nobody left to tell.
async fn send(out: &mpsc::Sender<Observation>, observation: Observation) {
    let _ = out.send(observation).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_read_a_fifth_of_the_time_at_most() {
        let minute = Duration::from_secs(60);
        let rests = Rests {
            directory: minute,
            scim: minute,
            job: minute,
            logs: minute,
            audit: minute,
        };
        assert_eq!(Poller::Scim.rested(&rests, minute / 6), minute);
        assert_eq!(Poller::Scim.rested(&rests, minute), 4 * minute);
        assert_eq!(Poller::Directory.rested(&rests, minute), minute);
    }
}
