//! `[setup]` of a scenario file: how the application was made, and what may be read.

use serde::Deserialize;
use toml::Spanned;

use super::provisioning::Mistake;
use crate::simulator::setup::{GALLERY_TEMPLATE, Setup};

const STATES: [&str; 3] = ["Active", "Disabled", "Paused"];

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Table {
    enabled: Option<bool>,
    gallery: Option<bool>,
    sign_on: Option<String>,
    job: Option<bool>,
    users: Option<bool>,
    schedule: Option<Spanned<String>>,
    interval: Option<String>,
    #[serde(default)]
    refused: Vec<Spanned<String>>,
    #[serde(default)]
    granted: Vec<String>,
}

/// Reads the table over the default.
pub fn read(table: Table) -> Result<Setup, Mistake> {
    let mut setup = Setup {
        sign_on: table.sign_on,
        granted: table.granted,
        ..Setup::default()
    };
    setup.enabled = table.enabled.unwrap_or(setup.enabled);
    if table.gallery == Some(true) {
        setup.template = GALLERY_TEMPLATE;
    }
    setup.job = table.job.unwrap_or(setup.job);
    setup.maps_users = table.users.unwrap_or(setup.maps_users);
    setup.interval = table.interval.unwrap_or(setup.interval);
    if let Some(schedule) = table.schedule {
        setup.schedule = one_of(schedule, &STATES)?;
    }
    let known: Vec<&str> = Setup::permissions().collect();
    let refused = table.refused.into_iter();
    setup.refused = refused
        .map(|name| one_of(name, &known))
        .collect::<Result<_, _>>()?;
    Ok(setup)
}

fn one_of(given: Spanned<String>, known: &[&str]) -> Result<String, Mistake> {
    if known.contains(&given.get_ref().as_str()) {
        return Ok(given.into_inner());
    }
    let what = format!("\"{}\" is none of {}", given.get_ref(), known.join(", "));
    Err((given.span().start, what))
}
