//! Scoping filters in a small cut, apart from the client's ("Scoping users or groups to be provisioned with
//! scoping filters"): the clauses of a group hold together, groups are alternatives.

use serde_json::{Value, json};

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub attribute: String,
    pub operator: Operator,
    pub value: String,
}

/// What a clause asks; letter case counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    IsNull,
    IsNotNull,
    Includes,
    EndsWith,
}

impl Operator {
    pub const ALL: [(&'static str, Operator); 6] = [
        ("EQUALS", Operator::Equals),
        ("NOT EQUALS", Operator::NotEquals),
        ("IS NULL", Operator::IsNull),
        ("IS NOT NULL", Operator::IsNotNull),
        ("INCLUDES", Operator::Includes),
        ("ENDS_WITH", Operator::EndsWith),
    ];

    fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, operator)| *operator == self);
        found.map_or("", |(name, _)| name)
    }
}

impl Clause {
    /// A missing value fails every clause but IS NULL.
    fn holds(&self, value: Option<String>) -> bool {
        let Some(value) = value.filter(|value| !value.is_empty()) else {
            return self.operator == Operator::IsNull;
        };
        match self.operator {
            Operator::Equals => value == self.value,
            Operator::NotEquals => value != self.value,
            Operator::IsNull => false,
            Operator::IsNotNull => true,
            Operator::Includes => value.contains(&self.value),
            Operator::EndsWith => value.ends_with(&self.value),
        }
    }

    fn document(&self) -> Value {
        let values = match self.operator {
            Operator::IsNull | Operator::IsNotNull => Vec::new(),
            _ => vec![self.value.as_str()],
        };
        json!({
            "operatorName": self.operator.name(),
            "sourceOperandName": self.attribute,
            "targetOperand": {"values": values},
        })
    }
}

/// Whether somebody with these attributes passes; no group lets everybody pass.
pub fn passes(groups: &[Vec<Clause>], attribute: &dyn Fn(&str) -> Option<String>) -> bool {
    let holds = |clause: &Clause| clause.holds(attribute(&clause.attribute));
    groups.is_empty() || groups.iter().any(|group| group.iter().all(holds))
}

/// The filter resource.
pub fn document(groups: &[Vec<Clause>]) -> Value {
    if groups.is_empty() {
        return Value::Null;
    }
    let group = |(at, clauses): (usize, &Vec<Clause>)| {
        let clauses: Vec<Value> = clauses.iter().map(Clause::document).collect();
        json!({"name": format!("filter {}", at + 1), "clauses": clauses})
    };
    let groups: Vec<Value> = groups.iter().enumerate().map(group).collect();
    json!({"groups": groups, "inputFilterGroups": [], "categoryFilterGroups": []})
}
