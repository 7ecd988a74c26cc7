//! `scimtop simulate`: the tenant alone, for curl, for tests, or for another scimtop.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;

use super::{Fault, Simulate, World};
use crate::simulator::scenario::Scenario;
use crate::simulator::{self, Options, Simulator};

/// Runs until a signal ends it.
///
/// # Errors
/// A fault or scenario that is not understood, or an address that cannot be bound.
pub fn run(asked: &Simulate) -> anyhow::Result<u8> {
    let faults = asked
        .faults
        .iter()
        .map(fault)
        .collect::<anyhow::Result<_>>()?;
    let options = Options {
        speed: asked.speed,
        listen: asked.listen,
        faults,
        latency: Duration::from_millis(asked.latency),
        cursor_paging: asked.cursor,
        grant_actions: asked.grant_actions,
        ..world(&asked.world)?
    };
    anyhow::ensure!(
        asked.listen.ip().is_loopback(),
        "the simulator listens on loopback only: its tokens are printed for anybody to read"
    );
    let simulator = Simulator::start(options)
        .with_context(|| format!("the simulator cannot start on {}", asked.listen))?;
    announce(&simulator.environment())?;
    until_ended()
}

/// The tenant that the flags describe; what they leave out is the simulator's own choice.
pub fn world(asked: &World) -> anyhow::Result<Options> {
    let mut options = Options::default();
    if let Some(users) = asked.users {
        options.users = users as usize;
    }
    if let Some(groups) = asked.groups {
        options.groups = groups as usize;
    }
    options.memberships = asked.memberships.map(|memberships| memberships as usize);
    options.seed = asked.seed.unwrap_or(options.seed);
    if let Some(path) = &asked.scenario {
        options.scenario = scenario(path)?;
    }
    Ok(options)
}

fn scenario(path: &Path) -> anyhow::Result<Scenario> {
    let text = fs::read_to_string(path)
        .with_context(|| format!("the scenario {} cannot be read", path.display()))?;
    Scenario::parse(&text).with_context(|| format!("the scenario {}", path.display()))
}

fn fault(fault: &Fault) -> anyhow::Result<simulator::fault::Fault> {
    let text = match &fault.value {
        Some(value) => format!("{}={value}", fault.name),
        None => fault.name.clone(),
    };
    Ok(text.parse()?)
}

/// Lines for a shell, then `ready`.
fn announce(environment: &[(String, String)]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for (name, value) in environment {
        writeln!(out, "export {name}='{}'", value.replace('\'', "'\\''"))?;
    }
    writeln!(out, "ready")?;
    out.flush()
}

fn until_ended() -> anyhow::Result<u8> {
    use tokio::signal::unix::{SignalKind, signal};
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended?,
            _ = terminate.recv() => {}
        }
        Ok(0)
    })
}
