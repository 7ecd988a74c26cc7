//! `scimtop demo`: the dashboard on a tenant of its own. Everything but the tenant is the real
//! thing: HTTP on loopback, the same sources, the same comparison.

use std::io::{self, Write};
use std::time::Duration;

use anyhow::Context;
use chrono::NaiveTime;

use super::connect::clock;
use super::run::{live_options, loaded, read_once, to_reader};
use super::{Cli, Demo, Picture, live, simulate};
use crate::config::{Environment, Inputs, Intervals, Settings};
use crate::drift::ignore::{IgnoreMatch, IgnoreRule};
use crate::monitor::{Actions, MonitorOptions};
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};
use crate::tui::{Key, Still};

/// Columns and rows of a printed screen.
const PICTURE: (u16, u16) = (100, 32);

/// How often the demo polls, in wall seconds: a cycle of the tenant is 40 of them.
const POLL: Intervals = Intervals {
    directory: Duration::from_secs(3),
    scim: Duration::from_secs(3),
    job: Duration::from_secs(2),
    logs: Duration::from_secs(5),
    audit: Duration::from_secs(2),
    hints: Some(Duration::from_secs(1)),
    idle: Some(Duration::from_secs(600)),
};

/// When the pictures are made.
const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("a time of the day");

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
        speed: if asked.picture.is_some() {
            0.0
        } else {
            asked.speed
        },
        // What is written of a moment depends on how far midnight is: a picture is the same at any hour.
        begins_at: asked.picture.map(|_| NOON),
        limit_logs: false,
        grant_actions: cli.allow_actions,
        ..options
    };
    let simulator = Simulator::start(options).context("the demo's tenant cannot start")?;
    let inputs = Inputs {
        flags: cli.settings.clone(),
        environment: Environment::from_iter(simulator.environment()).and(Environment::of_face()),
        default_file: None,
        home: None,
        now: simulator.now(),
    };
    let mut settings = loaded(&inputs)?;
    "demo".clone_into(&mut settings.profile);
    // The profile is ours, and so is the tenant: the flag alone decides.
    settings.allow_actions = true;
    settings.poll = POLL;
    settings.ignore = vec![administrator()];
    if let Some(form) = asked.picture {
        return print_picture(&settings, form, &asked.keys);
    }
    let options = live_options(cli, &inputs, &settings);
    // What happens in a made-up tenant is nobody's history, and not in the real audit file.
    let options = MonitorOptions {
        history: None,
        actions: options.actions.map(|actions| Actions {
            trail: actions.trail.with_file_name("demo-actions.jsonl"),
            ..actions
        }),
        ..options
    };
    live::run(&settings, options, asked.plain || cli.plain)
}

fn print_picture(settings: &Settings, form: Picture, keys: &[Key]) -> anyhow::Result<u8> {
    let status = read_once(settings, true)?;
    let still = Still::new(&status, clock(settings.clock).now(), keys);
    let picture = match form {
        Picture::Text => still.text(PICTURE),
        Picture::Svg => still.svg(PICTURE),
    };
    to_reader(writeln!(io::stdout(), "{}", picture.trim_end()))?;
    Ok(0)
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
