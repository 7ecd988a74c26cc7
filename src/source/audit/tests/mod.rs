//! Audit logs of every shape, against servers and commands of the test's own.

#[cfg(unix)]
mod command;
mod paging;
mod records;

use chrono::{DateTime, TimeZone, Utc};
use serde_json::json;

use super::{FieldMap, Listing, ListingLog, Paging, Pointer, Pointers, Since, TimeFormat};
use crate::model::{Event, Reading};
use crate::source::clock::Clock;
use crate::source::http::loopback::Loopback;
use crate::source::http::{Client, ClientOptions, Credential};

fn since() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
}

fn at(texts: &[&str]) -> Pointers {
    let pointers = texts.iter().map(|text| Pointer::new(text).unwrap());
    Pointers(pointers.collect())
}

/// Records as [`record`] makes them.
fn map() -> FieldMap {
    FieldMap {
        id: at(&["/id"]),
        time: at(&["/at"]),
        action: at(&["/do"]),
        actor: at(&["/by"]),
        target_id: at(&["/to"]),
        ..FieldMap::default()
    }
}

fn record(id: u32) -> String {
    json!({"id": id, "at": 1_767_225_600 + id, "do": "update", "by": "ann", "to": "u1"}).to_string()
}

fn records(ids: &[u32]) -> String {
    let all: Vec<String> = ids.iter().map(|id| record(*id)).collect();
    format!("[{}]", all.join(","))
}

/// The list at `/log/` of a server, asked for `since` in seconds.
fn listing(server: &Loopback, items: &str, paging: Paging) -> Listing {
    Listing {
        url: server.base.join("/log/").unwrap(),
        query: vec![("limit".to_owned(), "2".to_owned())],
        since: Some(Since {
            param: "from".to_owned(),
            format: TimeFormat::EpochS,
            template: None,
        }),
        items: at(&[items]),
        paging,
        until_empty: false,
        map: map(),
    }
}

async fn read(listing: Listing) -> (Vec<Event>, Reading) {
    let credential = Credential::Scheme("SSWS".to_owned(), "canary".into());
    let client = Client::new(ClientOptions {
        patience: Listing::patience(),
        ..ClientOptions::new(listing.base(), credential)
    });
    let log = ListingLog::new(client.unwrap(), Clock::wall(), Box::new(listing));
    log.events(since()).await
}

fn ids(events: &[Event]) -> Vec<&str> {
    events.iter().map(|event| event.id.raw()).collect()
}

/// What is said of a reading.
fn error(reading: &Reading) -> String {
    reading
        .error
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}
