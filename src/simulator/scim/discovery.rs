//! What the provider says of itself (RFC 7644 4, RFC 7643 5 to 7, RFC 9865 4).

use serde_json::{Value, json};

use super::kind::{ENTERPRISE_SCHEMA, Kind};
use super::list::DEFAULT_PAGE;

const CORE: &str = "urn:ietf:params:scim:schemas:core:2.0";

/// The `ServiceProviderConfig`. With `cursors_only` it denies index paging.
pub fn service_provider_config(base: &str, largest_page: usize, cursors_only: bool) -> Value {
    let method = if cursors_only { "cursor" } else { "index" };
    json!({
        "schemas": [format!("{CORE}:ServiceProviderConfig")],
        "patch": {"supported": true},
        "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": true, "maxResults": largest_page},
        "changePassword": {"supported": false},
        "sort": {"supported": true},
        "etag": {"supported": false},
        "pagination": {
            "cursor": true,
            "index": !cursors_only,
            "defaultPaginationMethod": method,
            "defaultPageSize": DEFAULT_PAGE.min(largest_page),
            "maxPageSize": largest_page,
        },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "A token made where the integration is set up",
            "primary": true,
        }],
        "meta": meta(base, "ServiceProviderConfig", "/ServiceProviderConfig"),
    })
}

/// The resource types.
pub fn resource_types(base: &str) -> Vec<Value> {
    Kind::ALL.map(|kind| resource_type(base, kind)).into()
}

fn resource_type(base: &str, kind: Kind) -> Value {
    let extensions = match kind {
        Kind::User => json!([{"schema": ENTERPRISE_SCHEMA, "required": false}]),
        Kind::Group => json!([]),
    };
    json!({
        "schemas": [format!("{CORE}:ResourceType")],
        "id": kind.name(),
        "name": kind.name(),
        "endpoint": kind.endpoint(),
        "schema": kind.schema(),
        "schemaExtensions": extensions,
        "meta": meta(base, "ResourceType", &format!("/ResourceTypes/{}", kind.name())),
    })
}

/// The schemas, with the attributes that the provider keeps.
pub fn schemas(base: &str) -> Vec<Value> {
    vec![
        schema(base, Kind::User.schema(), "User", &user_attributes()),
        schema(base, Kind::Group.schema(), "Group", &group_attributes()),
        schema(
            base,
            ENTERPRISE_SCHEMA,
            "EnterpriseUser",
            &json!([attribute("department")]),
        ),
    ]
}

fn schema(base: &str, id: &str, name: &str, attributes: &Value) -> Value {
    json!({
        "schemas": [format!("{CORE}:Schema")],
        "id": id,
        "name": name,
        "attributes": attributes,
        "meta": meta(base, "Schema", &format!("/Schemas/{id}")),
    })
}

fn user_attributes() -> Value {
    let user_name = with(
        attribute("userName"),
        &json!({"required": true, "uniqueness": "server"}),
    );
    let name = ["formatted", "familyName", "givenName"].map(attribute);
    let email = [
        attribute("value"),
        with(attribute("type"), &json!({"canonicalValues": ["work"]})),
        of_type("primary", "boolean"),
    ];
    json!([
        user_name,
        with(of_type("name", "complex"), &json!({"subAttributes": name})),
        attribute("displayName"),
        attribute("title"),
        of_type("active", "boolean"),
        with(
            of_type("emails", "complex"),
            &json!({"multiValued": true, "subAttributes": email})
        ),
    ])
}

fn group_attributes() -> Value {
    let immutable = json!({"mutability": "immutable", "caseExact": true});
    let reference =
        json!({"mutability": "immutable", "caseExact": true, "referenceTypes": ["User"]});
    let member = [
        with(attribute("value"), &immutable),
        with(of_type("$ref", "reference"), &reference),
        with(attribute("display"), &json!({"mutability": "readOnly"})),
    ];
    json!([
        with(attribute("displayName"), &json!({"required": true})),
        with(
            of_type("members", "complex"),
            &json!({"multiValued": true, "subAttributes": member})
        ),
    ])
}

/// A single-valued string with the default characteristics (RFC 7643 2.2).
fn attribute(name: &str) -> Value {
    of_type(name, "string")
}

fn of_type(name: &str, of_type: &str) -> Value {
    json!({
        "name": name,
        "type": of_type,
        "multiValued": false,
        "required": false,
        "caseExact": false,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
    })
}

fn with(mut attribute: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().into_iter().flatten() {
        attribute[name] = value.clone();
    }
    attribute
}

fn meta(base: &str, resource_type: &str, path: &str) -> Value {
    json!({"resourceType": resource_type, "location": format!("{base}{path}")})
}

/// The resources as a `ListResponse`; paging does not apply to them (RFC 7644 4).
pub fn list_response(resources: &[Value]) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}
