//! The doctor's screen over a live tenant: it looks when it is opened first, and when it is asked.

use std::ops::ControlFlow;
use std::time::Duration;

use crate::tenant::{in_sync, tenant};

#[test]
fn the_doctor_looks_at_the_first_opening_and_when_asked() {
    let tenant = tenant(Duration::ZERO);
    // Only the doctor asks for the devices.
    let looks = || {
        let journal = tenant.journal();
        let devices = journal.iter().filter(|one| one.target.contains("/devices"));
        devices.count()
    };
    let mut terminal = in_sync(&tenant);
    assert_eq!(looks(), 0, "nobody has opened it");
    terminal.press("8");
    terminal.wait_for("r examines again");
    terminal.wait_for("guide-29");
    let first = looks();
    assert!(first > 0);
    terminal.press("18");
    terminal.wait_for("[8 Doctor]");
    terminal.press("r");
    // The answer may look like the one before: no byte comes, and the requests alone tell.
    terminal.bytes_while("a second look", || {
        if looks() == 2 * first {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    terminal.press("q");
    terminal.is_given_back();
}
