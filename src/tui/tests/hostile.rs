//! Text that would control the terminal, in every place that comes from outside.

use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::fixture;
use super::screens::{COLOR, MONO, app, frame};
use crate::drift::{Finding, Kind, Note, Subject};
use crate::model::{
    Event, Foreign, JobCode, Lane, Outcome, Quarantine, ScheduleState, Scoping, SourceError,
};
use crate::status::Status;
use crate::tui::TuiOptions;
use crate::tui::app::App;
use crate::tui::keys::Key;
use crate::tui::view::plain;

/// Each way in which text has taken over a terminal, or a reader's eye, once.
const PAYLOADS: [&str; 40] = [
    // Colours, the cursor, the screen, modes: with the escape of seven bits and of eight.
    "\u{1b}[31mred\u{1b}[0m",
    "\u{9b}31m",
    "\u{1b}[2J\u{1b}[1;1H",
    "\u{1b}c",
    "\u{1b}[?2026h",
    "\u{1b}[?1049l",
    // What makes a terminal type an answer.
    "\u{1b}[21t",
    "\u{1b}[6n",
    "\u{1b}P$q\u{1b}\\",
    "\u{1b}]50;?\u{7}",
    // Titles, folders, links, notices, the clipboard, files: ended in each way, or not at all.
    "\u{1b}]0;title\u{7}",
    "\u{1b}]2;title\u{1b}\\",
    "\u{1b}]7;file:///etc\u{9c}",
    "\u{1b}]8;;http://x\u{9c}",
    "\u{1b}]8;;http://endless",
    "\u{1b}]9;notice\u{7}",
    "\u{1b}]52;c;aGk=\u{7}",
    "\u{9d}52;c;aGk=\u{9c}",
    "\u{1b}]1337;File=:aGk=\u{7}",
    // Strings of a device, an application, a message, and of nobody.
    "\u{1b}P+q\u{1b}\\",
    "\u{1b}_apc\u{1b}\\",
    "\u{1b}^pm\u{1b}\\",
    "\u{1b}Xsos\u{1b}\\",
    "\u{1b}[201~rm -rf",
    // Controls that move, hide or end a line.
    "a\rb\nc\td",
    "\u{0}\u{8}\u{b}\u{c}\u{7f}",
    "\u{85}\u{2028}\u{2029}",
    // Directions, and what has no width.
    "\u{202e}txt.exe\u{2066}\u{61c}\u{200f}",
    "a\u{200b}b\u{2060}c\u{feff}",
    "a\u{ad}b\u{34f}c\u{2061}",
    "\u{e0001}\u{e0041}\u{fe0f}",
    "\u{fffd}\u{fff9}\u{e000}",
    // Letters of many parts, wide ones, and ones that look like others.
    "👨\u{200d}👩\u{200d}👧",
    "🇩🇪🇫🇷 ❤\u{fe0f} 👍🏽",
    "田中田中田中田中田中田中田中田中",
    "각하\u{302}e\u{301}\u{323}",
    "\u{3000}wide space\u{3000}",
    "ﷺ",
    "аdmin аnd admin",
    " leading and trailing ",
];

/// A tenant whose every name, id, reason and error is `payload`.
fn poisoned(payload: &str) -> Status {
    let zalgo = format!("z{}", "\u{301}".repeat(200));
    let text = Foreign::new(format!("{payload}{zalgo}"));
    let subject = || {
        Some(Subject {
            name: text.clone(),
            entra_id: Some(text.clone()),
            scim_id: Some(text.clone()),
        })
    };
    let finding = |kind: Kind| Finding {
        user: subject(),
        group: subject(),
        member: subject(),
        attribute: Some(text.clone()),
        expected: Some(text.clone()),
        actual: Some(text.clone()),
        detail: text.clone(),
        ..fixture::finding(kind, payload, 60)
    };
    let mut status = fixture::status();
    let mut comparison = fixture::comparison(Kind::ALL.map(finding).into());
    let rule: Arc<str> = text.raw().into();
    comparison.ignored = Arc::new([(finding(Kind::OrphanUser), rule)]);
    comparison.notes = Arc::new([Note::new("code", text.raw(), text.clone())]);
    status.comparison = Some(Arc::new(comparison));
    status.profile = text.raw().into();
    status.application = text.raw().into();
    status.provider_host = text.raw().into();
    status.notice = Some(text.raw().into());
    let error = SourceError::Network {
        at: "GET /Users".into(),
        cause: text.clone(),
    };
    status.sources[8].latest.error = Some(error);
    if let Some(found) = &mut status.examination {
        let found = Arc::make_mut(found);
        found.next = text.raw().to_owned();
        found.rows[3].seen = text.raw().to_owned();
        found.rows[3].fix = text.raw().to_owned();
    }
    poison_job(&mut status, &text);
    status
        .events
        .merge(vec![event(&text)], |event| (event.at, event.id.clone()));
    status
}

