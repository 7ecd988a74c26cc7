//! `scimtop check`.

use crate::command::{Desk, Ran};

/// Runs it, and holds it to its one line.
fn check(desk: &Desk) -> Ran {
    let ran = desk.run("check");
    assert_eq!(ran.out.lines().count(), 1, "{ran:?}");
    ran
}

#[test]
fn nothing_to_do_is_0() {
    let ran = check(&Desk::with(""));
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(
        ran.out.starts_with("SCIM OK - in sync | orphan_user=0 "),
        "{}",
        ran.out
    );
}

#[test]
fn a_drift_that_the_next_cycle_will_heal_is_1() {
    let desk = Desk::with(
        r#"
        [[event]]
        at = "0s"
        do = "join"
        upn = "new.hire"
        name = "New Hire"
        group = 0
        "#,
    );
    let ran = check(&desk);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.out
            .starts_with("SCIM WARNING - 1 missing_user, expected to heal | "),
        "{}",
        ran.out
    );
}

#[test]
fn a_drift_that_nobody_will_heal_is_2() {
    let desk = Desk::with(
        r#"
        [[event]]
        at = "-1d"
        do = "provider_remove_member"
        user = 0
        group = 0
        "#,
    );
    let ran = check(&desk);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(
        ran.out.starts_with("SCIM CRITICAL - 1 missing_member | "),
        "{}",
        ran.out
    );
}

#[test]
fn blocked_provisioning_is_2_though_nothing_differs_and_though_a_side_is_unread() {
    let quarantined = "[[event]]\nat = \"-10d\"\ndo = \"token_fails\"\n";
    for faults in [&[][..], &["scim-401"]] {
        let ran = check(&Desk::new(quarantined, faults));
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.out.contains("provisioning is blocked"), "{}", ran.out);
    }
}

#[test]
fn an_unread_side_is_3() {
    let ran = check(&Desk::new("", &["scim-401"]));
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(
        ran.out.starts_with("SCIM UNKNOWN - could not read "),
        "{}",
        ran.out
    );
}

#[test]
fn trouble_with_the_audit_alone_is_0() {
    let ran = check(&Desk::new("", &["rest:html-200"]));
    assert_eq!(ran.status, 0, "{ran:?}");
}
