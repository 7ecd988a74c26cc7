//! What the service does when a write fails, and when all of them do.

use chrono::TimeDelta;

use super::{ANNA, Bench, by_hand, hand_made};
use crate::simulator::engine::ExecutionState;
use crate::simulator::provider::Text;
use crate::simulator::world::{Attribute, Object};

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
    bench.engine.start(bench.now + TimeDelta::minutes(10));
    bench.run_for(TimeDelta::minutes(10));
    assert_eq!(
        bench.engine.status().last.as_ref().unwrap().state,
        ExecutionState::Succeeded
    );
}
