//! Ctrl-Z and back, under a shell as the terminal's owner; and a program that was stopped from
//! outside.

use std::time::Duration;

use portable_pty::CommandBuilder;
use rustix::process::Signal;

use crate::tenant::{SCIMTOP, in_sync, scimtop, tenant};
use crate::terminal::Terminal;

/// Waits until the shell asks for the next command: keys that come earlier may be another's.
fn wait_for_shell(terminal: &Terminal) {
    terminal.wait("prompt", |screen| {
        !screen.alternate_screen() && screen.contents().trim_end().ends_with("shell>")
    });
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let tenant = tenant(Duration::ZERO);
    let mut shell = CommandBuilder::new("/bin/sh");
    shell.env_clear();
    for (name, value) in scimtop(&tenant, "").iter_extra_env_as_str() {
        shell.env(name, value);
    }
    shell.env("PS1", "shell> ");
    shell.arg("-im");
    let mut terminal = Terminal::start(shell);
    wait_for_shell(&terminal);
    terminal.press(&format!("'{SCIMTOP}' --no-history\n"));
    terminal.wait_for("no drift");
    terminal.press("\u{1a}");
    wait_for_shell(&terminal);
    // Spelled so that the command does not show what its output shows.
    terminal.press("echo its' 'turn\n");
    terminal.wait_for("its turn");
    terminal.is_free();
    terminal.press("fg\n");
    terminal.wait("dashboard", |screen| {
        screen.alternate_screen() && screen.hide_cursor() && screen.contents().contains("no drift")
    });
    assert!(!terminal.is_in_old_mode());
    terminal.press("2");
    terminal.wait_for("[2 Drift]");
    terminal.press("q");
    wait_for_shell(&terminal);
    terminal.press("echo ended' 'with $?\n");
    terminal.wait_for("ended with 0");
    terminal.is_free();
    terminal.press("exit\n");
    terminal.is_given_back();
}

#[test]
fn whoever_wrote_on_the_screen_meanwhile_is_painted_over() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = in_sync(&tenant);
    terminal.signal(Signal::STOP);
    terminal.scribble("\u{1b}[?1049l\u{1b}[?25h\u{1b}[2J\u{1b}[5;5Hscribble");
    terminal.signal(Signal::CONT);
    terminal.wait("whole frame", |screen| {
        let contents = screen.contents();
        screen.alternate_screen()
            && screen.hide_cursor()
            && contents.contains("no drift")
            && contents.contains("[1 Overview]")
            && !contents.contains("scribble")
    });
    terminal.press("q");
    terminal.is_given_back();
}
