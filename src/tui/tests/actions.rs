//! The menu of actions: what is off, what is asked, and what one typed name sends.

use std::sync::Arc;

use super::fixture;
use super::screens::{app, press, settle};
use super::walks::{sent, text, typed};
use crate::model::{Foreign, Reset, Verification, Wish};
use crate::status::{ActionState, ActionStep, Command, Status};
use crate::tui::app::{App, Msg, View};
use crate::tui::keys::Key;

/// The fixture, in which actions are on.
pub(super) fn acting() -> Status {
    Status {
        actions_off: None,
        ..fixture::status()
    }
}

/// An app that looks at this person or group.
fn at(status: Status, name: &str) -> App {
    let mut app = app(status, &[]);
    typed(&mut app, "/");
    typed(&mut app, name);
    press(&mut app, Key::Enter);
    app
}

/// The readers say how far the action has come.
pub(super) fn comes(app: &mut App, number: u64, step: ActionStep) {
    let mut status = acting();
    status.revision = app.status().revision + 1;
    status.action = Arc::new(ActionState { number, step });
    settle(app, Msg::Status(Arc::new(status)));
}

pub(super) fn prepared(name: &str) -> ActionStep {
    ActionStep::Prepared {
        preview: vec!["provisions m.ortiz@ex.com now".to_owned()],
        name: Foreign::new(name),
    }
}

fn ended() -> ActionStep {
    ActionStep::Ended {
        seen: Verification::Seen,
        lines: vec!["the provider holds m.ortiz@ex.com".to_owned()],
    }
}

#[test]
fn the_menu_sends_nothing_unless_actions_are_on_and_says_what_to_set() {
    let mut status = fixture::status();
    status.actions_off = Some("set allow_actions = true and give --allow-actions".into());
    let mut app = app(status, &[Key::Char('5'), Key::Char('a')]);
    let seen = text(&app);
    assert!(seen.contains("restart the job"), "{seen}");
    assert!(seen.contains("give --allow-actions"), "{seen}");
    for _ in 0..3 {
        assert_eq!(sent(&mut app, Key::Enter), []);
        assert!(text(&app).contains("not possible: set allow_actions"));
        typed(&mut app, "j");
    }
    press(&mut app, Key::Enter);
    assert_eq!(
        app.place().view,
        View::Plan,
        "what only shows stays possible"
    );
}

#[test]
fn a_wrong_name_sends_nothing_and_the_right_one_sends_one_command() {
    let mut app = at(acting(), "mortiz");
    assert!(matches!(app.place().view, View::User(_)), "{}", text(&app));
    typed(&mut app, "a");
    assert!(text(&app).contains("provision m.ortiz@ex.com on demand"));
    let asked = sent(&mut app, Key::Enter);
    let [
        Command::Prepare {
            number: 1,
            wish: Wish::Person(id),
        },
    ] = &asked[..]
    else {
        panic!("{asked:?}");
    };
    assert_eq!(id.len(), 36, "Entra's object id: {id}");
    assert!(text(&app).contains("Reading whom"), "{}", text(&app));
    assert_eq!(sent(&mut app, Key::Enter), [], "nothing is prepared yet");
    comes(&mut app, 1, prepared("m.ortiz@ex.com"));
    assert!(text(&app).contains("provisions m.ortiz@ex.com now"));
    for wrong in ["", "y", "M.Ortiz@ex.com", "m.ortiz@ex.com "] {
        press(&mut app, Key::Ctrl('u'));
        typed(&mut app, wrong);
        assert_eq!(sent(&mut app, Key::Enter), [], "{wrong:?}");
        assert!(text(&app).contains("nothing was sent"), "{}", text(&app));
    }
    press(&mut app, Key::Backspace);
    let confirmed = Command::Confirm {
        number: 1,
        typed: "m.ortiz@ex.com".to_owned(),
    };
    assert_eq!(sent(&mut app, Key::Enter), [confirmed]);
    assert_eq!(sent(&mut app, Key::Enter), [], "once");
    comes(&mut app, 1, ActionStep::Running);
    assert_eq!(sent(&mut app, Key::Enter), []);
    comes(&mut app, 1, ended());
    assert!(text(&app).contains("OK: done, and seen"), "{}", text(&app));
    assert_eq!(sent(&mut app, Key::Enter), [Command::Abandon { number: 1 }]);
    assert!(!text(&app).contains("done, and seen"));
}

