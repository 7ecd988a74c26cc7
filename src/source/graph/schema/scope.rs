//! The scope filter of an object mapping (Microsoft Graph: filter, filterGroup, filterClause).

use super::spot::{Found, Spot};
use crate::model::{FilterClause, FilterGroup, Foreign, ScopeFilter};

/// The filter of `mapping`; one that lets everybody pass where there is none.
pub(super) fn scope(mapping: &Spot<'_, '_>) -> Found<ScopeFilter> {
    let Some(filter) = mapping.field("scope") else {
        return Ok(ScopeFilter::default());
    };
    let filter = filter.object()?;
    Ok(ScopeFilter {
        groups: groups(&filter, "groups")?,
        input_groups: groups(&filter, "inputFilterGroups")?,
        category_groups: groups(&filter, "categoryFilterGroups")?,
    })
}

fn groups(filter: &Spot<'_, '_>, key: &str) -> Found<Vec<FilterGroup>> {
    let group = |group: &Spot<'_, '_>| {
        let clauses = group.objects("clauses")?;
        Ok(FilterGroup {
            name: group.foreign("name")?,
            clauses: clauses.iter().map(clause).collect::<Found<_>>()?,
        })
    };
    filter.objects(key)?.iter().map(group).collect()
}

fn clause(clause: &Spot<'_, '_>) -> Found<FilterClause> {
    let operand = clause
        .field("targetOperand")
        .map(Spot::object)
        .transpose()?;
    let values = match operand {
        Some(operand) => operand.items("values")?,
        None => Vec::new(),
    };
    let value = |value: &Spot<'_, '_>| value.own_text().map(Foreign::new);
    Ok(FilterClause {
        attribute: named(clause, "sourceOperandName")?,
        operator: named(clause, "operatorName")?,
        values: values.iter().map(value).collect::<Found<_>>()?,
    })
}

/// A clause that says neither whom it asks nor what decides about everybody, wrongly.
fn named(clause: &Spot<'_, '_>, key: &str) -> Found<Foreign> {
    let name = clause.foreign(key)?;
    if name.is_empty() {
        return Err(clause.broken(&format!("has no {key}")));
    }
    Ok(name)
}
