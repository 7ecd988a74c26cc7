//! Readers of single values of `[audit]`.

use toml::de::DeValue;
use url::Url;

use super::address;
use super::audit_template::AuditTemplate;
use super::file::raw_of;
use super::ignore_table::line;
use super::mistake::Fault;
use super::raw;
use crate::source::audit::{NAMED, Pointer, Pointers, TimeFormat};

/// Readers of values, as a table wants them.
pub(super) type Read<'t, 'i, T> = fn(&'t DeValue<'i>) -> Result<T, Fault>;

pub(super) fn template(value: &DeValue<'_>) -> Result<AuditTemplate, Fault> {
    let choices = AuditTemplate::ALL.map(|template| (template.name(), template));
    raw::choice(raw_of(value), &choices)
}

pub(super) fn url(value: &DeValue<'_>) -> Result<Url, Fault> {
    address::listing(raw_of(value))
}

pub(super) fn text(value: &DeValue<'_>) -> Result<String, Fault> {
    line(value).map(str::to_owned)
}

/// The word before the token in the Authorization header (RFC 9110, 11.4).
pub(super) fn scheme(value: &DeValue<'_>) -> Result<String, Fault> {
    let written = line(value)?;
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if written.chars().all(word) {
        return Ok(written.to_owned());
    }
    Err(Fault::new(
        "is no scheme of the Authorization header",
        "write one word, such as Bearer; the token is audit_token",
    ))
}

pub(super) fn switch(value: &DeValue<'_>) -> Result<bool, Fault> {
    raw::switch(raw_of(value))
}

/// A pointer, or a list of them; the empty string is none.
pub(super) fn pointers(value: &DeValue<'_>) -> Result<Pointers, Fault> {
    match value {
        DeValue::String(text) if text.is_empty() => Ok(Pointers::default()),
        DeValue::Array(list) => {
            let all = list.iter().map(|item| pointer(item.get_ref()));
            all.collect::<Result<_, _>>().map(Pointers)
        }
        one => pointer(one).map(|pointer| Pointers(vec![pointer])),
    }
}

/// As [`pointers`], without fields in braces.
pub(super) fn fixed(value: &DeValue<'_>) -> Result<Pointers, Fault> {
    let pointers = pointers(value)?;
    if pointers.0.iter().all(Pointer::is_fixed) {
        return Ok(pointers);
    }
    Err(Fault::new(
        "names a field in braces",
        "write a pointer that is the same for every record",
    ))
}

/// As [`fixed`], but the empty string is the whole answer.
pub(super) fn whole(value: &DeValue<'_>) -> Result<Pointers, Fault> {
    let fixed = fixed(value)?;
    if fixed.0.is_empty() {
        return Ok(Pointers(Pointer::new("").into_iter().collect()));
    }
    Ok(fixed)
}

/// As [`fixed`], and there is one.
pub(super) fn needed(value: &DeValue<'_>) -> Result<Pointers, Fault> {
    let fixed = fixed(value)?;
    if fixed.0.is_empty() {
        return Err(Fault::new(
            "is empty",
            "write a JSON pointer, such as \"/created\"",
        ));
    }
    Ok(fixed)
}

fn pointer(value: &DeValue<'_>) -> Result<Pointer, Fault> {
    Pointer::new(line(value)?).ok_or_else(|| {
        let names = NAMED.map(|name| format!("{{{name}}}")).join(", ");
        Fault::new(
            "is no JSON pointer",
            format!("begin it with /, as in \"/actor/email\"; in braces only {names} may stand"),
        )
    })
}

const MOMENTS: [(&str, TimeFormat); 3] = [
    ("rfc3339", TimeFormat::Rfc3339),
    ("epoch_s", TimeFormat::EpochS),
    ("epoch_ms", TimeFormat::EpochMs),
];

/// A form in which a moment can be written.
pub(super) fn moment(value: &DeValue<'_>) -> Result<TimeFormat, Fault> {
    raw::choice(raw_of(value), &MOMENTS)
}

/// A form in which a moment can be read.
pub(super) fn time_format(value: &DeValue<'_>) -> Result<TimeFormat, Fault> {
    let [first, second, third] = MOMENTS;
    let choices = [first, second, third, ("auto", TimeFormat::Auto)];
    raw::choice(raw_of(value), &choices)
}

/// What stands around the moment.
pub(super) fn moment_template(value: &DeValue<'_>) -> Result<String, Fault> {
    let written = line(value)?;
    if written.matches("{}").count() == 1 {
        return Ok(written.to_owned());
    }
    Err(Fault::new(
        "has no place for the moment",
        "write {} once, as in \"created:>={}\"",
    ))
}

/// A parameter: what an address can hold, spelled as text.
pub(super) fn parameter(value: &DeValue<'_>) -> Result<String, Fault> {
    match value {
        DeValue::String(empty) if empty.is_empty() => Ok(String::new()),
        DeValue::Integer(number) => Ok(number.to_string()),
        DeValue::Boolean(flag) => Ok(flag.to_string()),
        text => line(text).map(str::to_owned),
    }
}

/// A program and its arguments.
pub(super) fn argv(value: &DeValue<'_>) -> Result<Vec<String>, Fault> {
    let instead = "write command = [\"program\", \"argument\"]; no shell reads it";
    let DeValue::Array(list) = value else {
        return Err(Fault::new("is no list of words", instead));
    };
    let words = list.iter().map(|word| match word.get_ref() {
        DeValue::String(text) if !text.contains('\0') => Ok(text.clone().into_owned()),
        _ => Err(Fault::new(
            "holds something that is no word of a command",
            instead,
        )),
    });
    let words: Vec<String> = words.collect::<Result<_, _>>()?;
    match list.first() {
        Some(program) => line(program.get_ref()).map(|_| words),
        None => Err(Fault::new("is empty", instead)),
    }
}
