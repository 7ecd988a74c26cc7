//! How a service writes moments.

use chrono::{DateTime, SecondsFormat, Utc};

/// A number from here on counts milliseconds: as seconds it would be after the year 5000, and as
/// milliseconds it is after 1973.
const FIRST_MILLISECONDS: f64 = 1e11;

/// A form of a moment.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum TimeFormat {
    /// Whatever it looks like; written as [`Self::Rfc3339`].
    #[default]
    Auto,
    /// `2026-01-01T00:00:00Z`.
    Rfc3339,
    /// Seconds since 1970 in UTC, perhaps with a fraction.
    EpochS,
    /// Milliseconds since 1970 in UTC.
    EpochMs,
}

impl TimeFormat {
    /// `None` where `text` is no such moment.
    pub(super) fn read(self, text: &str) -> Option<DateTime<Utc>> {
        match self {
            Self::Auto => Self::Rfc3339
                .read(text)
                .or_else(|| Self::of_number(text)?.read(text)),
            Self::Rfc3339 => Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc()),
            Self::EpochS => moment(text, 1e6),
            Self::EpochMs => moment(text, 1e3),
        }
    }

    fn of_number(text: &str) -> Option<Self> {
        let number: f64 = text.parse().ok()?;
        Some(if number.abs() < FIRST_MILLISECONDS {
            Self::EpochS
        } else {
            Self::EpochMs
        })
    }

    /// `at`, in whole seconds rounded down: what is asked from there on overlaps all the same.
    pub(super) fn write(self, at: DateTime<Utc>) -> String {
        match self {
            Self::Auto | Self::Rfc3339 => at.to_rfc3339_opts(SecondsFormat::Secs, true),
            Self::EpochS => at.timestamp().to_string(),
            Self::EpochMs => at.timestamp().saturating_mul(1000).to_string(),
        }
    }
}

/// The moment that is `text` times `microseconds` after 1970. A fraction is kept to the
/// microsecond, which a double still holds in our centuries.
fn moment(text: &str, microseconds: f64) -> Option<DateTime<Utc>> {
    let number: f64 = text.parse().ok()?;
    let since = (number * microseconds).round();
    // Beyond the calendar a cast would only saturate; not a number fails the comparison too.
    let within = since.abs() < 9e18;
    within
        .then(|| DateTime::from_timestamp_micros(since as i64))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_gives_the_moment_or_none() {
        use TimeFormat::{Auto, EpochMs, EpochS, Rfc3339};
        for (format, text, read) in [
            (Rfc3339, "2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z"),
            (EpochS, "1767225600", "2026-01-01T00:00:00Z"),
            (EpochS, "1767225600.25", "2026-01-01T00:00:00.250Z"),
            (EpochMs, "1767225600123", "2026-01-01T00:00:00.123Z"),
            (Auto, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
            (Auto, "1767225600", "2026-01-01T00:00:00Z"),
            (Auto, "1767225600123", "2026-01-01T00:00:00.123Z"),
        ] {
            let at = format.read(text).unwrap();
            assert_eq!(at.to_rfc3339_opts(SecondsFormat::AutoSi, true), read);
        }
        for (format, text) in [
            (Rfc3339, "1767225600"),
            (EpochS, "2026-01-01T00:00:00Z"),
            (EpochS, "NaN"),
            (EpochS, "1e300"),
            (EpochMs, "inf"),
            (EpochMs, "9223372036854775807"),
            (Auto, "yesterday"),
            (Auto, ""),
        ] {
            assert_eq!(format.read(text), None, "{format:?} {text}");
        }
    }

    #[test]
    fn a_moment_is_asked_for_in_the_form_of_the_service() {
        let at = TimeFormat::Rfc3339.read("2026-01-01T00:00:00.9Z").unwrap();
        for (format, written) in [
            (TimeFormat::Rfc3339, "2026-01-01T00:00:00Z"),
            (TimeFormat::EpochS, "1767225600"),
            (TimeFormat::EpochMs, "1767225600000"),
        ] {
            assert_eq!(format.write(at), written);
        }
    }
}
