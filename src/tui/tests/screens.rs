//! Every screen as text with its styles: text alone would miss a moved selection.

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Offset, Utc};
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::actions::{acting, comes, prepared};
use super::fixture;
use crate::drift::Verdict;
use crate::model::Source;
use crate::status::{ActionStep, Status};
use crate::tui::Still;
use crate::tui::app::{App, Msg};
use crate::tui::keys::Key;
use crate::tui::skin::Skin;
pub(super) use crate::tui::still::settle;
use crate::tui::view::{draw, plain};
use crate::tui::{ColorMode, TuiOptions};

pub(super) const COLOR: TuiOptions = TuiOptions {
    ascii: false,
    utf8: true,
    color: ColorMode::Sixteen,
    synchronized: false,
    link_rate: None,
    depth: crate::tui::Depth::True,
    theme: None,
    themes: None,
    offset: two_hours,
};

/// The clock on the wall of every screen.
fn two_hours(_: DateTime<Utc>) -> FixedOffset {
    FixedOffset::east_opt(7_200).unwrap_or(Utc.fix())
}

pub(super) const MONO: TuiOptions = TuiOptions {
    ascii: true,
    utf8: false,
    color: ColorMode::Mono,
    synchronized: false,
    link_rate: None,
    depth: crate::tui::Depth::True,
    theme: None,
    themes: None,
    offset: two_hours,
};

/// An app over `status` after `keys`, with everything done that it asked for.
pub(super) fn app(status: Status, keys: &[Key]) -> App {
    let mut app = App::new(Arc::new(status), fixture::now());
    settle(&mut app, Msg::Begun);
    for key in keys {
        press(&mut app, *key);
    }
    app
}

/// Presses a key and runs at once what the loop would run beside itself.
pub(super) fn press(app: &mut App, key: Key) {
    settle(app, Msg::Key(key));
}

pub(super) fn frame(app: &App, options: &TuiOptions, (width, height): (u16, u16)) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    draw(app, &Skin::new(options), &mut buffer);
    buffer
}

/// For each line its runs of style: where, how long, which. A blank ends no run.
fn styles(buffer: &Buffer) -> String {
    let mut dump = String::new();
    for (number, row) in buffer.area().rows().enumerate() {
        let cells = row.columns().filter_map(|at| buffer.cell(at.as_position()));
        let styled = cells.map(style).enumerate();
        let mut runs: Vec<(usize, usize, String)> = Vec::new();
        for (at, style) in styled.filter_map(|(at, style)| Some((at, style?))) {
            match runs.last_mut() {
                Some((_, end, last)) if *last == style => *end = at + 1,
                _ => runs.push((at, at + 1, style)),
            }
        }
        for (start, end, style) in runs.iter().filter(|(_, _, style)| !style.is_empty()) {
            let _ = writeln!(dump, "{number}:{start}+{} {style}", end - start);
        }
    }
    dump
}

/// A cell's style, empty where it has none; `None` on a blank, unless something shows there.
fn style(cell: &Cell) -> Option<String> {
    let blank = cell.symbol() == " " && cell.modifier.is_empty() && cell.bg == Color::Reset;
    let plain = cell.fg == Color::Reset && cell.bg == Color::Reset && cell.modifier.is_empty();
    match (blank, plain) {
        (true, _) => None,
        (false, true) => Some(String::new()),
        (false, false) => Some(format!("{:?} {:?}", cell.fg, cell.modifier)),
    }
}

/// The sizes of every picture: a phone's, the usual one, a window's, a whole screen.
const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

const UNCOLORED: TuiOptions = TuiOptions {
    color: ColorMode::Mono,
    ..COLOR
};

/// A screen at every size: in colour; the styles that it has without; the lines that differ in ASCII.
fn dump(app: &App) -> String {
    let mut all = String::new();
    for size in SIZES {
        let color = frame(app, &COLOR, size);
        let text = plain(&color);
        let ascii = plain(&frame(app, &MONO, size));
        let mono = frame(app, &UNCOLORED, size);
        assert_eq!(plain(&mono), text, "colour alone carries something");
        let (width, height) = size;
        let _ = writeln!(all, "=== {width}x{height}\n{text}--- color");
        let _ = writeln!(
            all,
            "{}--- mono\n{}--- ascii",
            styles(&color),
            styles(&mono)
        );
        let lines = (0..).zip(ascii.lines().zip(text.lines()));
        for (number, (ascii, _)) in lines.filter(|(_, (ascii, text))| ascii != text) {
            let _ = writeln!(all, "{number}:{ascii}");
        }
    }
    all
}

fn check(name: &str, app: &App) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/screens"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, dump(app)));
}

fn chars(text: &str) -> Vec<Key> {
    text.chars().map(Key::Char).collect()
}

#[test]
fn overview() {
    check("overview", &app(fixture::status(), &[]));
}

#[test]
fn overview_while_the_first_read_runs() {
    check("overview_reading", &app(fixture::reading_first(), &[]));
}

#[test]
fn drift() {
    check("drift", &app(fixture::status(), &chars("2jj")));
}

#[test]
fn drift_ignored_and_notes() {
    check("ignored", &app(fixture::status(), &chars("2v")));
    check("notes", &app(fixture::status(), &chars("2vv")));
}

#[test]
fn users_and_one_user() {
    check("users", &app(fixture::status(), &chars("3")));
    let mut keys = chars("/jae");
    keys.push(Key::Enter);
    check("user", &app(fixture::status(), &keys));
}

