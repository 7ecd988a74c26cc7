//! What a person does, step by step.

use super::fixture::{self, crowded};
use super::screens::{COLOR, app, frame, press, settle};
use crate::drift::Kind;
use crate::model::Source;
use crate::status::{Command, Status};
use crate::tui::app::{App, Effect, Extent, Msg, RowKey, View, update};
use crate::tui::keys::Key;
use crate::tui::view::plain;

pub(super) fn text(app: &App) -> String {
    plain(&frame(app, &COLOR, (100, 30)))
}

pub(super) fn typed(app: &mut App, keys: &str) {
    keys.chars().for_each(|c| press(app, Key::Char(c)));
}

fn newer(change: impl FnOnce(&mut Status)) -> Msg {
    let mut status = fixture::status();
    status.revision += 1;
    change(&mut status);
    Msg::Status(std::sync::Arc::new(status))
}

#[test]
fn a_kind_on_the_overview_opens_its_findings() {
    let mut app = app(fixture::status(), &[Key::Enter]);
    assert_eq!(app.place().view, View::Drift);
    assert!(text(&app).contains("filter: kind:orphan_user"));
    press(&mut app, Key::Enter);
    assert!(
        text(&app).contains("user  kiosk-7@ex.com"),
        "{}",
        text(&app)
    );
    press(&mut app, Key::Esc);
    assert_eq!(app.place().view, View::Drift);
    press(&mut app, Key::Esc);
    press(&mut app, Key::Esc);
    assert_eq!(app.ending(), None, "Esc never ends the program");
}

#[test]
fn the_finder_opens_either_side_and_steps_through_its_hits() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "/okoye");
    press(&mut app, Key::Enter);
    let View::User(first) = app.place().view else {
        panic!("a user was found: {}", text(&app));
    };
    typed(&mut app, "n");
    assert!(text(&app).contains("hit 2 of 2"), "{}", text(&app));
    assert_ne!(app.place().view, View::User(first));
    typed(&mut app, "N");
    assert_eq!(app.place().view, View::User(first));
    press(&mut app, Key::Esc);
    assert_eq!(
        app.place().view,
        View::Overview,
        "hits stand beside each other"
    );
}

#[test]
fn an_identifier_is_found_by_its_start() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "/4001");
    assert!(text(&app).contains("id 4001"), "{}", text(&app));
    press(&mut app, Key::Enter);
    assert!(text(&app).contains("kiosk-7@ex.com"));
}

#[test]
fn the_finder_narrows_and_widens_with_what_is_typed() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "/zo");
    assert!(text(&app).contains("zoe@ex.com"));
    typed(&mut app, "xq");
    assert!(!text(&app).contains("zoe@ex.com"));
    press(&mut app, Key::Backspace);
    press(&mut app, Key::Backspace);
    assert!(text(&app).contains("zoe@ex.com"));
}

#[test]
fn an_answer_for_a_finder_that_was_closed_is_dropped() {
    let mut app = app(fixture::status(), &[Key::Char('/')]);
    let mut effects = update(&mut app, Msg::Key(Key::Char('z')));
    let Some(Effect::Search(search)) = effects.pop() else {
        panic!("a search was asked for");
    };
    press(&mut app, Key::Esc);
    press(&mut app, Key::Char('/'));
    settle(&mut app, Msg::Found(Box::new(search.run())));
    assert!(!text(&app).contains("zoe@ex.com"), "{}", text(&app));
    typed(&mut app, "zoe");
    assert!(text(&app).contains("zoe@ex.com"));
}

#[test]
fn a_filter_holds_until_it_is_cleared() {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    typed(&mut app, "&kind:member !bauer");
    press(&mut app, Key::Enter);
    assert!(text(&app).contains("drift  1 of 10"), "{}", text(&app));
    typed(&mut app, "1");
    typed(&mut app, "2");
    assert!(
        text(&app).contains("drift  1 of 10"),
        "kept with the screen"
    );
    typed(&mut app, "&");
    press(&mut app, Key::Esc);
    assert!(text(&app).contains("drift  10 of 10"));
}

