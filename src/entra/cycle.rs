//! The cycle clock: when the synchronization job ran, how long it takes, and when it is to run next.
//! A run is known from the job itself, with its start and end, or from the rows that it left in the
//! provisioning log, whose first and last are only inside it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::spread::Spread;
use crate::model::{Event, Execution, Foreign, Job, Lane, Outcome};

/// From the start of one cycle to the next where the job does not say (Microsoft: 40 minutes).
pub const INTERVAL: TimeDelta = TimeDelta::minutes(40);

/// A change so shortly before a start may be missed by that cycle: Graph's own view lags (our
/// choice; Microsoft names "a few minutes").
pub const SETTLING: TimeDelta = TimeDelta::minutes(5);

/// In quarantine the job is tried about once a day (Microsoft: "Application provisioning in
/// quarantine status").
pub const QUARANTINED: TimeDelta = TimeDelta::days(1);

/// One run of the job.
#[derive(Clone, PartialEq, Debug)]
pub struct Cycle {
    pub id: Foreign,
    pub began: DateTime<Utc>,
    /// `None` while it runs.
    pub ended: Option<DateTime<Utc>>,
    /// Whether start and end are the job's own; else they are those of the first and the last row.
    pub exact: bool,
    /// How it ended, in the job's words.
    pub state: Foreign,
    pub tally: Tally,
}

/// What the log has of a cycle, by how it ended.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    pub succeeded: usize,
    pub failed: usize,
    pub skipped: usize,
}

/// When cycles run.
#[derive(Clone, PartialEq, Debug)]
pub struct CycleClock {
    /// Newest first.
    pub cycles: Vec<Cycle>,
    /// From the start of one cycle to the next, as the schedule has it.
    pub interval: TimeDelta,
    /// From start to start, as it was seen.
    pub between: Spread,
    /// From start to end, as it was seen.
    pub takes: Spread,
    /// `None` where no cycle is to come, or none was seen.
    pub next: Option<Due>,
}

/// When something is to happen: half of all cycles are in time by the first, nine of ten by the second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Due {
    pub p50: DateTime<Utc>,
    pub p90: DateTime<Utc>,
}

impl CycleClock {
    /// Learns from the job, from its runs that were seen, and from the provisioning log.
    pub fn learn<'a>(
        job: Option<&Job>,
        seen: &[Execution],
        events: impl Iterator<Item = &'a Event>,
    ) -> Self {
        let interval = job
            .and_then(|job| job.interval)
            .and_then(|interval| TimeDelta::from_std(interval).ok())
            .filter(|interval| *interval > TimeDelta::zero())
            .unwrap_or(INTERVAL);
        let cycles = merged(seen, events);
        let between = between(&cycles, interval);
        let takes = cycles.iter().filter(|cycle| cycle.exact);
        let takes = takes.filter_map(|cycle| Some(cycle.ended? - cycle.began));
        let takes = Spread::of(takes.collect(), TimeDelta::zero());
        let next = job.and_then(|job| next(job, &cycles, between));
        Self {
            cycles,
            interval,
            between,
            takes,
            next,
        }
    }

    /// The cycles that began after `at`, and so late that they saw it, and are over.
    pub fn passed(&self, at: DateTime<Utc>) -> impl Iterator<Item = &Cycle> {
        let from = at + SETTLING;
        let passed = move |cycle: &&Cycle| cycle.began >= from && cycle.ended.is_some();
        self.cycles.iter().filter(passed)
    }

    /// When the first cycle that sees a change of `at` is to be over.
    pub fn sees(&self, at: DateTime<Utc>) -> Option<Due> {
        let from = at + SETTLING;
        let running = self.cycles.iter().find(|cycle| cycle.ended.is_none());
        let start = match running.filter(|cycle| cycle.began >= from) {
            Some(cycle) => Due {
                p50: cycle.began,
                p90: cycle.began,
            },
            None => self.first_start(from)?,
        };
        Some(Due {
            p50: start.p50 + self.takes.p50,
            p90: start.p90 + self.takes.p90,
        })
    }

    /// The first start that is expected from `from` on.
    fn first_start(&self, from: DateTime<Utc>) -> Option<Due> {
        let mut start = self.next?;
        let step = self.between.p50.max(TimeDelta::minutes(1));
        if start.p50 < from {
            let steps = (from - start.p50).num_seconds() / step.num_seconds() + 1;
            let shift = TimeDelta::seconds(steps.saturating_mul(step.num_seconds()));
            start.p50 = start.p50.checked_add_signed(shift)?;
            start.p90 = start.p90.checked_add_signed(shift)?;
        }
        Some(start)
    }

    /// How late the next cycle is, once it is later than nine of ten and a quarter of the interval
    /// more (our choice).
    pub fn late(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let next = self.next?;
        let running = self
            .cycles
            .first()
            .is_some_and(|cycle| cycle.ended.is_none());
        (!running && now > next.p90 + self.interval / 4).then(|| now - next.p50)
    }

    /// How much later than its predecessor's interval the cycle at this place began; `None` where
    /// there was none a single interval before, so that nobody can tell.
    pub fn lateness(&self, at: usize) -> Option<TimeDelta> {
        let (cycle, before) = (self.cycles.get(at)?, self.cycles.get(at + 1)?);
        let apart = cycle.began - before.began;
        let follows = apart > self.interval / 2 && apart < self.interval * 3 / 2;
        (follows && cycle.exact && before.exact).then(|| apart - self.interval)
    }

    /// The cycle that is under way.
    pub fn running(&self) -> Option<&Cycle> {
        self.cycles.first().filter(|cycle| cycle.ended.is_none())
    }
}

