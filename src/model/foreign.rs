//! The gate for text: what comes from outside is kept raw and shown only with its hidden
//! characters made visible.

use std::borrow::Cow;
use std::fmt::{self, Write};

use super::veil::masked;
use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// Characters kept of one string on show; the rest is replaced by a count.
const LONGEST: usize = 512;
/// Combining marks kept on one letter on show.
const MARKS: usize = 4;

/// A string that came from outside. It has no `Display`: a face must choose [`Foreign::shown`]
/// (every sink but JSON) or [`Foreign::raw`] (comparison, JSON, copying).
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Foreign(String);

impl Foreign {
    pub fn new(raw: impl Into<String>) -> Self {
        Self(raw.into())
    }

    /// The value as it came.
    pub fn raw(&self) -> &str {
        &self.0
    }

    /// The value as it may be shown.
    pub fn shown(&self) -> Cow<'_, str> {
        visible(&self.0)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.shown())
    }
}

/// `raw` with every character that would hide, move or reorder text replaced by a mark such as
/// `^[` or `<U+202E>`, so that two values that differ never look the same for that reason.
/// Where privacy is on, people are under [`masked`]s first.
pub fn visible(raw: &str) -> Cow<'_, str> {
    match masked(raw) {
        Cow::Borrowed(raw) => marked(raw),
        Cow::Owned(mask) => Cow::Owned(marked(&mask).into_owned()),
    }
}

fn marked(raw: &str) -> Cow<'_, str> {
    if is_plain(raw) {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len() + 16);
    let last = raw.chars().count().saturating_sub(1);
    let mut marks = 0;
    for (at, c) in raw.chars().enumerate() {
        if at == LONGEST {
            let _ = write!(out, "<+{} characters>", last + 1 - LONGEST);
            break;
        }
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let edge = c == ' ' && (at == 0 || at == last);
        push_visible(&mut out, c, edge || marks > MARKS);
    }
    Cow::Owned(out)
}

/// The common case, decided in one pass over bytes: printable ASCII without outer spaces.
fn is_plain(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.len() <= LONGEST
        && bytes.iter().all(|b| (b' '..=b'~').contains(b))
        && bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
}

fn push_visible(out: &mut String, c: char, forced: bool) {
    match c {
        '\0'..='\u{1f}' => {
            out.push('^');
            out.push(char::from(c as u8 + b'@'));
        }
        '\u{7f}' => out.push_str("^?"),
        _ if forced || is_hidden(c) => {
            let _ = write!(out, "<U+{:04X}>", c as u32);
        }
        _ => out.push(c),
    }
}

fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            get_general_category(c),
            Category::NonspacingMark | Category::EnclosingMark
        )
}

/// Characters that draw nothing, or that change how their neighbours are drawn.
fn is_hidden(c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    // Letters, marks and symbols that Unicode lets a renderer leave out or blank.
    let blank = matches!(
        c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
            | '\u{e0100}'..='\u{e01ef}'
    );
    let wide_space = c == '\u{3000}';
    blank
        || (!wide_space
            && matches!(
                get_general_category(c),
                Category::Control
                    | Category::Format
                    | Category::LineSeparator
                    | Category::ParagraphSeparator
                    | Category::SpaceSeparator
                    | Category::PrivateUse
                    | Category::Surrogate
                    | Category::Unassigned
            ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(visible("Maria Ortiz"), Cow::Borrowed(_)));
        assert_eq!(visible("Zoë 田中"), "Zoë 田中");
    }

    #[test]
    fn what_hides_is_marked() {
        let cases = [
            ("a\tb", "a^Ib"),
            ("\u{1b}[31mred", "^[[31mred"),
            ("\u{9b}31m", "<U+009B>31m"),
            ("txt\u{202e}exe", "txt<U+202E>exe"),
            ("a\u{200b}b", "a<U+200B>b"),
            ("a\u{a0}b", "a<U+00A0>b"),
            ("line\u{2028}sep", "line<U+2028>sep"),
            ("\u{e0041}", "<U+E0041>"),
            ("a\u{fe0f}", "a<U+FE0F>"),
            ("a ", "a<U+0020>"),
            ("\u{7f}", "^?"),
        ];
        for (raw, shown) in cases {
            assert_eq!(visible(raw), shown, "{raw:?}");
        }
    }

    #[test]
    fn long_text_and_stacked_marks_are_capped() {
        let long = "x".repeat(1_000_000);
        assert!(visible(&long).ends_with("<+999488 characters>"));
        let zalgo = format!("a{}", "\u{301}".repeat(200));
        assert_eq!(visible(&zalgo).matches("<U+0301>").count(), 196);
    }

    #[test]
    fn different_values_never_look_the_same_for_what_they_hide() {
        assert_ne!(visible("a\u{200d}b"), visible("ab"));
        assert_ne!(visible("a\rb"), visible("ab"));
    }
}
