//! Whoever is on screen is shown as the provider has him now, though nothing told of a change.

use std::fmt::Write;

use scimtop::simulator::{Options, Simulator};

use crate::tenant::scimtop;
use crate::terminal::Terminal;

/// A tenant whose provider gives no hint of a change, and in which everybody's title is another one later.
fn secretive() -> Simulator {
    let mut scenario = "name = 'a hand at the provider'\n".to_owned();
    for user in 0..60 {
        // Writing into a String cannot fail.
        let _ = write!(
            scenario,
            "[[event]]\nat = '10m'\ndo = 'provider_edit'\nuser = {user}\nattribute = 'title'\nvalue = 'Quite Fresh'\n"
        );
    }
    let faults = ["modified-ignored", "sort-ignored", "etag-absent"];
    Simulator::start(Options {
        users: 60,
        groups: 4,
        speed: 0.0,
        journal: true,
        limit_logs: false,
        scenario: scenario.parse().expect("a scenario"),
        faults: faults.map(|fault| fault.parse().expect("a fault")).into(),
        ..Options::default()
    })
    .expect("a simulator")
}

/// How often a page of the provider's users was asked for.
fn crawled(tenant: &Simulator) -> usize {
    let journal = tenant.journal();
    let asked = journal.iter().map(|exchange| exchange.target.as_str());
    let pages = asked.filter(|target| {
        target.contains("/Users?") && !target.contains("count=0") && !target.contains("filter=")
    });
    pages.count()
}

#[test]
fn a_user_on_screen_is_read_again_and_the_screen_says_so() {
    let tenant = secretive();
    // A provider whose rate is not known: where one is kept to, a glance may have used up what a look at the screen needs.
    let flags = "--provider generic --poll-hints 4s --poll-scim 1h --poll-audit 1h --poll-logs 1h";
    let mut terminal = Terminal::start(scimtop(&tenant, flags));
    terminal.resize(120, 50);
    terminal.wait_for("no drift");
    terminal.press("3\r");
    terminal.wait_for("provider asked again");
    let before = crawled(&tenant);
    assert!(!terminal.contents().contains("Quite Fresh"));
    tenant.advance(600);
    terminal.wait_for("Quite Fresh");
    assert_eq!(crawled(&tenant), before);
    terminal.press("qq");
    terminal.is_given_back();
}
