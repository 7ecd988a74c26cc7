//! The pump: each source is read on its own schedule, what it says goes into the status, both
//! sides are compared, and every face receives the newest status.

mod acting;
mod ask;
mod case;
mod ears;
mod errands;
mod examine;
mod hands;
mod judge;
mod looks;
mod mappings;
mod memory;
mod on_screen;
mod poller;
mod pollers;
mod pump;
mod reachable;
mod rest;
mod ruling;
mod scope;
mod sides;
#[cfg(test)]
mod tests;
mod upstreams;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::doctor::Setup;
use crate::drift::Normalisation;
use crate::drift::ignore::IgnoreRule;
use crate::entra::Scope;

pub use acting::Actions;
pub use examine::{Examined, examine, examine_some};
pub use pump::{Monitor, once};
pub use reachable::Reachable;
pub use rest::{Pace, Purse};
pub use upstreams::{Clients, Upstreams};

/// How long each poller rests between two reads, in wall seconds.
#[derive(Clone, Copy, Debug)]
pub struct Rests {
    pub directory: Duration,
    pub scim: Duration,
    pub job: Duration,
    pub logs: Duration,
    pub audit: Duration,
    /// What makes that longer, and what is asked in between.
    pub pace: Pace,
}

/// What the monitor is told about the tenant and about itself.
pub struct MonitorOptions {
    /// The profile's name, under which the history is kept.
    pub profile: String,
    /// The provider's host, for the header.
    pub provider_host: String,
    pub scope: Scope,
    /// Entra's `SkipOutOfScopeDeletions`: someone out of scope stays active by design.
    pub skip_out_of_scope_deletions: bool,
    pub ignore: Vec<IgnoreRule>,
    /// Forms in which the provider keeps values without harm.
    pub normalisations: Arc<[Normalisation]>,
    pub rests: Rests,
    /// Where the history is kept; `None` keeps none.
    pub history: Option<PathBuf>,
    /// What the configuration says, for the doctor.
    pub setup: Setup,
    /// With what this run may act, or why it may not.
    pub actions: Result<Actions, String>,
}
