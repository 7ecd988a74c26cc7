//! What is taken away: through the terminal, and into a file.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use scimtop::simulator::scenario::Scenario;
use scimtop::simulator::{Options, Simulator};
use serde_json::Value;

use crate::tenant::{in_sync, scimtop, tenant};
use crate::terminal::Terminal;

/// The text that the terminal was asked to take last.
fn taken(bytes: &[u8]) -> Option<String> {
    let all = String::from_utf8_lossy(bytes);
    let (_, last) = all.rsplit_once("\u{1b}]52;c;")?;
    let (text, _) = last.split_once('\u{7}')?;
    String::from_utf8(STANDARD.decode(text).ok()?).ok()
}

#[test]
fn a_copy_and_a_ticket_reach_the_terminal() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.press("3");
    terminal.wait_for("ENTRA    PROVIDER");
    terminal.press("y");
    terminal.wait_for("entra id: ");
    terminal.press("\r");
    terminal.wait_for("entra id sent to the terminal, 36 bytes");
    let id = taken(&terminal.bytes()).expect("an identifier");
    assert_eq!(id.len(), 36);
    terminal.press("Y");
    terminal.wait_for("the ticket sent to the terminal");
    let ticket = taken(&terminal.bytes()).expect("a ticket");
    assert!(ticket.contains(&id) && ticket.contains("Why:"), "{ticket}");
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn inside_tmux_the_text_is_wrapped_for_the_terminal_outside() {
    let tenant = tenant(Duration::ZERO);
    let mut command = scimtop(&tenant, "");
    command.env("TERM", "tmux-256color");
    let mut terminal = Terminal::start(command);
    terminal.wait_for("no drift");
    terminal.press("3");
    terminal.wait_for("ENTRA    PROVIDER");
    terminal.press("Y");
    terminal.wait_for("the ticket sent to the terminal");
    let bytes = String::from_utf8_lossy(&terminal.bytes()).into_owned();
    assert!(bytes.contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;"));
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn a_view_becomes_a_file_that_only_its_owner_reads() {
    let tenant = tenant(Duration::ZERO);
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = scimtop(&tenant, "");
    command.cwd(folder.path());
    let mut terminal = Terminal::start(command);
    terminal.wait_for("no drift");
    terminal.press("3");
    terminal.wait_for("ENTRA    PROVIDER");
    terminal.press("x");
    terminal.wait_for("export this view");
    terminal.press("\r");
    terminal.wait_for("written to scimtop-users-");
    terminal.press("q");
    terminal.is_given_back();
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let mode = std::fs::metadata(&files[0]).expect("a file").permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
    let csv = std::fs::read_to_string(&files[0]).expect("a file");
    assert!(csv.starts_with("user,entra,provider,differs,entra_id,scim_id\n"));
    assert!(csv.lines().count() > 50, "{csv}");
}

/// The names and addresses that the tenant has told of anybody.
fn people(tenant: &Simulator) -> Vec<String> {
    let mut found = Vec::new();
    for exchange in tenant.journal() {
        let answer = serde_json::from_slice(&exchange.response_body).unwrap_or_default();
        collect(&answer, &mut found);
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 80, "{found:?}");
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Value::Object(map) => {
            let named = |name: &str| map.get(name).and_then(Value::as_str);
            let name = named("userPrincipalName").or(named("userName"));
            found.extend(name.map(str::to_owned));
            found.extend(
                named("displayName")
                    .filter(|_| name.is_some())
                    .map(str::to_owned),
            );
            map.values().for_each(|item| collect(item, found));
        }
        _ => {}
    }
}

#[test]
fn under_privacy_no_screen_and_nothing_taken_away_names_anybody() {
    let options = Options {
        users: 60,
        groups: 4,
        speed: 0.0,
        scenario: Scenario::demo().expect("the demo's scenario"),
        journal: true,
        limit_logs: false,
        ..Options::default()
    };
    let tenant = Simulator::start(options).expect("a simulator");
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = scimtop(&tenant, "--privacy");
    command.cwd(folder.path());
    let mut terminal = Terminal::start(command);
    terminal.wait_for("DRIFT");
    terminal.resize(200, 60);
    let mut seen = Vec::new();
    for (keys, shown) in [
        ("1", "[1 Overview]"),
        ("2", "[2 Drift]"),
        ("\r", "d differences"),
        ("3", "[3 User]"),
        ("4", "[4 Group]"),
        ("\r", "MEMBER"),
        ("5", "[5 Job]"),
        ("6", "[6 Audit]"),
        ("7", "[7 Sources]"),
        ("8", "The application is enabled"),
        ("9", "scope filter"),
        ("p", "plan of the next"),
        ("/person-", "Person "),
        ("\r", "[3 User]"),
        ("v", "as held, both sides"),
        ("\u{1b}", "[3 User]"),
        ("a", "provision"),
        ("\u{1b}", "[3 User]"),
        ("22", "[2 Drift]"),
        ("y", " copy "),
        ("\u{1b}", "[2 Drift]"),
    ] {
        terminal.press(keys);
        terminal.wait_for(shown);
        seen.push(terminal.contents());
    }
    terminal.press("Y");
    terminal.wait_for("the ticket sent");
    seen.extend(taken(&terminal.bytes()));
    for form in ["csv", "json", "md"] {
        terminal.press(&format!(":export {form}\r"));
        terminal.wait(form, |screen| {
            let contents = screen.contents();
            contents.contains("written to") && contents.contains(&format!("Z.{form}"))
        });
    }
    terminal.press("q");
    terminal.is_given_back();
    for file in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = file.expect("a file").path();
        seen.push(std::fs::read_to_string(path).expect("a file"));
    }
    assert!(seen.iter().any(|text| text.contains("person-")));
    let people = people(&tenant);
    for text in seen {
        let lower = text.to_lowercase();
        let told = people
            .iter()
            .find(|name| lower.contains(&name.to_lowercase()));
        assert!(told.is_none(), "{told:?} in\n{text}");
    }
}
