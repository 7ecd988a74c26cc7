//! The signals that end or resume a program on a terminal.

use std::io;

use tokio::signal::unix::{self, SignalKind};

/// What the system tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Signal {
    /// SIGTERM, SIGINT, or SIGHUP: the terminal's line was dropped.
    End,
    /// SIGCONT: the program was stopped, and others may have written on the screen.
    Continued,
}

/// Streams of signals. While one lives its signals no longer end the program by themselves, so
/// it is made only where it is polled.
pub(in crate::tui) struct Signals {
    terminate: unix::Signal,
    interrupt: unix::Signal,
    hangup: unix::Signal,
    resume: unix::Signal,
}

impl Signals {
    /// # Errors
    /// The system refused a handler.
    pub(in crate::tui) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: unix::signal(SignalKind::terminate())?,
            interrupt: unix::signal(SignalKind::interrupt())?,
            hangup: unix::signal(SignalKind::hangup())?,
            resume: unix::signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
        })
    }

    /// The next signal. Cancel-safe.
    pub(in crate::tui) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::End,
            _ = self.interrupt.recv() => Signal::End,
            _ = self.hangup.recv() => Signal::End,
            _ = self.resume.recv() => Signal::Continued,
        }
    }
}

/// Stops this program's whole job, as Ctrl-Z does on a terminal that is not in raw mode.
///
/// # Errors
/// The system refused.
pub(super) fn stop_job() -> io::Result<()> {
    rustix::process::kill_current_process_group(rustix::process::Signal::TSTP)?;
    Ok(())
}
