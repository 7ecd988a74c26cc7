//! The command line: what can be said, and with which status a wrong word ends.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{ArgMatches, Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::{AuditTemplate, Flags};
use crate::tui::Key;

mod action;
mod connect;
mod demo;
mod doctor;
mod explain;
mod live;
mod log;
mod mapping;
mod plain;
mod plan;
mod run;
mod simulate;

pub use action::ActionCommand;
pub use doctor::{Doctor, DoctorFormat};
pub use explain::{Explain, ExplainFormat};
pub use mapping::MappingAction;
pub use plan::PlanArguments;
pub use run::main;

/// What was understood of the command line.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "scimtop",
    version,
    about = "A live monitor for SCIM provisioning",
    long_about = "Shows, live, whether the provider holds what Entra should have provisioned. \
                  Without a command it opens the monitor; `scimtop demo` does so on a tenant of its own.",
    after_help = "Configuration comes from flags, then SCIMTOP_ variables, then the file. \
                  Secrets are never flags: name a file, or use the environment."
)]
pub struct Cli {
    /// None opens the monitor.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub settings: Flags,
    /// One line for each change, in words, instead of a dashboard: for screen readers, logs and slow links.
    #[arg(long)]
    pub plain: bool,
    /// Keep no history on disk.
    #[arg(long, global = true)]
    pub no_history: bool,
    /// Let this run act on the job, where the profile's `allow_actions` says so too.
    #[arg(long, global = true)]
    pub allow_actions: bool,
    /// Write what happens to a file; secrets never.
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Open the monitor on a simulated tenant: no network, no account, no configuration.
    Demo(Demo),
    /// Read both sides once and print what differs.
    Report(Report),
    /// Read both sides once and print one line for a monitoring system.
    ///
    /// Ends with 0 in sync, 1 will heal by itself, 2 will not, 3 could not tell.
    Check,
    /// Read both sides once and print what the next full cycle would change.
    ///
    /// Ends with 0 nothing to do, 1 changes, 3 could not tell.
    Plan(PlanArguments),
    /// Start, pause or restart the job, or provision on demand; only with --allow-actions.
    ///
    /// Ends with 0 done and seen, 1 accepted and not seen yet, 2 not sent, 3 failed or not known.
    Action {
        #[command(subcommand)]
        action: ActionCommand,
    },
    /// Say why a person or a group is there or not, whether it heals, by when, and what helps.
    ///
    /// Ends with 0 nothing wrong, 1 it heals by itself, 2 wrong, 3 could not tell.
    Explain(Explain),
    /// Check the set-up, step by step as in the provider's guide, and say what to do next.
    ///
    /// Works before everything is configured. Ends with 0 nothing wrong, 1 warnings, 2 wrong, 3 could
    /// not tell.
    Doctor(Doctor),
    /// Run the simulated tenant alone and print the environment that points scimtop at it.
    Simulate(Simulate),
    /// Look at the configuration.
    Config {
        #[command(subcommand)]
        action: ConfigAction,
    },
    /// Try the expressions of attribute mappings, without a tenant.
    Mapping {
        #[command(subcommand)]
        action: MappingAction,
    },
}

/// What to do with the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum ConfigAction {
    /// Name every mistake with its place.
    ///
    /// Ends with 0 nothing wrong, 1 warnings, 2 wrong, 3 could not tell.
    Check,
    /// Print a commented configuration file.
    Template,
    /// Print ready `audit` tables; none was tried against the real service.
    AuditTemplate {
        /// The service; without it all are printed.
        #[arg(value_enum)]
        service: Option<AuditTemplate>,
    },
}

/// The demo's tenant and its pace.
#[derive(Clone, Debug, PartialEq, Args)]
pub struct Demo {
    #[command(flatten)]
    pub world: World,
    /// How many times faster than the wall's its clock runs; 0 stands still.
    #[arg(long, value_name = "X", default_value = "60", value_parser = speed)]
    pub speed: f64,
    /// One line for each change, in words, instead of a dashboard.
    #[arg(long, conflicts_with = "picture")]
    pub plain: bool,
    /// Print a screen of a tenant that stands still, and end: for documents.
    #[arg(long, value_enum, value_name = "FORM")]
    pub picture: Option<Picture>,
    /// What is pressed before the picture is made, with spaces between: `3 Enter`. Without it the overview.
    #[arg(long, requires = "picture", value_name = "KEYS", value_delimiter = ' ', value_parser = key)]
    pub keys: Vec<Key>,
}

