//! The dashboard on the terminal it was started on.

use std::io;
use std::sync::Arc;

use crossterm::event::EventStream;
use futures_util::stream;
use tokio::sync::{mpsc, watch};

use super::app::Ending;
use super::drive::{Wires, drive};
use super::options::Away;
use super::skin::Skin;
use super::terminal::{Output, Signals, Tty, refuse_without_terminal};
use super::time::Time;
use super::view::plain;
use super::{Keymap, TuiOptions};
use crate::status::{Command, Status};

/// Shows `status` on the terminal until a key or a signal ends it, and gives the terminal back
/// whatever happens. Wishes go out on `commands`, and that a key was pressed on `pressed`; `clock` tells the time that ages are counted to.
///
/// # Errors
/// Standard input or output is no terminal, or the terminal is gone.
pub async fn run(
    options: TuiOptions,
    keys: Keymap,
    away: Away,
    status: watch::Receiver<Arc<Status>>,
    commands: mpsc::Sender<Command>,
    pressed: watch::Sender<()>,
    clock: impl Time + Send,
) -> io::Result<()> {
    refuse_without_terminal()?;
    let wires = Wires {
        status,
        commands,
        pressed,
        clock,
        skin: Skin::new(&options),
        themes: options.themes.clone(),
        keys,
        away,
    };
    // Signals end the program by themselves until they are listened to: that comes first, so that
    // none finds the terminal taken and nobody to give it back.
    let signals = stream::unfold(Signals::listen()?, |mut signals| async {
        let signal = signals.next().await;
        Some((signal, signals))
    });
    let mut tty = Tty::take(options.synchronized, options.link_rate)?;
    let ending = drive(&mut tty, EventStream::new(), Box::pin(signals), wires).await?;
    if ending == Ending::Leaving {
        let screen = plain(tty.painter().shown());
        tty.guard.leave_behind(screen);
    }
    Ok(())
}
