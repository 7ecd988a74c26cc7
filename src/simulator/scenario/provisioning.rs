//! `[provisioning]` of a scenario file: how the job is set up.

use serde::Deserialize;
use toml::Spanned;

use crate::simulator::mapping::{
    Clause, Expression, Operator, Provisioning, SOURCES, TARGETS, UserMapping,
};

/// A mistake: where in the file it begins, and what it is.
pub type Mistake = (usize, String);

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Table {
    scope: Option<Spanned<String>>,
    groups: Option<bool>,
    premium: Option<bool>,
    #[serde(default)]
    mapping: Vec<MappingRow>,
    #[serde(default)]
    filter: Vec<FilterRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappingRow {
    target: Spanned<String>,
    source: Spanned<String>,
    flow: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilterRow {
    clauses: Vec<ClauseRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClauseRow {
    attribute: Spanned<String>,
    operator: Spanned<String>,
    #[serde(default)]
    value: String,
}

/// Reads the table over the default.
pub fn read(table: Table) -> Result<Provisioning, Mistake> {
    let mut provisioning = Provisioning::default();
    if let Some(scope) = table.scope {
        let choices = [("assigned", false), ("all", true)];
        provisioning.all = choose(&scope, &choices)?;
    }
    provisioning.groups = table.groups.unwrap_or(true);
    provisioning.premium = table.premium.unwrap_or(true);
    for row in table.mapping {
        let mapping = mapping(&row)?;
        let users = &mut provisioning.users;
        match users
            .iter_mut()
            .find(|known| known.target == mapping.target)
        {
            Some(known) => *known = mapping,
            None => users.push(mapping),
        }
    }
    for row in &table.filter {
        let clauses: Result<Vec<Clause>, Mistake> = row.clauses.iter().map(clause).collect();
        provisioning.filter.push(clauses?);
    }
    Ok(provisioning)
}

fn mapping(row: &MappingRow) -> Result<UserMapping, Mistake> {
    let targets = TARGETS.map(|target| (target, target));
    let target = choose(&row.target, &targets)?;
    let place = row.source.span().start;
    let source = Expression::parse(row.source.get_ref()).map_err(|what| (place, what))?;
    if let Some(name) = source.names().iter().find(|name| !SOURCES.contains(name)) {
        return Err((place, format!("[{name}] is none of {}", SOURCES.join(", "))));
    }
    let create_only = match &row.flow {
        Some(flow) => choose(flow, &[("always", false), ("create", true)])?,
        None => false,
    };
    Ok(UserMapping {
        target: target.to_owned(),
        source,
        create_only,
    })
}

fn clause(row: &ClauseRow) -> Result<Clause, Mistake> {
    let sources = SOURCES.map(|source| (source, source));
    Ok(Clause {
        attribute: choose(&row.attribute, &sources)?.to_owned(),
        operator: choose(&row.operator, &Operator::ALL)?,
        value: row.value.clone(),
    })
}

fn choose<T: Copy>(given: &Spanned<String>, choices: &[(&str, T)]) -> Result<T, Mistake> {
    let found = choices.iter().find(|(name, _)| name == given.get_ref());
    found.map(|(_, choice)| *choice).ok_or_else(|| {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        let what = format!("\"{}\" is none of {}", given.get_ref(), names.join(", "));
        (given.span().start, what)
    })
}
