//! A tenant of its own on loopback TCP: Microsoft Graph with its token endpoint, a SCIM provider
//! and the provider's REST endpoints, all behind one port.
//!
//! `world` is the directory at the source and `provider` what the provider holds; `engine` carries
//! changes from one to the other, as the provisioning service does. `graph`, `login` and `scim` only
//! show them. `state` is all of it behind one lock, and moves on with `clock` before each request, so
//! nothing runs by itself between two requests.
//!
//! Nothing here knows the rest of the crate: a wrong name shared by client and simulator would pass
//! every test.

mod base64url;
mod clock;
mod control;
mod engine;
pub mod fault;
pub mod faults;
mod graph;
mod guid;
pub mod http;
mod ledger;
mod login;
mod mapping;
mod options;
pub mod part;
mod population;
pub mod provider;
pub mod rest;
pub mod routes;
pub mod scenario;
pub mod scim;
mod setup;
mod state;
#[cfg(test)]
mod tests;
mod world;

use std::fmt;
use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

pub use options::Options;
pub use scenario::{Scenario, ScenarioError};

use self::fault::Fault;
use self::http::{Ask, Exchange, Journal, Server, serve};
use self::provider::Refusal;
use self::routes::{REST_PATH, SCIM_PATH};
use self::state::State;

/// Exchanges that a journal keeps.
const JOURNAL_LENGTH: usize = 10_000;

/// A running simulator; dropping it ends it.
pub struct Simulator {
    state: Arc<Mutex<State>>,
    journal: Journal,
    origin: String,
    /// Held for its drop, which closes the port.
    _server: Server,
}

/// Why a simulator did not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on.
    Listen(io::Error),
    /// The provider did not take the population.
    Population(Refusal),
    /// The scenario names somebody who is not there.
    Scenario(ScenarioError),
}

impl fmt::Display for StartError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => write!(out, "cannot listen: {error}"),
            Self::Population(refusal) => {
                write!(out, "the provider refused the population: {refusal}")
            }
            Self::Scenario(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Listen(error)
    }
}

impl From<Refusal> for StartError {
    fn from(refusal: Refusal) -> Self {
        Self::Population(refusal)
    }
}

impl From<ScenarioError> for StartError {
    fn from(error: ScenarioError) -> Self {
        Self::Scenario(error)
    }
}

impl Simulator {
    /// Makes the tenant and serves it from a thread of its own; returns when it listens.
    ///
    /// # Errors
    /// If the address cannot be bound or the population cannot be made.
    pub fn start(options: Options) -> Result<Self, StartError> {
        let listener = TcpListener::bind(options.listen)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let journal = Journal::new(if options.journal { JOURNAL_LENGTH } else { 0 });
        let state = Arc::new(Mutex::new(State::new(options, &origin)?));
        let shared = Arc::clone(&state);
        let handler = Arc::new(move |ask: &Ask| lock(&shared).answer(ask));
        let server = serve(listener, handler, journal.clone())?;
        Ok(Self {
            state,
            journal,
            origin,
            _server: server,
        })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// The environment that points scimtop at this simulator: names and values.
    pub fn environment(&self) -> Vec<(String, String)> {
        let state = lock(&self.state);
        let base = |path: &str| format!("{}{path}", self.origin);
        let values = [
            ("SCIM_URL", base(SCIM_PATH)),
            ("SCIM_TOKEN", state.scim_token.clone()),
            ("TENANT", state.world.tenant_id.to_string()),
            ("CLIENT_ID", state.login.client_id.to_string()),
            ("CLIENT_SECRET", state.login.client_secret.clone()),
            ("APP", state.world.application.id.to_string()),
            ("GRAPH_URL", self.origin.clone()),
            ("LOGIN_URL", self.origin.clone()),
            ("AUDIT_URL", base(REST_PATH)),
            ("AUDIT_TOKEN", state.api_token.clone()),
            ("CLOCK", state.clock.setting()),
        ];
        values
            .into_iter()
            .map(|(name, value)| (format!("SCIMTOP_{name}"), value))
            .collect()
    }

    /// Simulated now.
    pub fn now(&self) -> DateTime<Utc> {
        lock(&self.state).clock.now()
    }

    /// Moves the simulated time forward; everything that falls due happens at its own time.
    pub fn advance(&self, seconds: u32) {
        lock(&self.state).advance(TimeDelta::seconds(i64::from(seconds)));
    }

    /// Puts other faults in the place of those that are on.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        lock(&self.state).replace_faults(faults);
    }

    /// What was asked and answered, if the journal is on.
    pub fn journal(&self) -> Vec<Exchange> {
        self.journal.exchanges()
    }
}

/// A request that panicked leaves a state that can still be read.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
