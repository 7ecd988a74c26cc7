//! One resource read again is told apart from how it is held, and costs little where it is not.

use super::super::*;
use super::again::{crawl, shown};
use super::simulator::scim;
use super::targets;
use crate::model::{Foreign, Provider, Resource};
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

const EDIT: &str = "do='provider_edit'\nuser=3\nattribute='title'\nvalue='Other'";
const MEMBER: &str = "do='provider_remove_member'\nuser=0\ngroup=0";
const DELETE: &str = "do='provider_delete_user'\nuser=3";

struct Bench {
    simulator: Simulator,
    scim: Scim,
    held: Provider,
}

/// What a second read has shown, in a word, and the status of its answer.
type Shown = (&'static str, u16);

impl Bench {
    /// Crawled, and asked for hints once. The event comes after ten minutes.
    async fn open(event: &str, faults: &str) -> Self {
        let faults = faults.split_whitespace().map(|name| name.parse().unwrap());
        let text = format!("name='a hand'\n[[event]]\nat='10m'\n{event}\n");
        let simulator = Simulator::start(Options {
            users: 40,
            groups: 4,
            speed: 0.0,
            scenario: Scenario::parse(&text).unwrap(),
            faults: faults.collect(),
            journal: true,
            ..Options::default()
        })
        .unwrap();
        let scim = scim(&simulator, Paging::Index);
        let held = crawl(&scim).await;
        scim.mark(&held.users.reading, &held.groups.reading).await;
        scim.glance(5).await.unwrap();
        Self {
            simulator,
            scim,
            held,
        }
    }

    /// The resource that the event is about: where an account goes, its groups change too.
    async fn touched(&self) -> Resource {
        let before = shown(&self.scim, &self.held).await;
        self.simulator.advance(600);
        let fresh = scim(&self.simulator, Paging::Index);
        let now = crawl(&fresh).await;
        let after = shown(&fresh, &now).await;
        let ids = before.keys();
        let apart: Vec<_> = ids.filter(|id| before.get(*id) != after.get(*id)).collect();
        let gone = apart.iter().find(|id| !after.contains_key(**id));
        let id = Foreign::new(gone.unwrap_or(&apart[0]).as_str());
        let groups = now.groups.data.rows.iter();
        let text = fresh
            .ingest
            .run(|store| store.interner.text())
            .await
            .unwrap();
        if groups
            .map(|group| group.id.to_text(&text))
            .any(|group| group == id.raw())
        {
            Resource::Group(id)
        } else {
            Resource::User(id)
        }
    }

    async fn reread(&mut self, wanted: &Resource, known: &mut Option<Version>) -> Shown {
        let client = self.scim.client.counted();
        let targets = targets();
        let seen = self
            .scim
            .reread(&client, &self.held, wanted, known.as_ref(), &targets);
        let (sight, version) = seen.await.unwrap();
        *known = Some(version);
        assert_eq!(client.sent(), 1);
        let status = self.simulator.journal().last().unwrap().status;
        match sight {
            Sight::Same => ("same", status),
            Sight::Unclear => ("unclear", status),
            Sight::Now(now) => {
                self.held = *now;
                ("another", status)
            }
        }
    }
}

/// A user or group is looked at, changed, and looked at twice.
async fn play(event: &str, faults: &str) -> [Shown; 4] {
    let mut bench = Bench::open(event, faults).await;
    // Whom it will be about, another tenant tells that is the same.
    let wanted = Bench::open(event, faults).await.touched().await;
    let mut known = None;
    let first = bench.reread(&wanted, &mut known).await;
    let second = bench.reread(&wanted, &mut known).await;
    bench.simulator.advance(600);
    let third = bench.reread(&wanted, &mut known).await;
    let last = bench.reread(&wanted, &mut known).await;
    if event != DELETE && third.0 == "another" {
        let fresh = scim(&bench.simulator, Paging::Index);
        let truth = crawl(&fresh).await;
        let now = shown(&bench.scim, &bench.held).await;
        assert_eq!(now, shown(&fresh, &truth).await, "{event}, {faults}");
    }
    [first, second, third, last]
}

#[tokio::test]
async fn what_is_as_it_was_costs_no_body_where_tags_work_and_is_left_as_it_is_where_not() {
    let changed = [
        ("same", 200),
        ("same", 304),
        ("another", 200),
        ("same", 304),
    ];
    let untagged = changed.map(|(seen, _)| (seen, 200));
    let hidden = [("same", 200), ("same", 304), ("same", 304), ("same", 304)];
    for event in [EDIT, MEMBER] {
        assert_eq!(play(event, "").await, changed, "{event}");
        assert_eq!(play(event, "etag-absent").await, untagged, "{event}");
        assert_eq!(play(event, "etag-lying").await, hidden, "{event}");
    }
}

#[tokio::test]
async fn who_is_gone_is_taken_away_once() {
    for (faults, second) in [("", 304), ("etag-absent", 200)] {
        let seen = play(DELETE, faults).await;
        let expected = [
            ("same", 200),
            ("same", second),
            ("another", 404),
            ("same", 404),
        ];
        assert_eq!(seen, expected, "{faults}");
    }
}
