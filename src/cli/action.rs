//! `scimtop action`: start, pause, restart, provision on demand; each only after a name was typed.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use super::connect::{clock, connect};
use super::run::{read_once, settings, to_reader};
use super::{Cli, USAGE};
use crate::action::{
    Outcome, Prepared, Refused, Session, Trail, Verdict, Waiting, Wish, carry_out, prepare,
};
use crate::config::Settings;
use crate::model::{Reset, veil, visible};
use crate::source::http::Allowed;
use crate::status::{Observation, Plan};

/// What to do to the job.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum ActionCommand {
    /// Start a job that is paused or in quarantine: it goes on where it was.
    Start(Asking),
    /// Stop the job; a cycle on its way runs to its end.
    Pause(Asking),
    /// Restart the job, and say what to reset.
    Restart(Restart),
    /// Provision one person now, or up to five members of a group.
    #[command(visible_alias = "provision")]
    ProvisionOnDemand(OnDemand),
}

/// How it is confirmed, and how long its effect is looked for.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Asking {
    /// The name to type, for scripts: the application's display name, or of whom it is about the
    /// userPrincipalName or the group's displayName, to the letter.
    #[arg(long = "confirm", value_name = "NAME")]
    pub name: Option<String>,
    /// How many seconds to look for its effect; 0 looks once.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub wait: u64,
    /// Seconds from one look to the next.
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..))]
    pub every: u64,
}

/// What to reset.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Restart {
    /// What to reset, with commas between; without it what the portal's "Restart provisioning" does.
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        value_delimiter = ',',
        default_value = "escrows,watermark,quarantine-state"
    )]
    pub reset: Vec<ResetScope>,
    /// Do not read both sides first to say what the full cycle would change.
    #[arg(long)]
    pub no_plan: bool,
    #[command(flatten)]
    pub asking: Asking,
}

/// A scope of a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResetScope {
    /// All of the next four.
    Full,
    /// Look at everybody again: an initial cycle.
    Watermark,
    /// Forget the failures: they are not retried any more.
    Escrows,
    /// Lift the quarantine.
    QuarantineState,
    /// Forget the links between Entra and the provider: everybody is matched again.
    ConnectorDataStore,
    /// Carry out the deletions that are held back.
    ForceDeletes,
}

/// Whom to provision.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct OnDemand {
    /// A person's userPrincipalName or object id.
    #[arg(required_unless_present = "group", conflicts_with_all = ["group", "member"])]
    pub user: Option<String>,
    /// A group's displayName or object id.
    #[arg(long, requires = "member")]
    pub group: Option<String>,
    /// A member of the group by userPrincipalName or object id; up to five.
    #[arg(long, requires = "group")]
    pub member: Vec<String>,
    #[command(flatten)]
    pub asking: Asking,
}

impl ActionCommand {
    fn asking(&self) -> &Asking {
        match self {
            Self::Start(asking) | Self::Pause(asking) => asking,
            Self::Restart(restart) => &restart.asking,
            Self::ProvisionOnDemand(on_demand) => &on_demand.asking,
        }
    }

    fn wish(&self) -> Wish {
        match self {
            Self::Start(_) => Wish::Start,
            Self::Pause(_) => Wish::Pause,
            Self::Restart(restart) => Wish::Restart(
                restart
                    .reset
                    .iter()
                    .flat_map(|scope| resets(*scope))
                    .copied()
                    .collect(),
            ),
            Self::ProvisionOnDemand(asked) => match (&asked.group, &asked.user) {
                (Some(group), _) => Wish::Group {
                    group: group.clone(),
                    members: asked.member.clone(),
                },
                (None, user) => Wish::Person(user.clone().unwrap_or_default()),
            },
        }
    }

    fn wants_plan(&self) -> bool {
        let full = |scope: &ResetScope| matches!(scope, ResetScope::Full | ResetScope::Watermark);
        matches!(self, Self::Restart(restart) if !restart.no_plan && restart.reset.iter().any(full))
    }
}

fn resets(scope: ResetScope) -> &'static [Reset] {
    match scope {
        ResetScope::Full => &Reset::FULL,
        ResetScope::Watermark => &[Reset::Watermark],
        ResetScope::Escrows => &[Reset::Escrows],
        ResetScope::QuarantineState => &[Reset::QuarantineState],
        ResetScope::ConnectorDataStore => &[Reset::ConnectorDataStore],
        ResetScope::ForceDeletes => &[Reset::ForceDeletes],
    }
}

