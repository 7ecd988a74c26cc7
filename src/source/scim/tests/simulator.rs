//! Reads of the simulator, sound and with each of its faults.

use std::sync::PoisonError;

use secrecy::SecretString;
use url::Url;

use super::super::*;
use super::targets;
use crate::model::{Id, MembersRead};
use crate::simulator::{Options, Simulator};
use crate::source::http::{ClientOptions, Credential, Patience};

/// A provider at `base`, whose Retry-After is not waited for.
pub fn provider(base: &str, token: &str, options: ScimOptions) -> Scim {
    patient(base, token, options, Patience::default())
}

fn patient(base: &str, token: &str, options: ScimOptions, patience: Patience) -> Scim {
    let patience = Patience {
        first_wait: Duration::ZERO,
        longest_retry_after: Duration::ZERO,
        ..patience
    };
    let credential = Credential::Bearer(SecretString::from(token));
    let client = Client::new(ClientOptions {
        accept: Scim::ACCEPT,
        patience,
        ..ClientOptions::new(Url::parse(base).unwrap(), credential)
    });
    let ingest = Ingest::start().unwrap();
    Scim::new(client.unwrap(), ingest, Clock::wall(), options)
}

fn setting(simulator: &Simulator, name: &str) -> String {
    let all = simulator.environment();
    all.into_iter().find(|(key, _)| key == name).unwrap().1
}

pub fn scim(simulator: &Simulator, paging: Paging) -> Scim {
    let base = setting(simulator, "SCIMTOP_SCIM_URL");
    let token = setting(simulator, "SCIMTOP_SCIM_TOKEN");
    let options = ScimOptions {
        paging: Some(paging),
        ..ScimOptions::default()
    };
    provider(&base, &token, options)
}

/// A reader that finds out how to page.
fn by_itself(simulator: &Simulator) -> Scim {
    let base = setting(simulator, "SCIMTOP_SCIM_URL");
    let token = setting(simulator, "SCIMTOP_SCIM_TOKEN");
    provider(&base, &token, ScimOptions::default())
}

fn start(fault: &str) -> Simulator {
    let faults = fault.split_whitespace().map(|name| name.parse().unwrap());
    Simulator::start(Options {
        speed: 0.0,
        faults: faults.collect(),
        ..Options::default()
    })
    .unwrap()
}

/// Both lists of a simulator with `fault`.
async fn both(fault: &str, paging: Paging) -> (Read<Users>, Read<Groups>) {
    let simulator = start(fault);
    let scim = scim(&simulator, paging);
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    (users, groups)
}

/// What the provider holds when nothing is wrong.
async fn held() -> (usize, usize, usize) {
    let (users, groups) = both("", Paging::Index).await;
    assert_eq!(users.reading.grade, Grade::Complete);
    (
        users.data.len(),
        groups.data.rows.len(),
        groups.data.memberships(),
    )
}

#[tokio::test]
async fn twelve_hundred_people_are_read_completely_in_either_way() {
    for paging in [Paging::Index, Paging::Cursor] {
        let (users, groups) = both("", paging).await;
        for reading in [&users.reading, &groups.reading] {
            assert_eq!(reading.grade, Grade::Complete, "{paging:?} {reading:?}");
            assert_eq!(reading.reasons, []);
        }
        assert!(users.data.len() > 1000, "{}", users.data.len());
        assert_eq!(users.reading.objects, users.data.len() as u64);
        assert!(groups.data.memberships() > 1000);
        let strangers = |group: &crate::model::Group| group.strangers.len();
        assert_eq!(groups.data.rows.iter().map(strangers).sum::<usize>(), 0);
        assert!(users.reading.requests <= 15, "{}", users.reading.requests);
        assert!(groups.reading.requests <= 2, "{}", groups.reading.requests);
    }
}

#[tokio::test]
async fn pages_that_are_too_large_to_take_are_asked_for_in_parts() {
    let held = held().await;
    let simulator = start("");
    let setting = |name| setting(&simulator, name);
    let (base, token) = (setting("SCIMTOP_SCIM_URL"), setting("SCIMTOP_SCIM_TOKEN"));
    let small = Patience {
        bytes: 100_000,
        ..Patience::default()
    };
    let scim = patient(&base, &token, ScimOptions::default(), small);
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    assert!(users.reading.grade.is_sound(), "{:?}", users.reading);
    assert!(groups.reading.grade.is_sound(), "{:?}", groups.reading);
    let read = (
        users.data.len(),
        groups.data.rows.len(),
        groups.data.memberships(),
    );
    assert_eq!(read, held);
}

