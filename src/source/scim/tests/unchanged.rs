//! What comes as it came before is not parsed again, and nothing is seen otherwise for it.

use std::sync::Arc;

use super::super::*;
use super::again::{crawl, scenario, shown};
use super::simulator::scim;
use super::targets;
use crate::simulator::{Options, Simulator};

fn start(seed: u64, faults: &str) -> Simulator {
    let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
    Simulator::start(Options {
        users: 120,
        groups: 12,
        seed,
        speed: 0.0,
        scenario: scenario(&mut fastrand::Rng::with_seed(seed)),
        faults: faults.collect(),
        ..Options::default()
    })
    .unwrap()
}

/// A reader that has read before, beside one that reads for the first time, while hands are at the provider.
/// How often nothing had changed.
async fn play(seed: u64, faults: &str, paging: Paging) -> u32 {
    let simulator = start(seed, faults);
    let known = scim(&simulator, paging);
    let mut before = crawl(&known).await;
    let mut same = 0;
    for step in 0..8 {
        simulator.advance(60 * (step % 3));
        let again = crawl(&known).await;
        let fresh = scim(&simulator, paging);
        let now = crawl(&fresh).await;
        let (seen, truth) = (shown(&known, &again).await, shown(&fresh, &now).await);
        assert_eq!(seen, truth, "seed {seed}, {faults}, step {step}");
        assert_eq!(again.users.data.len(), now.users.data.len());
        let (grade, reasons) = (now.users.reading.grade, &now.users.reading.reasons);
        assert_eq!(again.users.reading.grade, grade);
        assert_eq!(&again.users.reading.reasons, reasons);
        if shown(&known, &before).await == seen {
            same += u32::from(Arc::ptr_eq(&before.users.data, &again.users.data));
        }
        before = again;
    }
    same
}

#[tokio::test]
async fn whoever_has_read_before_sees_what_others_see() {
    for (faults, paging) in [
        ("page-cap=20", Paging::Index),
        ("page-cap=20", Paging::Cursor),
        ("page-cap=20 numeric-ids", Paging::Index),
        ("page-cap=20 members-by-name", Paging::Index),
        ("page-cap=20 past-end-repeats total-absent", Paging::Index),
        ("page-cap=5 members-cut=20", Paging::Index),
    ] {
        for seed in 0..3 {
            let same = play(seed, faults, paging).await;
            assert!(same > 0, "seed {seed}, {faults}");
        }
    }
}

#[tokio::test]
async fn lists_that_are_as_they_were_are_those_that_were_read() {
    let simulator = start(1, "page-cap=20");
    let scim = scim(&simulator, Paging::Index);
    let before = crawl(&scim).await;
    let again = crawl(&scim).await;
    assert!(Arc::ptr_eq(&before.users.data, &again.users.data));
    assert!(Arc::ptr_eq(&before.groups.data, &again.groups.data));
    // Other columns are another list.
    let fewer = scim.users(&targets()[1..]).await;
    assert!(!Arc::ptr_eq(&before.users.data, &fewer.data));
    assert_eq!(fewer.data.layout().len(), targets().len() - 1);
}
