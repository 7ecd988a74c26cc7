//! Runs what the command line asks for, and says with which status the program ends.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::mpsc;

use super::connect::{clock, connect, profile};
use super::{
    Cli, Command, ConfigAction, Format, action, demo, doctor, explain, live, log, mapping, plan,
    simulate,
};
use crate::action::{Trail, Waiting};
use crate::config::{self, AuditTemplate, Face, Inputs, Settings};
use crate::doctor::Setup;
use crate::model::veil;
use crate::monitor::{self, Actions, MonitorOptions, Pace, Rests, Upstreams};
use crate::report;
use crate::source::http::{Allowed, NotAllowed};
use crate::status::{Observation, Status};
use crate::store::Store;

/// Reads the arguments, the program's own name first, and runs. Returns the exit status.
pub fn main(arguments: Vec<OsString>) -> u8 {
    let cli = match Cli::read(arguments) {
        Ok(cli) => cli,
        Err(usage) => return usage.report(),
    };
    let outcome = log::start(cli.log.as_deref()).and_then(|()| run(&cli));
    outcome.unwrap_or_else(|error| {
        // The whole chain on one line: what failed, where, and why.
        let _ = writeln!(io::stderr(), "scimtop: {error:#}");
        cli.refused()
    })
}

fn run(cli: &Cli) -> anyhow::Result<u8> {
    let monitors = matches!(cli.command, None | Some(Command::Demo(_)));
    anyhow::ensure!(
        monitors || !cli.plain,
        "--plain is for the monitor itself and for `scimtop demo`: other commands write no dashboard"
    );
    match &cli.command {
        None => {
            let inputs = inputs(cli);
            let settings = loaded(&inputs)?;
            live::run(&settings, live_options(cli, &inputs, &settings), cli.plain)
        }
        Some(Command::Demo(demo)) => demo::run(cli, demo),
        Some(Command::Simulate(simulate)) => simulate::run(simulate),
        Some(Command::Report(asked)) => {
            let settings = settings(cli)?;
            let status = read_once(&settings, cli.no_history)?;
            let mut out = io::stdout().lock();
            let written = report::write(
                format(asked.format),
                &status,
                clock(settings.clock).now(),
                &mut out,
            );
            to_reader(written.and_then(|()| out.flush()))?;
            Ok(report::exit_status(&status))
        }
        Some(Command::Check) => {
            let status = read_once(&settings(cli)?, cli.no_history)?;
            to_reader(writeln!(io::stdout(), "{}", report::check_line(&status)))?;
            Ok(report::severity(&status) as u8)
        }
        Some(Command::Doctor(asked)) => doctor::run(cli, *asked),
        Some(Command::Config {
            action: ConfigAction::Check,
        }) => Ok(config::run_check(&inputs(cli), &mut io::stdout())?),
        Some(Command::Config {
            action: ConfigAction::Template,
        }) => {
            to_reader(io::stdout().write_all(config::template().as_bytes()))?;
            Ok(0)
        }
        Some(Command::Config {
            action: ConfigAction::AuditTemplate { service },
        }) => {
            let all = AuditTemplate::ALL.into_iter();
            let asked = all.filter(|template| service.is_none_or(|asked| asked == *template));
            let texts: Vec<&str> = asked.map(AuditTemplate::text).collect();
            to_reader(io::stdout().write_all(texts.join("\n").as_bytes()))?;
            Ok(0)
        }
        Some(Command::Mapping { action }) => mapping::run(cli, action),
        Some(Command::Explain(asked)) => explain::run(cli, asked),
        Some(Command::Plan(asked)) => plan::run(cli, *asked),
        Some(Command::Action { action }) => action::run(cli, action),
    }
}

fn format(format: Format) -> report::Format {
    match format {
        Format::Table => report::Format::Table,
        Format::Json => report::Format::Json,
        Format::Csv => report::Format::Csv,
    }
}

/// Whoever reads our output may stop reading: that is no error.
pub fn to_reader(written: io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("the output could not be written"),
    }
}