#[test]
fn the_same_column_again_reverses() {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    for _ in 0..2 {
        typed(&mut app, "sjj");
        press(&mut app, Key::Enter);
        typed(&mut app, "s");
        press(&mut app, Key::Esc);
    }
    assert!(text(&app).contains("by attribute"), "{}", text(&app));
    typed(&mut app, "s");
    press(&mut app, Key::Enter);
    assert!(
        text(&app).contains("by attribute, reversed"),
        "{}",
        text(&app)
    );
}

#[test]
fn problems_only_hides_what_heals() {
    let mut app = app(fixture::status(), &[Key::Char('2'), Key::Char('!')]);
    assert_eq!(app.place().look.extent, Extent::Problems);
    assert!(text(&app).contains("drift  8 of 10  problems only"));
    typed(&mut app, "!");
    assert!(text(&app).contains("drift  10 of 10"));
}

#[test]
fn the_selection_stays_on_its_finding_while_others_come_and_go() {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    typed(&mut app, "jjjj");
    let selected = app.place().cursor.key().cloned();
    let at = app.place().cursor.index();
    settle(
        &mut app,
        newer(|status| {
            let mut findings = fixture::findings();
            findings.insert(0, fixture::finding(Kind::OrphanUser, "new", 1));
            findings.remove(2);
            findings.insert(0, fixture::finding(Kind::OrphanUser, "newer", 1));
            status.comparison = Some(std::sync::Arc::new(fixture::comparison(findings)));
        }),
    );
    assert_eq!(app.place().cursor.key(), selected.as_ref());
    assert_ne!(app.place().cursor.index(), at);
    assert!(matches!(selected, Some(RowKey::Finding(_))));
}

#[test]
fn a_frozen_screen_stands_still_and_says_how_far_behind_it_is() {
    let mut app = app(fixture::status(), &[Key::Char('f')]);
    let before = text(&app);
    settle(&mut app, newer(|status| status.comparison = None));
    let after = text(&app);
    assert!(after.contains("FROZEN 0s ago, 1 behind"), "{after}");
    let below = |screen: &str| {
        screen
            .lines()
            .skip(1)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(below(&before), below(&after));
    typed(&mut app, "f");
    assert!(text(&app).contains("not compared yet"));
}

#[test]
fn a_change_of_counts_is_marked() {
    let mut app = app(fixture::status(), &[]);
    settle(
        &mut app,
        newer(|status| {
            let mut findings = fixture::findings();
            findings.push(fixture::finding(Kind::OrphanUser, "new", 1));
            status.comparison = Some(std::sync::Arc::new(fixture::comparison(findings)));
        }),
    );
    assert!(text(&app).contains("+1 2"), "{}", text(&app));
}

#[test]
fn polls_go_out_and_rereading_asks_first() {
    let mut app = app(fixture::status(), &[]);
    assert_eq!(sent(&mut app, Key::Char('r')), [Command::PollAll]);
    assert_eq!(sent(&mut app, Key::Char('R')), []);
    assert_eq!(sent(&mut app, Key::Char('n')), []);
    assert_eq!(sent(&mut app, Key::Char('R')), []);
    assert_eq!(sent(&mut app, Key::Char('y')), [Command::ReadAgain]);
    typed(&mut app, "7j");
    assert_eq!(
        sent(&mut app, Key::Char('r')),
        [Command::Poll(Source::ScimGroups)]
    );
    typed(&mut app, ":poll provisioning_log");
    assert_eq!(
        sent(&mut app, Key::Enter),
        [Command::Poll(Source::ProvisioningLog)]
    );
    assert_eq!(sent(&mut app, Key::Ctrl('c')), []);
    assert!(app.ending().is_some());
}

#[test]
fn the_help_runs_what_is_selected() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "?provider's");
    press(&mut app, Key::Esc);
    typed(&mut app, "?audit log of");
    press(&mut app, Key::Enter);
    assert_eq!(app.place().view, View::Audit);
}

