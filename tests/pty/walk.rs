//! Every key on every screen, with the terminal's size changing on the way.

use crate::terminal::Terminal;

/// Ends the program, copies through the terminal, writes a file, or leaves the screen that is walked:
/// each has its own test.
const ELSEWHERE: [&str; 6] = ["q", "Q", "y", "Y", "x", "-"];

/// Escape twice, as one that no letter after it can be taken for: a lone one before a letter is Alt.
const BACK: &str = "\u{1b}\u{1b}\u{1b}\u{1b}";

const SIZES: [(u16, u16); 3] = [(120, 40), (40, 10), (80, 24)];

/// The keys of one letter in the table of the documents.
fn letters() -> Vec<String> {
    let table = scimtop::tui::keys_markdown();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| "));
    let keys = rows
        .filter_map(|row| row.split_once(" |"))
        .map(|(keys, _)| keys);
    let mut letters: Vec<String> = keys
        .flat_map(|keys| keys.split('`'))
        .filter(|key| key.chars().count() == 1 && !key.trim().is_empty())
        .filter(|key| !key.starts_with(|c: char| c.is_ascii_digit()) && !ELSEWHERE.contains(key))
        .map(str::to_owned)
        .collect();
    letters.sort();
    letters.dedup();
    letters
}

/// The numbers of the screens.
fn screens() -> Vec<char> {
    let table = scimtop::tui::keys_markdown();
    let number = |c: &char| table.contains(&format!("| `{c}` |"));
    ('1'..='9').filter(number).collect()
}

/// Presses every key on every screen; ends on the overview at 80x24.
pub fn walk(terminal: &mut Terminal) {
    let letters = letters();
    assert!(letters.len() > 20, "{letters:?}");
    for (number, screen) in screens().into_iter().enumerate() {
        terminal.press(&format!("{screen}{screen}"));
        terminal.wait_for(&format!("[{screen} "));
        for key in letters
            .iter()
            .map(String::as_str)
            .chain(["\r", "\u{1b}[B", "\u{1b}[6~"])
        {
            terminal.press(&format!("{key}{BACK}"));
        }
        let (columns, rows) = SIZES[number % SIZES.len()];
        terminal.storm(&[(1, 1), (columns, rows)]);
    }
    terminal.storm(&[(80, 24)]);
    terminal.press("11");
    terminal.wait_for("[1 Overview]");
}

#[test]
fn the_walk_knows_its_keys() {
    let letters = letters();
    for key in ["j", "/", ":", "?", "&", "!", "f", "s", "["] {
        assert!(
            letters.iter().any(|letter| letter == key),
            "{key}: {letters:?}"
        );
    }
    assert!(screens().len() >= 8);
}
