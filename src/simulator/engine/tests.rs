//! The rules of the provisioning service, one by one.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{Engine, ExecutionState, INTERVAL};
use crate::simulator::population::populate;
use crate::simulator::provider::{Actor, Change, Group, NewUser, Provider, Text, User};
use crate::simulator::world::{Attribute, NewPerson, Object, World};

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
        let world = populate(60, 6, 1, now);
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

#[test]
fn nothing_happens_in_a_quiet_tenant_but_cycles() {
    let mut bench = Bench::new();
    let users = bench.provider.users.revision();
    bench.run(3);
    let last = bench.engine.status().last.clone().unwrap();
    assert_eq!(
        (last.state, last.began),
        (ExecutionState::Succeeded, bench.now)
    );
    assert_eq!(bench.engine.log().numbers().len(), 0);
    assert_eq!(bench.provider.users.revision(), users);
}

#[test]
fn a_joiner_is_created_and_added_within_one_cycle() {
    let mut bench = Bench::new();
    let user = bench.hire("zelda");
    bench.world.add_member(0, user, bench.now);
    bench.run(1);
    let account = bench.account(user).unwrap();
    assert_eq!(account.text(Text::UserName), "zelda@northwind.example");
    assert_eq!(
        (account.active, account.text(Text::Title)),
        (true, "".into())
    );
    assert!(bench.is_member(0, user));
    assert_eq!(bench.log(), ["create success", "update success"]);
    let row = bench.engine.log().iter().next().unwrap();
    assert_eq!(
        row["targetIdentity"]["id"],
        *bench.engine.target_id(Object::User(user))
    );
    assert_eq!(row["provisioningSteps"].as_array().unwrap().len(), 4);
    let counts = bench
        .engine
        .status()
        .last_with_exports
        .as_ref()
        .unwrap()
        .counts;
    assert_eq!((counts.exports, counts.exported), (2, 2));
}

#[test]
fn who_is_disabled_unassigned_or_deleted_becomes_inactive() {
    for leave in [
        |world: &mut World, at| world.set_enabled(ANNA, false, at),
        |world: &mut World, at| world.delete_user(ANNA, at),
        |world: &mut World, at| {
            let groups = 0..world.groups.len() as u32;
            let left = groups
                .filter(|group| world.remove_member(*group, ANNA, at))
                .count();
            world.unassign(Object::User(ANNA), at) || left > 0
        },
    ] {
        let mut bench = Bench::new();
        assert!(leave(&mut bench.world, bench.now));
        bench.run(1);
        assert_eq!(
            bench.account(ANNA).map(|account| account.active),
            Some(false)
        );
        assert_eq!(
            bench
                .log()
                .iter()
                .filter(|row| *row == "disable success")
                .count(),
            1
        );
    }
}

#[test]
fn a_deleted_user_comes_back_or_is_deleted_for_good() {
    let mut bench = Bench::new();
    bench.world.delete_user(ANNA, bench.now);
    bench.run(1);
    bench.world.restore_user(ANNA, bench.now);
    bench.run(1);
    assert_eq!(
        bench.account(ANNA).map(|account| account.active),
        Some(true)
    );
    bench.world.delete_user(ANNA, bench.now);
    bench.run(1);
    bench.world.purge_user(ANNA, bench.now);
    bench.run(1);
    assert!(bench.account(ANNA).is_none());
    assert_eq!(
        bench.log()[..4],
        [
            "disable success",
            "update success",
            "disable success",
            "delete success"
        ]
    );
}

#[test]
fn who_was_unassigned_is_left_alone_from_then_on() {
    let mut bench = Bench::new();
    for group in 0..6 {
        bench.world.remove_member(group, ANNA, bench.now);
    }
    bench.world.unassign(Object::User(ANNA), bench.now);
    bench.run(1);
    bench.world.purge_user(ANNA, bench.now);
    bench.run(1);
    assert_eq!(
        bench.account(ANNA).map(|account| account.active),
        Some(false)
    );
}

#[test]
fn a_disabled_user_who_never_had_an_account_gets_none() {
    let mut bench = Bench::new();
    let user = bench.hire("zelda");
    bench.world.set_enabled(user, false, bench.now);
    bench.world.add_member(0, user, bench.now);
    bench.run(1);
    assert!(bench.account(user).is_none());
    assert_eq!(bench.log(), ["other skipped"]);
    bench.world.set_enabled(user, true, bench.now);
    bench.run(1);
    assert!(bench.account(user).is_some());
    // The membership was passed over while the user was out of scope, and is not made good.
    assert!(!bench.is_member(0, user));
}

#[test]
fn only_what_changed_at_the_source_is_written() {
    let mut bench = Bench::new();
    let id = bench.engine.target_id(Object::User(ANNA));
    let by_hand_title = Change {
        title: Some("Chief".to_owned()),
        ..Change::default()
    };
    bench
        .provider
        .patch_user(&id, &by_hand_title, &by_hand(), bench.now)
        .unwrap();
    let group = bench.group_of(ANNA);
    let group_id = bench.engine.target_id(Object::Group(group));
    bench
        .provider
        .remove_members(&group_id, &[&id], &by_hand(), bench.now)
        .unwrap();
    bench
        .world
        .rename_user(ANNA, "renamed@northwind.example", bench.now);
    bench.world.rename_group(group, "New Name", bench.now);
    bench.run(2);
    let account = bench.account(ANNA).unwrap();
    assert_eq!(account.text(Text::UserName), "renamed@northwind.example");
    assert_eq!(account.text(Text::Title), "Chief");
    assert_eq!(
        bench.target_group(group).unwrap().display_name(),
        "New Name"
    );
    assert!(!bench.is_member(group, ANNA));
}

