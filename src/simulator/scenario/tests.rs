//! Scenarios, from file to tenant.

use chrono::TimeDelta;

use super::{Scenario, Script};
use crate::simulator::engine::{Engine, INTERVAL};
use crate::simulator::population::{Size, populate};
use crate::simulator::provider::{Provider, Text};
use crate::simulator::world::{Object, World};

/// A tenant played through a scenario, all of it and half a day more.
struct Play {
    world: World,
    provider: Provider,
    engine: Engine,
    script: Script,
}

fn play(text: &str, users: usize, groups: usize) -> Play {
    let scenario = Scenario::parse(text).unwrap();
    let anchor = chrono::DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let born = anchor - scenario.lead() - INTERVAL;
    let mut world = populate(
        Size {
            users,
            groups,
            memberships: None,
        },
        1,
        born,
    );
    scenario.check(&world).unwrap();
    let mut provider = Provider::new(1, "http://127.0.0.1/scim");
    let mut rng = fastrand::Rng::with_seed(1);
    let mut engine =
        Engine::in_sync(&world, &mut provider, born, born + INTERVAL, rng.fork()).unwrap();
    let mut script = Script::new(&scenario, &world, anchor, &mut rng);
    script.run(
        anchor + TimeDelta::days(1),
        &mut world,
        &mut provider,
        &mut engine,
    );
    Play {
        world,
        provider,
        engine,
        script,
    }
}

fn event(body: &str) -> String {
    format!("[[event]]\nat = \"5m\"\n{body}\n")
}

#[test]
fn every_event_of_the_demo_happens() {
    let demo = include_str!("../scenarios/demo.toml");
    let Play { script, .. } = play(demo, 1200, 24);
    assert_eq!(script.missed(), []);
    assert_eq!(script.remaining(), 0);
}

#[test]
fn the_demo_plays_at_any_size() {
    let demo = include_str!("../scenarios/demo.toml");
    for (users, groups) in [(30, 3), (0, 0), (3000, 60)] {
        assert_eq!(play(demo, users, groups).script.remaining(), 0);
    }
}

#[test]
fn names_that_nobody_bears_are_refused_at_the_start() {
    let world = populate(
        Size {
            users: 20,
            groups: 3,
            memberships: None,
        },
        1,
        chrono::DateTime::UNIX_EPOCH,
    );
    let check = |body: &str| Scenario::parse(&event(body)).unwrap().check(&world);
    let error = check("do = \"return\"\nuser = \"nobody\"").unwrap_err();
    assert_eq!(
        (error.line, error.message.contains("no user \"nobody\"")),
        (3, true),
        "{error}"
    );
    let error = check("do = \"assign_group\"\ngroup = \"Nowhere\"").unwrap_err();
    assert!(error.message.contains("no group \"Nowhere\""), "{error}");
    let joined = event("do = \"join\"\nupn = \"zelda\"\nname = \"Zelda\"")
        + &event("do = \"lie\"\nuser = \"Zelda\"");
    assert_eq!(Scenario::parse(&joined).unwrap().check(&world), Ok(()));
}

#[test]
fn events_far_away_are_refused() {
    let error = Scenario::parse("\n[[event]]\nat = \"91d\"\ndo = \"token_fails\"").unwrap_err();
    assert_eq!(
        (error.line, error.message.contains("90 days")),
        (4, true),
        "{error}"
    );
}

#[test]
fn events_are_played_in_the_order_of_their_time() {
    let text = "[[event]]\nat = \"2m\"\ndo = \"token_heals\"\n[[event]]\nat = \"-1h\"\ndo = \"token_fails\"\n";
    let scenario = Scenario::parse(text).unwrap();
    assert_eq!(
        scenario
            .events()
            .iter()
            .map(|event| event.line)
            .collect::<Vec<_>>(),
        [6, 3]
    );
    assert_eq!(scenario.lead(), TimeDelta::hours(1));
}

#[test]
fn an_event_that_cannot_happen_is_kept_with_its_reason() {
    let text = event("do = \"leave\"\nuser = 3\nhow = \"disable\"")
        + &event("do = \"leave\"\nuser = 3\nhow = \"disable\"");
    let Play { script, .. } = play(&text, 60, 6);
    assert_eq!(
        script
            .missed()
            .iter()
            .map(|missed| missed.line)
            .collect::<Vec<_>>(),
        [8]
    );
}

#[test]
fn an_account_that_was_only_confirmed_does_not_exist() {
    let text = event("do = \"join\"\nupn = \"zelda\"\nname = \"Zelda Fitz\"\ngroup = 0")
        + &event("do = \"lie\"\nuser = \"zelda\"");
    let Play {
        world,
        provider,
        engine,
        ..
    } = play(&text, 60, 6);
    let user = world
        .user_by_principal_name("zelda@northwind.example")
        .unwrap();
    assert_ne!(engine.target_id(Object::User(user)), "");
    assert_eq!(provider.find_user("zelda@northwind.example"), None);
}

#[test]
fn a_conflict_leaves_the_hand_made_account_alone() {
    let text = event("do = \"conflict\"\nupn = \"zelda\"\nname = \"Zelda Fitz\"\ngroup = 0");
    let Play {
        world,
        provider,
        engine,
        ..
    } = play(&text, 60, 6);
    let user = world
        .user_by_principal_name("zelda@northwind.example")
        .unwrap();
    assert_eq!(engine.target_id(Object::User(user)), "");
    let id = provider.find_user("zelda@northwind.example").unwrap();
    let account = provider
        .users
        .find(&id)
        .map(|(_, account)| account.text(Text::UserName).into_owned());
    assert_eq!(account.as_deref(), Some("ZELDA@northwind.example"));
}

#[test]
fn indexes_count_those_who_fit_the_verb() {
    let text = event("do = \"provider_remove_member\"\nuser = 0\ngroup = 0")
        + &event("do = \"provider_add_member\"\nuser = 0\ngroup = 1")
        + &event("do = \"assign_group\"\ngroup = 0");
    let Play {
        world,
        script,
        provider,
        engine,
        ..
    } = play(&text, 60, 6);
    assert_eq!(script.missed(), []);
    assert!(world.is_assigned(Object::Group(2)));
    let held = |group| {
        let id = engine.target_id(Object::Group(group));
        provider
            .groups
            .find(&id)
            .map_or(0, |(_, group)| group.members.len())
    };
    let linked = |group: u32| {
        let users = world.groups[group as usize].users.iter();
        users
            .filter(|user| !engine.target_id(Object::User(**user)).is_empty())
            .count()
    };
    assert_eq!((held(0), held(1)), (linked(0) - 1, linked(1) + 1));
}
