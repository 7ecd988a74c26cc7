//! The readers are told what fills the screen, and the screen tells when it was read again.

use std::sync::Arc;

use super::fixture;
use super::screens::{app, settle};
use super::walks::{sent, text};
use crate::model::Resource;
use crate::status::Command;
use crate::tui::app::{App, Effect, Msg, View, update};
use crate::tui::keys::Key;

fn shown(app: &mut App, keys: &[Key]) -> Vec<Option<Resource>> {
    let sent = keys.iter().flat_map(|key| sent(app, *key));
    let shown = sent.filter_map(|command| match command {
        Command::OnScreen(shown) => Some(shown),
        _ => None,
    });
    shown.collect()
}

/// An app on the screen of somebody whom the provider holds, and who that is.
fn on_a_user() -> (App, Resource) {
    let mut app = app(fixture::status(), &[Key::Char('3')]);
    for _ in 0..20 {
        let told = shown(&mut app, &[Key::Enter]);
        if let [Some(resource)] = &told[..] {
            return (app, resource.clone());
        }
        assert_eq!(told, [], "whom the provider lacks is not on screen there");
        shown(&mut app, &[Key::Esc, Key::Char('j')]);
    }
    panic!("nobody is at the provider");
}

#[test]
fn a_user_a_group_and_both_as_held_are_told_once_and_lists_are_nobody() {
    let (mut app, somebody) = on_a_user();
    assert!(matches!(somebody, Resource::User(_)));
    assert!(matches!(app.place().view, View::User(_)));
    // The same person as held, and moving about on the screen, are nothing new.
    assert_eq!(shown(&mut app, &[Key::Char('j'), Key::Char('v')]), []);
    assert!(matches!(app.place().view, View::Raw(_)));
    let left = shown(&mut app, &[Key::Esc, Key::Esc]);
    assert_eq!(left, [None]);
    let group = shown(&mut app, &[Key::Char('4'), Key::Enter]);
    assert!(
        matches!(&group[..], [Some(Resource::Group(_))]),
        "{group:?}"
    );
    assert_eq!(shown(&mut app, &[Key::Char('1')]), [None]);
}

#[test]
fn what_did_not_reach_the_readers_is_told_again_without_a_word() {
    let (mut app, somebody) = on_a_user();
    let command = Command::OnScreen(Some(somebody));
    assert!(update(&mut app, Msg::NotSent(command.clone())).is_empty());
    assert_eq!(app.notice(), None);
    let now = app.now();
    let effects = update(&mut app, Msg::Now(now));
    let again = matches!(&effects[..], [Effect::Send(sent)] if *sent == command);
    assert!(again);
    assert!(update(&mut app, Msg::Now(now)).is_empty());
}

#[test]
fn the_screen_tells_how_old_what_it_shows_is() {
    let (mut app, somebody) = on_a_user();
    assert!(!text(&app).contains("asked again"));
    let mut status = fixture::status();
    status.revision = app.status().revision + 1;
    let seen = app.now() - chrono::TimeDelta::seconds(5);
    status.reread = Some((somebody, seen));
    settle(&mut app, Msg::Status(Arc::new(status)));
    assert!(
        text(&app).contains("provider asked again 5s ago"),
        "{}",
        text(&app)
    );
    shown(&mut app, &[Key::Char('v')]);
    assert!(text(&app).contains("asked again 5s ago"));
    shown(&mut app, &[Key::Esc, Key::Esc]);
    assert!(!text(&app).contains("asked again"));
}