#[test]
fn what_was_prepared_is_dropped_by_esc_and_what_runs_goes_on() {
    let mut app = at(acting(), "mortiz");
    typed(&mut app, "a");
    press(&mut app, Key::Enter);
    comes(&mut app, 1, prepared("x"));
    assert_eq!(sent(&mut app, Key::Esc), [Command::Abandon { number: 1 }]);
    typed(&mut app, "a");
    let asked = sent(&mut app, Key::Enter);
    assert!(matches!(asked[..], [Command::Prepare { number: 2, .. }]));
    assert!(
        text(&app).contains("Reading whom"),
        "not the older one: {}",
        text(&app)
    );
    comes(&mut app, 2, prepared("x"));
    typed(&mut app, "x");
    assert_eq!(sent(&mut app, Key::Enter).len(), 1);
    assert_eq!(sent(&mut app, Key::Esc), [], "it may be on its way");
    comes(&mut app, 2, ActionStep::Running);
    typed(&mut app, "a");
    assert!(
        text(&app).contains("Looking for its effect"),
        "{}",
        text(&app)
    );
    assert_eq!(sent(&mut app, Key::Esc), []);
    comes(&mut app, 2, ended());
    assert!(
        text(&app).contains("the action ended: done, and seen"),
        "{}",
        text(&app)
    );
}

#[test]
fn a_restart_says_in_words_what_it_resets_and_sends_what_was_taken() {
    let mut app = app(acting(), &[Key::Char('5'), Key::Char('a')]);
    assert!(
        text(&app).contains("not now: the job is running already"),
        "{}",
        text(&app)
    );
    assert_eq!(
        sent(&mut app, Key::Enter),
        [],
        "a running job is not started"
    );
    typed(&mut app, "jj");
    press(&mut app, Key::Enter);
    let seen = text(&app);
    assert!(
        seen.contains("[x] Watermark") && seen.contains("look at everybody"),
        "{seen}"
    );
    assert!(seen.contains("By the plan a full cycle would"), "{seen}");
    typed(&mut app, " j j ");
    assert_eq!(sent(&mut app, Key::Enter), [], "nothing is left to reset");
    typed(&mut app, "jj ");
    let wish = Wish::Restart(vec![Reset::ForceDeletes]);
    assert_eq!(
        sent(&mut app, Key::Enter),
        [Command::Prepare { number: 1, wish }]
    );
}

#[test]
fn a_group_goes_with_whom_is_missing_or_with_whom_is_marked() {
    let members = |app: &mut App| -> usize {
        typed(app, "a");
        let asked = sent(app, Key::Enter);
        let members = match &asked[..] {
            [
                Command::Prepare {
                    wish: Wish::Group { members, .. },
                    ..
                },
            ] => members.len(),
            other => panic!("{other:?}: {}", text(app)),
        };
        press(app, Key::Esc);
        members
    };
    let mut app = at(acting(), "engmac");
    assert!(matches!(app.place().view, View::Group(_)));
    let missing = members(&mut app);
    assert!(missing >= 1, "the fixture has somebody who is missing");
    typed(&mut app, "G k k k k k k ");
    let marked = app.marked().len();
    assert!(marked > 0, "{}", text(&app));
    assert!(text(&app).contains("marked"), "{}", text(&app));
    let sent = members(&mut app);
    assert!(sent >= 1 && sent <= marked.min(5));
}

#[test]
fn the_plan_lists_what_a_full_cycle_would_change_and_opens_whom() {
    let mut app = app(acting(), &[Key::Char('p')]);
    let seen = text(&app);
    assert!(
        seen.contains("plan of the next full cycle  11 of 11"),
        "{seen}"
    );
    assert!(seen.contains("a full cycle would"), "{seen}");
    typed(&mut app, "!");
    let steps = app.listed();
    assert!(crate::tui::app::Walk::len(&steps) < 11);
    press(&mut app, Key::Enter);
    assert!(matches!(app.place().view, View::User(_) | View::Group(_)));
    press(&mut app, Key::Esc);
    assert_eq!(app.place().view, View::Plan);
}

#[test]
fn a_command_that_did_not_go_out_can_be_sent_again() {
    let mut app = at(acting(), "mortiz");
    typed(&mut app, "a");
    press(&mut app, Key::Enter);
    comes(&mut app, 1, prepared("x"));
    typed(&mut app, "x");
    let command = sent(&mut app, Key::Enter).remove(0);
    settle(&mut app, Msg::NotSent(command.clone()));
    assert!(
        text(&app).contains("the action was not sent"),
        "{}",
        text(&app)
    );
    assert_eq!(sent(&mut app, Key::Enter), [command]);
}

#[test]
fn quitting_while_an_action_runs_is_asked_twice_and_a_hangup_is_not() {
    let mut app = app(acting(), &[]);
    comes(&mut app, 3, ActionStep::Running);
    typed(&mut app, "q");
    assert!(app.ending().is_none() && text(&app).contains("quit again"));
    typed(&mut app, "q");
    assert!(app.ending().is_some());
    let mut app = super::screens::app(acting(), &[]);
    comes(&mut app, 3, ActionStep::Running);
    settle(&mut app, Msg::Ended);
    assert!(app.ending().is_some());
}
