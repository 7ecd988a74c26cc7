//! Keys that hold on every screen: marks, visits, the palette's memory, what is held.

use super::fixture;
use super::screens::{app, press, settle};
use super::walks::{text, typed};
use crate::tui::app::{App, Effect, Held, Msg, Search, View, Walk, update};
use crate::tui::keys::Key;

fn enter(app: &mut App) {
    press(app, Key::Enter);
}

#[test]
fn rows_are_marked_one_by_one_and_by_range_on_every_list() {
    for screen in ["2", "3", "4", "5", "6", "8", "9", "p"] {
        let mut app = app(fixture::status(), &[]);
        typed(&mut app, screen);
        assert!(app.listed().len() >= 2, "{screen}");
        typed(&mut app, "g ");
        assert_eq!(app.marked(), [0], "{screen}");
        assert!(text(&app).contains("1 marked"), "{screen}: {}", text(&app));
        assert!(text(&app).contains("\n>*"), "{screen}: {}", text(&app));
        typed(&mut app, " ");
        assert!(app.marked().is_empty(), "{screen}");
        let last = app.listed().len() - 1;
        typed(&mut app, "gV");
        assert!(text(&app).contains("range.."), "{screen}: {}", text(&app));
        typed(&mut app, "GV");
        assert_eq!(app.marked().len(), last + 1, "{screen}");
        press(&mut app, Key::Esc);
        assert!(app.marked().is_empty(), "{screen}");
    }
}

#[test]
fn marks_stay_on_what_they_are_and_what_a_filter_hides_is_not_taken() {
    let mut app = app(fixture::status(), &[Key::Char('3')]);
    typed(&mut app, "j jj ");
    let names = |app: &App| -> Vec<_> {
        let rows = app.marked();
        rows.iter().map(|&at| app.listed().key(at)).collect()
    };
    let marked = names(&app);
    assert_eq!(marked.len(), 2);
    typed(&mut app, "ss");
    let mut turned = names(&app);
    turned.reverse();
    assert_eq!(turned, marked, "the other way round, the same people");
    typed(&mut app, "&zoe");
    enter(&mut app);
    assert!(app.marked().len() < 2);
    assert!(text(&app).contains("2 marked"), "{}", text(&app));
}

#[test]
fn visited_views_are_walked_back_and_forward() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "23");
    enter(&mut app);
    let user = app.place().view;
    typed(&mut app, "[[");
    assert_eq!(app.place().view, View::Drift);
    typed(&mut app, "]]");
    assert_eq!(app.place().view, user);
    typed(&mut app, "]");
    assert!(
        text(&app).contains("no view was visited after"),
        "{}",
        text(&app)
    );
}

#[test]
fn the_palette_completes_and_remembers() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, ":dr");
    enter(&mut app);
    assert_eq!(app.place().view, View::Drift);
    typed(&mut app, ":mapping");
    enter(&mut app);
    assert_eq!(app.place().view, View::Mapping);
    typed(&mut app, ":");
    press(&mut app, Key::Up);
    assert!(text(&app).contains("command: mapping"), "{}", text(&app));
    press(&mut app, Key::Up);
    assert!(text(&app).contains("command: drift"), "{}", text(&app));
    press(&mut app, Key::Down);
    enter(&mut app);
    assert_eq!(app.place().view, View::Mapping);
    typed(&mut app, ":us");
    press(&mut app, Key::Down);
    press(&mut app, Key::Tab);
    typed(&mut app, "ortiz");
    enter(&mut app);
    enter(&mut app);
    assert!(matches!(app.place().view, View::User(_)), "{}", text(&app));
    typed(&mut app, ":q");
    enter(&mut app);
    assert!(app.ending().is_some());
}

#[test]
fn a_person_and_a_group_are_shown_as_they_are_held() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, ":user jae");
    enter(&mut app);
    enter(&mut app);
    typed(&mut app, "v");
    assert!(matches!(app.place().view, View::Raw(Held::User(_))));
    let seen = text(&app);
    assert!(
        seen.contains("\"entra\": {") && seen.contains("\"userPrincipalName\""),
        "{seen}"
    );
    assert!(seen.contains("not the whole resource"), "{seen}");
    press(&mut app, Key::Esc);
    assert!(matches!(app.place().view, View::User(_)));
    typed(&mut app, ":group engmac");
    enter(&mut app);
    enter(&mut app);
    typed(&mut app, "vG");
    let seen = text(&app);
    assert!(
        seen.contains("\"members\"") || seen.contains("\"value\""),
        "{seen}"
    );
    assert!(matches!(app.place().view, View::Raw(Held::Group(_))));
}

#[test]
fn a_finder_of_one_kind_finds_no_other() {
    for (command, told) in [
        (":group jae", "find a group: jae"),
        (":user engmac", "find a user: engmac"),
    ] {
        let mut app = app(fixture::status(), &[]);
        typed(&mut app, command);
        enter(&mut app);
        let seen = text(&app);
        assert!(seen.contains(told) && seen.contains("   0 of "), "{seen}");
    }
}

#[test]
fn enter_before_a_search_has_ended_opens_whom_it_finds() {
    let search = |effects: Vec<Effect>| -> Search {
        let mut effects = effects.into_iter();
        match effects.next() {
            Some(Effect::Search(search)) => *search,
            _ => panic!("no search is asked for"),
        }
    };
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "/");
    let first = search(update(&mut app, Msg::Key(Key::Char('j'))));
    assert!(update(&mut app, Msg::Key(Key::Char('a'))).is_empty());
    assert!(update(&mut app, Msg::Key(Key::Char('e'))).is_empty());
    assert!(update(&mut app, Msg::Key(Key::Enter)).is_empty());
    assert!(matches!(app.place().view, View::Overview));
    // What less of it has found opens nobody.
    let whole = search(update(&mut app, Msg::Found(Box::new(first.run()))));
    assert!(matches!(app.place().view, View::Overview));
    assert_eq!(whole.query, "jae");
    update(&mut app, Msg::Found(Box::new(whole.run())));
    assert!(matches!(app.place().view, View::User(_)), "{}", text(&app));
    // Another letter means somebody else.
    typed(&mut app, "/");
    let first = search(update(&mut app, Msg::Key(Key::Char('j'))));
    update(&mut app, Msg::Key(Key::Enter));
    update(&mut app, Msg::Key(Key::Char('x')));
    let other = search(update(&mut app, Msg::Found(Box::new(first.run()))));
    update(&mut app, Msg::Found(Box::new(other.run())));
    assert!(text(&app).contains("find: jx"), "{}", text(&app));
}

#[test]
fn e_explains_whom_a_row_is_about() {
    let mut app = app(fixture::status(), &[Key::Char('2')]);
    typed(&mut app, "&kind:missing_member");
    enter(&mut app);
    typed(&mut app, "e");
    assert!(matches!(app.place().view, View::User(_)), "{}", text(&app));
    press(&mut app, Key::Esc);
    enter(&mut app);
    assert!(matches!(app.place().view, View::Group(_)), "{}", text(&app));
    typed(&mut app, "7e");
    assert!(text(&app).contains("about nobody"), "{}", text(&app));
}

#[test]
fn a_paste_is_text_in_an_input_and_nothing_elsewhere() {
    let mut app = app(fixture::status(), &[]);
    settle(&mut app, Msg::Paste("Q\n9q".into()));
    assert!(app.ending().is_none());
    assert_eq!(app.place().view, View::Overview);
    typed(&mut app, "/");
    settle(&mut app, Msg::Paste("zoe\nex".into()));
    assert!(text(&app).contains("find: zoe ex"), "{}", text(&app));
}