/// A form of the printed screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Picture {
    Text,
    Svg,
}

/// The simulator's tenant; what is left out is the simulator's own choice.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct World {
    /// How many people the tenant has [default: 1200].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: Option<u32>,
    /// How many groups the tenant has [default: 24].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub groups: Option<u32>,
    /// About how many memberships the assigned groups have together [default: ten for each person].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=20_000_000))]
    pub memberships: Option<u32>,
    /// The same seed makes the same tenant.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// What happens in the tenant, from a TOML file.
    #[arg(long, value_name = "FILE")]
    pub scenario: Option<PathBuf>,
}

/// How to print the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub struct Report {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// A form of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Table,
    /// scimtop.report/1, for programs.
    Json,
    /// One finding a row, for spreadsheets.
    Csv,
}

/// The simulator alone.
#[derive(Clone, Debug, PartialEq, Args)]
pub struct Simulate {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: SocketAddr,
    #[command(flatten)]
    pub world: World,
    /// How many times faster than the wall's its clock runs; 0 stands still.
    #[arg(long, value_name = "X", default_value = "1", value_parser = speed)]
    pub speed: f64,
    /// Something to go wrong; may be given several times.
    #[arg(long = "fault", value_name = "NAME[=VALUE]")]
    pub faults: Vec<Fault>,
    /// How long each answer is held back, in milliseconds.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub latency: u64,
    /// Grant the application what acting on the job takes: Synchronization.ReadWrite.All.
    #[arg(long)]
    pub grant_actions: bool,
    /// Page the SCIM lists by cursor (RFC 9865) as well as by index.
    #[arg(long)]
    pub cursor: bool,
}

/// A fault switch by its name, with a value if it takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub name: String,
    pub value: Option<String>,
}

impl FromStr for Fault {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        if name.is_empty() {
            return Err("a fault has a name: NAME or NAME=VALUE");
        }
        Ok(Self {
            name: name.to_owned(),
            value,
        })
    }
}

fn key(text: &str) -> Result<Key, String> {
    Key::named_as(text)
        .ok_or_else(|| "write keys as the help names them: 2 Enter Esc Space".to_owned())
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text
        .parse()
        .ok()
        .filter(|speed: &f64| speed.is_finite() && *speed >= 0.0);
    speed.ok_or_else(|| "write a number that is not negative, such as 60".to_owned())
}

/// A command line that was not understood, or that only asked for help.
#[derive(Debug)]
pub struct Usage {
    error: clap::Error,
    status: u8,
}

impl Usage {
    /// Prints the help to standard output, or what is wrong to standard error, and returns the exit
    /// status.
    pub fn report(&self) -> u8 {
        // With both streams closed there is nobody left to tell but by the status.
        let _ = self.error.print();
        self.status
    }
}

impl Cli {
    /// Reads the arguments, the program's own name first.
    ///
    /// # Errors
    /// What to print, and the status to end with, where there is nothing to run.
    pub fn read<I>(arguments: I) -> Result<Self, Usage>
    where
        I: IntoIterator<Item = OsString> + Clone,
    {
        Self::try_parse_from(arguments.clone()).map_err(|error| {
            let status = if error.use_stderr() {
                refused_by(arguments)
            } else {
                0
            };
            Usage { error, status }
        })
    }

    /// The exit status where this command cannot start, for want of a configuration say.
    pub fn refused(&self) -> u8 {
        match self.command {
            Some(
                Command::Check
                | Command::Report(_)
                | Command::Plan(_)
                | Command::Doctor(_)
                | Command::Explain(_)
                | Command::Config { .. },
            ) => COULD_NOT_TELL,
            _ => USAGE,
        }
    }
}

/// What the argument parser of most programs ends with.
const USAGE: u8 = 2;

/// 2 means a bad answer to those that give one; this is no answer.
const COULD_NOT_TELL: u8 = 3;

/// The status for arguments that were refused, by the command that can still be made out.
fn refused_by(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let lenient = Cli::command().ignore_errors(true);
    let matches = lenient.try_get_matches_from(arguments).ok();
    match matches.as_ref().and_then(ArgMatches::subcommand_name) {
        Some("check" | "report" | "plan" | "doctor" | "explain" | "config") => COULD_NOT_TELL,
        _ => USAGE,
    }
}

#[cfg(test)]
mod tests;