/// The runs of the job, and those that only the log knows.
fn merged<'a>(seen: &[Execution], events: impl Iterator<Item = &'a Event>) -> Vec<Cycle> {
    let mut cycles: Vec<Cycle> = seen.iter().filter_map(of_execution).collect();
    for logged in of_log(events) {
        let same = |cycle: &&mut Cycle| {
            let over = cycle.ended.map_or(DateTime::<Utc>::MAX_UTC, |ended| {
                ended
                    .checked_add_signed(TimeDelta::minutes(1))
                    .unwrap_or(ended)
            });
            cycle.id == logged.id || (cycle.began <= logged.began && logged.began <= over)
        };
        match cycles.iter_mut().find(same) {
            Some(cycle) => cycle.tally.add(logged.tally),
            None => cycles.push(logged),
        }
    }
    cycles.sort_by_key(|cycle| std::cmp::Reverse(cycle.began));
    cycles
}

fn of_execution(run: &Execution) -> Option<Cycle> {
    Some(Cycle {
        id: run.id.clone(),
        began: run.began?,
        ended: run.ended,
        exact: true,
        state: run.state.clone(),
        tally: Tally::default(),
    })
}

/// A cycle for each id that rows of the log name.
fn of_log<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<Cycle> {
    let mut cycles: HashMap<&str, Cycle> = HashMap::new();
    let rows = events.filter(|event| event.lane == Lane::Provisioning && !event.cycle.is_empty());
    for event in rows {
        let cycle = cycles.entry(event.cycle.raw()).or_insert_with(|| Cycle {
            id: event.cycle.clone(),
            began: event.at,
            ended: Some(event.at),
            exact: false,
            state: Foreign::default(),
            tally: Tally::default(),
        });
        cycle.began = cycle.began.min(event.at);
        cycle.ended = cycle.ended.max(Some(event.at));
        cycle.tally.count(event.outcome);
    }
    let mut cycles: Vec<Cycle> = cycles.into_values().collect();
    cycles.sort_by(|one, other| (other.began, other.id.raw()).cmp(&(one.began, one.id.raw())));
    cycles
}

