//! The scenarios, rule by rule.

use super::Case;

/// Neither log of Entra.
const LOGS: &str = "ProvisioningLog.Read.All\", \"AuditLog.Read.All\", \"List audit events";
const JOB: &str = "Synchronization.Read.All";

fn event(at: &str, verb: &str, words: &str) -> String {
    format!("[[event]]\nat = \"{at}\"\ndo = \"{verb}\"\n{words}\n")
}

/// What happens to ann, who joined ten hours ago.
fn ann(events: &[(&str, &str, &str)]) -> String {
    let joins = joins("-10h", "group = 0");
    let to_her = |(at, verb, words): &(&str, &str, &str)| {
        event(at, verb, &format!("user = \"ann\"\n{words}"))
    };
    joins + &events.iter().map(to_her).collect::<String>()
}

fn joins(at: &str, group: &str) -> String {
    let words = format!("upn = \"ann\"\nname = \"Ann One\"\ntitle = \"Clerk\"\n{group}");
    event(at, "join", &words)
}

fn by_hand(at: &str) -> String {
    event(
        at,
        "provider_create_user",
        "upn = \"ann\"\nname = \"Ann One\"",
    )
}

const MOVES: &str = "title = \"Lead\"";
const DISABLES: &str = "how = \"disable\"";

fn moves(at: &str) -> String {
    ann(&[(at, "move", MOVES)])
}

fn edited(at: &str) -> String {
    ann(&[(
        at,
        "provider_edit",
        "attribute = \"title\"\nvalue = \"By hand\"",
    )])
}

fn conflict(at: &str) -> String {
    event(
        at,
        "conflict",
        "upn = \"ann\"\nname = \"Ann One\"\ngroup = 0",
    )
}

/// What somebody does at the provider.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn by_hand_cases() -> Vec<Case> {
    let activated = (
        "-3h",
        "provider_edit",
        "attribute = \"active\"\nvalue = \"true\"",
    );
    let pending = |scenario: String| (scenario, "pending");
    let joins_late = || pending(joins("-5m", "group = 0"));
    let logs = (LOGS, Some("pending"));
    // Neither log of the first day reaches so far.
    let edit = "user = \"ann\"\nattribute = \"title\"\nvalue = \"By hand\"";
    let old = joins("-40h", "group = 0") + &event("-30h", "provider_edit", edit);
    vec![
        Case::new(
            "duplicate",
            "duplicate_user",
            ann(&[("-3h", "provider_duplicate", "")]),
            (
                ann(&[
                    ("-3h", "provider_duplicate", ""),
                    (
                        "-1h",
                        "provider_edit",
                        "attribute = \"title\"\nvalue = \"x\"",
                    ),
                ]),
                "duplicate",
            ),
            ("User.Read.All", None),
        ),
        Case::new(
            "unmanaged_user",
            "orphan_user",
            by_hand("-3h"),
            (by_hand("-9h") + &joins("-3h", ""), "overdue_leaver"),
            ("User.Read.All", None),
        ),
        Case::new(
            "unmanaged_group",
            "orphan_group",
            event("-30h", "lie", "group = 1") + &event("-30h", "unassign_group", "group = 1"),
            pending(event("-5m", "unassign_group", "group = 1")),
            (LOGS, Some("unmanaged_group")),
        ),
        Case::new(
            "member_added_by_hand",
            "extra_member",
            ann(&[("-3h", "provider_add_member", "group = 1")]),
            pending(ann(&[
                ("-9h", "member_add", "group = 1"),
                ("-5m", "member_remove", "group = 1"),
            ])),
            logs,
        ),
        Case::new(
            "member_removed_by_hand",
            "missing_member",
            ann(&[("-3h", "provider_remove_member", "group = 0")]),
            pending(ann(&[("-5m", "member_add", "group = 1")])),
            logs,
        ),
        Case::new(
            "deleted_by_hand",
            "missing_user",
            ann(&[("-3h", "provider_delete_user", "")]),
            joins_late(),
            logs,
        ),
        Case::new(
            "edited_by_hand",
            "attribute_mismatch",
            edited("-3h"),
            pending(moves("-5m")),
            logs,
        ),
        Case::new(
            "reactivated_by_hand",
            "active_mismatch",
            ann(&[("-6h", "leave", DISABLES), activated]),
            pending(ann(&[("-5m", "leave", DISABLES)])),
            logs,
        ),
        Case::new(
            "left_alone",
            "attribute_mismatch",
            old,
            pending(moves("-5m")),
            logs,
        ),
    ]
}

