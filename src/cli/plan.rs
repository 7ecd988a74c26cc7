//! `scimtop plan`: what the next full cycle would change.

use std::io::{self, Write};

use clap::{Args, ValueEnum};

use super::Cli;
use super::connect::clock;
use super::run::{read_once, settings, to_reader};
use crate::report;
use crate::status::Plan;

/// How to print the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub struct PlanArguments {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: PlanFormat,
}

/// A form of the plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    #[default]
    Table,
    /// scimtop.plan/1, for programs.
    Json,
}

/// Reads both sides once, prints what follows, and returns the exit status.
///
/// # Errors
/// The output cannot be written, or the configuration has mistakes.
pub fn run(cli: &Cli, asked: PlanArguments) -> anyhow::Result<u8> {
    let settings = settings(cli)?;
    let status = read_once(&settings, cli.no_history)?;
    let plan = Plan::of(&status);
    let mut out = io::stdout().lock();
    let now = clock(settings.clock).now();
    let written = match asked.format {
        PlanFormat::Table => report::plan::table(&plan, &mut out),
        PlanFormat::Json => report::plan::json(&plan, &status, now, &mut out),
    };
    to_reader(written.and_then(|()| out.flush()))?;
    Ok(report::plan::exit_status(&plan))
}
