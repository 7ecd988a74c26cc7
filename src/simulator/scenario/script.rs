//! A scenario while it runs.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::cast::Cast;
use super::stage::Stage;
use super::{Event, Scenario};
use crate::simulator::engine::Engine;
use crate::simulator::guid::Guid;
use crate::simulator::provider::{Actor, Provider};
use crate::simulator::world::World;

/// An event that could not happen, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missed {
    pub line: usize,
    pub reason: String,
}

/// The events still to come, with their times.
pub struct Script {
    coming: VecDeque<(DateTime<Utc>, Event)>,
    missed: Vec<Missed>,
    cast: Cast,
    administrator: Actor,
}

impl Script {
    /// The scenario's events for a start at `anchor`, in a tenant as it is now.
    pub fn new(
        scenario: &Scenario,
        world: &World,
        anchor: DateTime<Utc>,
        rng: &mut fastrand::Rng,
    ) -> Self {
        let coming = scenario
            .events()
            .iter()
            .map(|event| (anchor + event.at, event.clone()))
            .collect();
        let administrator = Actor::new(&Guid::random(rng).to_string(), "user");
        Self {
            coming,
            missed: Vec::new(),
            cast: Cast::of(world),
            administrator,
        }
    }

    /// Lets events and cycles happen up to `now`, each at its own time; an event comes before what the
    /// engine does at the same moment.
    pub fn run(
        &mut self,
        now: DateTime<Utc>,
        world: &mut World,
        provider: &mut Provider,
        engine: &mut Engine,
    ) {
        loop {
            let cycle = engine.due();
            match self
                .coming
                .front()
                .map(|(at, _)| *at)
                .filter(|event| *event <= cycle)
            {
                Some(event) if event <= now => self.step(world, provider, engine),
                None if cycle <= now => engine.step(world, provider),
                _ => return,
            }
        }
    }

    fn step(&mut self, world: &mut World, provider: &mut Provider, engine: &mut Engine) {
        let Some((at, event)) = self.coming.pop_front() else {
            return;
        };
        let administrator = &self.administrator;
        let mut stage = Stage {
            cast: &self.cast,
            world,
            provider,
            engine,
            administrator,
            at,
        };
        if let Err(reason) = stage.play(&event.verb) {
            self.missed.push(Missed {
                line: event.line,
                reason,
            });
        }
    }

    /// The events that could not happen.
    pub fn missed(&self) -> &[Missed] {
        &self.missed
    }

    /// How many events are still to come.
    pub fn remaining(&self) -> usize {
        self.coming.len()
    }
}
