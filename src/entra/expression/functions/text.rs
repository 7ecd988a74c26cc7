//! Parts of texts, and texts put together.

use super::super::arguments::{Arguments, Outcome, Stop};
use super::super::value::Value;
use super::case::folded;
use super::utf16::Units;

/// Append and Prepend: the first argument, then the second. A null makes it null [from memory]; some
/// tenants are said to get the other part alone, and where nothing flows nothing is claimed.
pub fn append(arguments: &Arguments<'_>) -> Outcome {
    let first = arguments.flowing(0)?;
    Ok(Value::Text(first + &arguments.flowing(1)?))
}

/// Null stays null [from memory].
pub fn string(arguments: &Arguments<'_>) -> Outcome {
    arguments.flowing(0).map(Value::Text)
}

/// Null has no length [from memory].
pub fn length(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.text(0)?.unwrap_or_default();
    Ok(Value::Text(Units::of(&source).len().to_string()))
}

/// Null is as empty; a negative number takes everything.
pub fn left(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.text(0)?.unwrap_or_default();
    let wanted = arguments.integer(1)?;
    let wanted = usize::try_from(wanted).unwrap_or(usize::MAX);
    part(arguments, &source, 0, wanted)
}

/// From `start`, which counts from 1, clipped at the end. Null stays null, and past the end is the
/// empty string [both from memory].
pub fn mid(arguments: &Arguments<'_>) -> Outcome {
    let source = arguments.flowing(0)?;
    let start = arguments.integer(1)?.checked_sub(1);
    let start = start.and_then(|start| usize::try_from(start).ok());
    let start = start.ok_or_else(|| arguments.unknown(1, "counts from 1"))?;
    let length = usize::try_from(arguments.integer(2)?);
    let length = length.map_err(|_| arguments.unknown(2, "is negative"))?;
    part(arguments, &source, start, length)
}

fn part(arguments: &Arguments<'_>, source: &str, start: usize, count: usize) -> Outcome {
    let part = Units::of(source).part(start, count);
    part.map(Value::Text)
        .ok_or_else(|| arguments.refuse("the cut halves a character"))
}

/// Counted from 1; 0 if it is not there or null [from memory].
pub fn position(arguments: &Arguments<'_>) -> Outcome {
    let (text, wanted) = (arguments.text(0)?, arguments.text(1)?);
    let start = if arguments.given(2) {
        arguments.integer(2)?
    } else {
        1
    };
    let start = start
        .checked_sub(1)
        .and_then(|start| usize::try_from(start).ok());
    let start = start.ok_or_else(|| arguments.unknown(2, "counts from 1"))?;
    let (Some(text), Some(wanted)) = (text, wanted) else {
        return Ok(Value::Text("0".to_owned()));
    };
    let exact = found(&text, &wanted, start);
    let lenient = || found(&folded(&text), &folded(&wanted), start);
    let position = match compare_type(arguments)?.as_deref() {
        Some("vbBinaryCompare") => exact,
        Some("vbTextCompare") => lenient(),
        Some(_) => return Err(arguments.unknown(3, "is neither vbTextCompare nor vbBinaryCompare")),
        // The page names no default; mostly both agree.
        None if exact == lenient() => exact,
        None => return Err(arguments.unknown(3, "is omitted, and letter case decides")),
    };
    Ok(Value::Text(position.to_string()))
}

fn compare_type(arguments: &Arguments<'_>) -> Result<Option<String>, Stop> {
    arguments.given(3).then(|| arguments.word(3)).transpose()
}

fn found(text: &str, wanted: &str, start: usize) -> usize {
    let at = Units::of(text).find(&Units::of(wanted), start);
    at.map_or(0, |at| at + 1)
}

/// Only U+0020 is a space here.
pub fn without_spaces(arguments: &Arguments<'_>) -> Outcome {
    Ok(Value::Text(arguments.flowing(0)?.replace(' ', "")))
}

/// Every delimiter parts words, and several in a row make none. Whatever is not there is empty.
pub fn word(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?.unwrap_or_default();
    let number = arguments.integer(1)?.checked_sub(1);
    let delimiters = arguments.certain(2)?;
    let mut words = text
        .split(|c| delimiters.contains(c))
        .filter(|word| !word.is_empty());
    let number = number.and_then(|number| usize::try_from(number).ok());
    let word = number.and_then(|number| words.nth(number));
    Ok(Value::Text(word.unwrap_or_default().to_owned()))
}
