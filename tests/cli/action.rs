//! `scimtop action`: refused unless allowed and confirmed, carried out, and verified.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use scimtop::simulator::http::Exchange;
use scimtop::simulator::{Options, Simulator};
use serde_json::Value;

use crate::command::{Desk, Ran, kinds};

/// The display name of the simulator's application.
pub const APPLICATION: &str = "Kandji (Iru) SCIM";

/// What the tenant's token may do, and what is wrong with it.
pub fn tenant(scenario: &str, faults: &[&str], grant_actions: bool) -> Desk {
    let fault = |name: &&str| name.parse().expect("a fault");
    let options = Options {
        users: 60,
        groups: 6,
        speed: 0.0,
        scenario: scenario.parse().expect("a scenario"),
        faults: faults.iter().map(fault).collect(),
        limit_logs: false,
        journal: true,
        grant_actions,
        ..Options::default()
    };
    Desk {
        tenant: Simulator::start(options).expect("a simulator"),
        home: tempfile::tempdir().expect("a home"),
    }
}

/// A tenant whose token may act.
pub fn acting(scenario: &str) -> Desk {
    tenant(scenario, &[], true)
}

/// `action` with both switches on, looking once for the effect.
pub fn allowed(desk: &Desk, arguments: &str) -> Command {
    let wait = if arguments.contains("--wait") {
        ""
    } else {
        "--wait 0"
    };
    let mut command = desk.command(&format!("action {arguments} {wait} --allow-actions"));
    command.env("SCIMTOP_ALLOW_ACTIONS", "true");
    command
}

pub fn act(desk: &Desk, arguments: &str, name: &str) -> Ran {
    Ran::of(allowed(desk, arguments).args(["--confirm", name]))
}

/// What was sent that acts on the job: verb, body, status.
pub fn acted(desk: &Desk) -> Vec<(String, String, u16)> {
    let verb = |exchange: &Exchange| {
        let (_, verb) = exchange.target.rsplit_once('/')?;
        let acts = exchange.method == "POST" && exchange.target.contains("/synchronization/");
        acts.then(|| verb.to_owned())
    };
    let body = |exchange: &Exchange| String::from_utf8_lossy(&exchange.request_body).into_owned();
    let journal = desk.tenant.journal();
    let acted = journal
        .iter()
        .filter_map(|exchange| Some((verb(exchange)?, body(exchange), exchange.status)));
    acted.collect()
}

pub fn trail(desk: &Desk) -> PathBuf {
    desk.home.path().join(".local/state/scimtop/actions.jsonl")
}

#[test]
fn it_is_refused_unless_profile_and_flag_allow_it() {
    let desk = acting("");
    for (arguments, profile, told) in [
        (
            "action pause",
            None,
            "allow_actions = true in the profile and give --allow-actions",
        ),
        (
            "action pause",
            Some("true"),
            "unless --allow-actions is given",
        ),
        (
            "action pause --allow-actions",
            None,
            "actions are off in this profile",
        ),
        (
            "action pause --allow-actions",
            Some("false"),
            "actions are off in this profile",
        ),
    ] {
        let mut command = desk.command(arguments);
        command.args(["--confirm", APPLICATION]);
        command.envs(profile.map(|on| ("SCIMTOP_ALLOW_ACTIONS", on)));
        let ran = Ran::of(&mut command);
        assert_eq!(ran.status, 2, "{arguments}: {ran:?}");
        assert!(ran.err.contains(told), "{arguments}: {}", ran.err);
    }
    assert!(desk.tenant.journal().is_empty(), "it asked for something");
    assert!(!trail(&desk).exists());
}

#[test]
fn a_profile_of_the_file_allows_it_for_itself_alone() {
    let desk = acting("");
    let file = desk.home.path().join("config.toml");
    let lines = desk.tenant.environment();
    let lines = lines.iter().map(|(name, value)| {
        let key = name.trim_start_matches("SCIMTOP_").to_lowercase();
        format!("{key} = \"{value}\"\n")
    });
    let lines: String = lines.collect();
    std::fs::write(
        &file,
        format!("{lines}\n[profile.lab]\nallow_actions = true\n{lines}"),
    )
    .expect("a file");
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
        .expect("a mode");
    let ended = |profile: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
        command.env_clear().env("HOME", desk.home.path());
        command
            .arg("--config")
            .arg(&file)
            .args(["--profile", profile]);
        command.args(["action", "pause", "--allow-actions", "--wait", "0"]);
        let ran = Ran::of(command.args(["--confirm", APPLICATION]));
        (ran.status, ran.err)
    };
    let (status, told) = ended("default");
    assert!(
        status == 2 && told.contains("off in this profile"),
        "{told}"
    );
    assert_eq!(ended("lab"), (0, String::new()));
}

#[test]
fn another_name_sends_nothing() {
    let desk = acting("");
    for name in ["", "kandji (iru) scim", "yes", "Kandji (Iru) SCIM "] {
        let ran = act(&desk, "pause", name);
        assert_eq!(ran.status, 2, "{name}: {ran:?}");
        assert!(
            ran.err.contains(&format!("\"{APPLICATION}\"")),
            "{}",
            ran.err
        );
        assert!(ran.out.contains("touches: everybody"), "{}", ran.out);
    }
    assert_eq!(acted(&desk), []);
    assert_eq!(std::fs::read(trail(&desk)).expect("it was opened"), b"");
}

