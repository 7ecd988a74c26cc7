//! A read by changes comes to what a full read comes to, whatever happened in between.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tokio::time::Instant;

use super::super::Graph;
use super::names;
use super::simulated::Tenant;
use super::tenant::{assigned, graph, group, id, list, member, options, small, tenant, user};
use crate::model::{Directory, Grade, Id, Text};
use crate::simulator::Options;
use crate::simulator::scenario::Scenario;

/// What a person would see of a directory, whatever its numbers are.
#[derive(Default)]
struct Shown {
    assigned: Vec<String>,
    users: BTreeMap<String, String>,
    groups: BTreeMap<String, String>,
}

/// What differs, a line each.
fn differences(one: &Shown, other: &Shown) -> Vec<String> {
    let mut lines = Vec::new();
    if one.assigned != other.assigned {
        lines.push(format!("{:?} or {:?}", one.assigned, other.assigned));
    }
    let pairs = [(&one.users, &other.users), (&one.groups, &other.groups)];
    for (one, other) in pairs {
        let ids: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
        let apart = ids.into_iter().filter(|id| one.get(*id) != other.get(*id));
        lines.extend(apart.map(|id| format!("{id}: {:?}\n or {:?}", one.get(id), other.get(id))));
    }
    lines
}

async fn shown(graph: &Graph, directory: &Directory) -> Shown {
    let text = graph
        .ingest
        .run(|store| store.interner.text())
        .await
        .unwrap();
    let assigned = directory.assignments.data.iter();
    let assigned = assigned.map(|row| format!("{} {:?}", row.principal.to_text(&text), row.role));
    let (users, groups) = (&directory.users.data, &directory.groups.data);
    let people = users.people().map(|person| {
        let row = users.row(person).unwrap();
        let values = users.values_of(person);
        let values: Vec<&str> = values.iter().map(|&value| text.get(value)).collect();
        let told = format!(
            "{} {values:?} {:?} {}",
            text.get(row.name),
            row.state,
            row.created
        );
        (row.id.to_text(&text), told)
    });
    let spell = |ids: &mut dyn Iterator<Item = Id>| spelled(&text, ids);
    let rows = groups.rows.iter().map(|row| {
        let members = spell(&mut row.members.iter().map(|&person| users.ids[person as usize]));
        let others = spell(&mut row.strangers.iter().chain(&*row.inner).copied());
        let told = format!(
            "{} {members:?} {others:?} {:?} {:?} {:?}",
            text.get(row.name),
            row.kinds,
            row.state,
            row.members_read
        );
        (row.id.to_text(&text), told)
    });
    let rows: BTreeMap<String, String> = rows
        .chain(groups.inner.iter().map(|inner| {
            let ids = spell(&mut inner.users.iter().map(|(id, _)| *id));
            (
                format!("inner {}", inner.id.to_text(&text)),
                format!("{ids:?}"),
            )
        }))
        .collect();
    Shown {
        assigned: assigned.collect(),
        users: people.collect(),
        groups: rows,
    }
}

fn spelled(text: &Text, ids: &mut dyn Iterator<Item = Id>) -> Vec<String> {
    let mut ids: Vec<String> = ids.map(|id| id.to_text(text)).collect();
    ids.sort();
    ids
}

/// When everything was last read; nothing while nothing is known.
fn full(graph: &Graph) -> Option<Instant> {
    graph.known.lock().unwrap().as_ref().map(|known| known.full)
}

const VERBS: [&str; 13] = [
    "join",
    "disable",
    "delete",
    "purge",
    "unassign",
    "return",
    "move",
    "rename",
    "rename_group",
    "assign_group",
    "unassign_group",
    "member_add",
    "member_remove",
];

/// One thing that happens, of a kind that `chance` picks.
fn event(chance: &mut fastrand::Rng, number: usize) -> String {
    let (user, group) = (chance.u32(0..25), chance.u32(0..5));
    let back = chance.u32(0..4) * 3;
    let person = if chance.bool() { back } else { user };
    match VERBS[chance.usize(0..VERBS.len())] {
        "join" => format!("do='join'\nupn='new{number}'\nname='New {number}'\ngroup={group}"),
        how @ ("disable" | "delete" | "purge" | "unassign") => {
            format!("do='leave'\nuser={person}\nhow='{how}'")
        }
        "return" => format!("do='return'\nuser={person}"),
        "move" => format!("do='move'\nuser={user}\ntitle='Title {number}'"),
        "rename" => format!("do='rename'\nuser={user}\nupn='other{number}'"),
        "rename_group" => format!("do='rename_group'\ngroup={group}\nname='Group {number}'"),
        verb @ ("assign_group" | "unassign_group") => format!("do='{verb}'\ngroup={group}"),
        verb => format!("do='{verb}'\nuser={user}\ngroup={group}"),
    }
}

