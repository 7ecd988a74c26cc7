//! What the terminal can show, read from the environment. Nothing here ever refuses to start.

use std::num::NonZeroU32;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, Local, Offset, TimeZone, Utc};

use super::theme::{Depth, Theme};
use crate::export::{Clipboard, Wrapping};

/// Which colours may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColorMode {
    /// None: bold, underline and reverse carry what colour would.
    Mono,
    /// The terminal's own sixteen.
    Sixteen,
}

/// How to draw on this terminal.
#[derive(Clone, Debug)]
pub struct TuiOptions {
    /// Lines, marks and bars in ASCII only.
    pub ascii: bool,
    /// Whether names may be written in UTF-8; else every other character is spelled `<U+7530>`,
    /// since its bytes could be read as terminal controls.
    pub utf8: bool,
    pub color: ColorMode,
    /// Whether frames are bracketed as one update (DEC private mode 2026).
    pub synchronized: bool,
    /// The speed of the link to the terminal in bytes per second, where it is known and low.
    pub link_rate: Option<NonZeroU32>,
    /// The colours that a theme may use.
    pub depth: Depth,
    /// Other colours than the terminal's own.
    pub theme: Option<Theme>,
    /// Where themes of one's own are.
    pub themes: Option<PathBuf>,
    /// How far the clock on the wall was ahead of UTC at a moment.
    pub offset: fn(DateTime<Utc>) -> FixedOffset,
}

/// How things are taken away from this terminal.
#[derive(Clone, Default, Debug)]
pub struct Away {
    pub clipboard: Clipboard,
    /// What stands between the program and the terminal.
    pub wrapping: Wrapping,
    /// Where files go that are given no path; empty: where the program was started.
    pub folder: PathBuf,
}

/// As the system's time zone has it.
fn here(at: DateTime<Utc>) -> FixedOffset {
    Local.offset_from_utc_datetime(&at.naive_utc()).fix()
}

impl TuiOptions {
    /// Reads `TERM`, `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE`, `COLORTERM`, `TMUX`, `STY` and the locale
    /// (`LC_ALL`, `LC_CTYPE`, `LANG`) through `get`.
    pub fn from_environment(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .iter()
            .find_map(|name| set(name));
        let utf8 = locale.is_some_and(|locale| is_utf8(&locale));
        let multiplexed = set("TMUX").is_some()
            || set("STY").is_some()
            || ["screen", "tmux"].iter().any(|kind| term.starts_with(kind));
        Self {
            ascii: !utf8 || draws_ascii_only(&term),
            utf8,
            color: color_mode(&term, set),
            // A multiplexer answers each such frame by sending its whole pane again.
            synchronized: !multiplexed && !draws_ascii_only(&term),
            link_rate: None,
            depth: Depth::of(set),
            theme: None,
            themes: None,
            offset: here,
        }
    }
}

fn is_utf8(locale: &str) -> bool {
    let locale = locale.to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

fn draws_ascii_only(term: &str) -> bool {
    matches!(term, "" | "dumb" | "linux" | "ansi") || term.starts_with("vt")
}

fn color_mode(term: &str, set: impl Fn(&str) -> Option<String>) -> ColorMode {
    let wanted = |name: &str| set(name).map(|value| value != "0");
    if set("NO_COLOR").is_some() {
        ColorMode::Mono
    } else if wanted("CLICOLOR_FORCE") == Some(true) {
        ColorMode::Sixteen
    } else if wanted("CLICOLOR") == Some(false) || matches!(term, "" | "dumb") || is_vt(term) {
        ColorMode::Mono
    } else {
        ColorMode::Sixteen
    }
}

fn is_vt(term: &str) -> bool {
    term.starts_with("vt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(pairs: &[(&str, &str)]) -> TuiOptions {
        TuiOptions::from_environment(|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_common_terminal_gets_lines_and_colour() {
        let found = options(&[("TERM", "xterm-256color"), ("LANG", "ja_JP.UTF-8")]);
        assert!(!found.ascii && found.utf8 && found.synchronized);
        assert_eq!(found.color, ColorMode::Sixteen);
    }

    #[test]
    fn poor_terminals_and_locales_get_ascii() {
        for pairs in [
            &[("TERM", "linux"), ("LANG", "C.UTF-8")][..],
            &[("TERM", "vt100"), ("LANG", "en_US.UTF-8")],
            &[("TERM", "dumb"), ("LANG", "en_US.UTF-8")],
            &[("LANG", "en_US.UTF-8")],
            &[("TERM", "xterm"), ("LANG", "en_US.UTF-8"), ("LC_ALL", "C")],
            &[("TERM", "xterm"), ("LC_ALL", ""), ("LC_CTYPE", "POSIX")],
            &[("TERM", "xterm")],
        ] {
            assert!(options(pairs).ascii, "{pairs:?}");
        }
    }

    #[test]
    fn an_empty_locale_variable_does_not_count() {
        let found = options(&[("TERM", "xterm"), ("LC_ALL", ""), ("LANG", "de_DE.utf8")]);
        assert!(found.utf8 && !found.ascii);
    }

    #[test]
    fn colour_follows_the_conventions() {
        let term = ("TERM", "xterm");
        for (pairs, mode) in [
            (&[term, ("NO_COLOR", "1")][..], ColorMode::Mono),
            (&[term, ("NO_COLOR", "")], ColorMode::Sixteen),
            (&[term, ("CLICOLOR", "0")], ColorMode::Mono),
            (
                &[("TERM", "dumb"), ("CLICOLOR_FORCE", "1")],
                ColorMode::Sixteen,
            ),
            (&[("TERM", "linux")], ColorMode::Sixteen),
            (&[("TERM", "vt220")], ColorMode::Mono),
            (&[], ColorMode::Mono),
        ] {
            assert_eq!(options(pairs).color, mode, "{pairs:?}");
        }
    }

    #[test]
    fn multiplexers_get_no_synchronized_frames() {
        for pair in [
            ("TMUX", "/tmp/x"),
            ("STY", "1.x"),
            ("TERM", "tmux-256color"),
        ] {
            assert!(!options(&[pair, ("LANG", "C.UTF-8"), ("TERM", "xterm")][..2]).synchronized);
        }
    }
}
