//! The rules of the provisioning service, one by one.

mod control;
mod failure;
mod lifecycle;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Engine, INTERVAL};
use crate::simulator::population::{Size, populate};
use crate::simulator::provider::{Actor, Group, NewUser, Provider, User};
use crate::simulator::world::{NewPerson, Object, World};

/// A tenant in step with its provider, and the time, which only the test moves.
struct Bench {
    world: World,
    provider: Provider,
    engine: Engine,
    now: DateTime<Utc>,
}

/// A user who is in scope from the start, and an assigned group that the user is in.
const ANNA: u32 = 2;

impl Bench {
    fn new() -> Self {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let world = populate(
            Size {
                users: 60,
                groups: 6,
                memberships: None,
            },
            1,
            now,
        );
        let mut provider = Provider::new(1, "http://127.0.0.1/scim");
        let rng = fastrand::Rng::with_seed(1);
        let engine = Engine::in_sync(
            &world,
            &mut provider,
            now - TimeDelta::days(29),
            now + INTERVAL,
            rng,
        )
        .unwrap();
        Self {
            world,
            provider,
            engine,
            now,
        }
    }

    /// Lets time pass, to just before the next cycle after `cycles` of them.
    fn run(&mut self, cycles: i32) {
        self.run_for(INTERVAL * cycles);
    }

    fn run_for(&mut self, span: TimeDelta) {
        self.now += span;
        while self.engine.due() <= self.now {
            self.engine.step(&mut self.world, &mut self.provider);
        }
        // Past the end of a cycle that begins at this very moment.
        let cycle_end = self.now + TimeDelta::minutes(5);
        while self.engine.due() <= cycle_end {
            self.engine.step(&mut self.world, &mut self.provider);
        }
    }

    fn account(&self, user: u32) -> Option<&User> {
        self.provider
            .users
            .find(&self.engine.target_id(Object::User(user)))
            .map(|(_, account)| account)
    }

    fn target_group(&self, group: u32) -> Option<&Group> {
        self.provider
            .groups
            .find(&self.engine.target_id(Object::Group(group)))
            .map(|(_, found)| found)
    }

    fn is_member(&self, group: u32, user: u32) -> bool {
        let slot = self
            .provider
            .users
            .find(&self.engine.target_id(Object::User(user)))
            .map(|(slot, _)| slot);
        slot.is_some_and(|slot| {
            self.target_group(group)
                .is_some_and(|group| group.holds(slot))
        })
    }

    fn group_of(&self, user: u32) -> u32 {
        let mut groups = 0..self.world.groups.len() as u32;
        let holds = |group: &u32| {
            self.world.is_assigned(Object::Group(*group))
                && self.world.groups[*group as usize].has_user(user)
        };
        groups.find(holds).unwrap()
    }

    fn hire(&mut self, name: &str) -> u32 {
        let person = NewPerson {
            user_principal_name: format!("{name}@northwind.example"),
            given_name: name.to_owned(),
            surname: "New".to_owned(),
            job_title: None,
            department: Some("IT".to_owned()),
        };
        self.world.hire(person, self.now)
    }

    /// Rows of the log as "action status", oldest first.
    fn log(&self) -> Vec<String> {
        let rows = self.engine.log().iter();
        rows.map(|row| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            format!(
                "{} {}",
                text(&row["provisioningAction"]),
                text(&row["provisioningStatusInfo"]["status"])
            )
        })
        .collect()
    }
}

fn by_hand() -> Actor {
    Actor::new("admin", "user")
}

fn hand_made(user_name: &str) -> NewUser {
    NewUser {
        user_name: user_name.to_owned(),
        active: true,
        ..NewUser::default()
    }
}
