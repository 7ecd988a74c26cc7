//! The job's schema: rules, mappings and the two directories.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fields::timestamp;
use crate::simulator::engine::{
    GROUP_MAPPINGS, GROUP_TARGET, GroupMapping, Source, USER_MAPPINGS, USER_TARGET, UserMapping,
};
use crate::simulator::world::World;

const SOURCE: &str = "Azure Active Directory";
const TARGET: &str = "customappsso";

/// The key under which the job counts synchronized entries of a source type.
pub fn entry_key(source: &str) -> String {
    let target = if source == "User" {
        USER_TARGET
    } else {
        GROUP_TARGET
    };
    format!("{source} to {target}")
}

/// The synchronizationSchema resource, with the directories that the service sends along.
pub fn document(world: &World, since: DateTime<Utc>) -> Value {
    let application = &world.application;
    json!({
        "id": application.job_id,
        "version": format!("Date:{}, Sequence:1", timestamp(since)),
        "synchronizationRules": [{
            "id": application.rule_id.to_string(),
            "name": "USER_OUTBOUND_USER",
            "editable": true,
            "priority": 1,
            "sourceDirectoryName": SOURCE,
            "targetDirectoryName": TARGET,
            "metadata": [],
            "containerFilter": null,
            "groupFilter": null,
            "objectMappings": [
                object("Groups", "Group", GROUP_TARGET, &GROUP_MAPPINGS.iter().map(group_attribute).collect::<Vec<_>>()),
                object("Users", "User", USER_TARGET, &USER_MAPPINGS.iter().map(user_attribute).collect::<Vec<_>>()),
            ],
        }],
        "directories": [
            source_directory(&application.source_system_id.to_string()),
            target_directory(&application.target_system_id.to_string()),
        ],
    })
}

fn object(plural: &str, source: &str, target: &str, attributes: &[Value]) -> Value {
    json!({
        "name": format!("Synchronize {SOURCE} {plural} to {TARGET}"),
        "enabled": true,
        "flowTypes": "Add, Update, Delete",
        "sourceObjectName": source,
        "targetObjectName": target,
        "metadata": [],
        "scope": null,
        "attributeMappings": attributes,
    })
}

fn user_attribute(mapping: &UserMapping) -> Value {
    let matching = i32::from(mapping.target == "userName");
    let source = match mapping.source {
        Source::Attribute(name) => attribute_source(name),
        Source::SoftDeletedSwitch => function(
            "Switch",
            "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")",
            &[
                ("source", attribute_source("IsSoftDeleted")),
                ("defaultValue", constant("")),
                ("key", constant("False")),
                ("value", constant("True")),
                ("key", constant("True")),
                ("value", constant("False")),
            ],
        ),
        Source::JoinedNames => function(
            "Join",
            "Join(\" \", [givenName], [surname])",
            &[
                ("separator", constant(" ")),
                ("source", attribute_source("givenName")),
                ("source", attribute_source("surname")),
            ],
        ),
    };
    mapping_row(mapping.target, matching, &source)
}

fn group_attribute(mapping: &GroupMapping) -> Value {
    mapping_row(
        mapping.target,
        i32::from(mapping.target == "displayName"),
        &attribute_source(mapping.source),
    )
}

fn mapping_row(target: &str, matching: i32, source: &Value) -> Value {
    json!({
        "defaultValue": null,
        "exportMissingReferences": false,
        "flowBehavior": "FlowWhenChanged",
        "flowType": "Always",
        "matchingPriority": matching,
        "targetAttributeName": target,
        "source": source,
    })
}

fn attribute_source(name: &str) -> Value {
    json!({"expression": format!("[{name}]"), "name": name, "type": "Attribute", "parameters": []})
}

fn constant(value: &str) -> Value {
    json!({"expression": format!("\"{value}\""), "name": value, "type": "Constant", "parameters": []})
}

fn function(name: &str, expression: &str, parameters: &[(&str, Value)]) -> Value {
    let parameters: Vec<Value> = parameters
        .iter()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    json!({"expression": expression, "name": name, "type": "Function", "parameters": parameters})
}

fn source_directory(id: &str) -> Value {
    let user = USER_MAPPINGS
        .iter()
        .flat_map(|mapping| mapping.source.names());
    let user: Vec<Value> = user.map(|name| definition(name, "String", false)).collect();
    let group = GROUP_MAPPINGS
        .iter()
        .map(|mapping| group_definition(mapping.source))
        .collect();
    directory(id, SOURCE, true, [("User", user), ("Group", group)])
}

fn target_directory(id: &str) -> Value {
    let user = USER_MAPPINGS.iter().map(|mapping| {
        let kind = if mapping.target == "active" {
            "Boolean"
        } else {
            "String"
        };
        definition(mapping.target, kind, mapping.target == "externalId")
    });
    let group = GROUP_MAPPINGS
        .iter()
        .map(|mapping| group_definition(mapping.target))
        .collect();
    directory(
        id,
        TARGET,
        false,
        [(USER_TARGET, user.collect()), (GROUP_TARGET, group)],
    )
}

fn group_definition(name: &str) -> Value {
    let kind = if name == "members" {
        "Reference"
    } else {
        "String"
    };
    definition(name, kind, matches!(name, "objectId" | "externalId"))
}

fn directory(id: &str, name: &str, read_only: bool, objects: [(&str, Vec<Value>); 2]) -> Value {
    let objects: Vec<Value> = objects
        .into_iter()
        .map(|(name, attributes)| json!({"name": name, "attributes": attributes, "metadata": [], "supportedApis": []}))
        .collect();
    json!({
        "id": id,
        "name": name,
        "objects": objects,
        "readOnly": read_only,
        "version": "1",
        "discoverabilities": "None",
        "discoveryDateTime": null,
    })
}

fn definition(name: &str, kind: &str, case_exact: bool) -> Value {
    json!({
        "name": name,
        "type": kind,
        "anchor": matches!(name, "id" | "objectId"),
        "caseExact": case_exact,
        "required": matches!(name, "userName" | "displayName"),
        "multivalued": name == "members",
        "mutability": "ReadWrite",
        "flowNullValues": false,
        "defaultValue": null,
        "referencedObjects": [],
        "apiExpressions": [],
        "metadata": [],
    })
}
