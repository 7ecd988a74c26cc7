//! Functions that know multi-valued attributes.

use std::collections::BTreeSet;

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::{LONGEST, Value};

/// Null has none [from memory].
pub fn count(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::Text(arguments.list(0)?.len().to_string()))
}

/// Counted from 1. Past the end is null [from memory].
pub fn item(arguments: &Arguments<'_>) -> Outcome {
    let values = arguments.list(0)?;
    let index = arguments.integer(1)?;
    if index < 1 {
        return Err(arguments.unknown(1, "counts from 1"));
    }
    let index = usize::try_from(index - 1).unwrap_or(usize::MAX);
    values
        .into_iter()
        .nth(index)
        .map(Value::Text)
        .ok_or(Stop::Absent)
}

/// Lists are joined value by value. Null and empty sources leave no separator behind: so reads the
/// page's own `Join(", ", "", [surname], [givenName])`. Null if all sources are [from memory].
pub fn join(arguments: &Arguments<'_>) -> Outcome {
    let separator = arguments.certain(0)?;
    let mut any = false;
    let mut values = Vec::new();
    for at in (1..arguments.count()).filter(|at| arguments.given(*at)) {
        let source = arguments.list(at)?;
        any |= !source.is_empty();
        values.extend(source.into_iter().filter(|value| !value.is_empty()));
    }
    if values.len().saturating_mul(separator.len()) > LONGEST {
        return Err(arguments.too_long());
    }
    if any {
        Ok(Value::Text(values.join(&separator)))
    } else {
        Err(Stop::Absent)
    }
}

/// Order is kept. Whether letter case tells two values apart is not documented.
pub fn distinct(arguments: &Arguments<'_>) -> Outcome {
    let mut exact = BTreeSet::new();
    let mut values = arguments.list(0)?;
    values.retain(|value| exact.insert(value.clone()));
    let folded: BTreeSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
    match values.len() {
        0 => Err(Stop::Absent),
        count if folded.len() < count => {
            Err(arguments.unknown(0, "has values that differ in case alone"))
        }
        _ => Ok(Value::List(values)),
    }
}

/// The page splits `"PermissionSetOne, PermissionSetTwo"` at the comma into two names without a
/// space, so the parts are trimmed.
pub fn split(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let delimiter = arguments.certain(1)?;
    let mut characters = delimiter.chars();
    let (Some(delimiter), None) = (characters.next(), characters.next()) else {
        return Err(arguments.unknown(1, "is not one character"));
    };
    if source.is_empty() {
        return Err(Stop::Absent);
    }
    let parts = source.split(delimiter);
    Ok(Value::List(
        parts.map(|part| part.trim().to_owned()).collect(),
    ))
}
