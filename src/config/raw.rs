//! Readers of single values, the same for every layer.

use std::path::PathBuf;
use std::time::Duration;

use super::mistake::Fault;

/// The longest pause between two polls that makes sense for a live monitor.
const LONGEST_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

/// A value as it was written: always text in flags and environment, typed in the file.
#[derive(Clone, Copy)]
pub(super) enum Raw<'a> {
    Text(&'a str),
    Switch(bool),
    Number(i64),
    /// Several texts.
    List(&'a [&'a str]),
    /// Something that no key takes, by its name: "a list".
    Other(&'static str),
}

impl Raw<'_> {
    fn kind(self) -> &'static str {
        match self {
            Self::Text(_) => "text",
            Self::Switch(_) => "true or false",
            Self::Number(_) => "a number",
            Self::List(_) => "a list",
            Self::Other(name) => name,
        }
    }
}

/// Text of one line that says something.
pub(super) fn text(raw: Raw<'_>) -> Result<String, Fault> {
    line(raw).map(str::to_owned)
}

/// Borrowed [`text`], so that a secret is copied only into its wrapper.
pub(super) fn line(raw: Raw<'_>) -> Result<&str, Fault> {
    let Raw::Text(text) = raw else {
        return Err(Fault::new(
            format!("is {}", raw.kind()),
            "write text in quotes",
        ));
    };
    if text.trim().is_empty() {
        return Err(Fault::new("is empty", "write a value, or leave it out"));
    }
    if text.contains(char::is_control) {
        return Err(Fault::new(
            "holds a line break or another control character",
            "write it on one line",
        ));
    }
    if text.starts_with('<') && text.ends_with('>') {
        return Err(Fault::new(
            "still holds the template's placeholder",
            "write your own value, without the < and >",
        ));
    }
    Ok(text)
}

/// Several texts: a list in the file, else commas between them. None is none.
pub(super) fn names(raw: Raw<'_>) -> Result<Vec<String>, Fault> {
    let one = |name: &str| line(Raw::Text(name)).map(|name| name.trim().to_owned());
    match raw {
        Raw::List(names) => names.iter().copied().map(one).collect(),
        raw => line(raw)?.split(',').map(one).collect(),
    }
}

pub(super) fn path(raw: Raw<'_>) -> Result<PathBuf, Fault> {
    line(raw).map(PathBuf::from)
}

pub(super) fn switch(raw: Raw<'_>) -> Result<bool, Fault> {
    match raw {
        Raw::Switch(on) => Ok(on),
        Raw::Text("true" | "1") => Ok(true),
        Raw::Text("false" | "0") => Ok(false),
        _ => Err(Fault::new(
            "is neither true nor false",
            "write true or false",
        )),
    }
}

/// Seconds as a number, or a number with a unit: `30s`, `5m`, `1h`.
pub(super) fn interval(raw: Raw<'_>) -> Result<Duration, Fault> {
    let seconds = match raw {
        Raw::Number(seconds) => u64::try_from(seconds).ok(),
        Raw::Text(text) => seconds_of(text),
        Raw::Switch(_) | Raw::List(_) | Raw::Other(_) => None,
    };
    seconds
        .map(Duration::from_secs)
        .filter(|interval| !interval.is_zero() && *interval <= LONGEST_INTERVAL)
        .ok_or_else(|| {
            Fault::new(
                "is not a time between 1 second and 24 hours",
                "write seconds, or a number with s, m or h, such as \"5m\"",
            )
        })
}

/// An [`interval`], or `off`.
pub(super) fn interval_or_off(raw: Raw<'_>) -> Result<Option<Duration>, Fault> {
    match raw {
        Raw::Text("off") => Ok(None),
        raw => interval(raw)
            .map(Some)
            .map_err(|fault| Fault::new(fault.what, format!("{}, or \"off\"", fault.instead))),
    }
}

fn seconds_of(text: &str) -> Option<u64> {
    let units = [('s', 1), ('m', 60), ('h', 3600)];
    let (digits, factor) = units
        .iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(*unit)?, *factor)))
        .unwrap_or((text, 1));
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

/// One of a few words. The names stand in the fault, in the order of the table.
pub(super) fn choice<T: Copy>(raw: Raw<'_>, choices: &[(&str, T)]) -> Result<T, Fault> {
    let written = line(raw)?;
    let found = choices.iter().find(|(name, _)| *name == written);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        Fault::new(
            "has no such choice",
            format!("write one of {}", names.join(", ")),
        )
    })
}

/// The directory (tenant) id or one of its domain names: it becomes part of the sign-in URL.
pub(super) fn tenant(raw: Raw<'_>) -> Result<String, Fault> {
    let written = line(raw)?;
    if written
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    {
        return Ok(written.to_owned());
    }
    Err(Fault::new(
        "is neither a tenant id nor a domain name",
        "write the directory (tenant) id, or a domain such as contoso.onmicrosoft.com",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_intervals_can_be_off() {
        let ten = Some(Duration::from_secs(600));
        assert_eq!(interval_or_off(Raw::Text("10m")).ok(), Some(ten));
        assert_eq!(interval_or_off(Raw::Text("off")).ok(), Some(None));
        let refused = interval_or_off(Raw::Text("never"));
        let refused = refused.err().map(|fault| fault.instead);
        assert!(refused.is_some_and(|instead| instead.ends_with("or \"off\"")));
    }

    #[test]
    fn intervals_have_units_and_bounds() {
        let cases = [
            (Raw::Number(30), Some(30)),
            (Raw::Text("30"), Some(30)),
            (Raw::Text("30s"), Some(30)),
            (Raw::Text("5m"), Some(300)),
            (Raw::Text("24h"), Some(86_400)),
            (Raw::Text("25h"), None),
            (Raw::Text("0"), None),
            (Raw::Number(-1), None),
            (Raw::Text("5mm"), None),
            (Raw::Text("m"), None),
            (Raw::Text("99999999999999999999h"), None),
            (Raw::Switch(true), None),
        ];
        for (raw, seconds) in cases {
            let read = interval(raw).ok().map(|interval| interval.as_secs());
            assert_eq!(read, seconds, "{}", raw.kind());
        }
    }

    #[test]
    fn a_switch_is_true_or_false_in_every_layer() {
        assert_eq!(switch(Raw::Switch(true)).ok(), Some(true));
        assert_eq!(switch(Raw::Text("0")).ok(), Some(false));
        assert!(switch(Raw::Text("maybe")).is_err() && switch(Raw::Number(1)).is_err());
    }

    #[test]
    fn names_stand_in_a_list_or_between_commas() {
        let expected = ["All Staff".to_owned(), "Sales".to_owned()];
        for raw in [
            Raw::List(&["All Staff", "Sales"]),
            Raw::Text("All Staff, Sales"),
        ] {
            assert_eq!(names(raw).ok().as_deref(), Some(&expected[..]));
        }
        let one = names(Raw::List(&["Sales, EMEA"]));
        assert_eq!(one.ok().as_deref(), Some(&["Sales, EMEA".to_owned()][..]));
        assert!(names(Raw::Text("Sales,,")).is_err() && names(Raw::Switch(true)).is_err());
    }

    #[test]
    fn a_tenant_cannot_leave_its_place_in_the_url() {
        assert!(tenant(Raw::Text("contoso.onmicrosoft.com")).is_ok());
        for bad in ["a/b", "a?b", "a b", "a%2fb"] {
            assert!(tenant(Raw::Text(bad)).is_err(), "{bad}");
        }
    }
}
