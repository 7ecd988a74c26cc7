//! Start, pause, each scope of a restart, and provisioning on demand.

use chrono::TimeDelta;
use serde_json::json;

use super::*;
use crate::simulator::engine::{Outcome, Reset};
use crate::simulator::provider::{Change, NewUser};

const NOTHING: Reset = Reset {
    watermark: false,
    escrows: false,
    quarantine: false,
    links: false,
};

impl Bench {
    fn retitle_by_hand(&mut self, user: u32) {
        let id = self.engine.target_id(Object::User(user));
        let change = Change {
            title: Some("By hand".to_owned()),
            ..Change::default()
        };
        let actor = Actor::new("admin", "user");
        self.provider
            .patch_user(&id, &change, &actor, self.now)
            .unwrap();
    }

    fn title(&self, user: u32) -> String {
        let account = self.account(user).unwrap();
        account
            .text(crate::simulator::provider::Text::Title)
            .into_owned()
    }

    /// A joiner whose name is taken in capitals at the provider: 409 on every try.
    fn conflict(&mut self) -> u32 {
        let taken = NewUser {
            user_name: "JO@NORTHWIND.EXAMPLE".to_owned(),
            ..NewUser::default()
        };
        let actor = Actor::new("admin", "user");
        self.provider.plant_user(&taken, &actor, self.now);
        let joiner = self.world.hire(
            NewPerson {
                user_principal_name: "jo@northwind.example".to_owned(),
                given_name: "Jo".to_owned(),
                surname: "Lee".to_owned(),
                job_title: None,
                department: None,
            },
            self.now,
        );
        self.world.assign(Object::User(joiner), self.now);
        joiner
    }

    fn escrowed(&self) -> usize {
        self.engine.status().last.as_ref().unwrap().counts.escrowed
    }
}

#[test]
fn a_stopped_job_ends_its_cycle_and_begins_none() {
    let mut bench = Bench::new();
    bench.world.set_enabled(ANNA, false, bench.now);
    bench.engine.pause();
    bench.run(3);
    assert!(bench.account(ANNA).unwrap().active);
    assert!(bench.engine.is_paused());
    bench.engine.start(bench.now);
    bench.run_for(TimeDelta::minutes(5));
    assert!(!bench.account(ANNA).unwrap().active);
}

#[test]
fn the_watermark_alone_brings_everybody_up() {
    for (reset, repaired) in [
        (NOTHING, false),
        (
            Reset {
                escrows: true,
                ..NOTHING
            },
            false,
        ),
        (
            Reset {
                quarantine: true,
                ..NOTHING
            },
            false,
        ),
        (
            Reset {
                links: true,
                ..NOTHING
            },
            false,
        ),
        (
            Reset {
                watermark: true,
                ..NOTHING
            },
            true,
        ),
    ] {
        let mut bench = Bench::new();
        bench.run(1);
        bench.retitle_by_hand(ANNA);
        bench.engine.restart(reset, bench.now);
        bench.run(2);
        let id = bench
            .provider
            .find_user(&bench.world.user(ANNA).unwrap().user_principal_name);
        let (_, held) = bench.provider.users.find(&id.unwrap()).unwrap();
        let title = held.text(crate::simulator::provider::Text::Title);
        assert_eq!(title != "By hand", repaired, "{reset:?}");
    }
}

#[test]
fn a_full_cycle_writes_only_what_differs() {
    let mut bench = Bench::new();
    bench.run(1);
    bench.retitle_by_hand(ANNA);
    let reset = Reset {
        watermark: true,
        ..NOTHING
    };
    bench.engine.restart(reset, bench.now);
    bench.run(1);
    assert_ne!(bench.title(ANNA), "By hand");
    let counts = bench
        .engine
        .status()
        .last_with_exports
        .as_ref()
        .unwrap()
        .counts;
    assert_eq!(counts.exported, 1);
    assert!(counts.imported >= bench.world.users.len());
}

#[test]
fn cleared_escrows_are_not_retried_until_everybody_is_looked_at() {
    let mut bench = Bench::new();
    bench.conflict();
    bench.run(2);
    assert_eq!(bench.escrowed(), 1);
    let escrows = Reset {
        escrows: true,
        ..NOTHING
    };
    bench.engine.restart(escrows, bench.now);
    bench.run(40);
    assert_eq!(bench.escrowed(), 0);
    let watermark = Reset {
        watermark: true,
        ..NOTHING
    };
    bench.engine.restart(watermark, bench.now);
    bench.run(1);
    assert_eq!(bench.escrowed(), 1);
}

#[test]
fn a_quarantine_that_is_not_lifted_keeps_its_pace() {
    let mut bench = Bench::new();
    bench.engine.save_credentials(false);
    bench.run(2);
    bench.engine.save_credentials(true);
    let attempt = bench.engine.due();
    let watermark = Reset {
        watermark: true,
        ..NOTHING
    };
    bench.engine.restart(watermark, bench.now);
    assert!(bench.engine.status().quarantine.is_some());
    assert_eq!(bench.engine.due(), attempt);
    let lifted = Reset {
        quarantine: true,
        ..NOTHING
    };
    bench.engine.restart(lifted, bench.now);
    assert!(bench.engine.status().quarantine.is_none());
    assert_eq!(bench.engine.due(), bench.now);
}

#[test]
fn forgotten_links_are_matched_again_and_leavers_are_let_go() {
    let mut bench = Bench::new();
    bench.run(1);
    let before = bench.engine.target_id(Object::User(ANNA));
    let full = Reset::parse("Full").unwrap();
    bench.engine.restart(full, bench.now);
    assert_eq!(bench.engine.target_id(Object::User(ANNA)), "");
    bench.run(1);
    assert_eq!(bench.engine.target_id(Object::User(ANNA)), before);
    bench.world.set_enabled(ANNA, false, bench.now);
    bench.engine.restart(full, bench.now);
    bench.run(1);
    let held = bench.provider.users.find(&before).unwrap().1;
    assert!(held.active, "a leaver without a link is not disabled");
}

#[test]
fn one_person_is_provisioned_between_two_cycles() {
    let mut bench = Bench::new();
    bench.run(1);
    bench.retitle_by_hand(ANNA);
    let demand = |bench: &mut Bench, user| {
        let Bench {
            world,
            provider,
            engine,
            now,
        } = bench;
        engine.provision_user(user, world, provider, *now)
    };
    let done = demand(&mut bench, ANNA);
    assert_eq!(done.outcome, Outcome::Success);
    assert_eq!(
        done.row["modifiedProperties"][0]["displayName"],
        json!("title")
    );
    assert_ne!(bench.title(ANNA), "By hand");
    assert_eq!(
        demand(&mut bench, ANNA).outcome,
        Outcome::Skipped("RedundantExport")
    );
    bench.world.set_enabled(ANNA, false, bench.now);
    assert_eq!(
        demand(&mut bench, ANNA).outcome,
        Outcome::Skipped("NotEffectivelyEntitled")
    );
    assert!(bench.account(ANNA).unwrap().active, "left to the cycles");
    bench.engine.save_credentials(false);
    assert!(matches!(
        demand(&mut bench, ANNA).outcome,
        Outcome::Failure { .. }
    ));
}
