//! What is asked between two crawls, of providers that tell and of some that do not.

use super::super::*;
use super::again::{crawl, shown};
use super::simulator::scim;
use super::targets;
use crate::model::Provider;
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

const EDIT: &str = "do='provider_edit'\nuser=3\nattribute='title'\nvalue='Other'";
const MEMBER: &str = "do='provider_remove_member'\nuser=0\ngroup=0";
const CREATE: &str = "do='provider_create_user'\nupn='new@contoso.example'";
const DELETE: &str = "do='provider_delete_user'\nuser=3";

fn start(event: &str, faults: &str) -> Simulator {
    let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
    let text = format!("name='a hand at the provider'\n[[event]]\nat='10m'\n{event}\n");
    Simulator::start(Options {
        users: 40,
        groups: 4,
        speed: 0.0,
        scenario: Scenario::parse(&text).unwrap(),
        faults: faults.collect(),
        journal: true,
        ..Options::default()
    })
    .unwrap()
}

/// Crawled, marked, and looked at until nothing is new.
async fn settled(scim: &Scim) -> Provider {
    let held = crawl(scim).await;
    scim.mark(&held.users.reading, &held.groups.reading).await;
    for _ in 0..3 {
        if scim.glance().await.unwrap() == Glance::Quiet {
            return held;
        }
    }
    panic!("what stands still is not quiet");
}

/// What a glance shows after `event`, in a word. Whatever it names comes to what a crawl comes to.
async fn seen(event: &str, faults: &str) -> &'static str {
    let simulator = start(event, faults);
    let scim = scim(&simulator, Paging::Index);
    let held = settled(&scim).await;
    simulator.advance(600);
    match scim.glance().await.unwrap() {
        Glance::Quiet => "quiet",
        Glance::Crawl(_) => "crawl",
        Glance::Changed(ids) => {
            let now = scim
                .again(&scim.client, &held, ids, &targets())
                .await
                .unwrap()
                .unwrap();
            assert_eq!(scim.glance().await.unwrap(), Glance::Quiet, "{event}");
            if event == DELETE {
                // Groups tell of a member that they lost, nobody of the account that is gone.
                return "changed";
            }
            simulator.set_faults(Vec::new());
            let fresh = super::simulator::scim(&simulator, Paging::Index);
            let truth = crawl(&fresh).await;
            assert_eq!(
                shown(&scim, &now).await,
                shown(&fresh, &truth).await,
                "{event}, {faults}"
            );
            "changed"
        }
    }
}

#[tokio::test]
async fn a_change_is_seen_where_the_provider_can_tell_of_it_and_nowhere_else() {
    let events = [EDIT, MEMBER, CREATE, DELETE];
    for (faults, expected) in [
        ("", ["changed", "changed", "changed", "crawl"]),
        ("modified-blind", ["quiet", "changed", "crawl", "crawl"]),
        ("modified-ignored", ["quiet", "changed", "crawl", "crawl"]),
        ("filter-refused", ["quiet", "changed", "crawl", "crawl"]),
        ("modified-stale", ["quiet", "changed", "changed", "crawl"]),
        (
            "modified-stale etag-absent",
            ["quiet", "quiet", "changed", "crawl"],
        ),
        (
            "modified-stale etag-lying",
            ["quiet", "quiet", "changed", "crawl"],
        ),
        ("total-frozen", ["changed", "changed", "crawl", "changed"]),
        ("total-frozen modified-blind etag-lying", ["quiet"; 4]),
        (
            "cursors-absent page-cap=20",
            ["changed", "changed", "changed", "crawl"],
        ),
    ] {
        for (event, expected) in events.into_iter().zip(expected) {
            assert_eq!(seen(event, faults).await, expected, "{event}, {faults}");
        }
    }
}

#[tokio::test]
async fn what_works_is_told_once_it_was_tried() {
    for (faults, told) in [
        ("", "totals, changes by time, ETags"),
        ("modified-blind etag-absent", "totals"),
        ("modified-ignored etag-lying", "totals, ETags"),
    ] {
        let simulator = start(EDIT, faults);
        let scim = scim(&simulator, Paging::Index);
        assert_eq!(scim.glance().await.unwrap(), Glance::Quiet);
        assert_eq!(scim.hints_told().await, None);
        settled(&scim).await;
        assert_eq!(scim.hints_told().await.as_deref(), Some(told), "{faults}");
    }
}

#[tokio::test]
async fn a_glance_costs_a_few_requests_and_nothing_is_tried_twice() {
    let simulator = start(EDIT, "page-cap=20");
    let scim = scim(&simulator, Paging::Index);
    let held = settled(&scim).await;
    let before = simulator.journal().len();
    assert_eq!(scim.glance().await.unwrap(), Glance::Quiet);
    let asked = &simulator.journal()[before..];
    assert!(asked.len() <= 8, "{}", asked.len());
    let groups = held.groups.data.rows.len();
    let unchanged = asked.iter().filter(|exchange| exchange.status == 304);
    assert_eq!(unchanged.count(), groups);
}

#[tokio::test]
async fn a_total_that_never_fits_is_asked_for_no_more() {
    let simulator = start(EDIT, "");
    let scim = scim(&simulator, Paging::Index);
    let held = crawl(&scim).await;
    let mut wrong = held.users.reading.clone();
    wrong.objects += 1;
    for crawls in 0..2 {
        scim.mark(&wrong, &held.groups.reading).await;
        let glance = scim.glance().await.unwrap();
        let expected = Glance::Crawl("the total has changed");
        assert_eq!(glance == expected, crawls == 0, "{crawls}");
    }
    let told = scim.hints_told().await.unwrap();
    assert!(!told.contains("totals"), "{told}");
}
