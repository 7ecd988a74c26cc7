//! The dashboard over a live monitor: the network and the monitor on a thread of their own, the
//! terminal on this one.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use super::connect::{clock, connect};
use super::plain;
use crate::config::{Face, Settings};
use crate::export::Wrapping;
use crate::monitor::{Monitor, MonitorOptions};
use crate::source::clock::Clock;
use crate::status::{Observation, Status};
use crate::tui::{self, Away, Time, TuiOptions};

/// Wishes that may wait for the monitor.
const QUEUE: usize = 8;

/// Opens the dashboard on the tenant that `settings` name, until the person quits; `plain` writes
/// lines instead, and so does whatever cannot show a dashboard.
///
/// # Errors
/// A setting cannot be used, or the output cannot be written.
pub fn run(settings: &Settings, options: MonitorOptions, plain: bool) -> anyhow::Result<u8> {
    let plain = plain || falls_back();
    let clock = clock(settings.clock);
    let first = Status::new(&options.profile, &options.provider_host, clock.now());
    let (publish, status) = watch::channel(Arc::new(first));
    let (commands, wishes) = mpsc::channel(QUEUE);
    let (tell, told) = mpsc::channel::<Observation>(QUEUE);
    let (pressed, keys) = watch::channel(());
    let upstreams = connect(settings, &tell)?;
    let network = runtime()?;
    let reader = thread::Builder::new()
        .name("network".to_owned())
        .spawn(move || {
            // Held to the end: the monitor listens as long as somebody could speak.
            let _tell = tell;
            let monitor = Monitor::new(upstreams, options);
            // Lines are written where nobody has a keyboard.
            let monitor = if plain {
                monitor
            } else {
                monitor.with_keys(keys)
            };
            network.block_on(monitor.run(wishes, told, publish));
        })?;
    let screen = runtime()?;
    let shown = if plain {
        let told = screen.block_on(plain::follow(status, move || clock.now()));
        drop(commands);
        told
    } else {
        let wanted = settings.screen.clone();
        let tui = TuiOptions {
            theme: wanted.theme,
            themes: wanted.themes,
            link_rate: wanted.link_rate,
            ..TuiOptions::from_environment(|name| std::env::var(name).ok())
        };
        let (keys, away) = (settings.keys.clone(), away(&settings.face));
        let show = tui::run(tui, keys, away, status, commands, pressed, Ages(clock));
        screen.block_on(show).map_err(Into::into)
    };
    // A long list that is still being arranged is not waited for, nor a reader that is stalled.
    screen.shutdown_background();
    shown.context("the monitor ended")?;
    // The monitor ends with its last listener; a read under way is not waited for.
    drop(reader);
    Ok(0)
}

/// Whether no dashboard can be shown or used here, which is said.
fn falls_back() -> bool {
    let why = if !io::stdout().is_terminal() {
        "standard output is no terminal"
    } else if !io::stdin().is_terminal() {
        "standard input is no terminal"
    } else if std::env::var_os("TERM").is_some_and(|term| term == "dumb") {
        "this terminal moves no cursor (TERM=dumb)"
    } else {
        return false;
    };
    let told = "one line for each change follows, as with --plain; `scimtop report` reads once";
    // Nobody may be there to be told.
    let _ = writeln!(io::stderr(), "scimtop: {why}: {told}");
    true
}

/// How things are taken away from the terminal that this runs on.
fn away(face: &Face) -> Away {
    Away {
        clipboard: face.clipboard,
        wrapping: Wrapping::of(|name| std::env::var(name).ok()),
        folder: face.export_directory.clone().unwrap_or_default(),
    }
}

/// The clock that ages are counted to.
struct Ages(Clock);

impl Time for Ages {
    fn now(&self) -> DateTime<Utc> {
        self.0.now()
    }

    fn until(&self, at: DateTime<Utc>) -> Duration {
        self.0.until(at)
    }
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
