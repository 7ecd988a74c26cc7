//! The app roles of a user.

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::Value;

/// The one role; which one of several is not defined.
pub fn single(arguments: &Arguments<'_>) -> Outcome {
    let mut roles = arguments.list(0)?;
    match roles.len() {
        // [from memory] the page does not say what flows without a role.
        0 => Err(Stop::Absent),
        1 => Ok(Value::Text(roles.remove(0))),
        _ => Err(arguments.refuse("the user has several roles, and which one is undefined")),
    }
}

/// Sends objects with display name, value, type and primary, which a text cannot stand for.
pub fn complex(arguments: &Arguments<'_>) -> Outcome {
    Err(arguments.refuse("complex role values are not compared"))
}
