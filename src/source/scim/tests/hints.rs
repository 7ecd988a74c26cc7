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

/// Not everything was changed at once.
const EARLIER: &str = "name='a hand at the provider'
[[event]]
at='-1d'
do='provider_edit'
user=5
attribute='title'
value='Earlier'
[[event]]
at='-1d'
do='provider_add_member'
user=39
group=3
";

fn start(event: &str, faults: &str) -> Simulator {
    start_with(40, event, faults)
}

fn start_with(users: usize, event: &str, faults: &str) -> Simulator {
    start_of((users, 4), event, faults)
}

fn start_of((users, groups): (usize, usize), event: &str, faults: &str) -> Simulator {
    let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
    let text = format!("{EARLIER}[[event]]\nat='10m'\n{event}\n");
    Simulator::start(Options {
        users,
        groups,
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
        if scim.glance(5).await.unwrap() == Glance::Quiet {
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
    match scim.glance(5).await.unwrap() {
        Glance::Quiet => "quiet",
        Glance::Crawl(_) => "crawl",
        Glance::Changed(ids) => {
            let now = scim
                .again(&scim.client, &held, ids, &targets())
                .await
                .unwrap()
                .unwrap();
            assert_eq!(scim.glance(5).await.unwrap(), Glance::Quiet, "{event}");
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
        ("modified-blind", ["changed", "changed", "changed", "crawl"]),
        (
            "modified-blind etag-absent page-cap=2",
            ["changed", "changed", "changed", "crawl"],
        ),
        (
            "modified-blind sort-ignored",
            ["quiet", "changed", "crawl", "crawl"],
        ),
        (
            "modified-ignored sort-ignored",
            ["quiet", "changed", "crawl", "crawl"],
        ),
        ("filter-refused", ["changed", "changed", "changed", "crawl"]),
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
        (
            "total-frozen modified-blind sort-ignored etag-lying",
            ["quiet"; 4],
        ),
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
        (
            "modified-blind etag-absent",
            "totals, changes by the order of time",
        ),
        ("modified-blind sort-ignored etag-absent", "totals"),
        ("modified-ignored sort-ignored etag-lying", "totals, ETags"),
    ] {
        let simulator = start(EDIT, faults);
        let scim = scim(&simulator, Paging::Index);
        assert_eq!(scim.glance(5).await.unwrap(), Glance::Quiet);
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
    assert_eq!(scim.glance(5).await.unwrap(), Glance::Quiet);
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
        let glance = scim.glance(5).await.unwrap();
        let expected = Glance::Crawl("the total has changed");
        assert_eq!(glance == expected, crawls == 0, "{crawls}");
    }
    let told = scim.hints_told().await.unwrap();
    assert!(!told.contains("totals"), "{told}");
}

#[tokio::test]
async fn where_much_has_changed_or_the_order_is_lost_a_crawl_tells() {
    let edits = (0..60).map(|user| {
        format!(
            "[[event]]\nat='10m'\ndo='provider_edit'\nuser={user}\nattribute='title'\nvalue='New'\n"
        )
    });
    let edits: String = edits.collect();
    let (_, first) = edits.split_once("at='10m'\n").unwrap();
    for faults in ["", "modified-blind", "modified-blind page-cap=7"] {
        let simulator = start_with(80, first, faults);
        let scim = scim(&simulator, Paging::Index);
        settled(&scim).await;
        simulator.advance(600);
        let seen = scim.glance(5).await.unwrap();
        assert_eq!(seen, Glance::Crawl("much has changed"), "{faults}");
    }
    let simulator = start_with(80, EDIT, "modified-blind");
    let scim = scim(&simulator, Paging::Index);
    settled(&scim).await;
    let faults = ["modified-blind", "sort-ignored"];
    simulator.set_faults(faults.map(|fault| fault.parse().unwrap()).into());
    let seen = scim.glance(5).await.unwrap();
    assert_eq!(seen, Glance::Crawl("the order of changes was not kept"));
    assert_eq!(
        scim.hints_told().await.as_deref(),
        Some("totals, changes of groups by the order of time, ETags")
    );
}

#[tokio::test]
async fn the_more_groups_are_asked_about_the_sooner_a_membership_is_seen() {
    let event = "do='provider_add_member'\nuser=0\ngroup=6";
    for (groups, expected) in [(5, 2), (50, 1)] {
        // Nothing but its ETag tells of it.
        let simulator = start_of((40, 12), event, "modified-stale");
        let scim = scim(&simulator, Paging::Index);
        settled(&scim).await;
        // Every tag is known, and the first group's turn is next.
        assert_eq!(scim.glance(50).await.unwrap(), Glance::Quiet);
        simulator.advance(600);
        let mut glances = 1;
        while scim.glance(groups).await.unwrap() == Glance::Quiet {
            glances += 1;
            assert!(glances < 9, "it is never seen");
        }
        assert_eq!(glances, expected, "{groups} groups at a time");
    }
}
