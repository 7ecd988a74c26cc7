//! The terminal: taken, painted and given back.

mod ansi;
mod guard;
mod output;
mod pace;
mod painter;
mod panics;
mod signals;
mod writer;

#[cfg(test)]
pub(super) use ansi::Ansi;
pub(super) use guard::refuse_without_terminal;
pub(super) use output::{Output, Tty};
#[cfg(test)]
pub(super) use pace::Pace;
#[cfg(test)]
pub(super) use painter::Painter;
pub(super) use signals::{Signal, Signals};
