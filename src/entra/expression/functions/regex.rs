//! `Replace`, whose form is chosen by the arguments that are given.

use std::rc::Rc;

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::{LONGEST, Value};
use super::pattern::Pattern;

const SOURCE: usize = 0;
const OLD: usize = 1;
const PATTERN: usize = 2;
const GROUP: usize = 3;
const NEW: usize = 4;
const OTHER: usize = 5;
const TEMPLATE: usize = 6;

pub fn replace(arguments: &Arguments<'_>) -> Outcome {
    let given = [OLD, PATTERN, GROUP, NEW, OTHER, TEMPLATE].map(|at| arguments.given(at));
    match given {
        [true, false, false, true, false, false] => everywhere(arguments),
        [true, false, false, false, false, true] => into_template(arguments),
        [false, true, false, true, false, false] => by_pattern(arguments),
        [false, true, true, true, false, false] => by_group(arguments),
        [false, true, true, false, true, false] => from_other(arguments),
        _ => Err(arguments.refuse("these arguments are none of its forms")),
    }
}

fn everywhere(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(SOURCE)?;
    let new = new(arguments)?;
    substituted(arguments, &source, &new)
}

fn substituted(arguments: &Arguments<'_>, text: &str, new: &str) -> Outcome {
    let old = old(arguments)?;
    let count = text.matches(&old).count();
    if count.saturating_mul(new.len()) > LONGEST {
        return Err(arguments.too_long());
    }
    Ok(Value::Text(text.replace(&old, new)))
}

/// The source goes into the template.
fn into_template(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(SOURCE)?;
    let template = arguments.certain(TEMPLATE)?;
    substituted(arguments, &template, &source)
}

fn by_pattern(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(SOURCE)?;
    let pattern = pattern(arguments, &source)?;
    let new = new(arguments)?;
    let replaced = pattern.replaced(&source, |captures, out| {
        pattern.expand(&new, captures, &source, out);
    });
    replaced.map(Value::Text).map_err(|_| given_up(arguments))
}

/// Only what the group took is replaced, the rest of the match stays.
fn by_group(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(SOURCE)?;
    let pattern = pattern(arguments, &source)?;
    let group = group(arguments, &pattern)?;
    let new = new(arguments)?;
    let replaced = pattern.replaced(&source, |captures, out| {
        let Some(found) = captures.get(0) else { return };
        match captures.name(&group) {
            Some(part) => {
                out.push_str(&source[found.start()..part.start()]);
                out.push_str(&new);
                out.push_str(&source[part.end()..found.end()]);
            }
            None => out.push_str(found.as_str()),
        }
    });
    replaced.map(Value::Text).map_err(|_| given_up(arguments))
}

/// A source with a value is the result; else the group, taken from the other attribute. Without a
/// match nothing flows [from memory].
fn from_other(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.text(SOURCE)?.unwrap_or_default();
    if !source.is_empty() {
        return Ok(Value::Text(source));
    }
    let other = arguments.flowing(OTHER)?;
    let pattern = pattern(arguments, &other)?;
    let group = group(arguments, &pattern)?;
    let found = pattern.group(&other, &group);
    let found = found.map_err(|_| given_up(arguments))?;
    found.map(Value::Text).ok_or(Stop::Absent)
}

fn old(arguments: &Arguments<'_>) -> Result<String, Stop> {
    let old = arguments.certain(OLD)?;
    if old.is_empty() {
        return Err(arguments.unknown(OLD, "is empty"));
    }
    Ok(old)
}

fn new(arguments: &Arguments<'_>) -> Result<String, Stop> {
    arguments.certain(NEW)
}

fn pattern(arguments: &Arguments<'_>, source: &str) -> Result<Rc<Pattern>, Stop> {
    let text = arguments.certain(PATTERN)?;
    // In .NET the end is also before a last line break.
    if text.contains('$') && source.ends_with('\n') {
        return Err(arguments.unknown(
            PATTERN,
            "asks for the end of a text that ends in a line break",
        ));
    }
    Pattern::of(&text)
        .ok_or_else(|| arguments.unknown(PATTERN, "is not a pattern that is understood"))
}

fn group(arguments: &Arguments<'_>, pattern: &Pattern) -> Result<String, Stop> {
    let group = arguments.certain(GROUP)?;
    if !pattern.has_group(&group) {
        return Err(arguments.unknown(GROUP, "is no group of the pattern"));
    }
    Ok(group)
}

fn given_up(arguments: &Arguments<'_>) -> Stop {
    arguments.unknown(PATTERN, "takes too long, or its replacements do")
}