/// Runs one action and returns the exit status: 0 done and seen, 1 accepted and not seen yet, 2 not sent,
/// 3 failed or not known.
///
/// # Errors
/// The output cannot be written, or the configuration has mistakes.
pub fn run(cli: &Cli, asked: &ActionCommand) -> anyhow::Result<u8> {
    let settings = settings(cli)?;
    let allowed = match Allowed::by(cli.allow_actions, settings.allow_actions) {
        Ok(allowed) => allowed,
        Err(refused) => return not_sent(&refused.into()),
    };
    match Trail::default_path() {
        Ok(trail) => act(cli, &settings, asked, allowed, &trail),
        Err(error) => not_sent(&error.into()),
    }
}

fn act(
    cli: &Cli,
    settings: &Settings,
    asked: &ActionCommand,
    allowed: Allowed,
    trail: &Path,
) -> anyhow::Result<u8> {
    let (told, notices) = mpsc::channel(8);
    let upstreams = connect(settings, &told)?;
    drop(told);
    let session = Session {
        graph: &upstreams.graph,
        scim: &upstreams.scim,
        clock: clock(settings.clock),
        profile: &settings.profile,
        waiting: Waiting {
            rest: Duration::from_secs(asked.asking().every),
            most: Duration::from_secs(asked.asking().wait),
        },
    };
    let runtime = Builder::new_current_thread().enable_all().build()?;
    runtime.spawn(announce(notices));
    let wish = asked.wish();
    let prepared = match runtime.block_on(prepare(&session, allowed, &wish, trail)) {
        Ok(prepared) => prepared,
        Err(refused) => return not_sent(&refused),
    };
    if asked.wants_plan() {
        say_plan(settings, cli.no_history)?;
    }
    let typed = typed(&prepared, asked.asking())?;
    match runtime.block_on(carry_out(&session, prepared, &typed)) {
        Ok(outcome) => say(&outcome),
        Err(refused) => not_sent(&refused),
    }
}

/// A sign-in that waits for a person.
async fn announce(mut notices: mpsc::Receiver<Observation>) {
    while let Some(Observation::Notice(Some(words))) = notices.recv().await {
        let _ = writeln!(io::stderr(), "scimtop: {words}");
    }
}

fn say_plan(settings: &Settings, no_history: bool) -> anyhow::Result<()> {
    let status = read_once(settings, no_history)?;
    let plan = Plan::of(&status);
    to_reader(writeln!(io::stdout(), "{}", plan.summary()))
}

/// Shows what will happen, and reads the name: the flag's, or a line of standard input.
fn typed(prepared: &Prepared, asking: &Asking) -> anyhow::Result<String> {
    let mut out = io::stdout().lock();
    for line in prepared.preview() {
        to_reader(writeln!(out, "{line}"))?;
    }
    to_reader(out.flush())?;
    if let Some(name) = &asking.name {
        return Ok(name.clone());
    }
    let mut input = io::stdin().lock();
    if io::stdin().is_terminal() {
        let name = prepared.name().shown();
        write!(io::stderr(), "Type {name} to go on: ")?;
        io::stderr().flush()?;
    }
    let mut line = String::new();
    input
        .read_line(&mut line)
        .context("the name to type could not be read")?;
    let typed = line.trim_end_matches(['\r', '\n']);
    // Under privacy the mask is what can be read.
    let masked = veil::is_covered() && typed == prepared.name().shown();
    let name = if masked { prepared.name().raw() } else { typed };
    Ok(name.to_owned())
}

fn not_sent(refused: &Refused) -> anyhow::Result<u8> {
    writeln!(io::stderr(), "scimtop: not sent: {refused}")?;
    Ok(USAGE)
}

fn say(outcome: &Outcome) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    for line in &outcome.lines {
        to_reader(writeln!(out, "{line}"))?;
    }
    let id = outcome.request_id.as_deref().unwrap_or("none");
    let id = visible(id);
    let word = outcome.verdict.words();
    to_reader(writeln!(out, "{word} (request-id {id})").and_then(|()| out.flush()))?;
    Ok(match outcome.verdict {
        Verdict::Seen => 0,
        Verdict::NotSeen => 1,
        Verdict::Failed | Verdict::Unknown => 3,
    })
}