fn scenario(chance: &mut fastrand::Rng, events: usize) -> Scenario {
    let mut text = "name='a busy day'\n".to_owned();
    for number in 0..events {
        let minute = number + 1;
        let event = event(chance, number);
        let _ = writeln!(text, "[[event]]\nat='{minute}m'\n{event}");
    }
    Scenario::parse(&text).unwrap()
}

/// Plays one day and reads it both ways after every few events: how many of the reads were by changes,
/// and how many in full.
async fn play(seed: u64, all: bool) -> (usize, usize) {
    let mut chance = fastrand::Rng::with_seed(seed);
    let tenant = Tenant::with(Options {
        users: 160,
        groups: 16,
        seed,
        limit_logs: false,
        speed: 0.0,
        scenario: scenario(&mut chance, 40),
        ..Options::default()
    });
    let following = tenant.graph(all);
    following.follow(&names()).await;
    let (mut by_changes, mut in_full) = (0, 0);
    let mut minutes = 0;
    while minutes < 41 {
        let step = chance.u32(1..9);
        minutes += step;
        tenant.simulator.advance(step * 60);
        let before = full(&following);
        let followed = following.follow(&names()).await;
        if full(&following) == before {
            by_changes += 1;
        } else {
            in_full += 1;
        }
        let fresh = tenant.graph(all);
        let read = fresh.directory(&names()).await;
        assert!(read.is_sound() && followed.is_sound(), "seed {seed}");
        let (one, other) = (
            shown(&following, &followed).await,
            shown(&fresh, &read).await,
        );
        let apart = differences(&one, &other);
        assert!(
            apart.is_empty(),
            "seed {seed}, minute {minutes}, all {all}: {}",
            apart.join("\n")
        );
    }
    (by_changes, in_full)
}

#[tokio::test]
async fn changes_lead_to_what_a_full_read_shows() {
    let (mut by_changes, mut in_full) = (0, 0);
    for seed in 0..12 {
        let (few, many) = play(seed, seed % 4 == 3).await;
        by_changes += few;
        in_full += many;
    }
    assert!(
        by_changes > 3 * in_full && in_full > 0,
        "{by_changes} by changes, {in_full} in full"
    );
}

/// The same with as many days as you like: `SCIMTOP_SEEDS=1000 cargo test --lib followed -- --ignored`
#[tokio::test]
#[ignore = "takes as long as it is told to"]
async fn many_days() {
    let days = std::env::var("SCIMTOP_SEEDS").map_or(200, |days| days.parse().unwrap());
    for seed in 0..days {
        play(seed, seed % 4 == 3).await;
    }
}

#[tokio::test]
async fn a_link_that_is_too_old_leads_to_a_full_read() {
    let tenant = Tenant::start(80);
    let graph = tenant.graph(false);
    graph.follow(&names()).await;
    let before = full(&graph);
    tenant.simulator.advance(60);
    let quiet = graph.follow(&names()).await;
    assert_eq!((full(&graph), quiet.is_sound()), (before, true));
    assert_eq!(quiet.users.reading.requests, 1, "nobody was told of");
    tenant.simulator.advance(8 * 24 * 3600);
    assert!(graph.follow(&names()).await.is_sound());
    assert!(full(&graph) > before);
    let before = full(&graph);
    graph.forget();
    assert!(graph.follow(&names()).await.is_sound());
    assert!(full(&graph) > before, "it was told to");
}

/// A tenant with changes to tell: the round after the first one tells `groups` and `users`.
async fn telling(
    groups: Vec<Value>,
    users: Vec<Value>,
    answer: impl Fn(&str) -> (u16, Value) + Send + Sync + 'static,
) -> (Graph, std::sync::Arc<AtomicUsize>) {
    let rounds = std::sync::Arc::new(AtomicUsize::new(0));
    let told = std::sync::Arc::clone(&rounds);
    let server = tenant(move |place| {
        let (path, query) = place.split_once('?').unwrap_or((place, ""));
        let rows = match path {
            "/groups/delta" => &groups,
            "/users/delta" => &users,
            "/directory/deletedItems/microsoft.graph.user" => return list(&[]),
            _ => return answer(place),
        };
        let link = format!("/v1.0{path}?$deltatoken=next");
        if query.contains("latest") {
            return (200, json!({"value": [], "@odata.deltaLink": link}));
        }
        told.fetch_add(1, Ordering::SeqCst);
        (200, json!({"value": rows, "@odata.deltaLink": link}))
    })
    .await;
    (graph(&server, options(false)), rounds)
}

