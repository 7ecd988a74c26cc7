//! What goes wrong with the program or with its terminal, and how the terminal is left then.

use std::io::Read;
use std::ops::ControlFlow;
use std::time::Duration;

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

use crate::tenant::{SCIMTOP, in_sync, scimtop, tenant};
use crate::terminal::Terminal;

#[test]
fn a_panic_on_the_screen_gives_the_terminal_back_and_is_told() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.press(":panic\r");
    assert!(!terminal.end().success());
    terminal.is_free();
    let contents = terminal.contents();
    assert!(contents.contains("asked for, on the screen"), "{contents}");
}

#[test]
fn a_panic_in_a_task_ends_nothing_and_is_told_at_the_end() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.press(":panic task\r");
    terminal.wait_for("the log tells more");
    assert!(!terminal.is_in_old_mode());
    terminal.press("2");
    terminal.wait_for("[2 Drift]");
    terminal.press("q");
    terminal.is_given_back();
    let contents = terminal.contents();
    assert!(contents.contains("asked for, in a task"), "{contents}");
}

/// The program reads keys from one terminal and draws on another, which then goes away.
#[test]
fn a_closed_output_ends_the_program_and_gives_the_keyboard_back() {
    let tenant = tenant(Duration::ZERO);
    let pair = native_pty_system()
        .openpty(PtySize::default())
        .expect("a pseudo-terminal");
    let screen = pair.master.tty_name().expect("its name");
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut command = CommandBuilder::new("/bin/sh");
    command.env_clear();
    for (name, value) in scimtop(&tenant, "").iter_extra_env_as_str() {
        command.env(name, value);
    }
    let run = format!("exec '{SCIMTOP}' --no-history >'{}'", screen.display());
    command.args(["-c", &run]);
    let terminal = Terminal::start(command);
    let mut drawn = Vec::new();
    let mut buffer = [0; 4096];
    while !String::from_utf8_lossy(&drawn).contains("drift") {
        let length = reader.read(&mut buffer).expect("a frame");
        drawn.extend(&buffer[..length]);
    }
    assert!(!terminal.is_in_old_mode());
    drop((reader, pair));
    let mut terminal = terminal;
    terminal.press("2");
    let status = terminal.status();
    assert!(!status.success());
    assert!(terminal.is_in_old_mode());
}

#[test]
fn on_a_stalled_link_polls_and_keys_go_on() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = Terminal::start(scimtop(&tenant, "--poll-job 1s"));
    terminal.wait_for("no drift");
    terminal.stall(true);
    // More frames than any buffer on the way takes.
    for _ in 0..200 {
        terminal.press("3142");
    }
    terminal.press("?poll");
    let polls = || {
        let journal = tenant.journal();
        let asked = journal
            .iter()
            .filter(|one| one.target.contains("/synchronization/jobs"));
        asked.count()
    };
    let before = polls();
    terminal.bytes_while("two more polls", || {
        if polls() >= before + 2 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    terminal.stall(false);
    terminal.wait_for("help: poll");
    terminal.press("\u{1b}");
    terminal.wait_for("[2 Drift]");
    terminal.press("q");
    terminal.is_given_back();
}

#[test]
fn a_stalled_link_does_not_delay_the_end() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.stall(true);
    for _ in 0..200 {
        terminal.press("3142");
    }
    terminal.press("q");
    assert!(terminal.status().success());
    assert!(terminal.is_in_old_mode());
}

#[test]
fn a_storm_of_sizes_ends_in_a_whole_screen() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    let storm: Vec<(u16, u16)> = (1..60).map(|n| (n * 5 % 201 + 1, n * 7 % 61 + 1)).collect();
    for screen in ["1", "2", "5", "?"] {
        terminal.press(screen);
        terminal.storm(&storm);
        terminal.storm(&[(1, 1), (300, 1), (1, 200)]);
    }
    terminal.press("\u{1b}");
    terminal.resize(80, 24);
    terminal.press("1");
    terminal.wait("a whole screen", |screen| {
        let contents = screen.contents();
        contents.contains("[1 Overview]")
            && contents.contains("no drift")
            && contents.contains("q quit")
    });
    terminal.press("q");
    terminal.is_given_back();
}
