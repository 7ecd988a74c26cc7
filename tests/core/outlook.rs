//! The rules of the verdict: for each a case in which it holds, one beside it in which another does, and
//! one in which nothing can be told.

use std::sync::Arc;

use chrono::TimeDelta;
use scimtop::drift::outlook::RULES;
use scimtop::drift::{Counts, Heals, Kind, Phase};
use scimtop::status::{Comparison, Observation, Status, advance};

use super::outlook_cases::{cases, failed, leaver, title};
use super::outlook_scene::{Scene, ago, scene};
use super::world::noon;

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
        read: noon(),
        not_kept: Arc::default(),
        work: scimtop::drift::Work::default(),
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
    let seen = |absent: i64, since: i64| {
        title().with(|scene| {
            scene.finding.absent = Some(ago(absent));
            scene.finding.since = ago(since);
        })
    };
    assert_eq!(seen(10, 0).verdict().phase, Phase::Pending);
    assert_eq!(seen(13, 12).verdict().phase, Phase::Pending, "still");
    assert_eq!(seen(310, 300).verdict().rule.id, "left_alone");
    let blind = seen(310, 300).with(|scene| scene.audited = None);
    assert_eq!(
        blind.verdict().phase,
        Phase::Overdue,
        "Entra may have moved"
    );
}

#[test]
fn what_was_in_order_at_the_last_look_and_then_touched_by_hand_is_silent_at_once() {
    let member = |touched: i64| {
        let scene = scene(Kind::MissingMember).by_hand(touched, "team", "update");
        scene.with(|scene| scene.finding.absent = Some(ago(10)))
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
fn who_was_added_after_the_group_was_written_was_not_missed() {
    let missed = || {
        let scene = scene(Kind::MissingMember).logged(180, "team", "update");
        scene.logged(120, "ann", "create")
    };
    // That the account was enabled in between says nothing of the membership.
    let enabled = missed().audit(125, "ann", "Enable account", "");
    assert_eq!(enabled.verdict().rule.id, "reference_missed");
    let added = missed().audit(150, "ann", "Add member to group", "team");
    assert_eq!(added.verdict().rule.id, "overdue_member");
}

#[test]
fn a_member_whom_entra_may_have_taken_out_is_not_called_added_by_hand() {
    let seen = |known: bool| {
        scene(Kind::ExtraMember).with(|scene| {
            let member = scene.finding.member.as_mut().expect("a member");
            member.entra_id = member.entra_id.take().filter(|_| known);
            (scene.finding.absent, scene.finding.since) = (Some(ago(130)), ago(120));
        })
    };
    assert_eq!(seen(true).verdict().rule.id, "member_added_by_hand");
    assert_eq!(seen(false).verdict().rule.id, "overdue_member");
    // The provisioning log links the account.
    let linked = seen(false).logged(600, "ann", "create");
    let left = linked.audit(3, "ann", "Remove member from group", "team");
    assert_eq!(left.verdict().phase, Phase::Pending);
}

#[test]
fn a_group_that_was_just_unassigned_is_dated_by_its_name() {
    let orphan = scene(Kind::OrphanGroup).with(|scene| {
        scene.finding.group.as_mut().expect("a group").entra_id = None;
    });
    let unassigned = orphan.audit(3, "team", "Remove app role assignment from group", "");
    assert_eq!(unassigned.verdict().phase, Phase::Pending);
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
