//! Lines and columns of a text.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::place::Place;

/// A file's text, to tell where in it something stands.
pub(super) struct Positions<'a> {
    pub path: Arc<Path>,
    pub text: &'a str,
}

impl Positions<'_> {
    /// The place of a span's first byte. A span beyond the text is at its end.
    pub fn place(&self, span: Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Place::File {
            path: self.path.clone(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let positions = Positions {
            path: Path::new("c.toml").into(),
            text: "a = 1\nähm = 2\n",
        };
        let cases = [
            (0, "c.toml:1:1"),
            (5, "c.toml:1:6"),
            (6, "c.toml:2:1"),
            (11, "c.toml:2:5"),
            (99, "c.toml:3:1"),
        ];
        for (byte, expected) in cases {
            assert_eq!(positions.place(byte..byte).to_string(), expected, "{byte}");
        }
    }
}
