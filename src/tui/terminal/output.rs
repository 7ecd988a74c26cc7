//! Where frames go: a terminal, or in a test a buffer.

use std::future::Future;
use std::io::{self, Write};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::Backend;

use super::ansi::Ansi;
use super::guard::Guard;
use super::pace::Pace;
use super::painter::Painter;
use super::signals;
use super::writer::Writer;

/// A place to paint on. The event loop is written against this, so that a test can drive it.
pub(in crate::tui) trait Output {
    type Backend: Backend;

    fn painter(&mut self) -> &mut Painter<Self::Backend>;
    /// Whether the last frame is still on its way, so that the next must wait.
    fn is_busy(&self) -> bool;
    /// # Errors
    /// The terminal is gone.
    fn alive(&self) -> io::Result<()>;
    /// Resolves once the output may be free again. Cancel-safe.
    fn freed(&self) -> impl Future<Output = ()> + Send;
    /// Sends what was painted.
    ///
    /// # Errors
    /// The terminal is gone.
    fn send(&mut self) -> io::Result<()>;
    /// Sends bytes that are no part of a frame.
    ///
    /// # Errors
    /// The terminal is gone.
    fn pass(&mut self, bytes: Vec<u8>) -> io::Result<()>;
    /// Gives the terminal back and stops the job.
    ///
    /// # Errors
    /// The system refused to stop the job; the terminal is ours again.
    fn suspend(&mut self) -> io::Result<()>;
    /// Takes the terminal again.
    ///
    /// # Errors
    /// The terminal is gone.
    fn resume(&mut self) -> io::Result<()>;
}

/// The terminal that the program was started on.
pub(in crate::tui) struct Tty {
    pub(in crate::tui) guard: Guard,
    painter: Painter<Ansi<Bytes>>,
    bytes: Bytes,
    writer: Writer,
    pace: Pace,
    synchronized: bool,
}

/// A frame on its way from the backend to the writer.
#[derive(Clone, Default)]
pub(in crate::tui) struct Bytes(Arc<Mutex<Vec<u8>>>);

impl Bytes {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut frame = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        frame.extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Tty {
    /// Takes the terminal; `rate` is the speed of its link in bytes per second, where that is known.
    ///
    /// # Errors
    /// The system refused a thread, or the terminal refused raw mode.
    pub(in crate::tui) fn take(synchronized: bool, rate: Option<NonZeroU32>) -> io::Result<Self> {
        let writer = Writer::start(io::stdout())?;
        let bytes = Bytes::default();
        Ok(Self {
            guard: Guard::take(writer.clone(), synchronized)?,
            painter: Painter::new(Ansi::new(bytes.clone(), crossterm::terminal::size)),
            bytes,
            writer,
            pace: Pace::new(rate),
            synchronized,
        })
    }
}

impl Output for Tty {
    type Backend = Ansi<Bytes>;

    fn painter(&mut self) -> &mut Painter<Self::Backend> {
        &mut self.painter
    }

    fn is_busy(&self) -> bool {
        self.writer.is_busy() || self.pace.is_busy()
    }

    fn alive(&self) -> io::Result<()> {
        self.writer.alive()
    }

    async fn freed(&self) {
        if self.writer.is_busy() {
            self.writer.freed().await;
        }
        self.pace.clear().await;
    }

    fn send(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        if self.synchronized {
            crossterm::queue!(bytes, BeginSynchronizedUpdate)?;
        }
        bytes.extend(self.bytes.take());
        if self.synchronized {
            crossterm::queue!(bytes, EndSynchronizedUpdate)?;
        }
        self.pace.sent(bytes.len());
        self.writer.send(bytes)
    }

    fn pass(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        self.writer.send(bytes)
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.guard.leave();
        signals::stop_job()
    }

    fn resume(&mut self) -> io::Result<()> {
        self.painter.forget();
        self.guard.enter()
    }
}
