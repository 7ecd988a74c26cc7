//! The log file: what happened, secrets never. Nothing is ever logged to the terminal.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use anyhow::Context;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

/// Starts to write to `path`, readable by its owner alone; without one nothing is logged.
///
/// # Errors
/// The file cannot be opened for appending.
pub fn start(path: Option<&Path>) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("the log {} cannot be written", path.display()))?;
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(Mutex::new(file))
        .with_ansi(false)
        // What the libraries below say of connections could show what we take care to leave out.
        .with_filter(Targets::new().with_target("scimtop", LevelFilter::DEBUG));
    tracing_subscriber::registry()
        .with(layer)
        .try_init()
        .map_err(|error| anyhow::anyhow!("the log was started twice: {error}"))
}
