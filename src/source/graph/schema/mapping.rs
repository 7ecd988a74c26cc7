//! How one attribute flows (Microsoft Graph: attributeMapping, attributeMappingSource).

use super::node::Node;
use super::spot::{Broken, Found, Spot};
use crate::model::{AttributeMapping, FlowType, Foreign, MappingSource, SourceKind};

/// Functions within functions, beyond which an expression is refused: its text may have 10,000
/// characters (Microsoft: "Known issues for provisioning"), and nobody can read 64 levels.
const DEEPEST: usize = 64;

/// `case_exact` says what the target's definition says of an attribute.
pub(super) fn attribute(
    mapping: &Spot<'_, '_>,
    case_exact: impl Fn(&str) -> Option<bool>,
) -> Found<AttributeMapping> {
    let target = mapping.text("targetAttributeName")?;
    if target.is_empty() {
        return Err(mapping.broken("has no targetAttributeName"));
    }
    let default = mapping.foreign("defaultValue")?;
    let priority = mapping.number("matchingPriority")?;
    let source = mapping.field("source");
    Ok(AttributeMapping {
        case_exact: case_exact(target),
        target: Foreign::new(target),
        source: source.map(|source| outermost(&source)).transpose()?,
        default: (!default.is_empty()).then_some(default),
        // What is below zero matches as little as zero does.
        matching_priority: u32::try_from(priority.max(0)).unwrap_or(u32::MAX),
        flow: flow(mapping.text("flowType")?),
    })
}

fn flow(name: &str) -> FlowType {
    match name {
        "" | "Always" => FlowType::Always,
        "ObjectAddOnly" => FlowType::ObjectAddOnly,
        "MultiValueAddOnly" => FlowType::MultiValueAddOnly,
        "ValueAddOnly" => FlowType::ValueAddOnly,
        "AttributeAddOnly" => FlowType::AttributeAddOnly,
        other => FlowType::Other(Foreign::new(other)),
    }
}

fn kind(name: &str) -> SourceKind {
    match name {
        "" | "Attribute" => SourceKind::Attribute,
        "Constant" => SourceKind::Constant,
        "Function" => SourceKind::Function,
        other => SourceKind::Other(Foreign::new(other)),
    }
}

/// A whole source. The place of one that is nested too deep is its own: that of its deepest
/// argument would be too long to be shown.
fn outermost(spot: &Spot<'_, '_>) -> Found<MappingSource> {
    let too_deep = || spot.broken(&format!("is nested more than {DEEPEST} deep"));
    source(spot, 1, &too_deep)
}

fn source(
    spot: &Spot<'_, '_>,
    depth: usize,
    too_deep: &dyn Fn() -> Broken,
) -> Found<MappingSource> {
    if depth > DEEPEST {
        return Err(too_deep());
    }
    if let Node::Deep(raw) = spot.node {
        let node = Node::of_deep_source(raw).map_err(|error| spot.broken(&error.to_string()))?;
        let place = spot.place.clone();
        return source(&Spot { node: &node, place }, depth, too_deep);
    }
    let spot = spot.clone().object()?;
    let mut parameters = Vec::new();
    for parameter in spot.objects("parameters")? {
        // A parameter without a value is an argument that was not given.
        if let Some(value) = parameter.field("value") {
            let value = source(&value, depth + 1, too_deep)?;
            parameters.push((parameter.foreign("key")?, value));
        }
    }
    Ok(MappingSource {
        kind: kind(spot.text("type")?),
        name: spot.foreign("name")?,
        expression: spot.foreign("expression")?,
        parameters,
    })
}
