//! However it ends, the terminal is given back as it was.

use std::time::Duration;

use rustix::process::Signal;

use crate::tenant::{in_sync, tenant};
use crate::terminal::Terminal;

/// Checks that there is something to give back.
fn is_taken(terminal: &Terminal) {
    terminal.wait("a screen of its own", |screen| {
        screen.alternate_screen() && screen.hide_cursor() && screen.bracketed_paste()
    });
    assert!(!terminal.is_in_old_mode());
}

#[test]
fn quitting_gives_the_terminal_back() {
    let tenant = tenant(Duration::ZERO);
    for key in ["q", "\u{3}"] {
        let mut terminal = in_sync(&tenant);
        is_taken(&terminal);
        terminal.press(key);
        terminal.is_given_back();
        assert_eq!(
            terminal.contents().trim(),
            Terminal::prompt(),
            "something is left behind"
        );
    }
}

#[test]
fn leaving_the_last_screen_behind_gives_the_terminal_back() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    is_taken(&terminal);
    terminal.press("Q");
    terminal.is_given_back();
    let contents = terminal.contents();
    assert!(
        contents.contains("[1 Overview]") && contents.contains("no drift"),
        "{contents}"
    );
}

#[test]
fn a_signal_gives_the_terminal_back() {
    let tenant = tenant(Duration::ZERO);
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let terminal = in_sync(&tenant);
        is_taken(&terminal);
        terminal.signal(signal);
        terminal.is_given_back();
    }
}

#[test]
fn a_read_that_never_ends_does_not_delay_the_end() {
    let tenant = tenant(Duration::from_secs(3_600));
    let mut terminal = crate::tenant::opened(&tenant);
    terminal.press("q");
    terminal.is_given_back();
}