#[test]
fn the_name_is_read_from_standard_input() {
    let desk = acting("");
    for (typed, status) in [("nonsense\n", 2), ("", 2), ("Kandji (Iru) SCIM\r\n", 0)] {
        let mut command = allowed(&desk, "pause");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut input = child.stdin.take().expect("a pipe");
        input.write_all(typed.as_bytes()).expect("it reads");
        drop(input);
        let ran = Ran::ended(&child.wait_with_output().expect("it ends"));
        assert_eq!(ran.status, status, "{typed}: {ran:?}");
    }
}

#[test]
fn a_job_is_paused_and_started_and_never_twice() {
    let desk = acting("");
    let ran = act(&desk, "start", APPLICATION);
    assert!(
        ran.status == 2 && ran.err.contains("running already"),
        "{ran:?}"
    );
    let ran = act(&desk, "pause", APPLICATION);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("job: Active -> Paused"), "{}", ran.out);
    let (_, report) = desk.report("");
    assert_eq!(report["job"]["status"], "Paused");
    assert_eq!(report["verdict"], "blocked");
    let ran = act(&desk, "pause", APPLICATION);
    assert!(
        ran.status == 2 && ran.err.contains("stopped already"),
        "{ran:?}"
    );
    let ran = act(&desk, "start", APPLICATION);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("job: Paused -> Active"), "{}", ran.out);
    let (_, report) = desk.report("");
    assert_eq!(
        (&report["job"]["status"], &report["verdict"]),
        (&"Active".into(), &"in_sync".into())
    );
    let sent: Vec<_> = acted(&desk).into_iter().map(|(verb, ..)| verb).collect();
    assert_eq!(sent, ["pause", "start"]);
}

#[test]
fn a_paused_job_provisions_nothing_until_it_is_started() {
    let desk = acting(
        "[[event]]\nat = \"10m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n",
    );
    assert_eq!(act(&desk, "pause", APPLICATION).status, 0);
    desk.tenant.advance(3 * 3600);
    let (_, report) = desk.report("");
    assert_eq!(kinds(&report), ["missing_user"], "{report:#}");
    assert_eq!(act(&desk, "start", APPLICATION).status, 0);
    desk.tenant.advance(600);
    assert!(kinds(&desk.report("").1).is_empty());
}

const EDITED: &str = "[[event]]\nat = \"-5h\"\ndo = \"provider_edit\"\nuser = 3\n\
                      attribute = \"title\"\nvalue = \"By hand\"\n";

#[test]
fn a_restart_that_looks_at_everybody_repairs_what_was_done_by_hand() {
    let desk = acting(EDITED);
    assert_eq!(kinds(&desk.report("").1), ["attribute_mismatch"]);
    let ran = act(&desk, "restart --reset watermark", APPLICATION);
    assert_eq!(ran.status, 0, "{ran:?}");
    for told in [
        "a full cycle would: update 1",
        "Watermark: look at everybody again",
        "touches: every user and group in scope",
        "the directory's log shows the restart",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert_eq!(kinds(&desk.report("").1), ["attribute_mismatch"]);
    desk.tenant.advance(1200);
    let (_, report) = desk.report("");
    assert!(kinds(&report).is_empty(), "{report:#}");
}

#[test]
fn a_restart_of_less_repairs_less() {
    let desk = acting(EDITED);
    assert_eq!(act(&desk, "restart --reset escrows", APPLICATION).status, 0);
    desk.tenant.advance(1200);
    assert_eq!(kinds(&desk.report("").1), ["attribute_mismatch"]);
}

#[test]
fn each_scope_goes_out_under_its_own_name() {
    let desk = acting("");
    for (flags, scope) in [
        ("", "Escrows, Watermark, QuarantineState"),
        (" --reset full", "Full"),
        (" --reset watermark", "Watermark"),
        (" --reset escrows", "Escrows"),
        (" --reset quarantine-state", "QuarantineState"),
        (" --reset connector-data-store", "ConnectorDataStore"),
        (" --reset watermark,escrows", "Escrows, Watermark"),
    ] {
        let ran = act(&desk, &format!("restart --no-plan{flags}"), APPLICATION);
        assert_eq!(ran.status, 0, "{flags}: {ran:?}");
        let (verb, body, status) = acted(&desk).pop().expect("it was sent");
        let body: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!((verb.as_str(), status), ("restart", 204));
        assert_eq!(body["criteria"]["resetScope"], scope);
    }
    let ran = act(
        &desk,
        "restart --no-plan --reset force-deletes",
        APPLICATION,
    );
    assert!(
        ran.status == 2 && ran.err.contains("no deletions are held back"),
        "{ran:?}"
    );
}

#[test]
fn a_quarantine_is_lifted_and_is_in_the_way_of_what_does_not_lift_it() {
    let fails = "[[event]]\nat = \"-3h\"\ndo = \"token_fails\"\n\
                 [[event]]\nat = \"-10m\"\ndo = \"token_heals\"\n";
    let desk = acting(fails);
    assert!(desk.report("").1["job"]["quarantine"].is_object());
    let ran = act(&desk, "restart --no-plan --reset watermark", APPLICATION);
    assert!(
        ran.status == 2 && ran.err.contains("in quarantine"),
        "{ran:?}"
    );
    let ran = act(
        &desk,
        "restart --no-plan --reset watermark,quarantine-state",
        APPLICATION,
    );
    assert_eq!(ran.status, 0, "{ran:?}");
    let told = "quarantine: EncounteredQuarantineException -> none";
    assert!(ran.out.contains(told), "{}", ran.out);
    assert!(desk.report("").1["job"]["quarantine"].is_null());
    let again = acting(fails);
    assert_eq!(act(&again, "start", APPLICATION).status, 0);
    assert!(again.report("").1["job"]["quarantine"].is_null());
}
