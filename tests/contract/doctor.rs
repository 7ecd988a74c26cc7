//! `scimtop.doctor/1` against docs/doctor.schema.json: what the program writes passes, and it fails as
//! soon as a key is gone, unknown or of another kind.

use std::collections::BTreeSet;

use jsonschema::Validator;
use scimtop::doctor::{Evidence, Outcome, Setup, Verdict, examine, next};
use scimtop::report::doctor::{Examination, write_json};
use serde_json::{Value, json};

use crate::json_schema::errors;
use crate::report_status::{blocked, empty};
use crate::world::noon;

const SCHEMA: &str = include_str!("../../docs/doctor.schema.json");

fn schema() -> Value {
    serde_json::from_str(SCHEMA).expect("the schema is JSON")
}

fn validator() -> Validator {
    let options = jsonschema::draft202012::options();
    options
        .build(&schema())
        .expect("the schema is one of 2020-12")
}

/// What is written of this status, with a configuration that has one mistake.
fn document(status: scimtop::status::Status) -> Value {
    let evidence = Evidence {
        now: noon(),
        setup: Setup {
            wrong: vec!["tenant is empty".to_owned()],
            ..Setup::default()
        },
        status,
        entra: None,
        scim: None,
        rest: None,
    };
    let rows = examine(&evidence);
    let next = next(&evidence, &rows);
    let found = Examination {
        profile: "default",
        at: noon(),
        rows: &rows,
        next: &next,
    };
    let mut out = Vec::new();
    write_json(&found, &mut out).expect("a vector takes every byte");
    serde_json::from_slice(&out).expect("the document is JSON")
}

#[test]
fn what_is_written_passes() {
    for status in [empty(), blocked()] {
        let document = document(status);
        assert_eq!(errors(&validator(), &document), Ok(()));
        let results: BTreeSet<&str> = document["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["result"].as_str())
            .collect();
        assert!(results.len() >= 4, "{results:?}");
    }
}

#[test]
fn no_key_may_be_missing_or_unknown() {
    let validator = validator();
    let document = document(empty());
    for place in ["", "/rows/0", "/rows/40"] {
        let object = document.pointer(place).and_then(Value::as_object);
        for key in object.expect("an object").keys() {
            let mut broken = document.clone();
            let object = broken.pointer_mut(place).and_then(Value::as_object_mut);
            object.expect("an object").remove(key);
            assert!(!validator.is_valid(&broken), "passes without {place}/{key}");
        }
        let mut broken = document.clone();
        broken.pointer_mut(place).expect("an object")["surplus"] = Value::Null;
        assert!(!validator.is_valid(&broken), "passes with {place}/surplus");
    }
}

#[test]
fn no_value_of_another_kind_passes() {
    let validator = validator();
    let document = document(empty());
    for (pointer, wrong) in [
        ("/format", json!("scimtop.doctor/2")),
        ("/generated_at", json!("2026-11-24T03:00:00.5Z")),
        ("/verdict", json!("good")),
        ("/next", json!("")),
        ("/rows", json!([])),
        ("/rows/0/id", json!("Guide 1")),
        ("/rows/0/result", json!("unread")),
        ("/rows/0/seen", json!("")),
        ("/rows/2/fix", json!("")),
        ("/rows/0/fix", Value::Null),
    ] {
        let mut broken = document.clone();
        let place = broken.pointer_mut(pointer);
        *place.unwrap_or_else(|| panic!("there is no {pointer}")) = wrong.clone();
        assert!(
            !validator.is_valid(&broken),
            "passes with {wrong} at {pointer}"
        );
    }
}

#[test]
fn the_schema_knows_the_words_of_the_code_and_no_others() {
    let schema = schema();
    let words = |pointer: &str| -> BTreeSet<&str> {
        let words = schema.pointer(pointer).and_then(Value::as_array);
        words
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let results = words("/$defs/row/properties/result/enum");
    assert_eq!(results, Outcome::ALL.map(Outcome::name).into());
    let all = [
        Verdict::Fine,
        Verdict::Warnings,
        Verdict::Wrong,
        Verdict::Unknown,
    ];
    assert_eq!(
        words("/properties/verdict/enum"),
        all.map(Verdict::name).into()
    );
}
