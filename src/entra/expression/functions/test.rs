//! Questions that are answered with True or False.

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::evaluate::number;
use super::super::value::Value;

/// Non-zero is True. Null is False [from memory].
pub fn boolean(arguments: &Arguments<'_>) -> Outcome {
    let Some(text) = arguments.text(0)? else {
        return Ok(Value::of(false));
    };
    let truth = truth(&text).or_else(|| number(&text).map(|number| number != 0));
    truth
        .map(Value::of)
        .ok_or_else(|| arguments.unknown(0, "is neither a number nor True or False"))
}

pub fn is_null(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::of(arguments.value(0)?.is_null()))
}

pub fn is_null_or_empty(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::of(arguments.value(0)?.is_null_or_empty()))
}

pub fn is_present(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::of(!arguments.value(0)?.is_null_or_empty()))
}

/// Everything is text here but null [from memory: False] and several values.
pub fn is_string(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::of(arguments.text(0)?.is_some()))
}

/// "If source value is True, returns False. Otherwise, returns True": of null too, by that wording.
pub fn not(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.text(0)?;
    Ok(Value::of(source.as_deref().and_then(truth) != Some(true)))
}

/// A boolean in any letter case.
pub fn truth(text: &str) -> Option<bool> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    is("true").then_some(true).or(is("false").then_some(false))
}

/// Whether a call only asks whether something is there.
pub fn asks_for_presence(name: &str) -> bool {
    matches!(name, "IsNothing" | "IsNull" | "IsNullOrEmpty" | "IsPresent")
}

/// The value of a condition.
pub fn condition(arguments: &Arguments<'_>, at: usize) -> Result<bool, Stop> {
    let text = arguments.certain(at)?;
    truth(&text).ok_or_else(|| arguments.unknown(at, "is neither True nor False"))
}
