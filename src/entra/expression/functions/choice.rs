//! Functions that choose one of their arguments. Those that are not chosen are not evaluated.

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::evaluate::CHECK_FAILS;
use super::super::tree::Expression;
use super::test::{asks_for_presence, condition};

/// The first value that is not null; an empty string is not. Null if all are.
pub fn coalesce(arguments: &Arguments<'_>) -> Outcome {
    for at in (0..arguments.count()).filter(|at| arguments.given(*at)) {
        let value = arguments.value(at)?;
        if !value.is_null() {
            return Ok(value);
        }
    }
    Err(Stop::Absent)
}

/// "If the source attribute used within the IIF function is empty or null, the condition check
/// fails", which is not the same as false: what flows then is unknown.
pub fn iif(arguments: &Arguments<'_>) -> Outcome {
    let asked = arguments.expression(0);
    let read = asked.map(Expression::attributes).unwrap_or_default();
    if read
        .into_iter()
        .any(|name| arguments.attribute(name).is_null_or_empty())
    {
        return Err(arguments.refuse(CHECK_FAILS));
    }
    arguments.value(if condition(arguments, 0)? { 1 } else { 2 })
}

/// The value beside the key that equals the source, case included, else the default. A null source
/// has the key "". Without a default nothing flows [from memory].
pub fn switch(arguments: &Arguments<'_>) -> Outcome {
    let count = arguments.count();
    if count > 1 && !count.is_multiple_of(2) {
        return Err(arguments.refuse("keys and values do not pair up"));
    }
    let source = arguments.text(0)?.unwrap_or_default();
    refuse_presence(arguments, &source)?;
    for key in (2..count).step_by(2) {
        if arguments.text(key)?.unwrap_or_default() == source {
            return arguments.value(key + 1);
        }
    }
    if arguments.given(1) {
        arguments.value(1)
    } else {
        Err(Stop::Absent)
    }
}

/// The page forbids to switch on a question for presence, and its own examples do: they agree with
/// the plain reading as long as something is present.
fn refuse_presence(arguments: &Arguments<'_>, source: &str) -> Result<(), Stop> {
    let Some(Expression::Call { name, .. }) = arguments.expression(0) else {
        return Ok(());
    };
    let absent = if name == "IsPresent" { "False" } else { "True" };
    if asks_for_presence(name) && source == absent {
        return Err(arguments.unknown(0, "asks whether a value is null, which is not supported"));
    }
    Ok(())
}

/// Null and empty alike flow not at all.
pub fn ignore_flow(arguments: &Arguments<'_>) -> Outcome {
    let value = arguments.value(0)?;
    if value.is_null_or_empty() {
        return Err(Stop::Absent);
    }
    Ok(value)
}

/// Only the log is redacted; the value flows.
pub fn pass(arguments: &Arguments<'_>) -> Outcome {
    arguments.value(0)
}
