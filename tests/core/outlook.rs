//! The rules of the verdict: for each a case in which it holds, one beside it in which another does, and
//! one in which nothing can be told.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use scimtop::drift::outlook::{Entered, Evidence, Logbook, RULES, foresee};
use scimtop::drift::{Counts, Finding, FindingId, Heals, Kind, Outlook, Phase, Subject};
use scimtop::entra::{CycleClock, escrow};
use scimtop::model::{
    Change, Event, Execution, Foreign, Job, JobCode, Lane, Outcome, Quarantine, ScheduleState,
    Scoping,
};
use scimtop::status::{Comparison, Observation, Status, advance};

use super::world::noon;

/// A finding and what is known beside it; times are minutes before now.
struct Scene {
    finding: Finding,
    events: Vec<Event>,
    changes: Vec<Event>,
    job: Option<Job>,
    cycles: Vec<i64>,
    /// From when on the directory audit has everything.
    audited: Option<i64>,
    looked_before: Option<i64>,
    read: i64,
}

fn ago(minutes: i64) -> DateTime<Utc> {
    noon() - TimeDelta::minutes(minutes)
}

fn subject(name: &str) -> Subject {
    Subject {
        name: Foreign::new(name),
        entra_id: Some(Foreign::new(format!("{name}-entra"))),
        scim_id: Some(Foreign::new(format!("{name}-scim"))),
    }
}

/// A finding of this kind in a tenant whose cycles run every 40 minutes, and whose logs say nothing.
fn scene(kind: Kind) -> Scene {
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
            outlook: Outlook::unknown(),
        },
        events: Vec::new(),
        changes: Vec::new(),
        job: Some(job()),
        cycles: (0..30).map(|at| 10 + 40 * at).collect(),
        audited: Some(24 * 60),
        looked_before: None,
        read: 2,
    }
}

