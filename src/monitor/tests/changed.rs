//! A poll after many changes: what it looks at, and what it asks.

use std::fmt::Write;

use super::super::poller::Poller;
use super::super::pump::Monitor;
use super::quirk::in_runtime;
use super::scene::{Scene, look, reading};
use crate::drift::Work;
use crate::model::Source;

const USERS: usize = 6_000;
const CHANGED: usize = 1_000;

/// So many people get another title.
fn events() -> String {
    let mut text = String::new();
    for user in 0..CHANGED {
        let _ = writeln!(
            text,
            "[[event]]\nat='1m'\ndo='move'\nuser={user}\ntitle='Title {user}'"
        );
    }
    text
}

/// What the last comparison looked at.
fn work(monitor: &Monitor) -> Work {
    monitor.status.comparison.as_deref().unwrap().work
}

/// What the last read of Entra asked.
fn requests(monitor: &Monitor) -> u64 {
    let sources = [Source::Assignments, Source::Groups, Source::Users];
    let sent = sources.map(|source| reading(monitor, source).requests);
    sent.into_iter().sum()
}

/// `cargo test --lib thousand_changes -- --nocapture` prints the figures of docs/performance.md.
#[test]
fn a_poll_after_a_thousand_changes_looks_at_a_thousand_people() {
    in_runtime(async {
        let scene = Scene::of((USERS, 60), "", &events());
        let mut monitor = scene.monitor();
        look(&mut monitor).await;
        let (whole, all) = (requests(&monitor), work(&monitor));
        assert!(all.people > 5_000 && all.groups > 30, "{all:?}");
        scene.simulator.advance(120);
        monitor.read(&[Poller::Directory]).await;
        monitor.judge_here().await;
        let (some, touched) = (requests(&monitor), work(&monitor));
        println!("{whole} requests, then {some}; {all:?}, then {touched:?}");
        // Not everybody who has moved is in scope.
        assert!(touched.people <= CHANGED, "{touched:?}");
        assert!(touched.people * 2 > CHANGED, "{touched:?}");
        assert_eq!(touched.groups, 0, "no list of members has changed");
        // Profiles are read twenty a request, however many users there are.
        let most = CHANGED as u64 / 20 + 15;
        assert!(some <= most, "{some} requests, {whole} in full");
        monitor.read(&[Poller::Directory]).await;
        monitor.judge_here().await;
        assert_eq!(work(&monitor), Work::default());
        let still = requests(&monitor);
        println!("{still} where nothing has changed");
        assert!(still < 20, "{still} requests");
    });
}
