//! A finding and what is known beside it, to be filled in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use scimtop::drift::outlook::{Entered, Evidence, Logbook, foresee};
use scimtop::drift::{Finding, FindingId, Kind, Outlook, Subject};
use scimtop::entra::{CycleClock, escrow};
use scimtop::model::{
    Change, Event, Execution, Foreign, Job, JobCode, Lane, Outcome, Quarantine, ScheduleState,
    Scoping,
};

use super::world::noon;

/// A finding and what is known beside it; times are minutes before now.
pub struct Scene {
    pub finding: Finding,
    pub events: Vec<Event>,
    pub changes: Vec<Event>,
    pub job: Option<Job>,
    pub cycles: Vec<i64>,
    /// From when on the directory audit has everything.
    pub audited: Option<i64>,
    pub read: i64,
}

pub fn ago(minutes: i64) -> DateTime<Utc> {
    noon() - TimeDelta::minutes(minutes)
}

pub fn subject(name: &str) -> Subject {
    Subject {
        name: Foreign::new(name),
        entra_id: Some(Foreign::new(format!("{name}-entra"))),
        scim_id: Some(Foreign::new(format!("{name}-scim"))),
    }
}

/// A finding of this kind in a tenant whose cycles run every 40 minutes, and whose logs say nothing.
pub fn scene(kind: Kind) -> Scene {
    let of_group = matches!(
        kind,
        Kind::MissingGroup | Kind::OrphanGroup | Kind::DuplicateGroup
    );
    let of_member = matches!(kind, Kind::MissingMember | Kind::ExtraMember);
    Scene {
        finding: Finding {
            id: FindingId::new(kind, &["1"], ""),
            kind,
            user: Some(subject("ann")).filter(|_| !of_group && !of_member),
            group: Some(subject("team")).filter(|_| of_group || of_member),
            member: Some(subject("ann")).filter(|_| of_member),
            attribute: None,
            expected: None,
            actual: None,
            detail: Foreign::default(),
            since: noon(),
            entered: Entered::default(),
            absent: None,
            outlook: Outlook::unknown(),
        },
        events: Vec::new(),
        changes: Vec::new(),
        job: Some(job()),
        cycles: (0..30).map(|at| 10 + 40 * at).collect(),
        audited: Some(24 * 60),
        read: 2,
    }
}

pub fn job() -> Job {
    Job {
        id: Foreign::new("scim"),
        code: JobCode::Active,
        schedule: ScheduleState::Active,
        interval: Some(Duration::from_secs(2_400)),
        last: None,
        last_with_exports: None,
        steady_since: None,
        progress: Vec::new(),
        last_successful: None,
        quarantine: None,
    }
}

pub fn event(lane: Lane, minutes: i64, object: &str, action: &str) -> Event {
    let (source, target) = match lane {
        Lane::Provider => (String::new(), format!("{object}-scim")),
        Lane::Provisioning | Lane::Directory => (format!("{object}-entra"), String::new()),
    };
    Event {
        id: Foreign::new(format!("{minutes}{object}{action}")),
        lane,
        at: ago(minutes),
        action: Foreign::new(action),
        actor: Foreign::new("k.lee"),
        target: Foreign::new(object),
        source_id: Foreign::new(source),
        target_id: Foreign::new(target),
        outcome: Outcome::Success,
        detail: Foreign::default(),
        cycle: Foreign::default(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    }
}

impl Scene {
    pub fn logged(mut self, minutes: i64, object: &str, action: &str) -> Self {
        let mut row = event(Lane::Provisioning, minutes, object, action);
        row.target_id = Foreign::new(format!("{object}-scim"));
        self.events.push(row);
        self
    }

    pub fn ended(mut self, outcome: Outcome, detail: &str) -> Self {
        let row = self.events.last_mut().expect("a row");
        (row.outcome, row.detail) = (outcome, Foreign::new(detail));
        self
    }

    pub fn wrote(mut self, name: &str, old: &str, new: &str) -> Self {
        let row = self.events.last_mut().expect("a row");
        let text = Foreign::new;
        row.changes.push(Change {
            name: text(name),
            old: text(old),
            new: text(new),
        });
        self
    }

    pub fn by_hand(mut self, minutes: i64, object: &str, action: &str) -> Self {
        self.events
            .push(event(Lane::Provider, minutes, object, action));
        self
    }

    pub fn audit(mut self, minutes: i64, object: &str, action: &str, group: &str) -> Self {
        let mut row = event(Lane::Directory, minutes, object, action);
        if !group.is_empty() {
            row.target_id = Foreign::new(format!("{group}-entra"));
        }
        self.changes.push(row);
        self
    }

    pub fn entered(mut self, minutes: i64) -> Self {
        self.finding.entered = Entered {
            at: Some(ago(minutes)),
            exact: true,
        };
        self
    }

    pub fn valued(mut self, attribute: &str, expected: &str, actual: &str) -> Self {
        let text = |text: &str| Some(Foreign::new(text));
        self.finding.attribute = text(attribute);
        self.finding.expected = text(expected);
        self.finding.actual = text(actual);
        self
    }

    pub fn detailed(mut self, detail: &str) -> Self {
        self.finding.detail = Foreign::new(detail);
        self
    }

    pub fn quarantined(mut self, reason: &str) -> Self {
        self.job.as_mut().expect("a job").quarantine = Some(Quarantine {
            reason: Foreign::new(reason),
            since: None,
            series_began: None,
            next_attempt: None,
            error: Foreign::default(),
        });
        self
    }

    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    pub fn executions(&self) -> Vec<Execution> {
        let run = |began: &i64| Execution {
            id: Foreign::new(format!("run-{began}")),
            state: Foreign::new("Succeeded"),
            began: Some(ago(*began)),
            ended: Some(ago(began - 2)),
            entitled: 0,
            imported: 0,
            exported: 0,
            escrowed: 0,
        };
        self.cycles.iter().map(run).collect()
    }

    pub fn verdict(&self) -> Outlook {
        let newest_first = |events: &[Event]| {
            let mut events = events.to_vec();
            events.sort_by_key(|event| std::cmp::Reverse(event.at));
            events
        };
        let (events, changes) = (newest_first(&self.events), newest_first(&self.changes));
        let clock = CycleClock::learn(self.job.as_ref(), &self.executions(), events.iter());
        let evidence = Evidence {
            now: noon(),
            job: self.job.as_ref(),
            clock: &clock,
            escrow: &escrow(&events, clock.interval),
            book: Logbook::of(&events, &changes),
            changes_from: self.audited.map(ago),
            read: ago(self.read),
        };
        foresee(&self.finding, &evidence)
    }
}