#[test]
fn a_source_that_is_emptied_flows_nothing() {
    let mut bench = Bench::new();
    let title = bench.account(ANNA).unwrap().text(Text::Title).into_owned();
    bench
        .world
        .edit_user(ANNA, Attribute::JobTitle, "", bench.now);
    bench.run(1);
    assert_eq!(bench.account(ANNA).unwrap().text(Text::Title), title);
    assert_eq!(bench.engine.log().numbers().len(), 0);
}

#[test]
fn a_conflict_is_retried_on_the_escrow_schedule_until_it_is_gone() {
    let mut bench = Bench::new();
    let planted = bench
        .provider
        .create_user(&hand_made("ZELDA@northwind.example"), &by_hand(), bench.now)
        .unwrap();
    let user = bench.hire("zelda");
    bench.world.add_member(0, user, bench.now);
    bench.run_for(TimeDelta::hours(14));
    let failures: Vec<String> = bench.log();
    assert_eq!(failures, ["create failure"; 3]);
    let row = bench.engine.log().iter().next().unwrap();
    assert_eq!(
        row["provisioningStatusInfo"]["errorInformation"]["errorCode"],
        "EntryConflict"
    );
    assert_eq!(row["targetIdentity"]["id"], "");
    assert_eq!(
        bench.engine.status().last.as_ref().unwrap().state,
        ExecutionState::EntryLevelErrors
    );
    bench
        .provider
        .delete_user(&planted, &by_hand(), bench.now)
        .unwrap();
    bench.run_for(TimeDelta::hours(12));
    assert!(bench.is_member(0, user));
    assert_eq!(
        bench.engine.status().last.as_ref().unwrap().counts.escrowed,
        0
    );
}

#[test]
fn an_account_with_the_same_name_is_taken_over() {
    let mut bench = Bench::new();
    let planted = bench
        .provider
        .create_user(&hand_made("zelda@northwind.example"), &by_hand(), bench.now)
        .unwrap();
    let user = bench.hire("zelda");
    bench.world.assign(Object::User(user), bench.now);
    bench.run(1);
    assert_eq!(bench.engine.target_id(Object::User(user)), planted);
    assert_eq!(
        bench.account(user).unwrap().text(Text::DisplayName),
        "zelda New"
    );
}

#[test]
fn a_lie_looks_like_success() {
    let mut bench = Bench::new();
    bench.engine.lie_about(Object::User(ANNA));
    bench
        .world
        .edit_user(ANNA, Attribute::JobTitle, "Liar", bench.now);
    bench.run(1);
    assert_ne!(bench.account(ANNA).unwrap().text(Text::Title), "Liar");
    assert_eq!(bench.log(), ["update success"]);
    bench
        .world
        .edit_user(ANNA, Attribute::JobTitle, "Honest", bench.now);
    bench.run(1);
    assert_eq!(bench.account(ANNA).unwrap().text(Text::Title), "Honest");
}

#[test]
fn what_was_deleted_by_hand_fails_when_it_changes() {
    let mut bench = Bench::new();
    let id = bench.engine.target_id(Object::User(ANNA));
    bench
        .provider
        .delete_user(&id, &by_hand(), bench.now)
        .unwrap();
    bench.run(1);
    assert_eq!(bench.engine.log().numbers().len(), 0);
    bench
        .world
        .edit_user(ANNA, Attribute::JobTitle, "Gone", bench.now);
    bench.run(1);
    let row = bench.engine.log().iter().next().unwrap();
    assert_eq!(
        row["provisioningStatusInfo"]["errorInformation"]["errorCode"],
        "InvalidAnchor"
    );
}

#[test]
fn refused_credentials_mean_quarantine_at_once_and_one_attempt_a_day() {
    let mut bench = Bench::new();
    bench.engine.save_credentials(false);
    let user = bench.hire("zelda");
    bench.world.add_member(0, user, bench.now);
    bench.run(1);
    let quarantine = bench.engine.status().quarantine.clone().unwrap();
    assert_eq!(quarantine.next_attempt, bench.now + TimeDelta::days(1));
    assert_eq!(
        bench.engine.status().last.as_ref().unwrap().state,
        ExecutionState::Failed
    );
    bench.run_for(TimeDelta::days(2));
    assert_eq!(
        bench
            .engine
            .status()
            .quarantine
            .as_ref()
            .unwrap()
            .series_count,
        3
    );
    bench.engine.save_credentials(true);
    bench.run_for(TimeDelta::hours(23));
    assert!(bench.engine.status().quarantine.is_some() && bench.account(user).is_none());
    bench.run_for(TimeDelta::hours(1));
    assert!(bench.engine.status().quarantine.is_none() && bench.account(user).is_some());
}

#[test]
fn starting_again_ends_a_quarantine() {
    let mut bench = Bench::new();
    bench.engine.save_credentials(false);
    bench.run(1);
    bench.engine.save_credentials(true);
    bench.engine.restart(bench.now + TimeDelta::minutes(10));
    bench.run_for(TimeDelta::minutes(10));
    assert_eq!(
        bench.engine.status().last.as_ref().unwrap().state,
        ExecutionState::Succeeded
    );
}

#[test]
fn a_group_is_made_when_it_is_assigned_and_deleted_when_it_is_not() {
    let mut bench = Bench::new();
    let user = bench.world.groups[2].users[0];
    let had_account = bench.account(user).is_some();
    bench.world.assign(Object::Group(2), bench.now);
    bench.run(1);
    assert!(bench.is_member(2, user));
    let id = bench.engine.target_id(Object::Group(2));
    bench.world.unassign(Object::Group(2), bench.now);
    bench.run(1);
    assert!(bench.provider.groups.find(&id).is_none());
    assert_eq!(
        bench.account(user).map(|account| account.active),
        Some(had_account)
    );
}
