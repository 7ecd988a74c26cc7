//! What happens to a tenant, and when: scenario files.
//!
//! A scenario is a TOML file with a name and events. Each event has a time before (`-3d`) or after
//! (`1h30m`) the start, a verb, and what the verb is done to:
//!
//! ```toml
//! name = "one leaver"
//!
//! [[event]]
//! at = "-90m"
//! do = "leave"
//! user = 17
//! how = "disable"
//! ```
//!
//! People are named by userPrincipalName (the tenant's domain may be left out), groups by displayName.
//! A number stands for one of those who fit the verb, so that a file works at any size; see `cast`.

mod cast;
mod provisioning;
mod script;
mod setup;
mod span;
mod stage;
mod table;
#[cfg(test)]
mod tests;
mod verb;

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;

pub(super) use script::Script;

use self::verb::{Address, Verb};
use super::mapping::Provisioning;
use super::setup::Setup;
use super::world::World;

/// The furthest that an event may lie before or after the start.
const REACH: TimeDelta = TimeDelta::days(90);

/// Something that happens at a moment before or after the start.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Event {
    at: TimeDelta,
    verb: Verb,
    /// The line of the file that names the verb, from 1.
    line: usize,
}

/// Events in the order of their time. The default is quiet: nothing happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scenario {
    name: String,
    provisioning: Provisioning,
    setup: Setup,
    events: Vec<Event>,
}

/// What is wrong with a scenario file, and on which line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    pub line: usize,
    pub message: String,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "scenario, line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ScenarioError {}

impl Scenario {
    /// The demo's: some drift stands at the start, and more arrives over the first hours.
    ///
    /// # Errors
    /// None, as long as the file that was built in is right, which a test sees to.
    pub fn demo() -> Result<Self, ScenarioError> {
        Self::parse(include_str!("scenarios/demo.toml"))
    }

    /// Reads a scenario file.
    ///
    /// # Errors
    /// The first mistake, with its line.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let mut scenario = table::read(text)?;
        if let Some(far) = scenario.events.iter().find(|event| event.at.abs() > REACH) {
            let message = format!("an event may be at most {} days away", REACH.num_days());
            return Err(ScenarioError {
                line: far.line,
                message,
            });
        }
        scenario.events.sort_by_key(|event| event.at);
        Ok(scenario)
    }

    /// The events, earliest first; those at one time in the order of the file.
    fn events(&self) -> &[Event] {
        &self.events
    }

    /// What the file calls itself.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the job is set up.
    pub(super) fn provisioning(&self) -> &Provisioning {
        &self.provisioning
    }

    /// How the application was made.
    pub(super) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// How long before the start the first event happens; zero if none does.
    pub(super) fn lead(&self) -> TimeDelta {
        self.events
            .first()
            .map_or(TimeDelta::zero(), |first| -first.at)
            .max(TimeDelta::zero())
    }

    /// Refuses names that neither the tenant nor the scenario itself brings.
    pub(super) fn check(&self, world: &World) -> Result<(), ScenarioError> {
        let full = |name: &str| world.full_principal_name(name).to_lowercase();
        let people: Vec<String> = self
            .events
            .iter()
            .filter_map(|event| event.verb.brings_user())
            .map(full)
            .collect();
        let groups: Vec<&str> = self
            .events
            .iter()
            .filter_map(|event| event.verb.brings_group())
            .collect();
        for event in &self.events {
            let refuse = |what: &str, name: &str| {
                let message =
                    format!("there is no {what} \"{name}\" in the tenant, and no event brings one");
                Err(ScenarioError {
                    line: event.line,
                    message,
                })
            };
            if let Some(Address::Name(name)) = event.verb.user()
                && world.user_by_principal_name(&full(name)).is_none()
                && !people.contains(&full(name))
            {
                return refuse("user", name);
            }
            if let Some(Address::Name(name)) = event.verb.group()
                && world.group_by_name(name).is_none()
                && !groups.contains(&name.as_str())
            {
                return refuse("group", name);
            }
        }
        Ok(())
    }
}

impl FromStr for Scenario {
    type Err = ScenarioError;

    fn from_str(text: &str) -> Result<Self, ScenarioError> {
        Self::parse(text)
    }
}
