//! From cells to bytes, few of them: on a slow link every byte is a wait.

use std::fmt::Write as _;
use std::io::{self, Write};

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::tui::text::width;

/// So many blanks cost more than erasing the rest of a line.
const ERASED: usize = 4;

/// A backend that knows nothing but absolute and forward moves, erasing, and styles. The sixteen colours
/// of the palette go out in the form that every terminal with colours knows; `38;5;N` would make an
/// older one blink.
pub(in crate::tui) struct Ansi<W> {
    sink: W,
    size: fn() -> io::Result<(u16, u16)>,
}

/// What one frame has told the terminal so far.
#[derive(Default)]
struct Pen {
    bytes: String,
    /// Where the next letter lands, where that is sure.
    at: Option<(u16, u16)>,
    look: Look,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Look {
    ink: Color,
    paper: Color,
    modifier: Modifier,
}

impl Look {
    fn of(cell: &Cell) -> Self {
        Self {
            ink: cell.fg,
            paper: cell.bg,
            modifier: cell.modifier,
        }
    }
}

impl Pen {
    fn go(&mut self, x: u16, y: u16) {
        // Writing into a String cannot fail, here and below.
        let _ = match self.at {
            Some(at) if at == (x, y) => Ok(()),
            Some((column, row)) if row == y && column < x && x - column > 1 => {
                write!(self.bytes, "\x1b[{}C", x - column)
            }
            Some((column, row)) if row == y && column < x => write!(self.bytes, "\x1b[C"),
            _ if x == 0 => write!(self.bytes, "\x1b[{}H", y + 1),
            _ => write!(self.bytes, "\x1b[{};{}H", y + 1, x + 1),
        };
        self.at = Some((x, y));
    }

    fn look(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let mut codes = String::new();
        let dropped = self.look.modifier - look.modifier;
        let mut before = self.look;
        if !dropped.is_empty() || look == Look::default() {
            codes.push_str(";0");
            before = Look::default();
        }
        for (modifier, code) in MODIFIERS {
            if (look.modifier - before.modifier).contains(modifier) {
                let _ = write!(codes, ";{code}");
            }
        }
        if look.ink != before.ink {
            push_color(&mut codes, look.ink, 30);
        }
        if look.paper != before.paper {
            push_color(&mut codes, look.paper, 40);
        }
        let codes = codes.trim_start_matches(';');
        let codes = if codes == "0" { "" } else { codes };
        let _ = write!(self.bytes, "\x1b[{codes}m");
        self.look = look;
    }

    fn put(&mut self, x: u16, y: u16, cell: &Cell, columns: u16) {
        self.go(x, y);
        self.look(Look::of(cell));
        let symbol = cell.symbol();
        self.bytes.push_str(symbol);
        // Terminals disagree on the width of letters made of several characters, and on where the
        // cursor is once a line is full: after either its place is told anew.
        let next = x + 1;
        let sure = width(symbol) == 1 && symbol.chars().nth(1).is_none() && next < columns;
        self.at = sure.then_some((next, y));
    }

    fn erase_to_end(&mut self, x: u16, y: u16) {
        self.go(x, y);
        self.look(Look::default());
        self.bytes.push_str("\x1b[K");
    }
}

const MODIFIERS: [(Modifier, u8); 5] = [
    (Modifier::BOLD, 1),
    (Modifier::DIM, 2),
    (Modifier::ITALIC, 3),
    (Modifier::UNDERLINED, 4),
    (Modifier::REVERSED, 7),
];

/// A colour as a parameter of SGR; `base` is 30 for ink and 40 for paper.
fn push_color(codes: &mut String, color: Color, base: u8) {
    let palette = |number: u8| match number {
        ..8 => base + number,
        _ => base + 52 + number,
    };
    let _ = match color {
        Color::Reset => write!(codes, ";{}", base + 9),
        Color::Rgb(red, green, blue) => write!(codes, ";{};2;{red};{green};{blue}", base + 8),
        Color::Indexed(number) => write!(codes, ";{};5;{number}", base + 8),
        named => write!(codes, ";{}", palette(number(named))),
    };
}

/// The place of a named colour in the terminal's palette.
fn number(color: Color) -> u8 {
    match color {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        _ => 0,
    }
}

impl<W: Write> Ansi<W> {
    /// `size` tells the columns and rows of the terminal.
    pub(in crate::tui) fn new(sink: W, size: fn() -> io::Result<(u16, u16)>) -> Self {
        Self { sink, size }
    }