#[test]
fn the_palette_completes_and_refuses_what_it_does_not_know() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, ":sou");
    press(&mut app, Key::Tab);
    assert!(text(&app).contains("command: sources"), "{}", text(&app));
    press(&mut app, Key::Enter);
    assert_eq!(app.place().view, View::Sources);
    typed(&mut app, ":nonsense");
    press(&mut app, Key::Enter);
    assert!(text(&app).contains("no command \"nonsense\""));
    typed(&mut app, ":find zoe");
    press(&mut app, Key::Enter);
    assert!(text(&app).contains("find: zoe"));
}

#[test]
fn a_paste_is_text_in_an_input_and_nothing_elsewhere() {
    let mut app = app(fixture::status(), &[]);
    settle(&mut app, Msg::Paste("2qQ\u{3}".into()));
    assert_eq!(app.place().view, View::Overview);
    assert_eq!(app.ending(), None);
    typed(&mut app, "/");
    settle(&mut app, Msg::Paste("zoe\u{1b}\n".into()));
    assert!(text(&app).contains("find: zoe"), "{}", text(&app));
}

#[test]
fn many_rows_are_walked_to_the_end() {
    let mut app = app(crowded(100_000), &[Key::Char('2'), Key::Char('G')]);
    assert_eq!(app.place().cursor.index(), 99_999);
    assert!(text(&app).contains("100,000 of 100,000"));
    typed(&mut app, "g");
    assert_eq!(app.place().cursor.index(), 0);
}

/// The commands that `key` sends.
pub(super) fn sent(app: &mut App, key: Key) -> Vec<Command> {
    let effects = update(app, Msg::Key(key)).into_iter();
    let command = |effect| match effect {
        Effect::Send(command) => Some(command),
        _ => None,
    };
    effects.filter_map(command).collect()
}

#[test]
fn the_doctor_is_asked_once_by_itself_and_again_by_hand() {
    let mut status = fixture::status();
    status.examination = None;
    let mut app = app(status, &[]);
    assert_eq!(sent(&mut app, Key::Char('8')), [Command::Examine]);
    assert!(text(&app).contains("not examined yet"), "{}", text(&app));
    settle(
        &mut app,
        newer(|status| {
            status.examination = None;
            status.examining = true;
        }),
    );
    assert!(text(&app).contains("being examined"), "{}", text(&app));
    assert_eq!(sent(&mut app, Key::Char('1')), []);
    assert_eq!(sent(&mut app, Key::Char('8')), []);
    settle(&mut app, newer(|status| status.revision += 1));
    assert!(text(&app).contains("examined 3m00s ago"), "{}", text(&app));
    assert_eq!(sent(&mut app, Key::Char('r')), [Command::Examine]);
}

#[test]
fn the_doctor_shows_failures_first_or_the_order_of_the_guide() {
    let mut app = app(fixture::status(), &[]);
    assert_eq!(
        sent(&mut app, Key::Char('8')),
        [],
        "it was examined already"
    );
    let seen = text(&app);
    let at = |what: &str| seen.find(what).unwrap_or(usize::MAX);
    assert!(at("guide-21") < at("paging") && at("paging") < at("token-life"));
    assert!(at("token-life") < at("guide-13") && at("guide-13") < at("guide-01"));
    assert!(
        seen.contains("Contact"),
        "the pane says where to click: {seen}"
    );
    typed(&mut app, "v");
    let seen = text(&app);
    let at = |what: &str| seen.find(what).unwrap_or(usize::MAX);
    assert!(at("guide-01") < at("guide-13"), "{seen}");
    typed(&mut app, "!");
    assert!(!text(&app).contains("guide-01"));
}
