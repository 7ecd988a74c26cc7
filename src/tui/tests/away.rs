//! What is taken away: copied rows, tickets, exported views.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use crossterm::event::KeyCode;

use super::fixture;
use super::runner::Runner;
use super::screens::app;
use super::walks::{text, typed};
use crate::export::{Clipboard, Wrapping};
use crate::tui::Away;
use crate::tui::app::{App, Effect, Msg, update};
use crate::tui::keys::Key;

fn after(keys: &str) -> App {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, keys);
    app
}

/// The screen after `keys`, of which a new line is Enter.
fn opened(keys: &str) -> App {
    let key = |key: char| match key {
        '\n' => Key::Enter,
        key => Key::Char(key),
    };
    app(
        fixture::status(),
        &keys.chars().map(key).collect::<Vec<_>>(),
    )
}

/// What the last key wants to be done.
fn pressed(app: &mut App, key: Key) -> Vec<Effect> {
    update(app, Msg::Key(key))
}

fn copied(app: &mut App, key: Key) -> String {
    match pressed(app, key).pop() {
        Some(Effect::Copy(copy)) => copy.text,
        _ => panic!("nothing was copied: {}", text(app)),
    }
}

#[test]
fn every_screen_has_something_to_copy() {
    for keys in [
        "1", "2", "2v", "3", "4", "5", "6", "7", "8", "p", "3\n", "4\n",
    ] {
        let mut app = opened(keys);
        super::screens::press(&mut app, Key::Char('y'));
        assert!(text(&app).contains(" copy "), "{keys}: {}", text(&app));
        let told = copied(&mut app, Key::Enter);
        assert!(
            !told.is_empty() && !told.contains(char::is_control),
            "{keys}"
        );
    }
}

#[test]
fn identifiers_come_first_and_the_whole_row_last() {
    let mut app = after("2y");
    let id = copied(&mut app, Key::Enter);
    assert_eq!(id.len(), 16, "the id of a finding: {id}");
    typed(&mut app, "y");
    for _ in 0..40 {
        super::screens::press(&mut app, Key::Char('j'));
    }
    let row = copied(&mut app, Key::Enter);
    assert!(row.contains(&id) && row.contains('\t'), "{row}");
}

#[test]
fn the_menu_scrolls_where_it_is_higher_than_the_screen() {
    use super::screens::{COLOR, frame};
    let mut app = after("2y");
    for _ in 0..40 {
        super::screens::press(&mut app, Key::Down);
    }
    let screen = crate::tui::view::plain(&frame(&app, &COLOR, (40, 10)));
    assert!(screen.contains("the whole row"), "{screen}");
}

#[test]
fn a_ticket_tells_all_there_is_in_utc() {
    let mut app = after("2");
    let ticket = copied(&mut app, Key::Char('Y'));
    for told in [
        "| what |",
        "| since |",
        "| expected |",
        "| exported |",
        "| actual |",
        "Entra id",
        "provider id",
        "| heals |",
        "| what helps |",
        "| finding |",
        "| seen |",
        "Why:",
    ] {
        assert!(ticket.contains(told), "{told}: {ticket}");
    }
    assert!(
        ticket.contains("2026-11-2") && ticket.contains('Z'),
        "{ticket}"
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The number of the version moves with each release.
    let ticket = ticket.replace(env!("CARGO_PKG_VERSION"), "[version]");
    settings.bind(|| insta::assert_snapshot!("ticket", ticket));
}

#[test]
fn a_ticket_can_be_about_a_person_a_group_and_a_member() {
    for (keys, told) in [
        ("3", "expected at the provider"),
        ("4", "Why:"),
        ("3\n", "expected at the provider"),
        ("4\n", "Why:"),
        ("p", "| finding |"),
    ] {
        let mut app = opened(keys);
        let ticket = copied(&mut app, Key::Char('Y'));
        assert!(ticket.contains(told), "{keys}: {ticket}");
    }
    let mut app = after("7");
    assert!(pressed(&mut app, Key::Char('Y')).is_empty());
    assert!(text(&app).contains("a ticket is about"), "{}", text(&app));
}

#[test]
fn no_name_acts_in_a_ticket() {
    let mut app = app(fixture::status(), &[]);
    typed(&mut app, "2&subject:eve");
    super::screens::press(&mut app, Key::Enter);
    let ticket = copied(&mut app, Key::Char('Y'));
    assert!(ticket.contains("eve^["), "{ticket}");
    let hidden = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}' || c == '\u{200b}');
    assert!(!ticket.contains(hidden), "{ticket:?}");
}

fn away(clipboard: Clipboard, wrapping: Wrapping) -> Away {
    Away {
        clipboard,
        wrapping,
        ..Away::default()
    }
}

