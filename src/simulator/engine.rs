//! The provisioning service: it brings changes at the source to the provider, and never looks back.
//!
//! A cycle plans its work from the change feed (`plan`), writes it object by object (`export`), logs
//! each (`log`) and puts what failed aside (`escrow`). Everything has its own time; nothing here
//! waits: [`Engine::due`] says when the next step is, [`Engine::step`] takes it.

mod control;
mod cycle;
mod escrow;
mod export;
mod export_group;
mod initial;
mod job;
mod link;
mod log;
mod mapping;
mod on_demand;
mod plan;
mod record;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

pub use control::Reset;
pub use job::{Execution, ExecutionState, JobError, JobStatus, Quarantine};
pub use log::{GROUP_TARGET, USER_TARGET};
pub use mapping::{GROUP_MAPPINGS, GroupMapping};
pub use on_demand::OnDemand;
pub use record::Outcome;

use self::cycle::Cycle;
use self::escrow::Escrow;
use self::export::Export;
use self::job::Counts;
use self::link::Links;
use self::plan::{Work, everything, plan};
use self::record::Record;
use super::guid::Guid;
use super::ledger::Ledger;
use super::provider::{Actor, Provider, Refusal};
use super::world::{Activity, Object, World};

/// From one incremental cycle to the next ("How provisioning works").
pub const INTERVAL: TimeDelta = TimeDelta::minutes(40);
/// From one attempt to the next in quarantine ("Application provisioning in quarantine status").
const QUARANTINE_INTERVAL: TimeDelta = TimeDelta::days(1);
/// How long it takes to find that the credentials are refused.
const FAILED_AFTER: TimeDelta = TimeDelta::seconds(5);

/// The provisioning service of one tenant, with the job of one application.
pub struct Engine {
    links: Links,
    status: JobStatus,
    log: Ledger<Value>,
    escrow: Escrow,
    /// Groups to which a user is added as soon as its account is made.
    waiting: BTreeMap<u32, BTreeSet<u32>>,
    lies: HashSet<Object>,
    /// Whether the provider takes the credentials that were saved for the job.
    credentials_valid: bool,
    /// What assignments reached at the watermark.
    reach: Counts,
    /// Place in the change feed up to which everything was planned.
    watermark: usize,
    next_cycle: DateTime<Utc>,
    running: Option<Cycle>,
    /// Somebody has stopped the job: no cycle begins.
    paused: bool,
    /// The next cycle is an initial one: it looks at everything.
    full: bool,
    started: DateTime<Utc>,
    actor: Actor,
    rng: fastrand::Rng,
}

impl Engine {
    /// An engine whose first cycle wrote everything at `started`, and whose next one begins at `next`.
    ///
    /// # Errors
    /// What the provider refused.
    pub fn in_sync(
        world: &World,
        provider: &mut Provider,
        started: DateTime<Utc>,
        next: DateTime<Utc>,
        mut rng: fastrand::Rng,
    ) -> Result<Self, Refusal> {
        let actor = Actor::new(&Guid::random(&mut rng).to_string(), "api_token");
        let links = initial::provision(world, provider, &actor, started)?;
        let mut engine = Self {
            links,
            status: JobStatus::default(),
            log: Ledger::new(),
            escrow: Escrow::default(),
            waiting: BTreeMap::new(),
            lies: HashSet::new(),
            credentials_valid: true,
            reach: Counts::of(world),
            watermark: world.changes.len(),
            next_cycle: next,
            running: None,
            paused: false,
            full: false,
            started,
            actor,
            rng,
        };
        engine.note_first_cycle();
        Ok(engine)
    }

    fn note_first_cycle(&mut self) {
        self.status.users_synchronized = self
            .links
            .users
            .iter()
            .filter(|link| link.id.is_some())
            .count();
        self.status.groups_synchronized = self.links.groups.iter().flatten().count();
        let written = self.status.users_synchronized + self.status.groups_synchronized;
        let counts = Counts {
            exports: written,
            exported: written,
            imported: written,
            ..self.reach
        };
        let cycle = Cycle::begin(Guid::random(&mut self.rng), self.started, [].into(), counts);
        self.end(&cycle, cycle.due, None);
    }

    /// When provisioning was set up.
    pub fn started(&self) -> DateTime<Utc> {
        self.started
    }

    pub fn status(&self) -> &JobStatus {
        &self.status
    }

    /// provisioningObjectSummary resources, as Graph sends them.
    pub fn log(&self) -> &Ledger<Value> {
        &self.log
    }

    /// The provider's id of an object; empty if none was ever written.
    pub fn target_id(&self, object: Object) -> String {
        self.links.id_of(object)
    }

    /// The provider will confirm its next write of this object, and store nothing.
    pub fn lie_about(&mut self, object: Object) {
        self.lies.insert(object);
    }

    /// Somebody saved credentials for the job that the provider takes, or refuses.
    pub fn save_credentials(&mut self, valid: bool) {
        self.credentials_valid = valid;
    }

    /// When the next step falls due; never while the job is stopped.
    pub fn due(&self) -> DateTime<Utc> {
        match &self.running {
            Some(cycle) => cycle.due,
            None if self.paused => DateTime::<Utc>::MAX_UTC,
            None => self.next_cycle,
        }
    }

    /// Takes the step that is due: begins a cycle, writes one object, or ends the cycle.
    pub fn step(&mut self, world: &mut World, provider: &mut Provider) {
        let at = self.due();
        let Some(mut cycle) = self.running.take() else {
            return self.begin(world, at);
        };
        if let Some(work) = cycle.work.pop_front() {
            self.perform(&mut cycle, work, world, provider, at);
            cycle.go_on();
            self.running = Some(cycle);
        } else {
            self.end(&cycle, at, None);
            self.next_cycle = self.next_cycle.max(at);
        }
    }

