//! From joiner to leaver: what is written for a change at the source.

use super::{ANNA, Bench, by_hand};
use crate::simulator::engine::ExecutionState;
use crate::simulator::provider::{Change, Text};
use crate::simulator::world::{Attribute, Object, World};

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
