//! The screen of the mapping, and the filters that every list takes.

use super::fixture;
use super::screens::{app, press};
use super::walks::{text, typed};
use crate::drift::Kind;
use crate::tui::app::{Differing, Rows, View};
use crate::tui::keys::Key;

fn counted(app: &crate::tui::app::App) -> usize {
    let Rows::Rules(rules) = &app.place().rows else {
        return 0;
    };
    let counts = rules.rows.iter().map(|row| match row.differing {
        Differing::Counted { standing, .. } => standing,
        _ => 0,
    });
    counts.sum()
}

#[test]
fn every_mapping_tells_for_how_many_it_did_not_arrive() {
    let mut app = app(fixture::status(), &[Key::Char('9')]);
    let seen = text(&app);
    assert!(seen.contains("mapping  8 of 8"), "{seen}");
    assert!(seen.contains("scope filter: not known"), "{seen}");
    // The default mapping has no rule for `active`.
    let is_mapped = |kind: Kind| {
        use Kind::{AttributeMismatch, ExtraMember, MissingMember};
        matches!(kind, AttributeMismatch | ExtraMember | MissingMember)
    };
    let expected = fixture::findings()
        .iter()
        .filter(|finding| is_mapped(finding.kind))
        .count();
    assert!(expected > 0);
    assert_eq!(counted(&app), expected);
    typed(&mut app, "&differ:re:[1-9]");
    press(&mut app, Key::Enter);
    assert_eq!(counted(&app), expected, "{}", text(&app));
    assert!(!text(&app).contains("mapping  8 of 8"), "{}", text(&app));
}

#[test]
fn enter_shows_a_mapping_whole_and_then_whom_it_did_not_reach() {
    let mut app = app(fixture::status(), &[Key::Char('9')]);
    typed(&mut app, "&target:title");
    press(&mut app, Key::Enter);
    press(&mut app, Key::Enter);
    let seen = text(&app);
    assert!(
        seen.contains("title of a user") && seen.contains("[jobTitle] (direct)"),
        "{seen}"
    );
    assert!(seen.contains("always: at every change"), "{seen}");
    press(&mut app, Key::Enter);
    assert_eq!(app.place().view, View::Drift);
    let seen = text(&app);
    assert!(seen.contains("filter: attribute:title"), "{seen}");
    assert!(seen.contains("drift  1 of 10"), "{seen}");
    typed(&mut app, "-");
    assert_eq!(app.place().view, View::Mapping);
    press(&mut app, Key::Esc);
    assert!(!app.place().look.details);
}

#[test]
fn an_expression_is_parted_and_a_mapping_on_create_says_so() {
    let mut app = app(fixture::status(), &[Key::Char('9')]);
    typed(&mut app, "&nickName");
    press(&mut app, Key::Enter);
    press(&mut app, Key::Enter);
    let seen = text(&app);
    assert!(seen.contains("on create only"), "{seen}");
    assert!(seen.contains("not compared: flows only when"), "{seen}");
    press(&mut app, Key::Enter);
    assert_eq!(app.place().view, View::Mapping, "nobody to list");
}

#[test]
fn nothing_is_claimed_before_both_sides_were_compared() {
    let mut status = fixture::status();
    status.comparison = None;
    let app = app(status, &[Key::Char('9')]);
    let seen = text(&app);
    assert!(seen.contains("not compared yet"), "{seen}");
    assert!(seen.contains("unknown"), "{seen}");
}

#[test]
fn a_pattern_that_is_none_is_told_while_it_is_typed() {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    typed(&mut app, "&re:[");
    let seen = text(&app);
    assert!(seen.contains("re:[ is no pattern"), "{seen}");
    assert!(seen.contains("drift  10 of 10"), "{seen}");
    typed(&mut app, "mo]rtiz");
    let seen = text(&app);
    assert!(!seen.contains("is no pattern"), "{seen}");
    assert!(!seen.contains("drift  10 of 10"), "{seen}");
}
