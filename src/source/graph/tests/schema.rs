//! The schema of the job, as whole documents in tests/fixtures/schema.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::super::GraphOptions;
use super::tenant::{SP, application, graph, options};
use crate::model::{
    FlowType, Foreign, Grade, ObjectFlows, ObjectMapping, Reading, Reason, Schema, SourceKind,
};
use crate::source::http::loopback::{Loopback, reply};

const JOB: &str = "scim.feed.1";

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema");
    fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

/// Reads a document as the service would send it, which may be one that no JSON value can hold.
async fn answered(status: u16, document: impl ToString) -> (Option<Schema>, Reading) {
    let document = document.to_string();
    let server = Loopback::start(move |asked, _| {
        let jobs = format!("GET /v1.0/servicePrincipals/{SP}/synchronization/jobs");
        match asked.line.strip_prefix(&jobs) {
            Some("") => reply(
                200,
                &[],
                &json!({"value": [{"id": "0"}, {"id": JOB}]}).to_string(),
            ),
            Some(rest) if rest == format!("/{JOB}/schema") => reply(status, &[], &document),
            _ => reply(200, &[], &application().to_string()),
        }
    })
    .await;
    let options = GraphOptions {
        job: Some(JOB.into()),
        ..options(false)
    };
    graph(&server, options).schema().await
}

pub async fn read(name: &str) -> Schema {
    let (schema, reading) = answered(200, fixture(name)).await;
    assert_eq!(
        (reading.grade, reading.requests),
        (Grade::Complete, 2),
        "{reading:?}"
    );
    schema.unwrap()
}

pub fn of<'s>(schema: &'s Schema, source: &str) -> &'s ObjectMapping {
    let mut objects = schema.objects.iter();
    objects
        .find(|object| object.source.raw() == source)
        .unwrap()
}

#[tokio::test]
async fn the_default_mapping_is_read_whole() {
    let schema = read("default").await;
    let (users, groups) = (of(&schema, "User"), of(&schema, "Group"));
    assert!(schema.version.raw().starts_with("Date:2025"));
    assert_eq!((users.attributes.len(), groups.attributes.len()), (22, 3));
    assert!(users.enabled && groups.enabled);
    assert_eq!(users.flows, ObjectFlows::default());
    let [name, active, ..] = &users.attributes[..] else {
        panic!("{users:?}");
    };
    assert_eq!((name.target.raw(), name.matching_priority), ("userName", 1));
    assert_eq!(
        (name.case_exact, &name.flow),
        (Some(false), &FlowType::Always)
    );
    let source = name.source.as_ref().unwrap();
    assert_eq!(
        (source.name.raw(), &source.kind),
        ("userPrincipalName", &SourceKind::Attribute)
    );
    let switch = active.source.as_ref().unwrap();
    let keys: Vec<&str> = switch.parameters.iter().map(|(key, _)| key.raw()).collect();
    assert_eq!(keys[..2], ["source", "switchValue"]);
    assert_eq!((keys.len(), &switch.kind), (5, &SourceKind::Function));
    let exact = users.attributes.iter().find(|a| a.case_exact == Some(true));
    assert_eq!(exact.unwrap().target.raw(), "externalId");
}

#[tokio::test]
async fn scope_and_flows_are_read() {
    let schema = read("scoped").await;
    let users = of(&schema, "User");
    assert!(users.flows.add && users.flows.update && !users.flows.delete);
    assert_eq!(
        (users.scope.groups.len(), users.scope.input_groups.len()),
        (3, 0)
    );
    let clause = &users.scope.groups[1].clauses[1];
    assert_eq!(clause.operator.raw(), "ENDS_WITH");
    assert_eq!(clause.values, [Foreign::new("@example.com")]);
    assert!(!of(&read("groups_off").await, "Group").enabled);
}

#[tokio::test]
async fn nothing_is_made_of_nulls() {
    let schema = read("nulls").await;
    assert_eq!(schema.objects.len(), 2);
    let users = of(&schema, "User");
    assert!(users.enabled && users.scope.groups.is_empty());
    assert!(users.attributes[1].source.is_none());
    assert!(
        users
            .attributes
            .iter()
            .all(|a| a.case_exact.is_none() && a.default.is_none())
    );
    let append = users.attributes[4].source.as_ref().unwrap();
    assert_eq!(append.parameters.len(), 1);
}

#[tokio::test]
async fn rules_come_by_priority_and_those_into_entra_not_at_all() {
    let rule = |priority: i32, source: &str, target: &str, name: &str| {
        json!({"priority": priority, "sourceDirectoryName": source, "targetDirectoryName": target,
            "objectMappings": [{"name": name, "flowTypes": "None", "attributeMappings": [
                {"targetAttributeName": "userName", "flowType": "Whenever", "matchingPriority": -1,
                    "source": {"type": "Reference", "name": "x"}}]}]})
    };
    let entra = "Azure Active Directory";
    let document = json!({"synchronizationRules": [
        rule(7, entra, "app", "last"), rule(1, entra, "app", "first"), rule(2, "app", entra, "in")]});
    let schema = answered(200, document).await.0.unwrap();
    let names: Vec<&str> = schema
        .objects
        .iter()
        .map(|object| object.name.raw())
        .collect();
    assert_eq!(names, ["first", "last"]);
    let (flows, mapping) = (schema.objects[0].flows, &schema.objects[0].attributes[0]);
    assert!(!flows.add && !flows.update && !flows.delete);
    assert_eq!(mapping.flow, FlowType::Other(Foreign::new("Whenever")));
    assert_eq!(mapping.matching_priority, 0);
    let kind = &mapping.source.as_ref().unwrap().kind;
    assert_eq!(kind, &SourceKind::Other(Foreign::new("Reference")));
}