fn gone(mut row: Value) -> Value {
    row["@removed"] = json!({"reason": "deleted"});
    row
}

fn large(place: &str) -> (u16, Value) {
    let number = |name: &str| name.rsplit('c').next().unwrap().parse::<u32>().unwrap();
    let path = place.split('?').next().unwrap();
    match path.split('/').skip(1).collect::<Vec<_>>().as_slice() {
        ["groups", one] if *one == id("g1") => group("g1"),
        ["groups", one, "members"] if *one == id("g1") => {
            let members = (1..=20).map(|at| member("user", &id(&format!("u{at}"))));
            list(&members.collect::<Vec<_>>())
        }
        ["servicePrincipals", _, "appRoleAssignedTo"] => {
            list(&[assigned("Group", &id("g1"), "role-on")])
        }
        ["users"] => (200, json!({"value": [], "@odata.count": 100_000})),
        ["users", one] => (200, user(&format!("u{}", number(one)))),
        _ => small(place),
    }
}

#[tokio::test]
async fn members_of_a_large_group_come_and_go_by_what_is_told() {
    let row = |members: &[Value]| json!({"id": id("g1"), "members@delta": members});
    let (came, went) = (member("user", &id("u99")), member("user", &id("u3")));
    // Twice, and one of them twice in one entry: a replay changes nothing.
    let rows = vec![
        row(&[came.clone(), gone(went.clone())]),
        row(&[gone(went.clone()), came.clone(), came]),
    ];
    let (graph, rounds) = telling(rows, Vec::new(), large).await;
    let first = graph.follow(&names()).await;
    assert_eq!(first.groups.data.rows[0].members.len(), 20);
    for round in 1..3 {
        let read = graph.follow(&names()).await;
        let [before, now] = [&first, &read].map(|read| &read.assignments.data);
        assert!(std::sync::Arc::ptr_eq(before, now), "they are as they were");
        let group = &read.groups.data.rows[0];
        assert_eq!((group.members.len(), group.kinds.users), (20, 20));
        assert_eq!(read.users.data.len(), 20, "u3 is wanted no more, u99 is");
        assert_eq!(rounds.load(Ordering::SeqCst), 2 * round);
        let asked = read.users.reading.requests;
        assert_eq!(asked, if round == 1 { 2 } else { 1 }, "u99 is read once");
    }
}

#[tokio::test]
async fn members_who_came_and_went_at_once_are_read() {
    let went = member("user", &id("u3"));
    let rows = vec![json!({"id": id("g1"), "members@delta": [gone(went.clone()), went]})];
    let (graph, _) = telling(rows, Vec::new(), large).await;
    graph.follow(&names()).await;
    let read = graph.follow(&names()).await;
    assert_eq!(
        read.groups.data.rows[0].members.len(),
        20,
        "as the group says"
    );
    assert_eq!(
        read.groups.reading.requests, 2,
        "its changes, and the group itself"
    );
}

#[tokio::test]
async fn a_part_that_could_not_be_read_is_asked_for_again() {
    let broken = std::sync::Arc::new(AtomicUsize::new(0));
    let breaks = std::sync::Arc::clone(&broken);
    let rows = vec![json!({"id": id("g1"), "displayName": "x"})];
    let (graph, _) = telling(rows, Vec::new(), move |place| {
        let read = place.starts_with(&format!("/groups/{}/members", id("g1")));
        if read && breaks.fetch_add(1, Ordering::SeqCst) == 1 {
            return (
                403,
                json!({"error": {"code": "Authorization_RequestDenied"}}),
            );
        }
        small(place)
    })
    .await;
    assert_eq!(
        graph.follow(&names()).await.groups.reading.grade,
        Grade::Complete
    );
    let before = full(&graph);
    assert_eq!(
        graph.follow(&names()).await.groups.reading.grade,
        Grade::Partial
    );
    let read = graph.follow(&names()).await;
    assert_eq!(read.groups.reading.grade, Grade::Complete);
    assert_eq!(read.groups.data.rows[0].members.len(), 2);
    assert_eq!(full(&graph), before);
}

#[tokio::test]
async fn a_tenant_that_tells_no_changes_is_read_in_full() {
    let server = tenant(|place| match place {
        _ if place.contains("/delta") => (403, json!({"error": {"code": "no"}})),
        _ => small(place),
    })
    .await;
    let graph = graph(&server, options(false));
    for _ in 0..2 {
        assert!(graph.follow(&names()).await.is_sound());
        assert_eq!(full(&graph), None);
    }
}
