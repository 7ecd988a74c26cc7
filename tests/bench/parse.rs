//! Parsing and interning pages of users, against parsing them into owned structs alone and against
//! a memcpy of the same bytes (docs/performance.md). Ratios of sums over pages, interleaved.
//!
//! `cargo bench --bench parse` measures 100,000 and 1,000,000 users; numbers after `--` are users.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scimtop::entra::Mappings;
use scimtop::source::ingest::Store;
use scimtop::source::scim::{Intake, Seam, Targets, UserIntake};
use serde::Deserialize;

/// Users of one page.
const PAGE: u32 = 1_000;

fn main() {
    let asked: Vec<u32> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![100_000, 1_000_000]
    } else {
        asked
    };
    println!("users      B/user  owned parse/ours  ours/memcpy  unchanged/ours  kept");
    for users in sizes {
        measure(users);
    }
}

fn measure(users: u32) {
    let (mut store, mut intake) = (Store::default(), UserIntake::new(targets(), None));
    let (mut copied, mut owned, mut ours) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
    let seam = Seam {
        pass: 0,
        anchored: false,
    };
    let (mut bytes, mut to) = (0, Vec::new());
    for first in (0..users).step_by(PAGE as usize) {
        let body = page(first, users);
        bytes += body.len();
        to.resize(body.len(), 0);
        copied += timed(|| black_box(&mut to[..]).copy_from_slice(black_box(&body)));
        owned += timed(|| drop(black_box(serde_json::from_slice::<OwnedPage>(&body))));
        ours += timed(|| drop(black_box(intake.take(&mut store, body, seam))));
    }
    let kept = intake.count();
    let before = Some(Arc::new(intake.finish(&mut store)));
    let mut again = UserIntake::new(targets(), before);
    let mut unchanged = Duration::ZERO;
    for first in (0..users).step_by(PAGE as usize) {
        let body = page(first, users);
        unchanged += timed(|| drop(black_box(again.take(&mut store, body, seam))));
    }
    unchanged += timed(|| drop(black_box(again.finish(&mut store))));
    let unchanged = unchanged.as_secs_f64() / ours.as_secs_f64();
    let (copied, owned, ours) = (
        copied.as_secs_f64(),
        owned.as_secs_f64(),
        ours.as_secs_f64(),
    );
    let a_user = bytes / users as usize;
    let (faster, slower) = (owned / ours, ours / copied);
    println!("{users:<10} {a_user:<7} {faster:<17.2} {slower:<12.1} {unchanged:<15.3} {kept}");
}

fn targets() -> Targets {
    Targets::new(&Mappings::assumed("").targets())
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

/// A page as a provider sends it: about 900 bytes a user, of which a third is of use.
fn page(first: u32, users: u32) -> Vec<u8> {
    let mut body = format!(
        "{{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:ListResponse\"],\
         \"totalResults\":{users},\"startIndex\":{},\"itemsPerPage\":{PAGE},\"Resources\":[",
        first + 1
    );
    for number in first..(first + PAGE).min(users) {
        let comma = if number == first { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(
            body,
            "{comma}{{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\
             \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\
             \"id\":\"{number:08x}-0000-4000-8000-00000000000a\",\"externalId\":\"given{number}\",\
             \"userName\":\"given{number}.family@contoso.example\",\"active\":true,\
             \"name\":{{\"givenName\":\"Given{number}\",\"familyName\":\"Family\",\
             \"formatted\":\"Given{number} Family\"}},\"displayName\":\"Given{number} Family\",\
             \"title\":\"Title {}\",\"preferredLanguage\":\"en-GB\",\
             \"emails\":[{{\"type\":\"work\",\"primary\":true,\
             \"value\":\"given{number}.family@contoso.example\"}}],\
             \"phoneNumbers\":[{{\"type\":\"mobile\",\"value\":\"+44 20 7946 0{:03}\"}}],\
             \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{{\
             \"department\":\"Department {}\",\"employeeNumber\":\"{number}\"}},\
             \"meta\":{{\"resourceType\":\"User\",\"created\":\"2026-03-01T08:00:00Z\",\
             \"lastModified\":\"2026-10-01T08:00:00Z\",\
             \"location\":\"https://scim.example/v2/Users/{number:08x}\"}}}}",
            number % 300,
            number % 1_000,
            number % 90
        );
    }
    body.push_str("]}");
    body.into_bytes()
}

/// What a careful program that keeps every field would parse into.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedPage {
    total_results: u64,
    #[serde(rename = "Resources")]
    resources: Vec<OwnedUser>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedUser {
    schemas: Vec<String>,
    id: String,
    external_id: String,
    user_name: String,
    active: bool,
    name: OwnedName,
    display_name: String,
    title: String,
    preferred_language: String,
    emails: Vec<OwnedValue>,
    phone_numbers: Vec<OwnedValue>,
    #[serde(rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
    enterprise: OwnedEnterprise,
    meta: OwnedMeta,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedName {
    given_name: String,
    family_name: String,
    formatted: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedValue {
    r#type: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedEnterprise {
    department: String,
    employee_number: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "parsed to be timed, not read")]
struct OwnedMeta {
    resource_type: String,
    created: String,
    last_modified: String,
    location: String,
}
