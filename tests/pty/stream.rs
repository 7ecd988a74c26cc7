//! The bytes that were sent to a terminal, taken apart: text, and the few controls that are ours.

/// Private modes that the program sets and resets: alternate screen, cursor, bracketed paste,
/// synchronized frames.
const MODES: [&str; 4] = ["?1049", "?25", "?2004", "?2026"];

/// What a terminal is told.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// `CSI parameters m`.
    Style(String),
    /// A private mode and whether it was set.
    Mode(String, bool),
    /// The cursor was moved or the screen cleared.
    Place,
}

/// Takes `bytes` apart; an error names the first control that is not ours.
pub fn pieces(bytes: &[u8]) -> Result<Vec<Piece>, String> {
    let mut rest = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let text = rest.split(char::is_control).next().unwrap_or_default();
        if text.is_empty() {
            let (piece, after) = control(rest)?;
            pieces.push(piece);
            rest = after;
        } else {
            pieces.push(Piece::Text(text.to_owned()));
            rest = &rest[text.len()..];
        }
    }
    Ok(pieces)
}

fn control(rest: &str) -> Result<(Piece, &str), String> {
    let foreign = || format!("{:?}", rest.chars().take(24).collect::<String>());
    let sequence = rest.strip_prefix("\u{1b}[").ok_or_else(foreign)?;
    let end = sequence
        .find(|c: char| c.is_ascii_alphabetic())
        .ok_or_else(foreign)?;
    let (parameters, after) = (&sequence[..end], &sequence[end + 1..]);
    let piece = match &sequence[end..=end] {
        "m" => Piece::Style(parameters.to_owned()),
        "H" | "C" => Piece::Place,
        "J" if parameters == "2" => Piece::Place,
        "K" if parameters.is_empty() => Piece::Place,
        letter @ ("h" | "l") if MODES.contains(&parameters) => {
            Piece::Mode(parameters.to_owned(), letter == "h")
        }
        _ => return Err(foreign()),
    };
    Ok((piece, after))
}

/// All text, without what styles and places it.
pub fn text(pieces: &[Piece]) -> String {
    let texts = pieces.iter().filter_map(|piece| match piece {
        Piece::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// Whether any text was given a colour other than the terminal's own.
pub fn is_coloured(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Style(parameters) => parameters.split(';').any(|number| {
            let number: u16 = number.parse().unwrap_or(0);
            matches!(number, 30..=38 | 40..=48 | 90..=97 | 100..=107)
        }),
        _ => false,
    })
}

#[test]
fn what_is_not_ours_is_seen() {
    for bytes in [
        "\u{1b}]0;title\u{7}",
        "\u{1b}]52;c;aGk=\u{7}",
        "\u{9b}31m",
        "\u{1b}[?1000h",
        "\u{1b}[3J",
        "\u{1b}c",
        "a\tb",
        "\u{1b}[6n",
    ] {
        assert!(pieces(bytes.as_bytes()).is_err(), "{bytes:?}");
    }
    let ours = pieces(b"\x1b[2J\x1b[1;1H\x1b[1;38;5;6mname\x1b[?25l").expect("ours");
    assert!(is_coloured(&ours) && text(&ours) == "name");
    assert_eq!(ours.last(), Some(&Piece::Mode("?25".to_owned(), false)));
    assert!(!is_coloured(
        &pieces(b"\x1b[39;49m\x1b[1m\x1b[0m").expect("ours")
    ));
}
