//! What is taken away: through the terminal, and into a file.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

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
