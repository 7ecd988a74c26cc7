//! The first frame waits for nobody, and a screen on which nothing changes costs nothing.

use std::ops::ControlFlow;
use std::time::Duration;

use scimtop::simulator::Simulator;

use crate::stream::pieces;
use crate::tenant::{opened, scimtop, tenant};
use crate::terminal::Terminal;

#[test]
fn the_first_frame_comes_before_any_answer() {
    let tenant = tenant(Duration::from_secs(3_600));
    let mut terminal = opened(&tenant);
    let contents = terminal.contents();
    assert!(contents.contains("UNKNOWN"), "{contents}");
    terminal.press("7");
    terminal.wait_for("[7 Sources]");
    terminal.press("q");
    terminal.is_given_back();
}

/// How often the job was asked for: the list that the polls read.
fn polls(tenant: &Simulator) -> usize {
    let journal = tenant.journal();
    let asked = |target: &str| target.contains("/synchronization/jobs");
    journal
        .iter()
        .filter(|exchange| asked(&exchange.target))
        .count()
}

#[test]
fn a_screen_on_which_nothing_changes_costs_no_byte() {
    let tenant = tenant(Duration::ZERO);
    let mut terminal = Terminal::start(scimtop(&tenant, "--poll-job 1s"));
    terminal.wait("quiet tenant", |screen| {
        let contents = screen.contents();
        contents.contains("no drift") && contents.matches(" complete ").count() == 9
    });
    let until = |wanted: usize| {
        let tenant = &tenant;
        move || match polls(tenant) {
            polls if polls < wanted => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    };
    terminal.bytes_while("a second poll", until(2));
    let polled = polls(&tenant);
    let bytes = terminal.bytes_while("two more polls", until(polled + 2));
    assert!(bytes.is_empty(), "{:?}", pieces(&bytes));
    terminal.press("2");
    terminal.wait_for("[2 Drift]");
    terminal.press("q");
    terminal.is_given_back();
}
