//! What the screen costs on the wire: the table of docs/performance.md, and its limits.

use std::fmt::Write;
use std::io;

use chrono::TimeDelta;

use super::fixture;
use super::screens::{COLOR, app, press, settle};
use crate::status::Status;
use crate::tui::app::{App, Msg};
use crate::tui::keys::Key;
use crate::tui::skin::Skin;
use crate::tui::terminal::{Ansi, Painter};
use crate::tui::view::draw;

/// Counts what is written.
#[derive(Default)]
struct Count(usize);

impl io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An app on a terminal that counts.
struct Counted {
    app: App,
    painter: Painter<Ansi<Count>>,
}

impl Counted {
    /// The app after `keys`, with its first frame painted.
    fn new(status: Status, keys: &str, size: Sized) -> Self {
        let keys: Vec<Key> = keys.chars().map(Key::Char).collect();
        let mut counted = Self {
            app: app(status, &keys),
            painter: Painter::new(Ansi::new(Count::default(), size)),
        };
        counted.frame();
        counted
    }

    /// Paints a frame and gives its bytes.
    fn frame(&mut self) -> usize {
        let skin = Skin::new(&COLOR);
        let painted = self.painter.paint(|buffer| {
            draw(&self.app, &skin, buffer);
        });
        assert!(painted.is_ok());
        std::mem::take(&mut self.painter.backend_mut().sink_mut().0)
    }

    fn press(&mut self, key: Key) -> usize {
        press(&mut self.app, key);
        self.frame()
    }

    fn tick(&mut self) -> usize {
        let now = self.app.now() + TimeDelta::seconds(1);
        settle(&mut self.app, Msg::Now(now));
        self.frame()
    }
}

/// Tells the size of a terminal.
type Sized = fn() -> io::Result<(u16, u16)>;

const SIZES: [Sized; 2] = [|| Ok((80, 24)), || Ok((200, 60))];

/// What happens, and what it costs on a usual and on a large terminal.
fn rows() -> Vec<(&'static str, [usize; 2])> {
    let on = |keys: &'static str| SIZES.map(|size| Counted::new(fixture::crowded(300), keys, size));
    let whole = |mut counted: Counted| {
        counted.painter.forget();
        counted.frame()
    };
    vec![
        ("nothing changes", on("").map(|mut at| at.frame())),
        (
            "a second passes, with ages under a minute",
            on("").map(|mut at| at.tick()),
        ),
        (
            "the cursor moves on the overview",
            on("").map(|mut at| at.press(Key::Down)),
        ),
        (
            "the cursor moves on the drift, with its pane",
            on("2j").map(|mut at| at.press(Key::Down)),
        ),
        (
            "the cursor moves on the users",
            on("3").map(|mut at| at.press(Key::Down)),
        ),
        (
            "the drift scrolls by a row",
            on("2G").map(|mut at| {
                at.press(Key::PageUp);
                at.press(Key::Up)
            }),
        ),
        (
            "another screen: overview to drift",
            on("").map(|mut at| at.press(Key::Char('2'))),
        ),
        ("the overview, painted whole", on("").map(whole)),
        ("the drift, painted whole", on("2").map(whole)),
    ]
}

const PLACE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md");
const MARKS: [&str; 2] = [
    "<!-- bytes: made by the test -->\n",
    "<!-- bytes: end -->\n",
];

#[test]
fn the_table_of_bytes_is_in_the_documents_and_within_its_limits() {
    let rows = rows();
    let mut table = String::from("| what happens | 80x24 | 200x60 |\n|---|---|---|\n");
    for (what, [usual, large]) in &rows {
        let _ = writeln!(table, "| {what} | {usual} | {large} |");
    }
    assert_eq!(rows[0].1, [0, 0], "a quiet screen");
    for (what, [usual, _]) in &rows[2..5] {
        assert!(*usual <= 500, "{what}: {usual}\n{table}");
    }
    let text = std::fs::read_to_string(PLACE).unwrap_or_default();
    let parts = text
        .split_once(MARKS[0])
        .and_then(|(before, rest)| Some((before, rest.split_once(MARKS[1])?)));
    let Some((before, (told, after))) = parts else {
        panic!("docs/performance.md has no place for the table:\n{table}");
    };
    if told != table && std::env::var_os("SCIMTOP_WRITE_DOCS").is_some() {
        let text = [before, MARKS[0], &table, MARKS[1], after].concat();
        assert!(std::fs::write(PLACE, text).is_ok());
        return;
    }
    assert_eq!(told, table, "old: run this test with SCIMTOP_WRITE_DOCS=1");
}
