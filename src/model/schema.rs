//! What a synchronization job maps (Microsoft Graph: synchronizationSchema), as it was read: nothing
//! is interpreted here.

use super::Foreign;

/// The schema of one job.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Schema {
    pub version: Foreign,
    /// The object mappings of all synchronization rules, in order of the rules' priority.
    pub objects: Vec<ObjectMapping>,
}

/// How one kind of object flows (objectMapping).
#[derive(Clone, Default, PartialEq, Debug)]
pub struct ObjectMapping {
    /// The id of the synchronization rule that it belongs to.
    pub rule: Foreign,
    pub name: Foreign,
    pub enabled: bool,
    /// `sourceObjectName`: "User" or "Group".
    pub source: Foreign,
    pub target: Foreign,
    pub flows: ObjectFlows,
    pub scope: ScopeFilter,
    pub attributes: Vec<AttributeMapping>,
}

/// What the job does with objects of this kind (objectMapping.flowTypes).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ObjectFlows {
    pub add: bool,
    pub update: bool,
    pub delete: bool,
}

impl Default for ObjectFlows {
    fn default() -> Self {
        Self {
            add: true,
            update: true,
            delete: true,
        }
    }
}

/// When an attribute flows (attributeMapping.flowType).
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum FlowType {
    #[default]
    Always,
    /// Only when the object is created: never compared.
    ObjectAddOnly,
    /// Values are added and none is taken away.
    MultiValueAddOnly,
    /// Only where the target has none.
    ValueAddOnly,
    AttributeAddOnly,
    /// A flow this program does not know, as it came.
    Other(Foreign),
}

/// How one attribute flows (attributeMapping).
#[derive(Clone, Default, PartialEq, Debug)]
pub struct AttributeMapping {
    /// `targetAttributeName`
    pub target: Foreign,
    /// `None` where nothing flows (a mapping of kind None).
    pub source: Option<MappingSource>,
    /// Sent on create only, where the source gives nothing.
    pub default: Option<Foreign>,
    /// 0: no matching attribute; else the lowest is tried first.
    pub matching_priority: u32,
    pub flow: FlowType,
    /// Whether the target heeds letter case, where the target directory's definition says so.
    pub case_exact: Option<bool>,
}

/// attributeMappingSource.type
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub enum SourceKind {
    #[default]
    Attribute,
    Constant,
    Function,
    Other(Foreign),
}

/// Where a value comes from (attributeMappingSource): the text and its parsed tree.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct MappingSource {
    pub kind: SourceKind,
    /// The attribute, the constant's value or the function.
    pub name: Foreign,
    /// The whole text; empty where none came.
    pub expression: Foreign,
    /// By key; keys may repeat, and omitted arguments are left out.
    pub parameters: Vec<(Foreign, MappingSource)>,
}

/// Who passes (filter): groups are alternatives, the clauses of one group hold together.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct ScopeFilter {
    /// Falling out of these de-provisions.
    pub groups: Vec<FilterGroup>,
    /// Falling out of these is dropped early and de-provisions nobody.
    pub input_groups: Vec<FilterGroup>,
    pub category_groups: Vec<FilterGroup>,
}

impl ScopeFilter {
    /// The source attributes that the clauses look at.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        let groups = [&self.groups, &self.input_groups, &self.category_groups];
        let clauses = groups
            .into_iter()
            .flatten()
            .flat_map(|group| &group.clauses);
        clauses.map(|clause| clause.attribute.raw())
    }
}

impl ScopeFilter {
    /// Whether everybody passes.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.input_groups.is_empty() && self.category_groups.is_empty()
    }

    /// What is asked of an object, fit to show: one line for each group of clauses, which hold
    /// together; of several groups of a kind one is enough.
    pub fn lines(&self) -> Vec<String> {
        let kinds = [
            ("", &self.groups),
            ("input filter: ", &self.input_groups),
            ("category filter: ", &self.category_groups),
        ];
        let lines = |(kind, groups): (&str, &Vec<FilterGroup>)| -> Vec<String> {
            let line = |(at, group): (usize, &FilterGroup)| {
                let clauses: Vec<String> = group.clauses.iter().map(FilterClause::shown).collect();
                let or = if at > 0 { "or " } else { "" };
                format!("{kind}{or}{}", clauses.join(" AND "))
            };
            groups.iter().enumerate().map(line).collect()
        };
        kinds.into_iter().flat_map(lines).collect()
    }
}

impl FilterClause {
    /// The clause as a person reads it.
    pub fn shown(&self) -> String {
        let values: Vec<_> = self.values.iter().map(Foreign::shown).collect();
        let (attribute, operator) = (self.attribute.shown(), self.operator.shown());
        let shown = format!("{attribute} {operator} {}", values.join(", "));
        shown.trim_end().to_owned()
    }
}

/// filterGroup
#[derive(Clone, Default, PartialEq, Debug)]
pub struct FilterGroup {
    pub name: Foreign,
    pub clauses: Vec<FilterClause>,
}

/// filterClause
#[derive(Clone, Default, PartialEq, Debug)]
pub struct FilterClause {
    /// `sourceOperandName`: a source attribute.
    pub attribute: Foreign,
    pub operator: Foreign,
    /// `targetOperand.values`
    pub values: Vec<Foreign>,
}
