//! Any keys, in any order, at any size, over any status: nothing panics.

use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::fixture;
use super::screens::{COLOR, MONO, frame, settle};
use crate::status::Status;
use crate::tui::app::{App, Listed, Mode, Msg, Walk};
use crate::tui::keys::Key;

#[derive(Clone, Debug)]
enum Step {
    Key(Key),
    Paste(String),
    Draw(u16, u16),
    /// One of some statuses; findings come and go between them.
    Status(usize),
    Unindexed,
}

fn key() -> impl Strategy<Value = Key> {
    let bound = "123456789/:?nNfrR-qQjkgGe&s!vVdyYxhlz[]ap "
        .chars()
        .map(Key::Char);
    let named = [
        Key::Enter,
        Key::Esc,
        Key::Tab,
        Key::BackTab,
        Key::Up,
        Key::Down,
        Key::PageUp,
        Key::PageDown,
        Key::Home,
        Key::End,
        Key::Backspace,
        Key::Delete,
        Key::Left,
        Key::Right,
        Key::Ctrl('d'),
        Key::Ctrl('u'),
        Key::Ctrl('l'),
        Key::Ctrl('w'),
    ];
    let keys: Vec<Key> = bound.chain(named).collect();
    prop_oneof![
        4 => proptest::sample::select(keys),
        1 => any::<char>().prop_map(Key::Char),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => key().prop_map(Step::Key),
        1 => ".{0,12}".prop_map(Step::Paste),
        3 => (0u16..220, 0u16..70).prop_map(|(width, height)| Step::Draw(width, height)),
        2 => (0usize..7).prop_map(Step::Status),
        1 => Just(Step::Unindexed),
    ]
}

fn statuses() -> Vec<Arc<Status>> {
    let mut fewer = fixture::status();
    let mut findings = fixture::findings();
    findings.retain(|finding| !finding.outlook.heals_by_itself());
    fewer.comparison = Some(Arc::new(fixture::comparison(findings)));
    let mut none = fixture::status();
    none.comparison = None;
    none.job = None;
    let all = vec![
        fixture::status(),
        fewer,
        none,
        fixture::unread(),
        fixture::reading_first(),
        fixture::crowded(300),
        fixture::initial(3),
    ];
    let mut all = all;
    let mut waits = super::actions::acting();
    waits.action = Arc::new(crate::status::ActionState {
        number: 1,
        step: super::actions::prepared("q"),
    });
    all.push(waits);
    let numbered = (100..).zip(all).map(|(revision, mut status)| {
        status.revision = revision;
        Arc::new(status)
    });
    numbered.collect()
}

/// The selected row is the one that the selection names.
fn selection_holds(app: &App) -> bool {
    let cursor = &app.place().cursor;
    let listed: Listed<'_> = app.listed();
    let in_place = listed.key(cursor.index()).as_ref() == cursor.key();
    in_place && (cursor.key().is_some() || listed.len() == 0)
}

/// Takes every step, and checks after each.
fn walk(statuses: &[Arc<Status>], steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut app = App::new(Arc::clone(&statuses[3]), fixture::now());
    for step in steps {
        let cursor = &app.place().cursor;
        let selected = cursor.key().filter(|_| cursor.is_chosen()).cloned();
        let view = app.place().view;
        match step {
            Step::Key(key) => settle(&mut app, Msg::Key(key)),
            Step::Paste(text) => settle(&mut app, Msg::Paste(text)),
            Step::Draw(width, height) => {
                frame(&app, &COLOR, (width, height));
                frame(&app, &MONO, (width, height));
            }
            Step::Status(at) => {
                settle(&mut app, Msg::Status(Arc::clone(&statuses[at])));
                let kept = selected.filter(|key| app.listed().find(key, 0).is_some());
                if app.place().view == view && kept.is_some() {
                    prop_assert_eq!(app.place().cursor.key(), kept.as_ref());
                }
            }
            Step::Unindexed => settle(&mut app, Msg::JobFailed),
        }
        if matches!(app.mode(), Mode::Browsing) {
            prop_assert!(selection_holds(&app));
        }
    }
    Ok(())
}

/// Walks `cases` times, each walk of so many steps.
fn walks(cases: u32, steps: std::ops::Range<usize>) {
    let statuses = statuses();
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let walked = runner.run(&proptest::collection::vec(step(), steps), |steps| {
        walk(&statuses, steps)
    });
    walked.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn nothing_panics_and_the_selection_stays_on_its_object() {
    walks(48, 1..120);
}

#[test]
#[ignore = "ten thousand steps, for the gate"]
fn nothing_panics_in_ten_thousand_steps() {
    walks(20, 500..501);
}
