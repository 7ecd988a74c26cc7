//! A few resources read again come to what a crawl comes to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::super::*;
use super::simulator::scim;
use super::targets;
use crate::model::{Id, Provider};
use crate::simulator::scenario::Scenario;
use crate::simulator::{Options, Simulator};

/// What a person would see, by identifier.
pub async fn shown(scim: &Scim, provider: &Provider) -> BTreeMap<String, String> {
    let text = scim
        .ingest
        .run(|store| store.interner.text())
        .await
        .unwrap();
    let (users, groups) = (&provider.users.data, &provider.groups.data);
    let people = users.people().map(|person| {
        let row = users.row(person).unwrap();
        let values = users.values_of(person);
        let values: Vec<&str> = values.iter().map(|&value| text.get(value)).collect();
        let external = row.external_id.to_text(&text);
        let told = format!(
            "{} {external} {values:?} {:?}",
            text.get(row.name),
            row.state
        );
        (row.id.to_text(&text), told)
    });
    let groups = groups.rows.iter().map(|row| {
        let members = row.members.iter().map(|&person| users.ids[person as usize]);
        let spell = |id: Id| id.to_text(&text);
        let members: BTreeSet<String> = members.map(spell).collect();
        let strangers: BTreeSet<String> = row.strangers.iter().map(|&id| spell(id)).collect();
        let read = row.members_read;
        let told = format!("{} {members:?} {strangers:?} {read:?}", text.get(row.name));
        (row.id.to_text(&text), told)
    });
    people.chain(groups).collect()
}

pub async fn crawl(scim: &Scim) -> Provider {
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    assert!(users.reading.grade.is_sound() && groups.reading.grade.is_sound());
    Provider { users, groups }
}

pub fn scenario(chance: &mut fastrand::Rng) -> Scenario {
    let mut text = "name='hands at the provider'\n".to_owned();
    for number in 0..30 {
        let (user, group) = (chance.u32(0..20), chance.u32(0..5));
        let event = match chance.u8(0..7) {
            0 => format!("do='provider_add_member'\nuser={user}\ngroup={group}"),
            1 => format!("do='provider_remove_member'\nuser={user}\ngroup={group}"),
            2 => format!("do='provider_delete_user'\nuser={user}"),
            3 => format!("do='provider_create_user'\nupn='new{number}'"),
            4 => format!("do='provider_duplicate'\nuser={user}"),
            5 => format!(
                "do='provider_edit'\nuser={user}\nattribute='userName'\nvalue='other{number}'"
            ),
            _ => format!("do='provider_edit'\nuser={user}\nattribute='active'\nvalue='false'"),
        };
        let _ = writeln!(text, "[[event]]\nat='{}m'\n{event}", number + 1);
    }
    Scenario::parse(&text).unwrap()
}

/// How many of the looks told everything, and how many left it to a crawl.
async fn play(seed: u64) -> (usize, usize) {
    let mut chance = fastrand::Rng::with_seed(seed);
    let simulator = Simulator::start(Options {
        users: 120,
        groups: 12,
        seed,
        speed: 0.0,
        scenario: scenario(&mut chance),
        ..Options::default()
    })
    .unwrap();
    let scim = scim(&simulator, Paging::Index);
    let mut held = crawl(&scim).await;
    let (mut whole, mut left) = (0, 0);
    for _ in 0..10 {
        simulator.advance(180);
        let now = crawl(&scim).await;
        let (before, after) = (shown(&scim, &held).await, shown(&scim, &now).await);
        let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let apart = ids
            .into_iter()
            .filter(|id| before.get(*id) != after.get(*id));
        let ids: Vec<String> = apart.cloned().collect();
        let seen = scim
            .again(&scim.client, &held, ids, &targets())
            .await
            .unwrap();
        let Some(seen) = seen else {
            (left, held) = (left + 1, now);
            continue;
        };
        assert_eq!(shown(&scim, &seen).await, after, "seed {seed}");
        assert_eq!(seen.users.data.len(), now.users.data.len());
        assert_eq!(seen.users.reading.ended, held.users.reading.ended);
        (whole, held) = (whole + 1, seen);
    }
    (whole, left)
}

#[tokio::test]
async fn what_was_told_of_is_seen_without_a_crawl() {
    let (mut whole, mut left) = (0, 0);
    for seed in 0..8 {
        let (some, others) = play(seed).await;
        (whole, left) = (whole + some, left + others);
    }
    assert!(whole > left && left > 0, "{whole} whole, {left} left");
}
