//! A list that loses much at once: an alarm first, findings only after a second full read.

use std::fmt::Write as _;
use std::time::Duration;

use scimtop::simulator::{Options, Simulator};

use crate::tenant::scimtop;
use crate::terminal::Terminal;

/// The dashboard without the provider's audit log: whoever that calls deleted is asked for alone, and such an answer
/// beside the crawl's settles the alarm before anybody has seen it.
fn without_audit(tenant: &Simulator) -> Terminal {
    let mut command = scimtop(tenant, "");
    command.env_remove("SCIMTOP_AUDIT_URL");
    command.env_remove("SCIMTOP_AUDIT_TOKEN");
    let terminal = Terminal::start(command);
    terminal.wait_for("no drift");
    terminal
}

/// A quiet tenant of 60 people, of whom the provider loses 30 an hour from the start.
fn tenant() -> Simulator {
    let mut script = String::from("name = \"a purge\"\n");
    for user in 0..30 {
        let _ = write!(
            script,
            "[[event]]\nat = \"1h\"\ndo = \"provider_delete_user\"\nuser = {user}\n"
        );
    }
    let options = Options {
        users: 60,
        groups: 4,
        speed: 0.0,
        latency: Duration::ZERO,
        limit_logs: false,
        scenario: script.parse().expect("a scenario"),
        ..Options::default()
    };
    Simulator::start(options).expect("a simulator")
}

#[test]
fn half_of_the_provider_gone_is_one_alarm_until_it_was_read_twice() {
    let tenant = tenant();
    let mut terminal = without_audit(&tenant);
    tenant.advance(3_700);
    terminal.press("r");
    terminal.wait_for("ALARM: provider users fell from");
    assert!(
        !terminal.contents().contains("missing_user"),
        "nothing is found while it is doubted"
    );
    terminal.press("7");
    terminal.wait_for("fell by more than a tenth");
    terminal.press("1r");
    terminal.wait_for("missing_user");
    terminal.wait_for("will not heal");
    terminal.press("q");
    terminal.is_given_back();
}