impl Tally {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Success => self.succeeded += 1,
            Outcome::Failure => self.failed += 1,
            Outcome::Skipped => self.skipped += 1,
            Outcome::Warning | Outcome::Unknown => {}
        }
    }

    fn add(&mut self, other: Self) {
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

/// From start to start of cycles that followed each other: over a gap nothing is learned.
fn between(cycles: &[Cycle], interval: TimeDelta) -> Spread {
    let starts = cycles.windows(2).map(|pair| pair[0].began - pair[1].began);
    let following = starts.filter(|apart| *apart > interval / 2 && *apart < interval * 3 / 2);
    Spread::of(following.collect(), interval)
}

fn next(job: &Job, cycles: &[Cycle], between: Spread) -> Option<Due> {
    let last = cycles.first();
    if let Some(quarantine) = &job.quarantine {
        let attempt = quarantine.next_attempt;
        let at = attempt.or_else(|| Some(last?.began + QUARANTINED))?;
        return Some(Due { p50: at, p90: at });
    }
    if job.is_blocked() {
        return None;
    }
    job.interval?;
    let last = last?.began;
    Some(Due {
        p50: last.checked_add_signed(between.p50)?,
        p90: last.checked_add_signed(between.p90)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{JobCode, ScheduleState, Scoping};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(1) + TimeDelta::minutes(minutes)
    }

    fn run(began: i64, ended: Option<i64>) -> Execution {
        Execution {
            id: Foreign::new(format!("run-{began}")),
            state: Foreign::new("Succeeded"),
            began: Some(at(began)),
            ended: ended.map(at),
            entitled: 0,
            imported: 0,
            exported: 0,
            escrowed: 0,
        }
    }

    fn row(minutes: i64, cycle: &str) -> Event {
        Event {
            id: Foreign::new(format!("{minutes}")),
            lane: Lane::Provisioning,
            at: at(minutes),
            action: Foreign::new("update"),
            actor: Foreign::default(),
            target: Foreign::default(),
            source_id: Foreign::new("u"),
            target_id: Foreign::default(),
            outcome: Outcome::Success,
            detail: Foreign::default(),
            cycle: Foreign::new(cycle),
            scoping: Scoping::default(),
            changes: Vec::new(),
        }
    }

    fn job() -> Job {
        Job {
            id: Foreign::new("scim"),
            code: JobCode::Active,
            schedule: ScheduleState::Active,
            interval: Some(std::time::Duration::from_secs(2_400)),
            last: None,
            last_successful: None,
            last_with_exports: None,
            steady_since: None,
            progress: Vec::new(),
            quarantine: None,
        }
    }

    fn learned(seen: &[Execution], rows: &[Event]) -> CycleClock {
        CycleClock::learn(Some(&job()), seen, rows.iter())
    }

    #[test]
    fn the_next_start_and_the_end_that_a_change_waits_for() {
        let seen = [run(80, Some(82)), run(40, Some(41)), run(0, Some(2))];
        let clock = learned(&seen, &[]);
        assert_eq!(
            (clock.between.p50, clock.between.samples),
            (TimeDelta::minutes(40), 2)
        );
        assert_eq!(clock.next.map(|next| next.p50), Some(at(120)));
        let ends = |change| clock.sees(at(change)).map(|end| end.p50);
        assert_eq!(ends(90), Some(at(122)));
        assert_eq!(
            ends(116),
            Some(at(162)),
            "less than five minutes before a start"
        );
        assert_eq!(ends(115), Some(at(122)));
    }

    #[test]
    fn a_cycle_that_began_before_the_change_does_not_count_and_one_that_runs_is_waited_for() {
        let clock = learned(&[run(80, None), run(40, Some(41))], &[]);
        let passed = |change| clock.passed(at(change)).count();
        assert_eq!((passed(0), passed(36), passed(50)), (1, 0, 0));
        assert_eq!(clock.sees(at(60)).map(|end| end.p50), Some(at(81)));
        assert!(clock.late(at(500)).is_none(), "it runs");
    }

    #[test]
    fn rows_of_a_known_run_are_no_second_cycle_and_others_are() {
        let rows = [row(41, "other-id"), row(1, "first"), row(2, "first")];
        let clock = learned(&[run(40, Some(42))], &rows);
        let exact: Vec<bool> = clock.cycles.iter().map(|cycle| cycle.exact).collect();
        assert_eq!(exact, [true, false]);
        assert_eq!(clock.cycles[0].tally.succeeded, 1);
        assert_eq!(clock.cycles[1].tally.succeeded, 2);
    }

    #[test]
    fn over_a_gap_nothing_is_learned_and_lateness_has_slack() {
        let clock = learned(&[run(200, Some(201)), run(0, Some(1))], &[]);
        assert_eq!(
            (clock.between.samples, clock.between.p50),
            (0, TimeDelta::minutes(40))
        );
        assert_eq!(clock.late(at(249)), None);
        assert_eq!(clock.late(at(251)), Some(TimeDelta::minutes(11)));
    }

    #[test]
    fn a_job_that_is_off_has_no_next_cycle() {
        let mut off = job();
        off.schedule = ScheduleState::Disabled;
        let clock = CycleClock::learn(Some(&off), &[run(0, Some(1))], [].iter());
        assert_eq!((clock.next, clock.sees(at(0))), (None, None));
    }
}
