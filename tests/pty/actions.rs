//! An action from the menu of the dashboard, carried out by the simulated service.

use std::path::Path;

use portable_pty::CommandBuilder;
use scimtop::simulator::{Options, Simulator};

use crate::tenant::scimtop;
use crate::terminal::Terminal;

const JOINER: &str =
    "[[event]]\nat = \"-1m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";
const JO: &str = "jo@northwind.example";

/// A tenant in which one person is missing at the provider, and whose token may act.
fn tenant() -> Simulator {
    let options = Options {
        users: 60,
        groups: 6,
        speed: 0.0,
        scenario: JOINER.parse().expect("a scenario"),
        journal: true,
        limit_logs: false,
        grant_actions: true,
        ..Options::default()
    };
    Simulator::start(options).expect("a simulator")
}

fn acting(tenant: &Simulator, home: &Path, flags: &str) -> CommandBuilder {
    let mut command = scimtop(tenant, flags);
    command.env("HOME", home);
    command.env("SCIMTOP_ALLOW_ACTIONS", "true");
    command
}

/// How many requests acted on the job.
fn acted(tenant: &Simulator) -> usize {
    let journal = tenant.journal();
    let acts = |target: &str| target.ends_with("/provisionOnDemand");
    journal.iter().filter(|one| acts(&one.target)).count()
}

/// The dashboard on the page of the missing person.
fn on_the_missing(command: CommandBuilder) -> Terminal {
    let mut terminal = Terminal::start(command);
    terminal.wait_for("missing_user");
    terminal.press("/jo@");
    terminal.wait_for("Jo Lee");
    terminal.press("\r");
    terminal.wait_for("user  jo@");
    terminal
}

#[test]
fn a_missing_person_is_provisioned_on_demand_and_the_finding_goes() {
    let (tenant, home) = (tenant(), tempfile::tempdir().expect("a home"));
    let mut terminal = on_the_missing(acting(&tenant, home.path(), "--allow-actions"));
    terminal.press("a");
    terminal.wait_for("provision jo@northwind.example on demand");
    terminal.press("\r");
    terminal.wait_for("and nobody else");
    terminal.press("Jo Lee\r");
    terminal.wait_for("that is not the name");
    assert_eq!(acted(&tenant), 0, "nothing is sent for a wrong name");
    // Ctrl-u empties the line.
    terminal.press(&format!("\u{15}{JO}\r"));
    terminal.wait_for("OK: done, and seen");
    assert_eq!(acted(&tenant), 1);
    terminal.press("\r1");
    // The person is held now, and is still to be put into the group.
    terminal.wait("the next finding", |screen| {
        let text = screen.contents();
        text.contains("missing_member") && !text.contains("missing_user")
    });
    terminal.press("/All Staff");
    terminal.wait_for("group both sides");
    terminal.press("\r");
    terminal.wait_for("group  All Staff");
    terminal.press("a\r");
    terminal.wait_for("Type All Staff to go on");
    terminal.press("All Staff\r");
    terminal.wait_for("OK: done, and seen");
    assert_eq!(acted(&tenant), 2);
    terminal.press("\r1");
    terminal.wait_for("no drift");
    let trail = home.path().join(".local/state/scimtop/actions.jsonl");
    let trail = std::fs::read_to_string(trail).expect("the audit file");
    for written in ["\"sending\"", "\"done\"", "\"seen\"", JO] {
        assert!(trail.contains(written), "{written}: {trail}");
    }
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn without_the_flag_the_menu_says_what_to_set_and_sends_nothing() {
    let (tenant, home) = (tenant(), tempfile::tempdir().expect("a home"));
    let mut terminal = on_the_missing(acting(&tenant, home.path(), ""));
    terminal.press("a");
    terminal.wait_for("only reads unless --allow-actions is given");
    terminal.press("\r");
    terminal.wait_for("not possible");
    assert_eq!(acted(&tenant), 0);
    assert!(!home.path().join(".local").exists(), "nothing is written");
}
