//! What has changed of late is marked for a while, with what it was.

use std::sync::Arc;

use chrono::TimeDelta;

use super::fixture;
use super::screens::{COLOR, MONO, app, frame, press, settle};
use crate::drift::Kind;
use crate::model::Foreign;
use crate::tui::app::{App, Msg};
use crate::tui::keys::Key;
use crate::tui::view::plain;

/// The list of drift after one value has changed and one finding has come.
fn changed() -> App {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    let mut findings = fixture::findings();
    let titles = findings
        .iter_mut()
        .filter(|finding| finding.kind == Kind::AttributeMismatch);
    for finding in titles.take(1) {
        finding.actual = Some(Foreign::new("Chief"));
    }
    findings.push(fixture::finding(Kind::OrphanGroup, "Newcomers", 0));
    let mut comparison = fixture::comparison(findings);
    comparison.at = fixture::now();
    let mut status = fixture::status();
    status.revision += 1;
    status.comparison = Some(Arc::new(comparison));
    settle(&mut app, Msg::Status(Arc::new(status)));
    app
}

fn marked(app: &App) -> Vec<String> {
    let text = plain(&frame(app, &MONO, (120, 40)));
    let rows = text.lines().filter(|row| row.contains(" *"));
    rows.map(str::to_owned).collect()
}

#[test]
fn a_finding_that_came_or_changed_is_marked_for_a_minute() {
    let mut app = changed();
    let rows = marked(&app);
    let holds = |name: &str| rows.iter().any(|row| row.contains(name));
    assert!(
        rows.len() >= 2 && holds("orphan_group") && holds("Chief"),
        "{rows:#?}"
    );
    settle(&mut app, Msg::Now(fixture::now() + TimeDelta::seconds(59)));
    assert_eq!(marked(&app).len(), rows.len());
    settle(&mut app, Msg::Now(fixture::now() + TimeDelta::seconds(60)));
    assert!(marked(&app).is_empty(), "{:#?}", marked(&app));
}

#[test]
fn the_pane_tells_what_it_was_and_the_overview_how_many_more() {
    let mut app = changed();
    let mut told = Vec::new();
    press(&mut app, Key::Char('g'));
    for _ in 0..12 {
        let text = plain(&frame(&app, &COLOR, (120, 40)));
        told.extend(
            text.lines()
                .find(|line| line.contains("* before"))
                .map(str::to_owned),
        );
        press(&mut app, Key::Char('j'));
    }
    assert!(
        told.iter()
            .any(|line| line.contains("!=") && line.contains("until")),
        "{told:?}"
    );
    assert!(
        told.iter().any(|line| line.contains("it was not there")),
        "{told:?}"
    );
    press(&mut app, Key::Char('1'));
    let text = plain(&frame(&app, &COLOR, (80, 24)));
    assert!(text.contains("+1 2"), "{text}");
}

/// The same tenant after the provider's first group with members has lost one.
fn after_a_member_left(before: &crate::status::Status) -> crate::status::Status {
    let mut status = before.clone();
    let mut groups = (*before.provider.groups.data).clone();
    let group = groups
        .rows
        .iter_mut()
        .find(|group| !group.members.is_empty());
    let group = group.expect("a group with members");
    group.members = group.members[1..].into();
    status.provider.groups.data = Arc::new(groups);
    status.revision += 1;
    status
}

#[test]
fn a_row_of_any_list_that_changed_is_marked_and_tells_what_it_was() {
    let before = fixture::status();
    let mut app = app(before.clone(), &[Key::Char('4')]);
    let signs = |app: &App| {
        let text = plain(&frame(app, &MONO, (120, 40)));
        let rows = text.lines().filter(|row| row.chars().nth(1) == Some('~'));
        rows.map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(signs(&app).is_empty());
    settle(
        &mut app,
        Msg::Status(Arc::new(after_a_member_left(&before))),
    );
    let changed = signs(&app);
    assert_eq!(changed.len(), 1, "{changed:?}");
    press(&mut app, Key::Char('g'));
    let told = plain(&frame(&app, &MONO, (120, 40)));
    assert!(told.contains("~ provider members was 4, "), "{told}");
    settle(&mut app, Msg::Now(fixture::now() + TimeDelta::seconds(60)));
    assert!(signs(&app).is_empty());
}