fn job() -> Job {
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

fn event(lane: Lane, minutes: i64, object: &str, action: &str) -> Event {
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
    fn logged(mut self, minutes: i64, object: &str, action: &str) -> Self {
        let mut row = event(Lane::Provisioning, minutes, object, action);
        row.target_id = Foreign::new(format!("{object}-scim"));
        self.events.push(row);
        self
    }

    fn ended(mut self, outcome: Outcome, detail: &str) -> Self {
        let row = self.events.last_mut().expect("a row");
        (row.outcome, row.detail) = (outcome, Foreign::new(detail));
        self
    }

    fn wrote(mut self, name: &str, old: &str, new: &str) -> Self {
        let row = self.events.last_mut().expect("a row");
        let text = Foreign::new;
        row.changes.push(Change {
            name: text(name),
            old: text(old),
            new: text(new),
        });
        self
    }

    fn by_hand(mut self, minutes: i64, object: &str, action: &str) -> Self {
        self.events
            .push(event(Lane::Provider, minutes, object, action));
        self
    }

    fn audit(mut self, minutes: i64, object: &str, action: &str, group: &str) -> Self {
        let mut row = event(Lane::Directory, minutes, object, action);
        if !group.is_empty() {
            row.target_id = Foreign::new(format!("{group}-entra"));
        }
        self.changes.push(row);
        self
    }

    fn entered(mut self, minutes: i64) -> Self {
        self.finding.entered = Entered {
            at: Some(ago(minutes)),
            exact: true,
        };
        self
    }

    fn valued(mut self, attribute: &str, expected: &str, actual: &str) -> Self {
        let text = |text: &str| Some(Foreign::new(text));
        self.finding.attribute = text(attribute);
        self.finding.expected = text(expected);
        self.finding.actual = text(actual);
        self
    }

    fn detailed(mut self, detail: &str) -> Self {
        self.finding.detail = Foreign::new(detail);
        self
    }

    fn quarantined(mut self, reason: &str) -> Self {
        self.job.as_mut().expect("a job").quarantine = Some(Quarantine {
            reason: Foreign::new(reason),
            since: None,
            series_began: None,
            next_attempt: None,
            error: Foreign::default(),
        });
        self
    }

    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn executions(&self) -> Vec<Execution> {
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

    fn verdict(&self) -> Outlook {
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
            looked_before: self.looked_before.map(ago),
            read: ago(self.read),
        };
        foresee(&self.finding, &evidence)
    }
}

fn title() -> Scene {
    scene(Kind::AttributeMismatch).valued("title", "SRE", "Boss")
}

fn leaver() -> Scene {
    scene(Kind::ActiveMismatch).valued("active", "false", "true")
}

fn failed(detail: &str) -> Scene {
    let missing = scene(Kind::MissingUser).entered(300);
    missing
        .logged(60, "ann", "create")
        .ended(Outcome::Failure, detail)
}

fn skipped(detail: &str) -> Scene {
    let missing = scene(Kind::MissingUser).entered(300);
    missing
        .logged(60, "ann", "other")
        .ended(Outcome::Skipped, detail)
}

#[expect(clippy::too_many_lines, reason = "a table")]
/// For each rule a case in which it holds, and one beside it with the rule that holds there.
fn cases() -> Vec<(&'static str, Scene, Scene, &'static str)> {
    let missing = || scene(Kind::MissingUser);
    let member = || scene(Kind::MissingMember);
    let extra = || scene(Kind::ExtraMember);
    vec![
        (
            "duplicate",
            scene(Kind::DuplicateUser),
            missing().entered(3),
            "pending",
        ),
        (
            "unmanaged_user",
            scene(Kind::OrphanUser).detailed("unknown_to_entra"),
            scene(Kind::OrphanUser)
                .detailed("out_of_scope")
                .audit(120, "ann", "Update user", ""),
            "overdue_leaver",
        ),
        (
            "unmanaged_group",
            scene(Kind::OrphanGroup),
            scene(Kind::OrphanGroup).audit(3, "team", "Remove app role assignment from group", ""),
            "pending",
        ),
        (
            "strange_member",
            extra().with(|scene| scene.finding.member = Some(Subject::default())),
            extra().audit(3, "ann", "Remove member from group", "team"),
            "pending",
        ),
        (
            "member_added_by_hand",
            extra().by_hand(180, "team", "update"),
            extra().by_hand(180, "team", "update").audit(
                60,
                "ann",
                "Remove member from group",
                "team",
            ),
            "overdue_member",
        ),
        (
            "member_removed_by_hand",
            member().by_hand(180, "team", "update"),
            // The provider's event is the echo of what Entra itself wrote.
            member()
                .by_hand(180, "team", "update")
                .logged(180, "team", "update"),
            "left_alone",
        ),
        (
            "deleted_by_hand",
            missing()
                .entered(400)
                .logged(300, "ann", "create")
                .by_hand(180, "ann", "delete"),
            missing().entered(400).by_hand(180, "ann", "delete"),
            "overdue_user",
        ),
        (
            "edited_by_hand",
            title()
                .logged(300, "ann", "update")
                .wrote("title", "X", "SRE"),
            title()
                .logged(300, "ann", "update")
                .wrote("title", "X", "Boss")
                .audit(3, "ann", "Update user", ""),
            "pending",
        ),
        (
            "reactivated_by_hand",
            leaver()
                .logged(300, "ann", "disable")
                .by_hand(180, "ann", "update"),
            leaver()
                .by_hand(180, "ann", "update")
                .audit(3, "ann", "Disable account", ""),
            "pending",
        ),
        (
            "lost_write",
            missing().entered(400).logged(300, "ann", "create"),
            // Written after the provider was read: it is on its way.
            missing().entered(12).logged(1, "ann", "create"),
            "pending",
        ),
        (
            "quarantine_credentials",
            missing()
                .entered(300)
                .quarantined("EncounteredQuarantineException"),
            scene(Kind::DuplicateUser).quarantined("EncounteredQuarantineException"),
            "duplicate",
        ),
        (
            "quarantine_deletes",
            missing().entered(300).quarantined("TooManyDeletes"),
            missing().entered(300).quarantined("Unknown"),
            "quarantine_failures",
        ),
        (
            "quarantine_failures",
            missing()
                .entered(300)
                .quarantined("EncounteredTotalEscrowThreshold"),
            missing().entered(300),
            "overdue_user",
        ),
        (
            "job_off",
            missing().entered(300).with(|scene| {
                scene.job.as_mut().expect("a job").schedule = ScheduleState::Disabled;
            }),
            missing().entered(3),
            "pending",
        ),
        (
            "given_up",
            failed("EntryConflict: taken")
                .logged(29 * 1_440, "ann", "create")
                .ended(Outcome::Failure, "EntryConflict"),
            failed("EntryConflict: taken")
                .logged(27 * 1_440, "ann", "create")
                .ended(Outcome::Failure, "EntryConflict"),
            "failed_conflict",
        ),
        (
            "failed_conflict",
            failed("EntryConflict: taken"),
            failed("EntryConflict: taken").logged(30, "ann", "create"),
            "lost_write",
        ),
        (
            "failed_rights",
            failed("Unauthorized: no"),
            failed("Timeout"),
            "failed_passing",
        ),
        (
            "failed_data",
            failed("MandatoryFieldsMissing"),
            failed("Odd: thing"),
            "failed_other",
        ),
        (
            "failed_passing",
            failed("Timeout: slow"),
            failed("InsufficientRights"),
            "failed_rights",
        ),
        (
            "failed_licence",
            failed("LicenseLimitExceeded"),
            failed("MissingValues"),
            "failed_data",
        ),
        (
            "failed_other",
            failed("Odd: thing"),
            failed("LicenseLimitExceeded"),
            "failed_licence",
        ),
        (
            "skipped_not_entitled",
            skipped("NotEffectivelyEntitled"),
            skipped("RedundantExport"),
            "overdue_user",
        ),
        (
            "skipped",
            skipped("ImportSkipped"),
            // Skipped before the last change: that says nothing of it.
            skipped("ImportSkipped").audit(30, "ann", "Update user", ""),
            "overdue_user",
        ),
        (
            "reference_missed",
            member()
                .logged(180, "team", "update")
                .logged(120, "ann", "create"),
            member()
                .logged(120, "team", "update")
                .logged(180, "ann", "create"),
            "left_alone",
        ),
        (
            "left_alone",
            title(),
            title().with(|scene| scene.audited = None),
            "pending",
        ),
        (
            "pending",
            missing().entered(14),
            missing().entered(16),
            "overdue_user",
        ),
        (
            "cycle_late",
            missing()
                .entered(290)
                .with(|scene| scene.cycles = vec![300]),
            missing().entered(20).with(|scene| scene.cycles = vec![30]),
            "pending",
        ),
        (
            "overdue_leaver",
            leaver().audit(120, "ann", "Disable account", ""),
            leaver().audit(12, "ann", "Disable account", ""),
            "pending",
        ),
        (
            "overdue_user",
            missing().entered(120),
            // The cycle ended after the provider was read.
            missing().entered(20).with(|scene| scene.read = 9),
            "pending",
        ),
        (
            "overdue_member",
            member().audit(120, "ann", "Add member to group", "team"),
            member()
                .audit(120, "ann", "Add member to group", "team")
                .audit(3, "ann", "Add member to group", "team"),
            "pending",
        ),
        (
            "overdue_group",
            scene(Kind::MissingGroup).entered(120),
            scene(Kind::MissingGroup).entered(3),
            "pending",
        ),
    ]
}

#[test]
fn each_rule_holds_where_it_should_and_another_beside_it() {
    for (rule, holds, beside, other) in cases() {
        assert_eq!(holds.verdict().rule.id, rule);
        assert_eq!(beside.verdict().rule.id, other, "beside {rule}");
    }
}

#[test]
fn no_rule_is_without_its_cases() {
    let cases = cases();
    for rule in RULES.iter().filter(|rule| rule.id != "unknown_side") {
        assert!(cases.iter().any(|(id, ..)| *id == rule.id), "{}", rule.id);
    }
}

/// The status in which this finding stands, with its family compared or not.
fn standing(scene: &Scene, compared: bool) -> Status {
    let mut status = Status::new("default", "scim.example.net", noon());
    let families = [scene.finding.family()].into_iter().filter(|_| compared);
    let counts: Counts = [scene.finding.kind].into_iter().collect();
    let comparison = Comparison {
        at: noon(),
        findings: Arc::new([scene.finding.clone()]),
        counts,
        ignored: Arc::default(),
        notes: Arc::default(),
        unconfirmed: 0,
        people: None,
        expected: Arc::default(),
        families: families.collect(),
        looked_before: None,
        read: noon(),
        not_kept: Arc::default(),
    };
    advance(
        &mut status,
        Observation::Compared(Box::new(comparison)),
        noon(),
    );
    status
}

#[test]
fn whose_side_was_not_compared_again_is_unknown_whatever_the_logs_say() {
    for (rule, scene, ..) in cases() {
        let outlook = |compared| {
            let status = standing(&scene, compared);
            let found = status.comparison.expect("a comparison");
            found.findings[0].outlook.clone()
        };
        let unknown = outlook(false);
        assert_eq!(
            (unknown.phase, unknown.heals),
            (Phase::Unknown, Heals::Unknown),
            "{rule}"
        );
        assert_eq!(unknown.rule.id, "unknown_side");
        assert_ne!(outlook(true).rule.id, "unknown_side", "{rule}");
    }
}

#[test]
fn without_a_job_or_logs_nothing_that_may_be_young_is_called_overdue() {
    let blind = |kind| {
        scene(kind).with(|scene| {
            (scene.job, scene.audited) = (None, None);
            scene.cycles.clear();
        })
    };
    for kind in [
        Kind::MissingUser,
        Kind::MissingGroup,
        Kind::MissingMember,
        Kind::ExtraMember,
        Kind::ActiveMismatch,
        Kind::AttributeMismatch,
    ] {
        assert_eq!(blind(kind).verdict().phase, Phase::Pending, "{kind:?}");
        let old = blind(kind).with(|scene| scene.finding.since = ago(600));
        assert_eq!(
            old.verdict().phase,
            Phase::Overdue,
            "{kind:?}: first seen ten hours ago"
        );
    }
}

#[test]
fn what_was_not_there_at_the_last_look_is_dated_by_its_first_sight() {
    let fresh = title().with(|scene| scene.looked_before = Some(10));
    assert_eq!(fresh.verdict().phase, Phase::Pending);
    let known = title().with(|scene| {
        scene.looked_before = Some(10);
        scene.finding.since = ago(300);
    });
    assert_eq!(known.verdict().rule.id, "left_alone");
}

#[test]
fn what_was_in_order_at_the_last_look_and_then_touched_by_hand_is_silent_at_once() {
    let member = |touched: i64| {
        let scene = scene(Kind::MissingMember).by_hand(touched, "team", "update");
        scene.with(|scene| scene.looked_before = Some(10))
    };
    assert_eq!(member(5).verdict().rule.id, "member_removed_by_hand");
    assert_eq!(
        member(15).verdict().phase,
        Phase::Pending,
        "before it was in order"
    );
    let added = member(5).audit(4, "ann", "Add member to group", "team");
    assert_eq!(added.verdict().phase, Phase::Pending, "Entra moved too");
    let blind = member(5).with(|scene| scene.audited = None);
    assert_eq!(
        blind.verdict().phase,
        Phase::Pending,
        "Entra may have moved"
    );
}

#[test]
fn a_failure_names_its_next_retry() {
    let Heals::RetryAt(at) = failed("EntryConflict: taken").verdict().heals else {
        panic!("a retry");
    };
    assert_eq!(at, ago(60) + TimeDelta::hours(6));
}

#[test]
fn leavers_are_told_in_every_phase() {
    for scene in [
        leaver().audit(3, "ann", "Disable account", ""),
        leaver().audit(120, "ann", "Disable account", ""),
        leaver().quarantined("EncounteredQuarantineException"),
        scene(Kind::OrphanUser).detailed("deleted_in_entra"),
    ] {
        assert!(scene.verdict().leaver);
    }
    assert!(
        !scene(Kind::OrphanUser)
            .detailed("unknown_to_entra")
            .verdict()
            .leaver
    );
}
