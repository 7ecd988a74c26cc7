//! Text in columns: never wider than its room, whatever letters it is made of.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Terminal columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// `text` in at most `columns`, ending in `ellipsis` where it was cut.
pub(super) fn fit<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let kept = head(text, columns.saturating_sub(width(ellipsis)));
    let tail = if columns == 0 { "" } else { ellipsis };
    Cow::Owned(format!("{kept}{tail}"))
}

/// The longest start of `text` that takes at most `columns`.
pub(super) fn head(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

/// Writes `line` into the first row of `area`, cut with `ellipsis` where it is too long.
pub(super) fn put(buffer: &mut Buffer, area: Rect, line: &Line<'_>, ellipsis: &str) {
    let area = area.intersection(*buffer.area());
    if area.is_empty() {
        return;
    }
    let room = usize::from(area.width);
    if line.width() <= room {
        buffer.set_line(area.x, area.y, line, area.width);
    } else {
        buffer.set_line(area.x, area.y, &cut(line, room, ellipsis), area.width);
    }
}

fn cut<'a>(line: &'a Line<'_>, columns: usize, ellipsis: &str) -> Line<'a> {
    let mut left = columns;
    let mut spans = Vec::new();
    for span in &line.spans {
        let taken = span.width();
        let whole = taken < left;
        let text = if whole {
            Cow::Borrowed(span.content.as_ref())
        } else {
            let head = head(&span.content, left.saturating_sub(width(ellipsis)));
            Cow::Owned(format!("{head}{ellipsis}"))
        };
        spans.push(Span::styled(text, span.style));
        if !whole {
            break;
        }
        left -= taken;
    }
    Line::from(spans)
}

/// `text` broken into lines of at most `columns`, at spaces where there are any.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(word) > columns && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        } else if gap == 1 {
            line.push(' ');
        }
        push_word(&mut lines, &mut line, word, columns);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Appends a word, in pieces where it is longer than a whole line.
fn push_word(lines: &mut Vec<String>, line: &mut String, word: &str, columns: usize) {
    let mut rest = word;
    while width(line) + width(rest) > columns {
        let piece = head(rest, columns.saturating_sub(width(line)));
        if piece.is_empty() {
            break;
        }
        line.push_str(piece);
        rest = &rest[piece.len()..];
        lines.push(std::mem::take(line));
    }
    line.push_str(rest);
}

/// A count with its thousands apart.
pub(super) fn count(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_borrowed_and_what_does_not_says_so() {
        assert!(matches!(fit("abc", 3, "~"), Cow::Borrowed("abc")));
        assert_eq!(fit("abcd", 3, "~"), "ab~");
        assert_eq!(fit("田中一", 4, "~"), "田~");
        assert_eq!(fit("abc", 0, "~"), "");
    }

    #[test]
    fn a_wide_letter_never_passes_the_edge() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 1));
        let line = Line::from(vec![Span::raw("a"), Span::raw("田中田中")]);
        put(&mut buffer, Rect::new(0, 0, 4, 1), &line, "~");
        assert_eq!(buffer, Buffer::with_lines(["a田~  "]));
    }

    #[test]
    fn words_are_wrapped_and_long_ones_broken() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh ij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("田中田", 3), ["田", "中", "田"]);
        assert!(wrap("", 4).is_empty());
    }

    #[test]
    fn nothing_wrapped_is_lost_or_endless() {
        assert_eq!(wrap("田 a", 1).concat().replace(' ', ""), "田a");
    }

    #[test]
    fn counts_are_grouped() {
        assert_eq!(count(1_204_u64), "1,204");
        assert_eq!(count(999_usize), "999");
        assert_eq!(count(1_000_000_u64), "1,000,000");
    }
}