    fn begin(&mut self, world: &mut World, at: DateTime<Utc>) {
        let id = Guid::random(&mut self.rng);
        if !self.credentials_valid {
            return self.fail(id, world, at);
        }
        self.status.quarantine = None;
        self.next_cycle = at + INTERVAL;
        self.links.grow(world.users.len(), world.groups.len());
        let changes = world.changes.get(self.watermark..).unwrap_or_default();
        let full = std::mem::take(&mut self.full);
        let mut work = if full {
            everything(world)
        } else {
            plan(changes, world)
        };
        if full || !changes.is_empty() {
            self.reach = Counts::of(world);
        }
        let mut counts = self.reach;
        counts.imported_references = work
            .iter()
            .filter(|work| matches!(work, Work::Members { .. }))
            .count();
        counts.imported = work.len() - counts.imported_references;
        self.watermark = world.changes.len();
        self.escrow.join(&mut work, at);
        let mut cycle = Cycle::begin(id, at, work, counts);
        cycle.full = full;
        self.running = Some(cycle);
    }

    /// The connection test at the start of a cycle failed: quarantine, and the next attempt a day later.
    fn fail(&mut self, id: Guid, world: &mut World, at: DateTime<Utc>) {
        let error = JobError {
            code: "SystemForCrossDomainIdentityManagementCredentialsInvalid",
            message: "The target answered 401 to the saved credentials.".to_owned(),
        };
        self.next_cycle = at + QUARANTINE_INTERVAL;
        if self.status.quarantine.is_none() {
            world.note_application(Activity::QUARANTINE, at);
        }
        let series = self.status.quarantine.as_ref();
        self.status.quarantine = Some(Quarantine {
            series_began: series.map_or(at, |series| series.series_began),
            current_began: at,
            next_attempt: self.next_cycle,
            series_count: series.map_or(1, |series| series.series_count + 1),
            error: error.clone(),
        });
        let cycle = Cycle::begin(id, at, [].into(), self.reach);
        self.end(&cycle, at + FAILED_AFTER, Some(error));
    }

    fn end(&mut self, cycle: &Cycle, ended: DateTime<Utc>, error: Option<JobError>) {
        let state = match (&error, self.escrow.len()) {
            (Some(_), _) => ExecutionState::Failed,
            (None, 0) => ExecutionState::Succeeded,
            (None, _) => ExecutionState::EntryLevelErrors,
        };
        let counts = Counts {
            escrowed: self.escrow.len(),
            ..cycle.counts
        };
        self.status.finish(Execution {
            cycle_id: cycle.id,
            began: cycle.began,
            ended,
            state,
            counts,
            error,
        });
    }

    fn perform(
        &mut self,
        cycle: &mut Cycle,
        work: Work,
        world: &World,
        provider: &mut Provider,
        at: DateTime<Utc>,
    ) {
        let known = !self.links.id_of(work.object()).is_empty();
        let mut export = Export {
            world,
            provider,
            links: &mut self.links,
            lies: &mut self.lies,
            actor: &self.actor,
            rng: &mut self.rng,
            at,
            reads_target: cycle.full,
        };
        let record = match &work {
            Work::User { user, changed } => export.user(*user, changed),
            Work::Group { group } => export.group(*group),
            Work::Members { group, changes } => {
                let done = export.members(*group, changes);
                for user in done.waiting {
                    self.waiting.entry(user).or_default().insert(*group);
                }
                done.record
            }
        };
        if !known && !self.links.id_of(work.object()).is_empty() {
            self.follow_up(cycle, work.object(), world);
        }
        self.settle(cycle, work, record.as_ref(), world, at);
    }

    /// What a new link makes possible: a group's members, or a user's memberships.
    fn follow_up(&mut self, cycle: &mut Cycle, object: Object, world: &World) {
        match object {
            Object::User(user) => {
                self.status.users_synchronized += 1;
                for group in self.waiting.remove(&user).unwrap_or_default() {
                    cycle.work.push_back(Work::Members {
                        group,
                        changes: [(user, true)].into(),
                    });
                }
            }
            Object::Group(group) => {
                self.status.groups_synchronized += 1;
                let users = world.group(group).map_or(&[][..], |group| &group.users);
                let changes = users.iter().map(|user| (*user, true)).collect();
                cycle.work.push_back(Work::Members { group, changes });
            }
            Object::Device(_) | Object::ServicePrincipal(_) => {}
        }
    }

    /// Counts and logs what was done, and keeps what failed for later.
    fn settle(
        &mut self,
        cycle: &mut Cycle,
        work: Work,
        record: Option<&Record>,
        world: &World,
        at: DateTime<Utc>,
    ) {
        match record.map(|record| &record.outcome) {
            Some(Outcome::Failure { .. }) => {
                cycle.counts.exports += 1;
                self.escrow.fail(work, at);
            }
            Some(Outcome::Success) => {
                cycle.counts.exports += 1;
                cycle.counts.exported += 1;
                self.escrow.succeed(&work);
            }
            Some(Outcome::Skipped(_)) | None => self.escrow.succeed(&work),
        }
        if let Some(record) = record {
            let entry = log::Entry {
                world,
                cycle_id: cycle.id,
                change_id: Guid::random(&mut self.rng),
                id: Guid::random(&mut self.rng),
                at,
                milliseconds: self.rng.u32(150..1900),
            };
            self.log.push(at, entry.row(record));
        }
    }
}