#[tokio::test]
async fn functions_in_functions_are_read_as_deep_as_they_may_go() {
    let mut source = json!({"name": "mail"});
    for _ in 1..64 {
        source = json!({"type": "Function", "name": "ToLower",
            "parameters": [{"key": "source", "value": source}]});
    }
    let document = json!({"synchronizationRules": [{"objectMappings": [{"attributeMappings": [
        {"targetAttributeName": "userName", "source": source}]}]}]});
    let (schema, reading) = answered(200, document).await;
    let schema = schema.ok_or(reading).unwrap();
    let mut depth = 1;
    let mut source = schema.objects[0].attributes[0].source.as_ref().unwrap();
    while let Some((_, inner)) = source.parameters.first() {
        (source, depth) = (inner, depth + 1);
    }
    assert_eq!((depth, source.name.raw()), (64, "mail"));
}

#[tokio::test]
async fn what_cannot_be_read_is_told() {
    for (status, reason) in [(403, Reason::NotPermitted), (404, Reason::Failed)] {
        let (schema, reading) = answered(status, json!({})).await;
        assert!(schema.is_none() && reading.error.is_some());
        assert_eq!(
            (reading.grade, &reading.reasons[..]),
            (Grade::None, &[reason][..])
        );
    }
}

/// Each document is broken in one place, which its refusal names.
const BROKEN: &[(&str, &str)] = &[
    (
        "attribute_mapping_no_object",
        "~.attributeMappings[1] is null, not an object",
    ),
    (
        "attribute_mappings_no_list",
        "~.attributeMappings is an object, not a list",
    ),
    (
        "clauses_no_list",
        "~.scope.groups[0].clauses is an object, not a list",
    ),
    (
        "directories_no_list",
        "directories is a single value, not a list",
    ),
    (
        "directory_objects_no_list",
        "directories[1].objects is an object, not a list",
    ),
    ("enabled_no_flag", "~.enabled is neither true nor false"),
    (
        "expression_no_text",
        "~.attributeMappings[1].source.expression is a list, not text",
    ),
    ("flow_types_no_text", "~.flowTypes is a list, not text"),
    (
        "groups_no_list",
        "~.scope.groups is a single value, not a list",
    ),
    (
        "matching_priority_no_number",
        "~.attributeMappings[1].matchingPriority is not a whole number",
    ),
    (
        "nested_parameters_no_list",
        "~.attributeMappings[1].source.parameters[0].value.parameters is a single value, not a list",
    ),
    (
        "nested_too_deep",
        "~.attributeMappings[1].source is nested more than 64 deep",
    ),
    ("no_object", "the schema is a list, not an object"),
    ("object_mapping_no_object", "~ is a list, not an object"),
    (
        "object_mappings_missing",
        "synchronizationRules[0].objectMappings is missing",
    ),
    (
        "object_mappings_no_list",
        "synchronizationRules[0].objectMappings is a single value, not a list",
    ),
    (
        "operand_missing",
        "~.scope.groups[0].clauses[0] has no sourceOperandName",
    ),
    (
        "operator_missing",
        "~.scope.groups[0].clauses[0] has no operatorName",
    ),
    (
        "parameter_no_object",
        "~.attributeMappings[1].source.parameters[1] is a single value, not an object",
    ),
    (
        "parameter_value_no_object",
        "~.attributeMappings[1].source.parameters[0].value is a single value, not an object",
    ),
    (
        "parameters_no_list",
        "~.attributeMappings[1].source.parameters is an object, not a list",
    ),
    (
        "priority_no_number",
        "synchronizationRules[0].priority is not a whole number",
    ),
    (
        "rule_no_object",
        "synchronizationRules[0] is a single value, not an object",
    ),
    ("rules_missing", "synchronizationRules is missing"),
    (
        "rules_no_list",
        "synchronizationRules is an object, not a list",
    ),
    ("scope_no_object", "~.scope is a list, not an object"),
    (
        "source_no_object",
        "~.attributeMappings[1].source is a single value, not an object",
    ),
    (
        "target_missing",
        "~.attributeMappings[1] has no targetAttributeName",
    ),
    (
        "target_no_text",
        "~.attributeMappings[1].targetAttributeName is an object, not text",
    ),
    (
        "target_null",
        "~.attributeMappings[1] has no targetAttributeName",
    ),
    (
        "value_no_text",
        "~.scope.groups[0].clauses[0].targetOperand.values[0] is an object, not text",
    ),
    (
        "values_no_list",
        "~.scope.groups[0].clauses[0].targetOperand.values is a single value, not a list",
    ),
];

#[tokio::test]
async fn what_is_broken_is_refused_with_its_place() {
    for (name, place) in BROKEN {
        let (schema, reading) = answered(200, fixture(&format!("broken/{name}"))).await;
        assert!(schema.is_none() && reading.grade == Grade::None, "{name}");
        let told = reading.error.unwrap().to_string();
        let at = format!("GET /v1.0/servicePrincipals/{SP}/synchronization/jobs/{JOB}/schema");
        assert_eq!(
            told,
            format!("{at}: {}", place.replace('~', OF_USERS)),
            "{name}"
        );
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/schema/broken");
    assert_eq!(fs::read_dir(folder).unwrap().count(), BROKEN.len());
}

/// What `~` stands for above.
const OF_USERS: &str = "synchronizationRules[0].objectMappings[1]";
