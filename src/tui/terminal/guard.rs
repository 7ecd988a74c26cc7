//! Takes the terminal and gives it back, whatever happens in between.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};

use super::panics;
use super::writer::Writer;

/// How long a stalled link may delay the end.
const PATIENCE: Duration = Duration::from_millis(500);

/// Whether the terminal is ours. Dropping it gives the terminal back, then prints what panicked.
pub(in crate::tui) struct Guard {
    writer: Writer,
    /// Whether a frame may have begun as one update (DEC private mode 2026) and not ended.
    synchronized: bool,
    taken: bool,
    /// Printed on the screen that is left behind.
    farewell: Option<String>,
}

/// # Errors
/// Keys cannot be read or frames not be shown here, so no dashboard can be.
pub(in crate::tui) fn refuse_without_terminal() -> io::Result<()> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "the dashboard needs a terminal for input and output; use `scimtop report` without one",
    ))
}

impl Guard {
    /// Takes the terminal. Everything that can fail for other reasons should come before.
    ///
    /// # Errors
    /// The terminal refused raw mode.
    pub(super) fn take(writer: Writer, synchronized: bool) -> io::Result<Self> {
        panics::record();
        let mut guard = Self {
            writer,
            synchronized,
            taken: false,
            farewell: None,
        };
        guard.enter()?;
        Ok(guard)
    }

    /// Takes the terminal, again after [`Guard::leave`].
    ///
    /// # Errors
    /// The terminal refused raw mode, or is gone.
    pub(super) fn enter(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.taken, true) {
            // A shell may have changed the mode while we were stopped.
            disable_raw_mode()?;
        }
        enable_raw_mode()?;
        let mut bytes = Vec::new();
        crossterm::queue!(bytes, EnterAlternateScreen, Hide, EnableBracketedPaste)?;
        self.writer.send(bytes)
    }

    /// Gives the terminal back for now. A link that does not move gets its mode back at least.
    pub(super) fn leave(&mut self) {
        if !std::mem::take(&mut self.taken) {
            return;
        }
        let mut bytes = Vec::new();
        // Writing into memory cannot fail, and a terminal that is gone needs nothing restored.
        if self.synchronized {
            let _ = crossterm::queue!(bytes, EndSynchronizedUpdate);
        }
        let _ = crossterm::queue!(
            bytes,
            SetAttribute(Attribute::Reset),
            DisableBracketedPaste,
            Show,
            LeaveAlternateScreen
        );
        if self.writer.send(bytes).is_ok() {
            self.writer.settle(PATIENCE);
        }
        let _ = disable_raw_mode();
    }

    /// Prints `text` below the prompt once the terminal was given back.
    pub(in crate::tui) fn leave_behind(&mut self, text: String) {
        self.farewell = Some(text);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.leave();
        if let Some(text) = self.farewell.take()
            && self.writer.send(text.into_bytes()).is_ok()
        {
            self.writer.settle(PATIENCE);
        }
        self.writer.close();
        for record in panics::release() {
            // Nobody is left to tell that stderr is gone.
            let _ = writeln!(io::stderr(), "scimtop: {record}");
        }
    }
}