#[tokio::test]
async fn faults_that_pass_or_can_be_met_cost_nothing_but_requests() {
    let held = held().await;
    for fault in [
        "page-cap=50",
        "throttle-429=5",
        "unavailable-503=5",
        "cut-body=5",
    ] {
        for paging in [Paging::Index, Paging::Cursor] {
            let (users, groups) = both(fault, paging).await;
            let grades = (users.reading.grade, groups.reading.grade);
            assert_eq!(grades, (Grade::Complete, Grade::Complete), "{fault}");
            let read = (
                users.data.len(),
                groups.data.rows.len(),
                groups.data.memberships(),
            );
            assert_eq!(read, held, "{fault} {paging:?}");
        }
    }
}

#[tokio::test]
async fn faults_that_cannot_be_met_are_graded() {
    use Grade::{Doubtful, None, Partial, Settled};
    use Reason::{DuplicateRows, Failed, OrderUnstable, StartIndexIgnored, TotalMismatch};
    let cases = [
        ("html-200", None, Failed),
        ("html-200=7", Partial, Failed),
        ("scim-401", None, Failed),
        ("churn", Settled, Reason::TotalsMoved),
        ("order-unstable", Doubtful, OrderUnstable),
        ("start-index-ignored", Partial, StartIndexIgnored),
        ("total-wrong=1", Doubtful, TotalMismatch),
        ("total-wrong=-3", Doubtful, TotalMismatch),
        ("duplicate-rows", Doubtful, DuplicateRows),
    ];
    for (fault, grade, reason) in cases {
        let (users, _) = both(fault, Paging::Index).await;
        let reading = &users.reading;
        assert_eq!(reading.grade, grade, "{fault} {reading:?}");
        assert!(reading.reasons.contains(&reason), "{fault} {reading:?}");
        let failed = reading.reasons.contains(&Failed);
        assert_eq!(reading.error.is_some(), failed, "{fault}");
    }
}

#[tokio::test]
async fn members_that_are_not_shown_are_not_taken_for_empty() {
    let (_, groups) = both("members-absent", Paging::Index).await;
    let all = |read| {
        let same = move |group: &crate::model::Group| group.members_read == read;
        move |groups: &Read<Groups>| groups.data.rows.iter().all(same)
    };
    assert!(all(MembersRead::Absent)(&groups));
    let (_, groups) = both("members-empty", Paging::Index).await;
    assert!(all(MembersRead::Listed)(&groups));
    assert_eq!(groups.data.memberships(), 0);
}

#[tokio::test]
async fn the_probe_is_short_and_its_findings_are_kept() {
    let simulator = start("");
    let scim = scim(&simulator, Paging::Index);
    let found = scim.capabilities().await.unwrap();
    assert!(found.requests <= 10, "{found:?}");
    assert_eq!(found.start_index, Some(StartIndex::Works));
    assert_eq!(found.order, Order::Stable);
    assert_eq!(found.filter, Some(Filter::Works));
    assert_eq!(found.members, Some(MembersShown::InList));
    assert_eq!((found.cursor, found.discovery), (Some(true), true));
    let before = scim.client.sent();
    scim.capabilities().await.unwrap();
    assert_eq!(scim.client.sent(), before);
}

#[tokio::test]
async fn a_long_list_is_read_by_index_where_its_order_stands_although_there_are_cursors() {
    for (faults, paging) in [
        ("page-cap=50", Paging::Index),
        ("page-cap=50 order-unstable", Paging::Cursor),
        ("page-cap=50 start-index-ignored", Paging::Cursor),
        ("page-cap=50 cursors-absent", Paging::Index),
        ("page-cap=100", Paging::Cursor),
    ] {
        let simulator = start(faults);
        let scim = by_itself(&simulator);
        let found = scim.capabilities().await.unwrap();
        let plan = found.plan(Endpoint::Users);
        assert_eq!(plan.paging, paging, "{faults}: {found:?}");
    }
}