fn poison_job(status: &mut Status, text: &Foreign) {
    let mut job = status
        .job
        .as_deref()
        .cloned()
        .expect("the fixture has a job");
    job.code = JobCode::Other(text.clone());
    job.schedule = ScheduleState::Other(text.clone());
    job.quarantine = Some(Quarantine {
        reason: text.clone(),
        since: Some(fixture::ago(60)),
        series_began: None,
        next_attempt: None,
        error: text.clone(),
    });
    status.job = Some(Arc::new(job));
}

fn event(text: &Foreign) -> Event {
    Event {
        id: text.clone(),
        lane: Lane::Provider,
        at: fixture::now(),
        action: text.clone(),
        actor: text.clone(),
        target: text.clone(),
        source_id: text.clone(),
        target_id: text.clone(),
        outcome: Outcome::Failure,
        detail: text.clone(),
        cycle: text.clone(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    }
}

/// What a terminal must never be sent in a cell.
fn is_raw(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{e0000}'..='\u{e01ef}')
}

fn assert_clean(buffer: &Buffer, told: &str) {
    let raw = |cell: &ratatui::buffer::Cell| cell.symbol().chars().any(is_raw);
    let found = buffer.content().iter().find(|cell| raw(cell));
    assert!(
        found.is_none(),
        "{told}: {:?}",
        found.map(ratatui::buffer::Cell::symbol)
    );
}

const SCREENS: [&str; 17] = [
    "", "2", "2v", "2vv", "3", "4", "5", "6", "7G", "8", "p", "a", "2a", "5a", "/z", ":", "?",
];

fn on(status: Status, keys: &str) -> App {
    let keys: Vec<Key> = keys.chars().map(Key::Char).collect();
    app(status, &keys)
}

#[test]
fn nothing_from_outside_reaches_a_cell_raw() {
    // Three at a time: what one does is seen as well beside two others.
    for payloads in PAYLOADS.chunks(3) {
        let payload = payloads.join("|");
        for keys in SCREENS {
            let app = on(poisoned(&payload), keys);
            for size in [(200, 60), (40, 10)] {
                let told = format!("{payload:?} {keys:?} {size:?}");
                assert_clean(&frame(&app, &COLOR, size), &told);
                let plain = frame(&app, &MONO, size);
                assert_clean(&plain, &told);
                let ascii = plain.content().iter().all(|cell| cell.symbol().is_ascii());
                assert!(ascii, "{told}: not ASCII");
            }
        }
    }
}

#[test]
fn a_name_of_a_megabyte_is_drawn_like_any_other() {
    let status = poisoned(&"\u{202e}田\u{1b}]0;".repeat(100_000));
    for keys in ["", "2", "3", "6", "/z"] {
        assert_clean(&frame(&on(status.clone(), keys), &COLOR, (80, 24)), keys);
    }
}

#[test]
fn names_that_differ_in_what_is_invisible_do_not_look_the_same() {
    let hidden = [
        '\t',
        '\r',
        '\n',
        '\u{0}',
        '\u{7f}',
        '\u{85}',
        '\u{ad}',
        '\u{34f}',
        '\u{61c}',
        '\u{115f}',
        '\u{180e}',
        '\u{200b}',
        '\u{200d}',
        '\u{200e}',
        '\u{202e}',
        '\u{2028}',
        '\u{2060}',
        '\u{2061}',
        '\u{2066}',
        '\u{2800}',
        '\u{3164}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{ffa0}',
        '\u{e0041}',
        '\u{e0101}',
    ];
    let shown = |name: &str, keys: &str, options: &TuiOptions| {
        plain(&frame(&on(poisoned(name), keys), options, (200, 30)))
    };
    for (keys, options) in [("2", &COLOR), ("6", &MONO)] {
        let mut seen = std::collections::HashSet::from([shown("ab", keys, options)]);
        let names = hidden.map(|c| format!("a{c}b"));
        let names = names
            .into_iter()
            .chain([" ab".to_owned(), "a\u{a0}b".to_owned()]);
        for name in names {
            assert!(seen.insert(shown(&name, keys, options)), "{name:?}");
        }
    }
}

#[test]
fn a_wide_letter_never_reaches_over_the_edge() {
    let keys: Vec<Key> = "3".chars().map(Key::Char).collect();
    let app = app(fixture::status(), &keys);
    for width in 1..60 {
        let buffer = frame(&app, &COLOR, (width, 24));
        for row in 0..24 {
            let last = buffer
                .cell((width - 1, row))
                .map_or("", |cell| cell.symbol());
            assert!(crate::tui::text::width(last) < 2, "{width}x{row}: {last}");
        }
    }
}
