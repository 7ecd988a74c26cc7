//! OpenAPI 3.0 schemas as JSON Schema, which a validator understands.

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::openapi::Contract;

/// Rows of mixed type say which they are.
const BASE_TYPE: &str = "microsoft.graph.directoryObject";
const ROW_TYPES: [&str; 3] = ["user", "group", "servicePrincipal"];

/// Validates one schema of the contract, with all that it refers to.
pub fn validator(contract: &Contract, schema: &Value) -> Validator {
    let mut definitions: Map<String, Value> = contract
        .schemas()
        .iter()
        .map(|(name, schema)| (name.clone(), converted(schema)))
        .collect();
    definitions.insert(BASE_TYPE.to_owned(), mixed_row());
    let mut root = converted(schema);
    root["$defs"] = Value::Object(definitions);
    jsonschema::options()
        .should_validate_formats(true)
        .with_format("duration", is_duration)
        .build(&root)
        .expect("the contract's schemas convert to JSON Schema")
}

/// A duration as `OData` has it: seconds may have a fraction, as in the longest that the service knows.
fn is_duration(text: &str) -> bool {
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    let part = |part: &str, units: &str| {
        let cut = part.split_inclusive(|c: char| c.is_ascii_uppercase());
        part.is_empty()
            || cut.into_iter().all(|field| {
                let (number, unit) = field.split_at(field.len() - 1);
                let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
                units.contains(unit) && is_number(whole) && is_number(fraction)
            })
    };
    let Some(body) = text.strip_prefix('P') else {
        return false;
    };
    let (days, time) = body.split_once('T').unwrap_or((body, ""));
    !body.is_empty() && part(days, "D") && part(time, "HMS")
}

#[test]
fn a_duration_is_told_from_other_text() {
    for text in ["PT40M", "P10675199DT2H48M5.4775807S", "P1D"] {
        assert!(is_duration(text), "{text}");
    }
    for text in ["", "P", "40M", "PT40", "PTM", "P1H", "PT1.S", "forty"] {
        assert!(!is_duration(text), "{text}");
    }
}

/// What the validator finds wrong, each with the place, as one text.
pub fn errors(validator: &Validator, instance: &Value) -> Result<(), String> {
    let errors: Vec<String> = validator
        .iter_errors(instance)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("; "))
    }
}

fn converted(schema: &Value) -> Value {
    let Some(keywords) = schema.as_object() else {
        return schema.clone();
    };
    let mut result: Map<String, Value> = keywords
        .iter()
        .filter(|(keyword, _)| !matches!(keyword.as_str(), "nullable" | "example"))
        .map(|(keyword, value)| (keyword.clone(), converted_keyword(keyword, value)))
        .collect();
    close(&mut result);
    if keywords.get("nullable") == Some(&Value::Bool(true)) {
        // Rather than `anyOf`, whose errors do not say what is wrong inside.
        return json!({ "if": { "type": "null" }, "else": result });
    }
    Value::Object(result)
}

fn converted_keyword(keyword: &str, value: &Value) -> Value {
    match keyword {
        "$ref" => {
            let name = value.as_str().and_then(|path| path.rsplit('/').next());
            json!(format!("#/$defs/{}", name.unwrap_or_default()))
        }
        "properties" => value
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), converted(schema)))
            .collect(),
        "allOf" => value
            .as_array()
            .into_iter()
            .flatten()
            .map(converted)
            .collect(),
        "items" | "additionalProperties" => converted(value),
        _ => value.clone(),
    }
}

/// The contract leaves its types open, for Graph may add properties. Our side may not: a name that
/// a described type lacks is a misspelt one. Annotations and directory extensions are no properties.
fn close(schema: &mut Map<String, Value>) {
    let described = schema
        .get("properties")
        .and_then(Value::as_object)
        .is_some_and(|properties| !properties.is_empty());
    if described && schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
        let others = json!({ r"@odata\.|^extension_": {} });
        schema.insert("patternProperties".to_owned(), others);
    }
}

/// A row whose `@odata.type` names a type of the contract must be of that type.
fn mixed_row() -> Value {
    let cases = ROW_TYPES.map(|name| {
        let annotation = json!({ "const": format!("#microsoft.graph.{name}") });
        json!({
            "if": { "properties": { "@odata.type": annotation } },
            "then": { "$ref": format!("#/$defs/microsoft.graph.{name}") },
        })
    });
    json!({
        "type": "object",
        "required": ["@odata.type", "id"],
        "properties": { "@odata.type": { "type": "string" }, "id": { "type": "string" } },
        "allOf": cases,
    })
}
