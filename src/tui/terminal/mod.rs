//! The terminal: taken, painted and given back.

mod guard;
mod output;
mod painter;
mod panics;
mod signals;
mod writer;

pub(super) use guard::refuse_without_terminal;
pub(super) use output::{Output, Tty};
#[cfg(test)]
pub(super) use painter::Painter;
pub(super) use signals::{Signal, Signals};
