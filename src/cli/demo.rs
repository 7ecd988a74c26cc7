//! `scimtop demo`: the dashboard on a tenant of its own. Everything but the tenant is the real
//! thing: HTTP on loopback, the same sources, the same comparison.

use std::time::Duration;

use anyhow::Context;

use super::run::loaded;
use super::{Cli, Demo, live, simulate};
use crate::config::{Environment, Inputs, Intervals};
use crate::drift::ignore::{IgnoreMatch, IgnoreRule};
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

/// How often the demo polls, in wall seconds: a cycle of the tenant is 40 of them.
const POLL: Intervals = Intervals {
    directory: Duration::from_secs(3),
    scim: Duration::from_secs(3),
    job: Duration::from_secs(2),
    logs: Duration::from_secs(5),
    audit: Duration::from_secs(2),
};

/// Runs until the person quits.
///
/// # Errors
/// There is no terminal, or the tenant cannot start.
pub fn run(cli: &Cli, asked: &Demo) -> anyhow::Result<u8> {
    let mut options = simulate::world(&asked.world)?;
    if asked.world.scenario.is_none() {
        options.scenario = Scenario::demo().context("the demo's scenario")?;
    }
    let options = Options {
        speed: asked.speed,
        limit_logs: false,
        ..options
    };
    let simulator = Simulator::start(options).context("the demo's tenant cannot start")?;
    let inputs = Inputs {
        flags: cli.settings.clone(),
        environment: Environment::from_iter(simulator.environment()),
        default_file: None,
        home: None,
        now: simulator.now(),
    };
    let mut settings = loaded(&inputs)?;
    "demo".clone_into(&mut settings.profile);
    settings.poll = POLL;
    settings.ignore = vec![administrator()];
    // What happens in a made-up tenant is nobody's history.
    live::run(&settings, true)
}

/// Without a rule, one administrator made by hand would keep every tenant red.
fn administrator() -> IgnoreRule {
    let globs = IgnoreMatch {
        kind: Some("orphan_user"),
        user: Some("break.glass@*"),
        ..IgnoreMatch::default()
    };
    IgnoreRule::new(
        &globs,
        "demo",
        "an administrator made by hand at the provider",
        None,
    )
}
