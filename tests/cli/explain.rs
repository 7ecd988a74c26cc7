//! `scimtop explain`: the step that fails, the verdict, and where two people part.

use serde_json::Value;

use crate::command::Desk;

const SCHEMA: &str = include_str!("../../docs/explain.schema.json");

const JOINED: &str =
    "[[event]]\nat = \"0s\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";

fn explained(desk: &Desk, who: &str) -> (u8, Value) {
    let ran = desk.run(&format!("explain {who} --format json"));
    let told = ran.json();
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("it is one of 2020-12");
    let wrong: Vec<String> = validator
        .iter_errors(&told)
        .map(|error| error.to_string())
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}: {told:#}");
    let mut other = told.clone();
    other["more"] = Value::Null;
    assert!(!validator.is_valid(&other), "an unknown key is refused");
    (ran.status, told)
}

fn states(told: &Value) -> Vec<&str> {
    let steps = told["steps"].as_array().expect("steps");
    steps
        .iter()
        .map(|step| step["state"].as_str().expect("a state"))
        .collect()
}

#[test]
fn someone_new_is_on_the_way_and_the_first_step_that_fails_is_named() {
    let desk = Desk::with(JOINED);
    let (status, told) = explained(&desk, "jo");
    assert_eq!(status, 1, "{told:#}");
    assert_eq!(told["first_failing"], 6);
    assert_eq!(
        states(&told),
        [
            "holds", "holds", "holds", "holds", "holds", "fails", "unknown", "fails"
        ]
    );
    let verdict = &told["verdict"];
    assert_eq!(
        (&verdict["phase"], &verdict["rule"]),
        (&"pending".into(), &"pending".into())
    );
    assert_eq!(verdict["changed_by"], "directory_audit");
    assert!(verdict["expected_by"].is_string(), "{verdict:#}");
    let ran = desk.run("explain jo");
    for told in [
        "6 NO matched at the provider",
        "<-- here",
        "HEALS     yes, by about",
        "FIX       wait",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
}

#[test]
fn a_leaver_who_is_still_active_is_wrong_and_says_so() {
    let desk = Desk::with("[[event]]\nat = \"-1m\"\ndo = \"leave\"\nuser = 3\nhow = \"disable\"\n");
    let (_, report) = desk.report("");
    let upn = report["findings"][0]["user"]["upn"]
        .as_str()
        .expect("a name")
        .to_owned();
    let (status, told) = explained(&desk, &upn);
    assert_eq!(status, 2, "{told:#}");
    assert_eq!(told["verdict"]["leaver"], true);
    assert_eq!(told["first_failing"], 1, "disabled in Entra");
    assert!(
        desk.run(&format!("explain {upn}"))
            .out
            .contains("LEAVER, still active")
    );
}

#[test]
fn both_values_of_a_scope_filter_stand_side_by_side() {
    let desk = Desk::with(
        "[[provisioning.filter]]\n\
         clauses = [{ attribute = \"department\", operator = \"NOT EQUALS\", value = \"Nowhere\" }]\n\
         [[event]]\nat = \"-1m\"\ndo = \"move\"\nuser = 3\ndepartment = \"Nowhere\"\n",
    );
    let (_, report) = desk.report("");
    let upn = report["findings"][0]["user"]["upn"]
        .as_str()
        .expect("a name")
        .to_owned();
    let (_, told) = explained(&desk, &upn);
    let filter = &told["steps"][3];
    assert_eq!(filter["state"], "fails", "{filter:#}");
    assert_eq!(
        filter["lines"][0],
        "department NOT EQUALS \"Nowhere\": it is \"Nowhere\""
    );
}

#[test]
fn two_people_part_at_the_first_step_that_ends_otherwise() {
    let desk = Desk::with(&format!(
        "{JOINED}[[event]]\nat = \"-5h\"\ndo = \"join\"\nupn = \"al\"\nname = \"Al Lee\"\ngroup = 0\n"
    ));
    let ran = desk.run("explain jo al");
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(
        ran.out.starts_with(
            "jo@northwind.example and al@northwind.example part at: matched at the provider"
        ),
        "{}",
        ran.out
    );
    let (_, json) = explained(&desk, "jo al");
    assert_eq!(json["parts_at"], "matched at the provider");
}

#[test]
fn a_group_tells_where_its_members_come_from_and_who_is_missing() {
    let desk = Desk::with(
        "[[event]]\nat = \"-2h\"\ndo = \"provider_remove_member\"\nuser = 0\ngroup = \"Sales\"\n",
    );
    let (status, told) = explained(&desk, "Sales");
    assert_eq!(status, 2, "{told:#}");
    assert_eq!(told["kind"], "group");
    let tree = told["tree"].as_array().expect("a tree");
    let nested = tree
        .iter()
        .find(|row| row["name"] == "group Engineering Contractors");
    assert_eq!(nested.expect("a nested group")["counted"], false);
    let first = &told["members"][0];
    assert_eq!(
        (&first["in_entra"], &first["at_provider"]),
        (&true.into(), &false.into())
    );
    assert_eq!(first["outlook"], "silent NEVER");
    assert_eq!(
        told["verdict"]["rule"], "member_removed_by_hand",
        "{told:#}"
    );
    assert_eq!(told["verdict"]["changed_by"], "provider_audit");
}

#[test]
fn nobody_several_and_somebody_out_of_reach_are_told_apart() {
    let desk =
        Desk::with("[[event]]\nat = \"-5h\"\ndo = \"join\"\nupn = \"lone\"\nname = \"Lone\"\n");
    let ran = desk.run("explain lone@northwind.example");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(
        ran.err.contains("no assignment reaches them"),
        "{}",
        ran.err
    );
    let ran = desk.run("explain none@northwind.example");
    assert!(
        ran.err.contains("neither in Entra nor at the provider"),
        "{}",
        ran.err
    );
    let ran = desk.run("explain northwind");
    assert!(ran.err.contains("people could be meant"), "{}", ran.err);
    assert_eq!(ran.status, 3);
}

#[test]
fn nothing_wrong_is_0_and_an_unread_side_is_3() {
    let desk = Desk::with(
        "[[event]]\nat = \"-5h\"\ndo = \"join\"\nupn = \"al\"\nname = \"Al Lee\"\ngroup = 0\n",
    );
    let (status, told) = explained(&desk, "al");
    assert_eq!(status, 0, "{told:#}");
    assert_eq!(states(&told), ["holds"; 8]);
    let events = told["timeline"].as_array().expect("a timeline");
    let lanes = |lane: &str| events.iter().filter(|event| event["lane"] == lane).count();
    assert_eq!(
        [lanes("provisioning"), lanes("directory"), lanes("provider")],
        [1, 2, 1],
        "{told:#}"
    );
    let dark = Desk::new(JOINED, &["scim-401"]);
    let ran = dark.run("explain jo");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(
        ran.out.contains("?? matched at the provider"),
        "{}",
        ran.out
    );
}