    #[cfg(test)]
    pub(in crate::tui) fn sink_mut(&mut self) -> &mut W {
        &mut self.sink
    }
}

/// How many cells from the first on are plain blanks up to the end of their row.
fn blanks(cells: &[(u16, u16, &Cell)], columns: u16) -> usize {
    let Some(&(x, y, _)) = cells.first() else {
        return 0;
    };
    let left = usize::from(columns.saturating_sub(x));
    let blank = |(at, cell): (u16, &(u16, u16, &Cell))| {
        let in_place = (cell.0, cell.1) == (at, y);
        in_place && cell.2.symbol() == " " && Look::of(cell.2) == Look::default()
    };
    let run = (x..columns).zip(cells).take_while(|&pair| blank(pair));
    if run.count() == left { left } else { 0 }
}

impl<W: Write> Backend for Ansi<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let columns = (self.size)()?.0;
        let cells: Vec<_> = content.collect();
        let mut pen = Pen::default();
        let mut at = 0;
        while let Some(&(x, y, cell)) = cells.get(at) {
            let erased = if cell.symbol() == " " {
                blanks(&cells[at..], columns)
            } else {
                0
            };
            if erased >= ERASED {
                pen.erase_to_end(x, y);
                at += erased;
            } else {
                pen.put(x, y, cell, columns);
                at += 1;
            }
        }
        pen.look(Look::default());
        self.sink.write_all(pen.bytes.as_bytes())
    }

    fn clear(&mut self) -> io::Result<()> {
        self.sink.write_all(b"\x1b[m\x1b[2J")
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = (self.size)()?;
        Ok(Size { width, height })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }

    // The rest is never asked for by our painter.

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _: P) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn clear_region(&mut self, _: ClearType) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::buffer::Buffer;
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;
    use crate::tui::terminal::Painter;

    fn painted(frames: &[&dyn Fn(&mut Buffer)]) -> String {
        let mut painter = Painter::new(Ansi::new(Vec::new(), || Ok((20, 3))));
        for frame in frames {
            assert!(painter.paint(|buffer| frame(buffer)).is_ok());
        }
        let bytes = std::mem::take(&mut painter.backend_mut().sink);
        String::from_utf8(bytes).unwrap_or_default()
    }

    #[test]
    fn a_frame_takes_the_fewest_words() {
        let bytes = painted(&[
            &|buffer| {
                buffer.set_string(0, 1, "one two three", Style::new());
                buffer.set_string(9, 2, "red", Style::new().fg(Color::Red));
            },
            &|buffer| {
                buffer.set_string(0, 1, "one too", Style::new());
                buffer.set_string(9, 2, "red", Style::new().fg(Color::Red));
                buffer.set_string(10, 2, "o", Style::new().fg(Color::LightBlue));
            },
        ]);
        let first = "\x1b[m\x1b[2J\x1b[2Hone\x1b[Ctwo\x1b[Cthree\x1b[3;10H\x1b[31mred\x1b[m";
        let second = "\x1b[2;6Ho\x1b[2C     \x1b[3;11H\x1b[94mo\x1b[m";
        assert_eq!(bytes.strip_prefix(first), Some(second));
    }

    #[test]
    fn the_rest_of_a_line_is_erased_and_styles_end() {
        let bytes = painted(&[
            &|buffer| {
                let bold = Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED);
                buffer.set_string(0, 0, "x".repeat(20), bold);
            },
            &|buffer| {
                buffer.set_string(0, 0, "y", Style::new().add_modifier(Modifier::BOLD));
            },
        ]);
        assert!(bytes.ends_with("\x1b[1;7mxxxxxxxxxxxxxxxxxxxx\x1b[m\x1b[1H\x1b[1my\x1b[m\x1b[K"));
    }

    #[test]
    fn a_letter_of_doubtful_width_is_followed_by_its_place() {
        let bytes = painted(&[&|buffer| {
            buffer.set_string(0, 0, "田e\u{301}x", Style::new());
        }]);
        assert!(
            bytes.ends_with("\x1b[1H田\x1b[1;3He\u{301}\x1b[1;4Hx"),
            "{bytes:?}"
        );
        let colors = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(9));
        let bytes = painted(&[&move |buffer: &mut Buffer| {
            buffer.set_style(Rect::new(0, 0, 1, 1), colors);
        }]);
        assert!(
            bytes.ends_with("\x1b[1H\x1b[38;2;1;2;3;48;5;9m \x1b[m"),
            "{bytes:?}"
        );
    }
}
