//! Text on its way to a clipboard: through the terminal by OSC 52, or through tmux's own buffer.
//! A terminal never answers whether it took the text, so nobody may be told that it was copied.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Bytes of text that are sent at most: in base64 with its frame they make 100,000, which is where
/// common terminals stop taking more.
pub const MOST: usize = 74_994;

/// Bytes of one piece in GNU screen, whose buffer for a string is 256 bytes in its older versions.
const PIECE: usize = 240;

/// How text reaches a clipboard, as configured.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Clipboard {
    /// By the terminal's sequence OSC 52.
    #[default]
    Osc52,
    /// Into tmux's buffer, and from there as tmux is set up.
    Tmux,
    Off,
}

/// What stands between the program and the terminal.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Wrapping {
    #[default]
    None,
    Tmux,
    Screen,
    /// A terminal that would print the sequence, or that nobody knows.
    Unable,
}

impl Wrapping {
    /// Read from the names `TERM`, `TMUX` and `STY`; an empty value counts as none.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let term = set("TERM").unwrap_or_default();
        if set("TMUX").is_some() || term.starts_with("tmux") {
            Self::Tmux
        } else if set("STY").is_some() || term.starts_with("screen") {
            Self::Screen
        } else if matches!(term.as_str(), "" | "dumb" | "linux" | "ansi") || term.starts_with("vt")
        {
            Self::Unable
        } else {
            Self::None
        }
    }
}

/// Why text was not sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotSent {
    #[error(
        "not sent: {0} bytes are more than the {MOST} that terminals take; x writes the view to a file"
    )]
    TooLong(usize),
    #[error("not sent: this terminal (by TERM) has no clipboard to reach; x writes a file")]
    Unable,
}

/// The bytes that put `text` on the clipboard of the terminal.
///
/// # Errors
/// The text is too long to be sent whole, or the terminal has no clipboard.
pub fn sequence(text: &str, wrapping: Wrapping) -> Result<Vec<u8>, NotSent> {
    if wrapping == Wrapping::Unable {
        return Err(NotSent::Unable);
    }
    if text.len() > MOST {
        return Err(NotSent::TooLong(text.len()));
    }
    let plain = format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text));
    // A multiplexer that keeps clipboards takes the plain form; one that does not may pass the
    // wrapped form on. Taken twice, it is the same text.
    let wrapped = match wrapping {
        Wrapping::None | Wrapping::Unable => String::new(),
        Wrapping::Tmux => {
            let doubled = plain.replace('\u{1b}', "\u{1b}\u{1b}");
            format!("\u{1b}Ptmux;{doubled}\u{1b}\\")
        }
        Wrapping::Screen => pieces(&plain),
    };
    Ok([plain, wrapped].concat().into_bytes())
}

/// GNU screen hands the strings of device control on, one after the other.
fn pieces(plain: &str) -> String {
    let mut out = String::new();
    for piece in plain.as_bytes().chunks(PIECE) {
        out.push_str("\u{1b}P");
        // The sequence is ASCII, so that a piece never ends within a character.
        out.extend(piece.iter().map(|&byte| char::from(byte)));
        out.push_str("\u{1b}\\");
    }
    out
}

/// Hands `text` to tmux, which also sends it on to its terminal as its `set-clipboard` says. Waits for
/// tmux: not for a loop that draws.
///
/// # Errors
/// There is no tmux to hand it to.
pub fn to_tmux(text: &str) -> io::Result<()> {
    let mut tmux = Command::new("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()?;
    let fed = tmux
        .stdin
        .take()
        .map_or(Ok(()), |mut input| input.write_all(text.as_bytes()));
    let ended = tmux.wait_with_output()?;
    if ended.status.success() {
        return fed;
    }
    let said = String::from_utf8_lossy(&ended.stderr);
    let said = said.lines().next().unwrap_or("it said nothing");
    Err(io::Error::other(format!("tmux: {said}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Wrapping {
        Wrapping::of(|name| {
            let pair = pairs.iter().find(|(known, _)| *known == name);
            pair.map(|(_, value)| (*value).to_owned())
        })
    }

    fn sent(text: &str, wrapping: Wrapping) -> String {
        String::from_utf8(sequence(text, wrapping).unwrap()).unwrap()
    }

    #[test]
    fn what_stands_between_is_read_from_the_environment() {
        assert_eq!(of(&[("TERM", "xterm-256color")]), Wrapping::None);
        assert_eq!(of(&[("TERM", "tmux-256color")]), Wrapping::Tmux);
        let inside = [("TERM", "screen-256color"), ("TMUX", "/tmp/t,1,0")];
        assert_eq!(of(&inside), Wrapping::Tmux);
        assert_eq!(of(&[("TERM", "screen")]), Wrapping::Screen);
        assert_eq!(of(&[("TERM", "xterm"), ("STY", "1.x")]), Wrapping::Screen);
        for term in ["", "dumb", "linux", "vt100"] {
            assert_eq!(of(&[("TERM", term)]), Wrapping::Unable, "{term}");
        }
    }

    #[test]
    fn the_terminal_is_sent_the_text_in_base64() {
        assert_eq!(sent("ann", Wrapping::None), "\u{1b}]52;c;YW5u\u{7}");
        let tmux = sent("ann", Wrapping::Tmux);
        let wrapped = "\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YW5u\u{7}\u{1b}\\";
        assert_eq!(tmux, format!("\u{1b}]52;c;YW5u\u{7}{wrapped}"));
    }

    #[test]
    fn screen_gets_pieces_that_make_the_whole() {
        let text = "x".repeat(1_000);
        let all = sent(&text, Wrapping::Screen);
        let (plain, wrapped) = all.split_once("\u{1b}P").unwrap();
        let pieces: Vec<&str> = wrapped.split("\u{1b}P").collect();
        assert!(pieces.iter().all(|piece| piece.len() <= PIECE + 2));
        let whole: String = pieces
            .iter()
            .map(|piece| piece.strip_suffix("\u{1b}\\").unwrap())
            .collect();
        assert_eq!(whole, plain);
    }

    #[test]
    fn what_is_too_long_is_refused_whole() {
        let long = "x".repeat(MOST);
        assert_eq!(sent(&long, Wrapping::None).len(), 100_000);
        let longer = "x".repeat(MOST + 1);
        let refused = sequence(&longer, Wrapping::None);
        assert_eq!(refused, Err(NotSent::TooLong(MOST + 1)));
        assert_eq!(sequence("a", Wrapping::Unable), Err(NotSent::Unable));
    }
}
