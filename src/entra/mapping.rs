//! What flows to a target, compiled from a schema: one rule for each attribute.

mod case;
mod chosen;
mod compile;
#[cfg(test)]
mod tests;

use std::fmt;

pub use chosen::{Chosen, group_mapping, user_mapping};

use super::expression::Expression;
use crate::model::{AttributeMapping, FlowType, Foreign, ObjectFlows, ObjectMapping, ScopeFilter};

/// How one kind of object flows.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    pub rules: Vec<Rule>,
    pub scope: ScopeFilter,
    /// What the job does with such objects at all.
    pub flows: ObjectFlows,
}

/// How one attribute flows.
#[derive(Clone, PartialEq, Debug)]
pub struct Rule {
    /// The target as the schema writes it: `emails[type eq "work"].value`.
    pub target: Foreign,
    pub source: Source,
    pub flow: FlowType,
    /// 0: no matching attribute; else the lowest is tried first.
    pub matching: u32,
    /// Whether a difference of letter case alone counts (attributeDefinition.caseExact).
    pub case_exact: bool,
    /// Sent on create only, where the source gives nothing.
    pub default: Option<Foreign>,
}

/// Where a rule takes its value from.
#[derive(Clone, PartialEq, Debug)]
pub enum Source {
    /// One source attribute as it is.
    Direct(String),
    Constant(String),
    Computed(Expression),
    /// Nothing ever flows.
    Nothing,
    /// The mapping is not understood, for this reason: nothing can be said of this attribute.
    Unknown(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direct(name) => write!(f, "[{name}]"),
            Self::Constant(text) => write!(f, "{}", Expression::Constant(text.clone())),
            Self::Computed(expression) => write!(f, "{expression}"),
            Self::Nothing => f.write_str("(nothing)"),
            Self::Unknown(_) => f.write_str("(not understood)"),
        }
    }
}

/// The plan of one kind of object. What is not understood of a mapping stays with its rule
/// ([`Source::Unknown`]), so that the others can be compared.
pub fn compile(object: &ObjectMapping) -> Plan {
    Plan {
        rules: object.attributes.iter().map(rule).collect(),
        scope: object.scope.clone(),
        flows: object.flows,
    }
}

fn rule(mapping: &AttributeMapping) -> Rule {
    let target = mapping.target.raw();
    Rule {
        source: compile::source(mapping.source.as_ref()),
        flow: mapping.flow.clone(),
        matching: mapping.matching_priority,
        case_exact: mapping.case_exact.unwrap_or_else(|| case::is_exact(target)),
        default: mapping.default.clone(),
        target: mapping.target.clone(),
    }
}
