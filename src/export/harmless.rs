//! Pretty JSON that is safe to print on a terminal: control, format and separator characters are
//! escapes.

use std::io::{self, Write};

use serde_json::ser::{CharEscape, Formatter, PrettyFormatter};
use unicode_general_category::{GeneralCategory as Category, get_general_category};

use crate::model::veil;

/// The formatter: the usual indented layout, with every acting character escaped, and people masked
/// where privacy is on.
#[derive(Default)]
pub struct Harmless {
    layout: PrettyFormatter<'static>,
    /// A value that is being collected, since a mask stands for all of it.
    value: Option<String>,
    /// Whether what is written is the name of a member, which is ours.
    naming: bool,
}

impl Formatter for Harmless {
    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if veil::is_covered() && !self.naming {
            self.value = Some(String::new());
            return Ok(());
        }
        writer.write_all(b"\"")
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let Some(value) = self.value.take() else {
            return writer.write_all(b"\"");
        };
        let quoted = serde_json::to_string(&*veil::masked(&value))?;
        escaped(writer, &quoted)
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        match &mut self.value {
            Some(value) => value.push_str(fragment),
            None => return escaped(writer, fragment),
        }
        Ok(())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        match &mut self.value {
            Some(value) => value.push(meant(&escape)),
            None => return self.layout.write_char_escape(writer, escape),
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.naming = true;
        self.layout.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.naming = false;
        self.layout.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_value(writer)
    }
}

/// Text with every acting character as an escape.
fn escaped<W: ?Sized + Write>(writer: &mut W, text: &str) -> io::Result<()> {
    let mut from = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| acts(c)) {
        writer.write_all(&text.as_bytes()[from..at])?;
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(writer, "\\u{unit:04x}")?;
        }
        from = at + c.len_utf8();
    }
    writer.write_all(&text.as_bytes()[from..])
}

/// The character that an escape stands for.
fn meant(escape: &CharEscape) -> char {
    match escape {
        CharEscape::Quote => '"',
        CharEscape::ReverseSolidus => '\\',
        CharEscape::Solidus => '/',
        CharEscape::Backspace => '\u{8}',
        CharEscape::FormFeed => '\u{c}',
        CharEscape::LineFeed => '\n',
        CharEscape::CarriageReturn => '\r',
        CharEscape::Tab => '\t',
        CharEscape::AsciiControl(byte) => char::from(*byte),
    }
}

fn acts(c: char) -> bool {
    use Category::{Control, Format, LineSeparator, ParagraphSeparator, SpaceSeparator};
    let plain = (' '..='~').contains(&c);
    !plain
        && matches!(
            get_general_category(c),
            Control | Format | LineSeparator | ParagraphSeparator | SpaceSeparator
        )
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;

    #[test]
    fn what_could_act_is_escaped_and_comes_back_as_it_was() {
        let raw = "a\u{1b}[31m\u{7f}\u{9b}\u{202e}\u{a0}\u{2028}\u{e0041}\u{200b} Zoë 田中";
        let mut out = Vec::new();
        let mut writer = serde_json::Serializer::with_formatter(&mut out, Harmless::default());
        raw.serialize(&mut writer).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.chars().all(|c| !acts(c)), "{text}");
        for kept in ["Zoë 田中", "\\u202e", "\\udb40\\udc41"] {
            assert!(text.contains(kept), "{text}");
        }
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), raw);
    }
}
