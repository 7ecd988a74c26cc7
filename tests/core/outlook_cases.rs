//! A case for each rule of the verdict, and one beside it.

use scimtop::drift::{Kind, Subject};
use scimtop::model::{Outcome, ScheduleState};

use super::outlook_scene::{Scene, scene};

pub fn title() -> Scene {
    scene(Kind::AttributeMismatch).valued("title", "SRE", "Boss")
}

pub fn leaver() -> Scene {
    scene(Kind::ActiveMismatch).valued("active", "false", "true")
}

pub fn failed(detail: &str) -> Scene {
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
pub fn cases() -> Vec<(&'static str, Scene, Scene, &'static str)> {
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