#[tokio::test]
async fn a_copy_is_sent_to_the_terminal_and_called_sent() {
    let away = away(Clipboard::Osc52, Wrapping::None);
    let runner = Runner::start_with(fixture::status(), (80, 24), away);
    runner.keys("2y");
    runner.key(KeyCode::Enter);
    runner.wait_for("id sent to the terminal, 16 bytes").await;
    let passed = String::from_utf8(runner.passed()).expect("ASCII");
    let inner = passed.strip_prefix("\u{1b}]52;c;");
    let inner = inner.and_then(|inner| inner.strip_suffix('\u{7}'));
    let text = STANDARD.decode(inner.expect("a frame")).expect("base64");
    assert_eq!(text.len(), 16);
    assert!(!runner.screen().contains("copied"));
}

#[tokio::test]
async fn where_nothing_can_be_sent_it_is_said_and_nothing_is_sent() {
    for (away, told) in [
        (away(Clipboard::Off, Wrapping::None), "clipboard = \"off\""),
        (away(Clipboard::Osc52, Wrapping::Unable), "no clipboard"),
    ] {
        let runner = Runner::start_with(fixture::status(), (80, 24), away);
        runner.keys("2Y");
        runner.wait_for(told).await;
        assert!(runner.passed().is_empty());
    }
}

#[tokio::test]
async fn a_view_is_written_as_it_is_filtered() {
    let folder = tempfile::tempdir().expect("a folder");
    let away = Away {
        folder: folder.path().to_owned(),
        ..Away::default()
    };
    let runner = Runner::start_with(fixture::status(), (200, 30), away);
    runner.keys("2&kind:missing_user");
    runner.key(KeyCode::Enter);
    runner.keys("x");
    runner.wait_for("export this view").await;
    runner.key(KeyCode::Enter);
    runner.wait_for("written to").await;
    runner.keys(":export json");
    runner.key(KeyCode::Enter);
    runner.wait_for(".json").await;
    let files = std::fs::read_dir(folder.path()).expect("a folder");
    let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    let read = |at: usize| std::fs::read_to_string(&files[at]).expect("a file");
    let name = files[0].file_name().expect("a name").to_string_lossy();
    assert!(name.starts_with("scimtop-drift-2026") && name.ends_with("Z.csv"));
    let csv = read(0);
    assert!(csv.starts_with("id,kind,user,"), "{csv}");
    assert!(
        csv.lines().skip(1).all(|row| row.contains("missing_user")),
        "{csv}"
    );
    let json: serde_json::Value = serde_json::from_str(&read(1)).expect("JSON");
    assert_eq!(json["filter"], "kind:missing_user");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), csv.lines().count() - 1);
}

#[tokio::test]
async fn a_path_that_is_taken_is_refused_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.md");
    std::fs::write(&path, "mine").expect("a file");
    let runner = Runner::start(fixture::status(), (200, 30));
    runner.keys(&format!("3:export md {}", path.display()));
    runner.key(KeyCode::Enter);
    runner.wait_for("is not replaced").await;
    assert_eq!(std::fs::read(&path).expect("a file"), b"mine");
    let new = folder.path().join("new.md");
    runner.keys(&format!(":export md {}", new.display()));
    runner.key(KeyCode::Enter);
    runner.wait_for("new.md").await;
    runner.wait_for("written to").await;
    let told = std::fs::read_to_string(&new).expect("a file");
    assert!(told.contains("| user | entra |"), "{told}");
}

#[test]
fn what_is_marked_is_copied_together() {
    let mut app = after("2jj j ");
    let of_one = after("2");
    let marked = app.marked();
    assert_eq!(marked.len(), 2);
    typed(&mut app, "y");
    let ids = copied(&mut app, Key::Enter);
    assert_eq!(ids.lines().map(str::len).collect::<Vec<_>>(), [16, 16]);
    let tickets = copied(&mut app, Key::Char('Y'));
    assert_eq!(tickets.matches("### ").count(), 2);
    assert!(ids.lines().all(|id| tickets.contains(id)), "{tickets}");
    assert!(of_one.marked().is_empty());
}

#[tokio::test]
async fn what_is_marked_is_written_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("marked.json");
    let runner = Runner::start(fixture::status(), (200, 30));
    runner.keys("2j jj ");
    runner.keys("x");
    runner.wait_for("export the marked rows: 2").await;
    runner.key(KeyCode::Esc);
    runner.keys(&format!(":export json {}", path.display()));
    runner.key(KeyCode::Enter);
    runner.wait_for("written to").await;
    let told = std::fs::read_to_string(&path).expect("a file");
    let json: serde_json::Value = serde_json::from_str(&told).expect("JSON");
    assert_eq!(json["rows"].as_array().map(Vec::len), Some(2), "{told}");
    assert_eq!(json["filter"], "marked rows only");
}
