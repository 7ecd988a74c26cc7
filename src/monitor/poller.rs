//! The pollers: each reads one upstream on its own schedule, and is never read twice at once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until};

use super::hands::Hands;
use super::rest::{Lengths, Rest};
use super::{MonitorOptions, Pace, Rests, Upstreams};
use crate::model::{Foreign, Read, Reading, Reason, Source};
use crate::source::scim::Glance;
use crate::status::{Budget, Observation, Pause};

/// How much of the logs the first read covers.
const FIRST_FILL: TimeDelta = TimeDelta::hours(24);
/// How far a read of the logs reaches back over the last one: records land late.
const OVERLAP: TimeDelta = TimeDelta::minutes(15);
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

    /// How long it rests after a read that took so long and so many requests.
    fn lengths(self, rests: &Rests, took: Duration, requests: u64) -> Lengths {
        let usual = self.rest(rests);
        match self {
            Self::Scim => rests.pace.after_crawl(usual, took, requests),
            _ => Lengths::of(usual),
        }
    }

    /// Whether it may rest longer while nobody is at the keyboard: what costs much does. Logs go on, and with
    /// them the looks at what they tell of.
    fn may_idle(self) -> bool {
        matches!(self, Self::Directory | Self::Scim)
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
    pub async fn run(self, mut around: Around) {
        let mut last = None;
        loop {
            let upstreams = Arc::clone(&around.upstreams);
            let (began, started) = (upstreams.clock.now(), Instant::now());
            let before = self.budget(&upstreams).total;
            if self.read(&upstreams, last, &around.out).await {
                last = Some(began);
            }
            let requests = self.budget(&upstreams).total.saturating_sub(before);
            let rests = around.options.rests;
            let rest = Rest {
                began: Instant::now(),
                lengths: self.lengths(&rests, started.elapsed(), requests),
                early: false,
            };
            Box::pin(self.rest_for(&mut around, rest)).await;
        }
    }

    async fn rest_for(self, around: &mut Around, mut rest: Rest) {
        let pace = around.options.rests.pace;
        let glance = pace.glances.filter(|_| self == Self::Scim);
        let mut looked = rest.began;
        let mut told = None;
        let pokes = Arc::clone(&around.pokes);
        loop {
            let stretch = if self.may_idle() {
                around.hands.stretch(&pace)
            } else {
                1
            };
            let end = rest.ends(stretch);
            if end.0 <= Instant::now() {
                return;
            }
            if told.replace(end) != Some(end) {
                self.tell(around, end).await;
            }
            let opens_at = around.upstreams.purse.opens_at();
            let next = glance.map(|pause| {
                let usual = looked + pause.saturating_mul(stretch);
                opens_at.map_or(usual, |opens_at| usual.max(opens_at))
            });
            let stretches_at = around.hands.stretches_at(&pace);
            let step = stretches_at.filter(|_| self.may_idle());
            let step = step.unwrap_or(end.0);
            tokio::select! {
                () = sleep_until(end.0.min(step)) => {}
                () = pokes[self as usize].notified() => return,
                () = around.hands.key(), if self.may_idle() => {}
                () = sleep_until(next.unwrap_or(end.0)), if next.is_some() => {
                    if around.upstreams.purse.opens_at().is_some() {
                        // A look has been sent meanwhile.
                        continue;
                    }
                    let (crawl, requests) = glance_at(&around.upstreams, &pace, &around.out).await;
                    rest.early |= crawl;
                    looked = Instant::now();
                    around.upstreams.purse.spend(&pace, requests);
                }
            }
        }
    }

    /// Tells when it reads next, and what it has cost so far.
    async fn tell(self, around: &Around, (end, why): (Instant, Pause)) {
        let upstreams = &around.upstreams;
        let next = upstreams
            .clock
            .after(end.saturating_duration_since(Instant::now()));
        let pace = around.options.rests.pace;
        let rate = pace.rate.filter(|_| self == Self::Scim);
        for &source in self.sources() {
            let budget = Budget {
                allowed: rate.map(|(most, seconds)| (most, seconds, pace.share)),
                pause: why,
                ..self.budget(upstreams)
            };
            send(
                &around.out,
                Observation::Schedule(source, budget, Some(next)),
            )
            .await;
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
            ..Budget::default()
        }
    }
}

/// What a poller works with.
pub struct Around {
    pub upstreams: Arc<Upstreams>,
    pub options: Arc<MonitorOptions>,
    pub pokes: Arc<[Notify; Poller::ALL.len()]>,
    pub out: mpsc::Sender<Observation>,
    pub hands: Hands,
}

/// Looks whether anything has changed at the provider. Whether only a crawl can tell what, and the requests
/// that it took.
async fn glance_at(
    upstreams: &Upstreams,
    pace: &Pace,
    out: &mpsc::Sender<Observation>,
) -> (bool, u64) {
    let client = &upstreams.clients.scim;
    let before = client.budget().total;
    let seen = upstreams.scim.glance(pace.turn()).await;
    let works = upstreams.scim.hints_told().await;
    let (told, changed) = match &seen {
        Ok(Glance::Quiet) => ("nothing new".to_owned(), Vec::new()),
        Ok(Glance::Changed(ids)) => {
            let changed = ids.iter().map(|id| Foreign::new(id.as_str())).collect();
            (format!("{} read again", ids.len()), changed)
        }
        Ok(Glance::Crawl(why)) => (format!("{why}, so all is read"), Vec::new()),
        Err(error) => {
            tracing::warn!("no hint of a change could be had: {error}");
            ("the last one failed".to_owned(), Vec::new())
        }
    };
    if let Some(works) = works {
        let told = format!("{works}: {told}");
        send(out, Observation::Glanced(told, changed)).await;
    }
    let requests = client.budget().total.saturating_sub(before);
    (matches!(seen, Ok(Glance::Crawl(_))), requests)
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
    let (data, read) = (users.data.clone(), users.reading.clone());
    send_text(upstreams, out).await;
    let profile = upstreams.scim.profile_told().await;
    send(out, Observation::ProviderProfile(profile)).await;
    send(out, Observation::ScimUsers(users)).await;
    let groups: Read<_> = upstreams.scim.groups(&data).await;
    upstreams.scim.mark(&read, &groups.reading).await;
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
