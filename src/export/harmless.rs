//! Pretty JSON that is safe to print on a terminal: control, format and separator characters are
//! escapes.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};
use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// The formatter: the usual indented layout, with every acting character escaped.
#[derive(Default)]
pub struct Harmless(PrettyFormatter<'static>);

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut from = 0;
        for (at, c) in fragment.char_indices().filter(|&(_, c)| acts(c)) {
            writer.write_all(&fragment.as_bytes()[from..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            from = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[from..])
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
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
