//! The dashboard over a live monitor: the network and the monitor on a thread of their own, the
//! terminal on this one.

use std::io::{self, IsTerminal};
use std::sync::Arc;
use std::thread;

use anyhow::Context;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use super::connect::{clock, connect};
use crate::config::Settings;
use crate::monitor::{Monitor, MonitorOptions};
use crate::status::{Observation, Status};
use crate::tui::{self, TuiOptions};

/// Wishes that may wait for the monitor.
const QUEUE: usize = 8;

/// Opens the dashboard on the tenant that `settings` name, until the person quits.
///
/// # Errors
/// There is no terminal, or a setting cannot be used.
pub fn run(settings: &Settings, options: MonitorOptions) -> anyhow::Result<u8> {
    anyhow::ensure!(
        io::stdin().is_terminal() && io::stdout().is_terminal(),
        "the dashboard needs a terminal; without one use `scimtop report` or `scimtop check`"
    );
    let clock = clock(settings.clock);
    let first = Status::new(&options.profile, &options.provider_host, clock.now());
    let (publish, status) = watch::channel(Arc::new(first));
    let (commands, wishes) = mpsc::channel(QUEUE);
    let (tell, told) = mpsc::channel::<Observation>(QUEUE);
    let upstreams = connect(settings, &tell)?;
    let network = runtime()?;
    let reader = thread::Builder::new()
        .name("network".to_owned())
        .spawn(move || {
            // Held to the end: the monitor listens as long as somebody could speak.
            let _tell = tell;
            network.block_on(Monitor::new(upstreams, options).run(wishes, told, publish));
        })?;
    let screen = settings.screen.clone();
    let tui = TuiOptions {
        theme: screen.theme,
        themes: screen.themes,
        link_rate: screen.link_rate,
        ..TuiOptions::from_environment(|name| std::env::var(name).ok())
    };
    let show = tui::run(tui, settings.keys.clone(), status, commands, move || {
        clock.now()
    });
    let dashboard = runtime()?;
    let shown = dashboard.block_on(show);
    // A long list that is still being arranged is not waited for.
    dashboard.shutdown_background();
    shown.context("the dashboard ended")?;
    // The monitor ends with its last listener; a read under way is not waited for.
    drop(reader);
    Ok(0)
}

fn runtime() -> std::io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}