#[test]
fn groups_and_one_group() {
    check("groups", &app(fixture::status(), &chars("4")));
    let mut keys = chars("/engmac");
    keys.push(Key::Enter);
    check("group", &app(fixture::status(), &keys));
}

#[test]
fn job_and_audit() {
    check("job", &app(fixture::status(), &chars("5j")));
    let mut keys = chars("5j");
    keys.push(Key::Enter);
    check("job_details", &app(fixture::status(), &keys));
    check("job_lane", &app(fixture::status(), &chars("5vvz[")));
    check("job_initial", &app(fixture::initial(3), &chars("5")));
    check("audit", &app(fixture::status(), &chars("6")));
}

#[test]
fn sources_provider() {
    let app = app(fixture::status(), &chars("7"));
    check("sources_provider", &app);
    // A pause that is lengthened takes a line of its own.
    let low = plain(&frame(&app, &COLOR, (80, 24)));
    for title in ["next", "between", "known"] {
        let shown = low.lines().any(|row| row.trim_start().starts_with(title));
        assert!(shown, "{title} is cut: {low}");
    }
}

#[test]
fn sources() {
    check("sources", &app(fixture::status(), &chars("7G")));
}

#[test]
fn doctor() {
    check("doctor", &app(fixture::status(), &chars("8")));
    check("doctor_guide", &app(fixture::status(), &chars("8vj")));
    let mut status = fixture::status();
    status.examination = None;
    status.examining = true;
    check("doctor_first", &app(status, &chars("8")));
}

#[test]
fn mapping() {
    check("mapping", &app(fixture::status(), &chars("9j")));
    let mut keys = chars("9G");
    keys.push(Key::Enter);
    check("mapping_details", &app(fixture::status(), &keys));
}

#[test]
fn plan_and_actions() {
    check("plan", &app(fixture::status(), &chars("p")));
    check("actions_off", &app(fixture::status(), &chars("5a")));
    check("actions", &app(acting(), &chars("5a")));
    let mut keys = chars("5ajj");
    keys.push(Key::Enter);
    check("resets", &app(acting(), &keys));
    let mut keys = chars("/mortiz");
    keys.extend([Key::Enter, Key::Char('a'), Key::Enter]);
    let mut app = app(acting(), &keys);
    comes(&mut app, 1, prepared("m.ortiz@ex.com"));
    for key in chars("m.or") {
        press(&mut app, key);
    }
    check("confirm", &app);
    // The whole preview of the usual restart is read on the smallest usual screen.
    let job = crate::model::Action::restart(crate::model::Reset::PORTAL);
    let status = acting();
    let mut preview = vec![format!(
        "Kandji (Iru) SCIM, job {}, which is Active",
        "x".repeat(74)
    )];
    preview.extend(status.job.iter().flat_map(|now| job.preview(now)));
    let name = crate::model::Foreign::new("Kandji (Iru) SCIM");
    comes(&mut app, 1, ActionStep::Prepared { preview, name });
    let seen = plain(&frame(&app, &COLOR, (80, 24)));
    assert!(
        seen.contains("not proven") && seen.contains("> m.or"),
        "{seen}"
    );
    assert!(!seen.contains("more lines"), "{seen}");
}

#[test]
fn help_and_palette() {
    check("help", &app(fixture::status(), &chars("?")));
    check("palette", &app(fixture::status(), &chars(":po")));
}

#[test]
fn finder() {
    check("finder", &app(fixture::status(), &chars("/ex")));
}

#[test]
fn menus() {
    check("sort", &app(fixture::status(), &chars("2s")));
    check("read_again", &app(fixture::status(), &chars("R")));
    check("filter", &app(fixture::status(), &chars("2&kind:user")));
}

#[test]
fn nobody_is_called_absent_from_a_side_that_was_not_read() {
    for sources in [
        [Source::Users, Source::Groups],
        [Source::ScimUsers, Source::ScimGroups],
    ] {
        for keys in ["3", "4", "/jae\n", "/engmac\n"] {
            let mut status = fixture::without(sources);
            (status.comparison, status.verdict) = (None, Verdict::Unknown);
            let keys: Vec<Key> = keys
                .chars()
                .map(|key| {
                    if key == '\n' {
                        Key::Enter
                    } else {
                        Key::Char(key)
                    }
                })
                .collect();
            let text = plain(&frame(&app(status, &keys), &COLOR, (120, 40)));
            let text = text.replace("only in Entra 0  only at the provider 0", "");
            assert!(
                text.contains("unread") || text.contains("not read"),
                "{text}"
            );
            for claim in [
                "absent",
                "only in",
                "only at",
                "NO ",
                "differs ",
                "NOT a member",
                "does not hold",
            ] {
                assert!(!text.contains(claim), "{claim}: {text}");
            }
        }
    }
}

#[test]
fn small_screens_stay_true() {
    for size in [(40, 10), (20, 5)] {
        for keys in ["", "2", "3", "5", "7", "?", "/o"] {
            let app = app(fixture::status(), &chars(keys));
            let text = plain(&frame(&app, &COLOR, size));
            assert!(
                text.starts_with("DRIFT") || text.contains("DRIFT:"),
                "{keys} {size:?}\n{text}"
            );
        }
    }
}

#[test]
fn the_pictures_show_the_overview() {
    let (status, now) = (fixture::status(), fixture::now());
    let still = Still::new(&status, now, &[]);
    let same = plain(&frame(&app(status.clone(), &[]), &COLOR, (80, 24)));
    assert_eq!(still.text((80, 24)), same);
    let svg = still.svg((80, 24));
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("DRIFT: 8 of 10") && svg.contains("eve^[[31m&lt;U+202E"));
}
