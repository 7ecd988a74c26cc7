//! What flows to a target, compiled from a schema: one rule for each attribute.

use super::expression::Expression;
use crate::model::{FlowType, Foreign, ScopeFilter};

/// How one kind of object flows.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    pub rules: Vec<Rule>,
    pub scope: ScopeFilter,
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
