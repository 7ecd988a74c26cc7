//! Frames as differences: only cells that changed are sent, and nothing at all if none did.

use std::io;

use ratatui::backend::Backend;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Two buffers over a backend. Unlike ratatui's `Terminal` it never asks the terminal for its
/// cursor, which would race with the reader of keys, and it tells whether a frame was empty.
pub(in crate::tui) struct Painter<B> {
    backend: B,
    shown: Buffer,
    next: Buffer,
    /// Whether the terminal may show something else than `shown`.
    unsure: bool,
}

impl<B: Backend> Painter<B> {
    pub(in crate::tui) fn new(backend: B) -> Self {
        Self {
            backend,
            shown: Buffer::empty(Rect::ZERO),
            next: Buffer::empty(Rect::ZERO),
            unsure: true,
        }
    }

    /// Paints what `draw` puts into an empty buffer of the terminal's size; `false` if nothing
    /// had to be sent.
    pub(in crate::tui) fn paint(&mut self, draw: impl FnOnce(&mut Buffer)) -> io::Result<bool> {
        let size = self.backend.size().map_err(said)?;
        let area = Rect::from((ratatui::layout::Position::ORIGIN, size));
        self.next.resize(area);
        self.next.reset();
        draw(&mut self.next);
        if self.unsure || *self.shown.area() != area {
            self.backend.clear().map_err(said)?;
            self.shown.resize(area);
            self.shown.reset();
            self.unsure = false;
        }
        let mut changes = self.shown.diff(&self.next).into_iter().peekable();
        let changed = changes.peek().is_some();
        if changed {
            self.backend.draw(changes).map_err(said)?;
            self.backend.flush().map_err(said)?;
        }
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(changed)
    }

    /// Makes the next frame a whole one.
    pub(in crate::tui) fn forget(&mut self) {
        self.unsure = true;
    }

    /// The last frame.
    pub(in crate::tui) fn shown(&self) -> &Buffer {
        &self.shown
    }

    #[cfg(test)]
    pub(in crate::tui) fn backend_mut(&mut self) -> &mut B {
        &mut self.backend
    }
}

/// Only a backend's words are kept: a test's cannot fail, and a terminal's writes into memory.
fn said(error: impl std::error::Error) -> io::Error {
    io::Error::other(error.to_string())
}

#[cfg(test)]
mod tests {
    use ratatui::backend::TestBackend;
    use ratatui::style::Style;

    use super::*;

    fn write(text: &'static str) -> impl FnOnce(&mut Buffer) {
        move |buffer| {
            let width = usize::from(buffer.area().width);
            buffer.set_stringn(0, 0, text, width, Style::new());
        }
    }

    #[test]
    fn an_equal_frame_sends_nothing() {
        let mut painter = Painter::new(TestBackend::new(5, 1));
        assert!(matches!(painter.paint(write("one")), Ok(true)));
        assert!(matches!(painter.paint(write("one")), Ok(false)));
        assert!(matches!(painter.paint(write("two")), Ok(true)));
        painter.backend_mut().assert_buffer_lines(["two  "]);
    }

    #[test]
    fn a_new_size_or_doubt_paints_the_whole_frame() {
        let mut painter = Painter::new(TestBackend::new(5, 1));
        assert!(painter.paint(write("one")).is_ok());
        painter.backend_mut().resize(8, 2);
        assert!(matches!(painter.paint(write("one")), Ok(true)));
        painter
            .backend_mut()
            .assert_buffer_lines(["one     ", "        "]);
        painter.forget();
        assert!(matches!(painter.paint(write("one")), Ok(true)));
    }
}
