//! A key as every terminal can send it: no releases, no Alt, no Shift beside a letter's case.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// One key that every terminal can send.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Key {
    Char(char),
    Ctrl(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
    Backspace,
    Delete,
}

impl Key {
    /// The only place where a terminal's event becomes keys. Releases are none. A terminal sends
    /// Alt as Esc before the key, and a slow link delivers an Esc together with the key after it:
    /// both are two keys.
    pub(in crate::tui) fn of(event: KeyEvent) -> [Option<Self>; 2] {
        if !matches!(event.kind, KeyEventKind::Press | KeyEventKind::Repeat) {
            return [None, None];
        }
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let alt = event.modifiers.contains(KeyModifiers::ALT);
        let key = match event.code {
            KeyCode::Char(c) if control => Some(Self::Ctrl(c.to_ascii_lowercase())),
            KeyCode::Char(c) => Some(Self::Char(c)),
            code => Self::named(code),
        };
        [alt.then_some(Self::Esc), key]
    }

    /// The key that is written as its `Display` writes it.
    pub fn named_as(written: &str) -> Option<Self> {
        let mut chars = written.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() && !c.is_whitespace() => return Some(Self::Char(c)),
            _ => {}
        }
        if let Some(letter) = written.strip_prefix("Ctrl-") {
            let mut letters = letter.chars();
            let letter = letters.next().filter(|_| letters.as_str().is_empty())?;
            return Some(Self::Ctrl(letter.to_ascii_lowercase()));
        }
        let mut named = NAMED.into_iter();
        named.find(|key| key.to_string().eq_ignore_ascii_case(written))
    }

    /// Who else takes this key: what it is sent to never comes here, or comes as another key.
    pub fn belongs_to(self) -> Option<&'static str> {
        let Self::Ctrl(letter) = self else {
            return None;
        };
        Some(match letter {
            'a' | 'b' => "screen or tmux",
            's' | 'q' => "the flow control of the terminal",
            'c' | 'l' | 'z' | '\\' => "every program on a terminal",
            'h' | 'i' | 'j' | 'm' | '[' => "the terminal, for another key",
            _ => return None,
        })
    }

    fn named(code: KeyCode) -> Option<Self> {
        Some(match code {
            KeyCode::Enter => Self::Enter,
            KeyCode::Esc => Self::Esc,
            KeyCode::Tab => Self::Tab,
            KeyCode::BackTab => Self::BackTab,
            KeyCode::Up => Self::Up,
            KeyCode::Down => Self::Down,
            KeyCode::Left => Self::Left,
            KeyCode::Right => Self::Right,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home => Self::Home,
            KeyCode::End => Self::End,
            KeyCode::Backspace => Self::Backspace,
            KeyCode::Delete => Self::Delete,
            _ => return None,
        })
    }
}

/// The keys that have a name.
const NAMED: [Key; 15] = [
    Key::Char(' '),
    Key::Enter,
    Key::Esc,
    Key::Tab,
    Key::BackTab,
    Key::Up,
    Key::Down,
    Key::Left,
    Key::Right,
    Key::PageUp,
    Key::PageDown,
    Key::Home,
    Key::End,
    Key::Backspace,
    Key::Delete,
];

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Char(' ') => "Space",
            Self::Char(c) => return write!(f, "{c}"),
            Self::Ctrl(c) => return write!(f, "Ctrl-{c}"),
            Self::Enter => "Enter",
            Self::Esc => "Esc",
            Self::Tab => "Tab",
            Self::BackTab => "Shift-Tab",
            Self::Up => "Up",
            Self::Down => "Down",
            Self::Left => "Left",
            Self::Right => "Right",
            Self::PageUp => "PgUp",
            Self::PageDown => "PgDn",
            Self::Home => "Home",
            Self::End => "End",
            Self::Backspace => "Backspace",
            Self::Delete => "Delete",
        };
        f.write_str(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_is_no_key() {
        let j = Some(Key::Char('j'));
        for (kind, keys) in [
            (KeyEventKind::Press, [None, j]),
            (KeyEventKind::Repeat, [None, j]),
            (KeyEventKind::Release, [None, None]),
        ] {
            let mut event = KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE);
            event.kind = kind;
            assert_eq!(Key::of(event), keys);
        }
    }

    #[test]
    fn a_key_is_read_as_it_is_written() {
        let others = [
            Key::Char('x'),
            Key::Char('田'),
            Key::Ctrl('d'),
            Key::Char('-'),
        ];
        for key in NAMED.into_iter().chain(others) {
            assert_eq!(Key::named_as(&key.to_string()), Some(key), "{key}");
        }
        assert_eq!(Key::named_as("space"), Some(Key::Char(' ')));
        for none in ["", "xy", "Ctrl-", "Ctrl-dd", "F1", "Alt-x", "\u{1b}", "\t"] {
            assert_eq!(Key::named_as(none), None, "{none:?}");
        }
        assert!(Key::Ctrl('s').belongs_to().is_some());
        assert!(Key::Ctrl('d').belongs_to().is_none());
    }

    #[test]
    fn modifiers_are_read() {
        let key = |code, modifiers| Key::of(KeyEvent::new(code, modifiers));
        let (c, shift) = (KeyCode::Char('C'), KeyModifiers::SHIFT);
        assert_eq!(key(c, shift), [None, Some(Key::Char('C'))]);
        assert_eq!(key(c, KeyModifiers::CONTROL), [None, Some(Key::Ctrl('c'))]);
        assert_eq!(
            key(c, KeyModifiers::ALT),
            [Some(Key::Esc), Some(Key::Char('C'))]
        );
        assert_eq!(key(KeyCode::F(1), KeyModifiers::NONE), [None, None]);
    }
}
