//! Keys and sizes: every screen is reached, and anybody is found.

use std::time::Duration;

use crate::tenant::{SCIMTOP, in_sync, scimtop, tenant};
use crate::terminal::Terminal;

const SCREENS: [&str; 9] = [
    "[1 Overview]",
    "[2 Drift]",
    "[3 User]",
    "[4 Group]",
    "[5 Job]",
    "[6 Audit]",
    "[7 Sources]",
    "[8 Doctor]",
    "[9 Mapping]",
];

#[test]
fn every_screen_has_its_key() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    for (screen, key) in SCREENS.into_iter().zip(1..=9_u8).rev() {
        terminal.press(&key.to_string());
        terminal.wait_for(screen);
    }
    for screen in &SCREENS[1..] {
        terminal.press("\t");
        terminal.wait_for(screen);
    }
    terminal.press("\t");
    terminal.wait_for(SCREENS[0]);
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn the_finder_opens_whom_it_finds() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.press("3");
    terminal.wait_for("ENTRA    PROVIDER");
    let contents = terminal.contents();
    // Neither the first of the list nor the selected one.
    let row = contents.lines().nth(7).expect("a list of people");
    let (name, _) = row.trim().split_once("  ").expect("a name and its address");
    terminal.press("1");
    terminal.wait_for("[1 Overview]");
    terminal.press("/");
    terminal.press(name);
    terminal.wait("her on the selected row", |screen| {
        let contents = screen.contents();
        let mut rows = contents.lines();
        rows.any(|row| row.starts_with("> user") && row.contains(name))
    });
    terminal.press("\r");
    terminal.wait("her page", |screen| {
        let contents = screen.contents();
        contents.contains("userName") && contents.contains(name) && !contents.contains("find: ")
    });
    terminal.press("\u{1b}");
    terminal.wait_for("no drift");
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn the_help_opens_and_closes() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.press("?");
    terminal.wait_for("help:");
    terminal.press("\u{1b}");
    terminal.wait_for("no drift");
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn no_size_is_too_small() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    for key in ["1", "3", "7", "?"] {
        terminal.press(key);
        for (columns, rows) in [(1, 1), (2, 3), (300, 2), (10, 60), (80, 24)] {
            terminal.resize(columns, rows);
        }
    }
    terminal.press("\u{1b}");
    terminal.wait_for("[7 Sources]8 Doctor 9 Mapping\n sources");
    terminal.press("1");
    terminal.wait_for("no drift");
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn the_demo_needs_nothing_and_tells_a_verdict() {
    let mut command = portable_pty::CommandBuilder::new(SCIMTOP);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    command.args(["demo", "--speed", "0", "--users", "60", "--groups", "4"]);
    let mut terminal = Terminal::start(command);
    terminal.wait("verdict", |screen| {
        let contents = screen.contents();
        contents.contains("PEOPLE EXPECTED") && !contents.contains("UNKNOWN")
    });
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn the_log_tells_how_long_frames_took_and_keys_waited() {
    let (tenant, folder) = (
        tenant(Duration::ZERO),
        tempfile::tempdir().expect("a folder"),
    );
    let log = folder.path().join("log");
    let mut command = scimtop(&tenant, "--log");
    command.arg(&log);
    let mut terminal = Terminal::start(command);
    terminal.wait_for("no drift");
    for (key, screen) in [("2", SCREENS[1]), ("3", SCREENS[2])] {
        terminal.press(key);
        terminal.wait_for(screen);
    }
    terminal.press("q");
    terminal.is_given_back();
    let told = std::fs::read_to_string(&log).expect("a log");
    let line = told.lines().find(|line| line.contains("frames made: "));
    let line = line.unwrap_or_else(|| panic!("no frames in {told}"));
    let (_, keys) = line.split_once("keys until their frame: ").expect("keys");
    assert!(
        keys.contains(" within ") && keys.contains("the longest "),
        "{line}"
    );
}
