//! `scimtop doctor`: the set-up guide, checked, before and after everything is configured.

use std::io::{self, Write};
use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::sync::mpsc;
use url::Url;

use super::Cli;
use super::connect::{clock, connect, connect_some};
use super::run::{cover, inputs, monitor_options, to_reader};
use crate::config::{self, Mistake, Partial, Severity, Survey, is_loopback};
use crate::doctor::{self, Address, Evidence, ScimToken, Setup, Verdict};
use crate::model::{SourceError, visible};
use crate::monitor::{self, Examined, MonitorOptions, Pace, Rests};
use crate::report::doctor::{Examination, write_json, write_table};
use crate::status::Observation;

/// How to print the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Args)]
pub struct Doctor {
    /// How to print it.
    #[arg(long, value_enum, default_value_t)]
    pub format: DoctorFormat,
}

/// A form of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum DoctorFormat {
    /// For people.
    #[default]
    Table,
    /// scimtop.doctor/1, for programs.
    Json,
}

/// Examines what is configured and returns the exit status.
///
/// # Errors
/// A setting that cannot be used at all, or output that cannot be written.
pub fn run(cli: &Cli, asked: Doctor) -> anyhow::Result<u8> {
    let survey = config::survey(&inputs(cli));
    cover(&survey.partial.face, survey.partial.scim_token.as_ref());
    let (examined, unusable) = examine(cli, &survey)?;
    let mut setup = setup(&survey);
    setup
        .wrong
        .extend(unusable.iter().map(SourceError::to_string));
    let evidence = Evidence {
        now: clock(survey.partial.clock).now(),
        setup,
        status: examined.status,
        entra: examined.entra,
        scim: examined.scim,
        rest: examined.rest,
    };
    let rows = doctor::examine(&evidence);
    let next = doctor::next(&evidence, &rows);
    let found = Examination {
        profile: &evidence.status.profile,
        at: evidence.now,
        rows: &rows,
        next: &next,
    };
    let mut out = io::stdout().lock();
    let written = match asked.format {
        DoctorFormat::Table => write_table(&found, &mut out),
        DoctorFormat::Json => write_json(&found, &mut out),
    };
    to_reader(written.and_then(|()| out.flush()))?;
    Ok(Verdict::of(&rows).exit_status())
}

/// What can be looked at, and which settings cannot be used.
fn examine(cli: &Cli, survey: &Survey) -> anyhow::Result<(Examined, Vec<SourceError>)> {
    let (told, mut notices) = mpsc::channel(8);
    let given = &survey.partial;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let say = async move {
        while let Some(heard) = notices.recv().await {
            if let Observation::Notice(Some(words)) = heard {
                let _ = writeln!(io::stderr(), "scimtop: {words}");
            }
        }
    };
    let settings = survey.settings();
    let upstreams = settings
        .as_ref()
        .and_then(|settings| connect(settings, &told).ok());
    if let (Some(settings), Some(upstreams)) = (settings, upstreams) {
        drop(told);
        let options = monitor_options(&settings, cli.no_history);
        let examined = runtime.block_on(async {
            tokio::spawn(say);
            Box::pin(monitor::examine(upstreams, options, &settings.rule_groups)).await
        });
        return Ok((examined, Vec::new()));
    }
    let (reachable, unusable) = connect_some(given, &told)?;
    drop(told);
    let options = options_of(given);
    let examined = runtime.block_on(async {
        tokio::spawn(say);
        Box::pin(monitor::examine_some(
            reachable,
            &options,
            &given.rule_groups,
        ))
        .await
    });
    Ok((examined, unusable))
}

/// What a read without a comparison needs; it keeps no history.
fn options_of(given: &Partial) -> MonitorOptions {
    let host = given.scim_url.as_ref().and_then(Url::host_str);
    MonitorOptions {
        profile: given.profile.clone(),
        provider_host: host.unwrap_or_default().to_owned(),
        scope: given.scope,
        skip_out_of_scope_deletions: given.skip_out_of_scope_deletions,
        ignore: Vec::new(),
        normalisations: Vec::new().into(),
        rests: Rests {
            directory: Duration::ZERO,
            scim: Duration::ZERO,
            job: Duration::ZERO,
            logs: Duration::ZERO,
            audit: Duration::ZERO,
            pace: Pace::default(),
        },
        history: None,
        setup: Setup::default(),
        actions: Err(String::new()),
    }
}

/// The proxy variables that other programs heed.
const PROXY_VARIABLES: [&str; 6] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
];

/// What the configuration says.
pub fn setup(survey: &Survey) -> Setup {
    let given = &survey.partial;
    let told = |severity: Severity| -> Vec<String> {
        let of = survey
            .mistakes
            .iter()
            .filter(|mistake| mistake.severity == severity && !mistake.is_missing());
        of.map(Mistake::to_string).collect()
    };
    let missing = survey
        .mistakes
        .iter()
        .filter(|mistake| mistake.is_missing());
    let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    Setup {
        missing: missing.map(missing_words).collect(),
        wrong: told(Severity::Wrong),
        unreadable: told(Severity::Unreadable),
        warnings: told(Severity::Warning),
        scim_url: given.scim_url.as_ref().map(address),
        scim_token: match &given.scim_token {
            None => ScimToken::Missing,
            Some(_) if given.has_one_token() => ScimToken::SameAsRest,
            Some(_) => ScimToken::Given,
        },
        scope: given.scope,
        skip_out_of_scope_deletions: given.skip_out_of_scope_deletions,
        premium_is_set: given.premium.is_some(),
        rule_groups: given.rule_groups.clone(),
        canary: given.test_user.clone(),
        proxy: given.proxy.as_ref().map(origin),
        proxy_variables: PROXY_VARIABLES.into_iter().filter(is_set).collect(),
        poll_scim: given.poll.scim,
        poll_audit: given.poll.audit,
    }
}

/// Scheme, host and port: a user name or password in it is nobody's business.
fn origin(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url
        .port()
        .map_or_else(String::new, |port| format!(":{port}"));
    visible(&format!("{}://{host}{port}", url.scheme())).into_owned()
}

fn address(url: &Url) -> Address {
    Address {
        host: visible(url.host_str().unwrap_or_default()).into_owned(),
        path: url.path().trim_end_matches('/').to_owned(),
        is_https: url.scheme() == "https",
        is_loopback: is_loopback(url),
    }
}

/// Where each value that has no default is found.
const WHERE: [(&str, &str); 8] = [
    (
        "scim_url",
        "Kandji > Integrations > the SCIM integration's menu > View details > SCIM API URL",
    ),
    (
        "scim_token",
        "it was shown once when the SCIM integration was made; Kandji > Integrations > its menu > \
         Rotate token makes another, which Entra needs, too",
    ),
    ("tenant", "Entra admin center > Overview > Tenant ID"),
    (
        "client_id",
        "Entra admin center > App registrations > the registration of scimtop > Application (client) ID",
    ),
    (
        "sign_in",
        "Entra admin center > App registrations > the registration of scimtop > Certificates & secrets",
    ),
    (
        "app",
        "Entra admin center > Enterprise applications > the application that provisions > Object ID",
    ),
    ("audit_url", "https://SUBDOMAIN.api.kandji.io/api/v1"),
    ("audit_token", "Kandji > Settings > Access > Add API Token"),
];

fn missing_words(mistake: &Mistake) -> String {
    let key = mistake.key.as_deref().unwrap_or_default();
    let place = WHERE.iter().find(|(name, _)| *name == key);
    match place {
        Some((_, place)) => format!("{mistake} ({place})"),
        None => mistake.to_string(),
    }
}