/// What the service says of itself in its log.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn logged_cases() -> Vec<Case> {
    let pending = |scenario: String| (scenario, "pending");
    let logs = (LOGS, Some("pending"));
    let lied = |at: &str| joins(at, "group = 0") + &event(at, "lie", "user = \"ann\"");
    let deleted = |at| ann(&[("-6h", "provider_delete_user", ""), (at, "move", MOVES)]);
    let bob = |at: &str| {
        let join = "upn = \"bob\"\nname = \"Bob One\"\ngroup = 0";
        let bob = "user = \"bob\"\ngroup = 1";
        event("-10h", "join", join)
            + &event("-6h", "provider_delete_user", "user = \"bob\"")
            + &event(at, "member_add", bob)
            + &ann(&[(at, "member_add", "group = 1")])
    };
    let skipped = |at: &str| {
        by_hand("-9h")
            + &joins(at, "group = 0")
            + &event(at, "leave", "user = \"ann\"\nhow = \"disable\"")
    };
    let enabled_late = joins("-10h", "")
        + &event(
            "-10h",
            "join",
            "upn = \"bob\"\nname = \"Bob One\"\ngroup = 1",
        )
        + &[
            ("-9h", "leave", DISABLES),
            ("-8h", "member_add", "group = 0"),
            ("-5h", "return", ""),
        ]
        .iter()
        .map(|(at, verb, words)| event(at, verb, &format!("user = \"ann\"\n{words}")))
        .collect::<String>()
        + &event("-8h", "member_add", "user = \"bob\"\ngroup = 0");
    vec![
        Case::new(
            "lost_write",
            "missing_user",
            lied("-3h"),
            pending(lied("-5m")),
            logs,
        ),
        Case::new(
            "failed_conflict",
            "attribute_mismatch",
            conflict("-3h"),
            pending(conflict("-5m")),
            logs,
        ),
        Case::new(
            "given_up",
            "attribute_mismatch",
            conflict("-27d"),
            (conflict("-26d"), "failed_conflict"),
            (LOGS, Some("overdue_user")),
        )
        .then(37),
        Case::new(
            "failed_other",
            "missing_user",
            deleted("-3h"),
            (deleted("-5m"), "deleted_by_hand"),
            logs,
        ),
        Case::new(
            "failed_data",
            "missing_member",
            bob("-3h"),
            pending(bob("-5m")),
            logs,
        ),
        Case::new(
            "skipped_not_entitled",
            "active_mismatch",
            skipped("-3h"),
            pending(skipped("-5m")),
            logs,
        ),
        Case::new(
            "reference_missed",
            "missing_member",
            enabled_late,
            pending(ann(&[("-5m", "member_add", "group = 1")])),
            logs,
        ),
    ]
}

/// What the job and its clock say.
#[expect(clippy::too_many_lines, reason = "a table")]
pub fn clock_cases() -> Vec<Case> {
    let pending = |scenario: String| (scenario, "pending");
    let refused = |events: &str| event("-3h", "token_fails", "") + events;
    let mended = event("-1m", "token_heals", "")
        + &event("-1m", "start_provisioning", "")
        + &joins("-30s", "group = 0");
    let setup = |words: &str, events: String| format!("[setup]\n{words}\n{events}");
    let log = "ProvisioningLog.Read.All";
    let unread = |words: String| setup(&format!("refused = [\"{log}\"]"), words);
    vec![
        Case::new(
            "pending",
            "missing_user",
            joins("-24m", "group = 0"),
            (
                unread(joins("-3h", "group = 0") + &event("-3h", "lie", "user = \"ann\"")),
                "overdue_user",
            ),
            (JOB, Some("pending")),
        ),
        Case::new(
            "quarantine_credentials",
            "missing_user",
            refused(&joins("-2h", "group = 0")),
            pending(refused(&mended)),
            (JOB, Some("cycle_late")),
        ),
    ]
    .into_iter()
    .chain(
        [
            (
                "job_off",
                "missing_user",
                JOB,
                setup("schedule = \"Paused\"", joins("-5m", "group = 0")),
                setup("schedule = \"Active\"", joins("-5m", "group = 0")),
            ),
            (
                "cycle_late",
                "missing_user",
                JOB,
                setup("interval = \"PT10M\"", joins("-22m", "group = 0")),
                joins("-22m", "group = 0"),
            ),
            (
                "overdue_user",
                "missing_user",
                LOGS,
                unread(joins("-3h", "group = 0") + &event("-3h", "lie", "user = \"ann\"")),
                unread(joins("-5m", "group = 0")),
            ),
            (
                "overdue_member",
                "missing_member",
                LOGS,
                unread(
                    ann(&[("-3h", "member_add", "group = 1")]) + &event("-3h", "lie", "group = 1"),
                ),
                unread(ann(&[("-5m", "member_add", "group = 1")])),
            ),
            (
                "overdue_group",
                "attribute_mismatch",
                LOGS,
                unread(
                    event("-3h", "lie", "group = 1")
                        + &event("-3h", "rename_group", "group = 1\nname = \"Other\""),
                ),
                unread(event("-5m", "rename_group", "group = 1\nname = \"Other\"")),
            ),
        ]
        .into_iter()
        .map(|(rule, kind, unread, holds, beside)| {
            Case::new(
                rule,
                kind,
                holds,
                (beside, "pending"),
                (unread, Some("pending")),
            )
        }),
    )
    .chain([Case::new(
        "overdue_leaver",
        "orphan_user",
        by_hand("-9h") + &joins("-3h", ""),
        pending(by_hand("-9h") + &joins("-5m", "")),
        (LOGS, Some("pending")),
    )])
    .collect()
}
