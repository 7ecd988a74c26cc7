//! What is made of records, good and bad.

use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::super::{FieldMap, Paging, TimeFormat};
use super::{at, error, ids, listing, map, read};
use crate::model::{Event, Foreign, Grade, Lane, Outcome, Reading, Reason};
use crate::source::http::loopback::{Loopback, json as answer};

async fn read_all(map: FieldMap, records: Value) -> (Vec<Event>, Reading) {
    let server = Loopback::start(move |_, _| answer(&records.to_string())).await;
    let mut listing = listing(&server, "", Paging::None);
    listing.map = map;
    read(listing).await
}

#[tokio::test]
async fn every_part_of_an_event_has_its_place() {
    let map = FieldMap {
        id: at(&["/id"]),
        time: at(&["/none", "/when"]),
        time_format: TimeFormat::Rfc3339,
        action: at(&["/what"]),
        actor: at(&["/who/email", "/who/name", "/who/id"]),
        actor_type: at(&["/who/type"]),
        target: at(&["/of/{target_type}/name", "/of/{target_type}/id"]),
        target_id: at(&["/of/{target_type}/id"]),
        target_type: at(&["/of/type"]),
        detail: at(&["/why"]),
        status: at(&["/end"]),
    };
    let record = json!([{
        "id": "e1", "when": "2026-01-01T02:00:00.5+01:00", "what": "rename",
        "who": {"type": "admin", "email": "", "name": "Ann", "id": 7},
        "of": {"type": "user", "user": {"id": "u1"}}, "why": null, "end": "SUCCESS",
    }]);
    let (events, reading) = read_all(map, record).await;
    assert_eq!(
        (reading.grade, events.len()),
        (Grade::Complete, 1),
        "{reading:?}"
    );
    let event = &events[0];
    assert_eq!(
        event.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        "2026-01-01T01:00:00.500Z"
    );
    assert_eq!(
        (event.lane, event.outcome),
        (Lane::Provider, Outcome::Success)
    );
    let told = [
        &event.id,
        &event.action,
        &event.actor,
        &event.target,
        &event.target_id,
        &event.detail,
    ];
    assert_eq!(
        told.map(Foreign::raw),
        ["e1", "rename", "admin Ann", "u1", "u1", "user"]
    );
}

#[tokio::test]
async fn times_of_each_form_are_read() {
    for (format, when) in [
        (TimeFormat::Auto, json!("2026-01-01T00:00:00Z")),
        (TimeFormat::Auto, json!(1_767_225_600_000_u64)),
        (TimeFormat::Rfc3339, json!("2026-01-01T00:00:00Z")),
        (TimeFormat::EpochS, json!("1767225600")),
        (TimeFormat::EpochMs, json!(1_767_225_600_000_u64)),
    ] {
        let map = FieldMap {
            time_format: format,
            ..map()
        };
        let (events, _) = read_all(map, json!([{"id": "1", "at": when, "do": "x"}])).await;
        assert_eq!(events[0].at, super::since(), "{format:?} {when}");
    }
}

#[tokio::test]
async fn only_plain_words_end_an_act() {
    let map = FieldMap {
        status: at(&["/end"]),
        ..map()
    };
    for (end, outcome, detail) in [
        (json!("success"), Outcome::Success, ""),
        (json!(true), Outcome::Success, ""),
        (json!("DENIED"), Outcome::Failure, ""),
        (json!("skipped"), Outcome::Skipped, ""),
        (json!("Warning"), Outcome::Warning, ""),
        (json!("CHALLENGE"), Outcome::Unknown, "CHALLENGE"),
        (json!(null), Outcome::Unknown, ""),
    ] {
        let records = json!([{"at": 1, "do": "x", "end": end}]);
        let (events, _) = read_all(map.clone(), records).await;
        assert_eq!(
            (events[0].outcome, events[0].detail.raw()),
            (outcome, detail),
            "{end}"
        );
    }
}

#[tokio::test]
async fn records_that_cannot_be_read_are_counted_and_graded() {
    let good = json!({"id": "ok", "at": 1, "do": "x"});
    let bad = [
        (json!("text"), "is no JSON object"),
        (json!(null), "is no JSON object"),
        (json!([[1]]), "is no JSON object"),
        (json!({"do": "x"}), "holds no time"),
        (json!({"at": {}, "do": "x"}), "holds no time"),
        (json!({"at": "soon", "do": "x"}), "not in the form"),
        (json!({"at": 9e300, "do": "x"}), "not in the form"),
        (json!({"at": 1, "do": ""}), "holds no action"),
        (json!({"at": 1}), "holds no action"),
    ];
    for (record, why) in bad {
        let (events, reading) = read_all(map(), json!([good, record, record])).await;
        assert_eq!(ids(&events), ["ok"]);
        assert_eq!(reading.grade, Grade::Partial);
        assert_eq!(reading.reasons, [Reason::RowsUnreadable]);
        let said = error(&reading);
        let counted = "GET /log/: 2 of 3 records could not be read; the first is number 2: it ";
        assert!(said.starts_with(counted) && said.contains(why), "{said}");
        let (_, reading) = read_all(map(), json!([record])).await;
        assert_eq!(reading.grade, Grade::None, "nothing was read");
    }
}

#[tokio::test]
async fn one_id_is_one_event() {
    let first = json!({"id": "1", "at": 1, "do": "x"});
    let other = json!({"id": "1", "at": 2, "do": "x"});
    let (events, reading) = read_all(map(), json!([first, first])).await;
    assert_eq!((events.len(), reading.grade), (1, Grade::Complete));
    let (events, reading) = read_all(map(), json!([first, other])).await;
    assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
    assert_eq!(reading.reasons, [Reason::DuplicateRows]);
    assert!(error(&reading).contains("map.id"), "{reading:?}");
}

#[tokio::test]
async fn without_an_id_the_content_tells_events_apart() {
    let one = json!({"at": 1, "do": "x", "extra": {"b": 1, "a": 2}});
    let same = json!({"extra": {"a": 2, "b": 1}, "do": "x", "at": 1});
    let other = json!({"at": 1, "do": "x", "extra": {"b": 1, "a": 3}});
    let (events, reading) = read_all(map(), json!([one, same, other])).await;
    assert_eq!((events.len(), reading.grade), (2, Grade::Complete));
    assert!(ids(&events).iter().all(|id| id.len() == 32), "{events:?}");
}