#[tokio::test]
async fn a_list_that_is_doubtful_by_index_is_read_by_cursor_the_next_time() {
    for (faults, grade, paging) in [
        ("page-cap=50", Grade::Complete, Paging::Index),
        ("page-cap=50 total-wrong=1", Grade::Doubtful, Paging::Cursor),
        ("page-cap=50 poison-row", Grade::Doubtful, Paging::Cursor),
    ] {
        let simulator = start(faults);
        let scim = by_itself(&simulator);
        let plan = scim.capabilities().await.unwrap().plan(Endpoint::Users);
        assert_eq!(plan.paging, Paging::Index, "{faults}");
        let users = scim.users(&targets()).await;
        assert_eq!(users.reading.grade, grade, "{faults} {:?}", users.reading);
        let plan = scim.capabilities().await.unwrap().plan(Endpoint::Users);
        assert_eq!(plan.paging, paging, "{faults}");
    }
}

#[tokio::test]
async fn every_page_is_told() {
    let simulator = start("page-cap=100");
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    let watch = move |counted: Counted| {
        let mut notes = notes.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push(counted);
    };
    let base = setting(&simulator, "SCIMTOP_SCIM_URL");
    let token = setting(&simulator, "SCIMTOP_SCIM_TOKEN");
    let options = ScimOptions {
        watch: Some(Arc::new(watch)),
        ..ScimOptions::default()
    };
    let users = provider(&base, &token, options).users(&targets()).await;
    let told = told.lock().unwrap().clone();
    assert!(told.is_sorted_by_key(|counted| (counted.pages, counted.objects)));
    let last = told.last().unwrap();
    assert_eq!(last.objects, users.data.len() as u64);
    assert_eq!(last.total, Some(last.objects));
}

#[tokio::test]
async fn a_second_look_tells_who_is_there() {
    let simulator = start("");
    let scim = scim(&simulator, Paging::Index);
    let unread = scim.user_absent("nobody@example.com").await;
    assert!(matches!(unread, Confirmation::Unknown(_)), "{unread:?}");
    let users = scim.users(&targets()).await;
    let groups = scim.groups(&users.data).await;
    let person = users.data.people().next().unwrap();
    let (id, name) = (
        users.data.ids[person as usize],
        users.data.names[person as usize],
    );
    let group = groups.data.rows[0].clone();
    let texts = scim.ingest.run(move |store| {
        let name = store.interner.get(name).to_owned();
        let group_name = store.interner.get(group.name).to_owned();
        let nobody = store.interner.id("no-such-id");
        (
            name,
            group_name,
            group.external_id.spelled(&store.interner),
            nobody,
        )
    });
    let (name, group_name, external_id, nobody) = texts.await.unwrap();
    let upper = name.to_uppercase();
    assert_eq!(scim.user_absent(&upper).await, Confirmation::Present);
    assert_eq!(scim.user_absent("o'no\"+\\@x").await, Confirmation::Absent);
    let absent = scim.group_absent("No such group", "no-such-id").await;
    assert_eq!(absent, Confirmation::Absent);
    let renamed = scim.group_absent("No such group", &external_id).await;
    assert_eq!(renamed, Confirmation::Present);
    assert_eq!(
        scim.group_absent(&group_name, "").await,
        Confirmation::Present
    );
    let row = scim.user_by_id(id).await.unwrap().unwrap();
    assert_eq!(
        (row.id, Some(row.name)),
        (id, users.data.row(person).map(|row| row.name))
    );
    assert_eq!(
        scim.user_by_id(nobody).await.unwrap().map(|row| row.id),
        None
    );
    assert_eq!(scim.group_now(nobody).await.unwrap(), None);
    let now = scim
        .group_now(groups.data.rows[0].id)
        .await
        .unwrap()
        .unwrap();
    let held = &groups.data.rows[0];
    let mut ids: Vec<Id> = held
        .members
        .iter()
        .map(|at| users.data.ids[*at as usize])
        .collect();
    ids.sort_unstable();
    assert_eq!((now.members, now.name), (ids, held.name));
}
