//! Numbers bit by bit.

use super::super::arguments::{Arguments, Outcome};
use super::super::value::Value;

pub fn bit_and(arguments: &Arguments<'_>) -> Outcome {
    let both = arguments.integer(0)? & arguments.integer(1)?;
    Ok(Value::Text(both.to_string()))
}
