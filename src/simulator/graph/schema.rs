//! The job's schema: rules, mappings and the two directories.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::fields::timestamp;
use crate::simulator::engine::{GROUP_MAPPINGS, GROUP_TARGET, GroupMapping, USER_TARGET};
use crate::simulator::mapping::{Provisioning, UserMapping, document as filter_document};
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
                groups(&world.provisioning),
                users(world),
            ],
        }],
        "directories": [
            source_directory(&application.source_system_id.to_string(), &world.provisioning),
            target_directory(&application.target_system_id.to_string(), &world.provisioning),
        ],
    })
}

fn groups(provisioning: &Provisioning) -> Value {
    let attributes: Vec<Value> = GROUP_MAPPINGS.iter().map(group_attribute).collect();
    let mut groups = object("Groups", "Group", GROUP_TARGET, &attributes);
    groups["enabled"] = Value::Bool(provisioning.groups);
    groups
}

fn users(world: &World) -> Value {
    let provisioning = &world.provisioning;
    let attributes: Vec<Value> = provisioning.users.iter().map(user_attribute).collect();
    let mut users = object("Users", "User", USER_TARGET, &attributes);
    users["enabled"] = Value::Bool(world.setup.maps_users);
    users["scope"] = filter_document(&provisioning.filter);
    users
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
    let flow = if mapping.create_only {
        "ObjectAddOnly"
    } else {
        "Always"
    };
    mapping_row(&mapping.target, matching, flow, &mapping.source.source())
}

fn group_attribute(mapping: &GroupMapping) -> Value {
    mapping_row(
        mapping.target,
        i32::from(mapping.target == "displayName"),
        "Always",
        &attribute_source(mapping.source),
    )
}

fn mapping_row(target: &str, matching: i32, flow: &str, source: &Value) -> Value {
    json!({
        "defaultValue": null,
        "exportMissingReferences": false,
        "flowBehavior": "FlowWhenChanged",
        "flowType": flow,
        "matchingPriority": matching,
        "targetAttributeName": target,
        "source": source,
    })
}

fn attribute_source(name: &str) -> Value {
    json!({"expression": format!("[{name}]"), "name": name, "type": "Attribute", "parameters": []})
}

fn source_directory(id: &str, provisioning: &Provisioning) -> Value {
    let mappings = provisioning.users.iter();
    let user = mappings.flat_map(|mapping| mapping.source.names());
    let user: Vec<Value> = user.map(|name| definition(name, "String", false)).collect();
    let group = GROUP_MAPPINGS
        .iter()
        .map(|mapping| group_definition(mapping.source))
        .collect();
    directory(id, SOURCE, true, [("User", user), ("Group", group)])
}

fn target_directory(id: &str, provisioning: &Provisioning) -> Value {
    let user = provisioning.users.iter().map(|mapping| {
        let kind = if mapping.target == "active" {
            "Boolean"
        } else {
            "String"
        };
        definition(&mapping.target, kind, mapping.target == "externalId")
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
