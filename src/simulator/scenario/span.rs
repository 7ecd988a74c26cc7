//! Spans of time as scenario files write them: `90s`, `5m`, `1h30m`, `-3d`.

use chrono::TimeDelta;

/// Reads a span; `None` if it is not one.
pub fn parse(text: &str) -> Option<TimeDelta> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let mut seconds: i64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .filter(|digits| *digits > 0)?;
        let number: i64 = rest[..digits].parse().ok()?;
        let unit = match rest.as_bytes().get(digits)? {
            b's' => 1,
            b'm' => 60,
            b'h' => 3600,
            b'd' => 86_400,
            _ => return None,
        };
        seconds = seconds.checked_add(number.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    TimeDelta::try_seconds(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_a_sign_and_units() {
        for (text, seconds) in [
            ("90s", 90),
            ("5m", 300),
            ("1h30m", 5400),
            ("-3d", -259_200),
            ("0s", 0),
        ] {
            assert_eq!(parse(text), Some(TimeDelta::seconds(seconds)), "{text}");
        }
    }

    #[test]
    fn other_text_is_none() {
        for text in [
            "",
            "-",
            "5",
            "m",
            "5 m",
            "5é",
            "+5m",
            "99999999999999999999s",
            "9223372036854775807d",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