pub fn inputs(cli: &Cli) -> Inputs {
    Inputs::of_process(
        cli.settings.clone(),
        crate::source::clock::Clock::wall().now(),
    )
}

pub fn settings(cli: &Cli) -> anyhow::Result<Settings> {
    loaded(&inputs(cli))
}

/// The settings; warnings go to standard error.
pub fn loaded(inputs: &Inputs) -> anyhow::Result<Settings> {
    let loaded = config::load(inputs)
        .map_err(|mistakes| anyhow::anyhow!("the configuration has mistakes\n{mistakes}"))?;
    for warning in &loaded.warnings {
        let _ = writeln!(io::stderr(), "scimtop: {warning}");
    }
    cover(&loaded.settings.face, Some(&loaded.settings.scim_token));
    Ok(loaded.settings)
}

/// Puts people under masks, if that is wanted. The masks hang on the token, which stays the same from run
/// to run and which nobody who looks at a screen knows.
pub fn cover(face: &Face, token: Option<&SecretString>) {
    if face.privacy {
        let token = token.map_or("", |token| token.expose_secret());
        veil::cover(token.as_bytes());
    }
}

/// What the monitor is told; `history` is kept unless it was refused.
pub fn monitor_options(settings: &Settings, no_history: bool) -> MonitorOptions {
    MonitorOptions {
        profile: settings.profile.clone(),
        provider_host: settings.scim_url.host_str().unwrap_or_default().to_owned(),
        scope: settings.scope,
        skip_out_of_scope_deletions: settings.skip_out_of_scope_deletions,
        ignore: settings.ignore.clone(),
        normalisations: settings.normalisations.clone().into(),
        rests: Rests {
            directory: settings.poll.directory,
            scim: settings.poll.scim,
            job: settings.poll.job,
            logs: settings.poll.logs,
            audit: settings.poll.audit,
            pace: Pace {
                glances: settings.poll.hints,
                rate: profile(settings.provider.as_ref(), &settings.scim_url).rate,
                share: settings.scim_share,
                idle: settings.poll.idle,
            },
        },
        history: if no_history {
            None
        } else {
            Store::default_path().ok()
        },
        setup: Setup::default(),
        actions: Err(NotAllowed::Both.to_string()),
    }
}

/// What the monitor behind a dashboard is told.
pub fn live_options(cli: &Cli, inputs: &Inputs, settings: &Settings) -> MonitorOptions {
    MonitorOptions {
        setup: doctor::setup(&config::survey(inputs)),
        actions: actions(cli, settings),
        ..monitor_options(settings, cli.no_history)
    }
}

/// With what a dashboard may act: both switches are on, and there is a place for the audit file.
fn actions(cli: &Cli, settings: &Settings) -> Result<Actions, String> {
    let allowed = Allowed::by(cli.allow_actions, settings.allow_actions)
        .map_err(|refused| refused.to_string())?;
    Ok(Actions {
        allowed,
        trail: Trail::default_path().map_err(|error| error.to_string())?,
        waiting: Waiting {
            rest: Duration::from_secs(5),
            most: Duration::from_secs(60),
        },
    })
}

/// Reads both sides once; a sign-in that waits for a person is announced on standard error.
pub fn read_once(settings: &Settings, no_history: bool) -> anyhow::Result<Status> {
    read_then(settings, no_history, async |_, status| status)
}

/// Reads both sides once, and lets `then` ask for more.
pub fn read_then<T>(
    settings: &Settings,
    no_history: bool,
    then: impl AsyncFnOnce(&Upstreams, Status) -> T,
) -> anyhow::Result<T> {
    let (told, mut notices) = mpsc::channel(8);
    let upstreams = Arc::new(connect(settings, &told)?);
    drop(told);
    let options = monitor_options(settings, no_history);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(async {
        tokio::spawn(async move {
            while let Some(Observation::Notice(Some(words))) = notices.recv().await {
                let _ = writeln!(io::stderr(), "scimtop: {words}");
            }
        });
        let status = Box::pin(monitor::once(Arc::clone(&upstreams), options)).await;
        then(&upstreams, status).await
    }))
}
