//! `scimtop.report/1` against docs/report.schema.json: what the program writes passes, and it fails
//! as soon as a key is gone, unknown or of another kind.

use std::collections::BTreeSet;

use jsonschema::Validator;
use scimtop::drift::{Kind, Verdict};
use scimtop::model::{Grade, Source};
use scimtop::report::{Format, write};
use scimtop::status::Status;
use serde_json::{Value, json};

use crate::json_schema::errors;
use crate::report_status::{blocked, empty};
use crate::world::noon;

const SCHEMA: &str = include_str!("../../docs/report.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

fn validator() -> Validator {
    let options = jsonschema::draft202012::options();
    options
        .build(&schema())
        .expect("the schema is one of 2020-12")
}

fn report(status: &Status) -> Value {
    let mut out = Vec::new();
    write(Format::Json, status, noon(), &mut out).expect("a vector takes every byte");
    serde_json::from_slice(&out).expect("the report is JSON")
}

#[test]
fn a_report_with_findings_of_every_kind_passes() {
    let report = report(&blocked());
    assert_eq!(errors(&validator(), &report), Ok(()));
    let found: BTreeSet<&str> = rows(&report, "findings")
        .filter_map(|finding| finding["kind"].as_str())
        .collect();
    assert_eq!(found, Kind::ALL.map(Kind::name).into());
    let about_a_group =
        |finding: &&Value| finding["kind"] == "attribute_mismatch" && finding["group"].is_object();
    assert!(rows(&report, "findings").any(|finding| about_a_group(&finding)));
    assert!(report["job"]["quarantine"].is_object() && !report["notes"][0].is_null());
}

#[test]
fn a_report_of_nothing_read_passes() {
    let report = report(&empty());
    assert_eq!(errors(&validator(), &report), Ok(()));
    assert_eq!(report["verdict"], "unknown");
}

#[test]
fn no_key_may_be_missing_or_unknown() {
    let validator = validator();
    let report = report(&blocked());
    let mut tried = 0;
    for place in objects(&report, String::new()) {
        let keys: Vec<String> = object(&report, &place).keys().cloned().collect();
        for key in keys {
            let mut broken = report.clone();
            object_mut(&mut broken, &place).remove(&key);
            assert!(!validator.is_valid(&broken), "passes without {place}/{key}");
            tried += 1;
        }
        let mut broken = report.clone();
        object_mut(&mut broken, &place).insert("surplus".to_owned(), Value::Null);
        assert!(!validator.is_valid(&broken), "passes with {place}/surplus");
    }
    assert!(tried > 150, "only {tried} keys were tried");
}

#[test]
fn no_value_of_another_kind_passes() {
    let validator = validator();
    let report = report(&blocked());
    for (pointer, wrong) in [
        ("/format", json!("scimtop.report/2")),
        ("/generated_at", json!("2026-11-24T03:00:00+00:00")),
        ("/generated_at", json!("2026-11-24T03:00:00.5Z")),
        ("/verdict", json!("fine")),
        ("/sources/0/grade", json!("good")),
        ("/sources/0/name", json!("scim_groups")),
        ("/sources/0/reasons", json!(["Totals moved"])),
        ("/sources/8", Value::Null),
        ("/job/interval_s", json!("PT40M")),
        ("/job/quarantine", json!("none")),
        ("/counts/missing_user", json!(-1)),
        ("/findings/0/id", json!("12")),
        ("/findings/0/kind", json!("ghost_user")),
        ("/findings/0/since", Value::Null),
        ("/findings/0/attribute", json!("title")),
        ("/findings/0/user/upn", json!("")),
        ("/ignored", json!([])),
        ("/notes/0/code", Value::Null),
    ] {
        let mut broken = report.clone();
        let place = broken.pointer_mut(pointer);
        *place.unwrap_or_else(|| panic!("the report has no {pointer}")) = wrong.clone();
        assert!(
            !validator.is_valid(&broken),
            "passes with {wrong} at {pointer}"
        );
    }
}

/// The schema says for each kind which of user, group and member it is about.
#[test]
fn no_finding_is_about_something_else() {
    let validator = validator();
    let report = report(&blocked());
    for (at, finding) in rows(&report, "findings").enumerate() {
        for key in ["user", "group", "member"] {
            let other = match &finding[key] {
                Value::Null => {
                    json!({ "upn": "x", "name": "x", "entra_id": null, "scim_id": null })
                }
                _ => Value::Null,
            };
            let mut broken = report.clone();
            broken["findings"][at][key] = other;
            assert!(
                !validator.is_valid(&broken),
                "{} passes with another {key}",
                finding["kind"]
            );
        }
    }
}

#[test]
fn the_schema_knows_the_words_of_the_code_and_no_others() {
    let schema = schema();
    let finding = "/$defs/finding/properties/kind/enum";
    let counts = keys(&schema["properties"]["counts"]["properties"]);
    assert_eq!(words(&schema, finding), Kind::ALL.map(Kind::name).into());
    assert_eq!(counts, Kind::ALL.map(Kind::name).into());
    let sources = words(&schema, "/$defs/source/properties/name/enum");
    assert_eq!(sources, Source::ALL.map(Source::name).into());
    let grades = words(&schema, "/$defs/source/properties/grade/enum");
    let all = [
        Grade::Complete,
        Grade::Settled,
        Grade::Doubtful,
        Grade::Partial,
        Grade::None,
    ];
    assert_eq!(grades, all.map(Grade::name).into());
    let verdicts = words(&schema, "/properties/verdict/enum");
    let all = [
        Verdict::InSync,
        Verdict::Pending,
        Verdict::Drift,
        Verdict::Blocked,
        Verdict::Unknown,
    ];
    assert_eq!(verdicts, all.map(Verdict::name).into());
}

fn rows<'a>(report: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    report[key].as_array().into_iter().flatten()
}

fn words<'a>(schema: &'a Value, pointer: &str) -> BTreeSet<&'a str> {
    let words = schema.pointer(pointer).and_then(Value::as_array);
    words
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str())
        .collect()
}

/// The place of every object in `value`, the outermost first.
fn objects(value: &Value, at: String) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        Value::Array(rows) => rows
            .iter()
            .enumerate()
            .map(|(at, row)| (at.to_string(), row))
            .collect(),
        _ => Vec::new(),
    };
    let below = inner
        .into_iter()
        .flat_map(|(key, value)| objects(value, format!("{at}/{key}")))
        .collect::<Vec<_>>();
    let own = value.is_object().then_some(at);
    own.into_iter().chain(below).collect()
}

fn object<'a>(report: &'a Value, place: &str) -> &'a serde_json::Map<String, Value> {
    let found = report.pointer(place).and_then(Value::as_object);
    found.expect("the place was found in this report")
}

fn object_mut<'a>(report: &'a mut Value, place: &str) -> &'a mut serde_json::Map<String, Value> {
    let found = report.pointer_mut(place).and_then(Value::as_object_mut);
    found.expect("the place was found in this report")
}
