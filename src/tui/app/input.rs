//! One line of text under the keyboard.

use tui_input::{Input, InputRequest as Request};

use crate::tui::keys::Key;

/// Characters that a line takes.
const LONGEST: usize = 256;

/// A line of text being typed.
#[derive(Clone, Default, Debug)]
pub(in crate::tui) struct LineInput(Input);

impl LineInput {
    pub(in crate::tui) fn new(text: &str) -> Self {
        Self(Input::new(text.to_owned()))
    }

    pub(in crate::tui) fn text(&self) -> &str {
        self.0.value()
    }

    /// The text before and after the cursor.
    pub(in crate::tui) fn parts(&self) -> (String, String) {
        let text = self.text();
        let before = text.chars().take(self.0.cursor());
        let after = text.chars().skip(self.0.cursor());
        (before.collect(), after.collect())
    }

    /// `true` if the text changed.
    pub(in crate::tui) fn key(&mut self, key: Key) -> bool {
        let request = match key {
            Key::Char(c) => return self.insert(c),
            Key::Backspace | Key::Ctrl('h') => Request::DeletePrevChar,
            Key::Delete => Request::DeleteNextChar,
            Key::Left => Request::GoToPrevChar,
            Key::Right => Request::GoToNextChar,
            Key::Home | Key::Ctrl('a') => Request::GoToStart,
            Key::End | Key::Ctrl('e') => Request::GoToEnd,
            Key::Ctrl('w') => Request::DeletePrevWord,
            Key::Ctrl('u') => Request::DeleteLine,
            _ => return false,
        };
        self.0.handle(request).is_some_and(|changed| changed.value)
    }

    /// Takes pasted text as one line; `true` if the text changed.
    pub(in crate::tui) fn paste(&mut self, text: &str) -> bool {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        let mut changed = false;
        for c in text.trim().chars() {
            changed |= self.insert(plain(c));
        }
        changed
    }

    fn insert(&mut self, c: char) -> bool {
        let fits = self.text().chars().count() < LONGEST;
        fits && self.0.handle(Request::InsertChar(c)).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_and_pasting_stay_one_bounded_line() {
        let mut line = LineInput::default();
        for c in "ab田".chars() {
            assert!(line.key(Key::Char(c)));
        }
        assert!(!line.key(Key::Left));
        assert!(line.paste(" x\ny\u{1b}"));
        assert_eq!(line.parts(), ("abx y ".to_owned(), "田".to_owned()));
        line.paste(&"z".repeat(1_000));
        assert_eq!(line.text().chars().count(), LONGEST);
        assert!(line.key(Key::Ctrl('u')));
        assert_eq!(line.text(), "");
    }
}
