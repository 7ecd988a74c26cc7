//! Times and durations as Graph writes them.

use std::time::Duration;

use chrono::{DateTime, Datelike, Utc};

/// Longer intervals mean that a schedule never runs: Graph writes the largest duration of .NET
/// for that (`P10675199DT2H48M5.4775807S`).
const YEAR: u64 = 366 * 86_400;

/// A moment; `None` for null, for what is no time, and for the year 1, which stands for never.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    (time.year() > 1).then_some(time)
}

/// Seconds since 1970, 0 where `text` is no time from 1970 to 2106.
pub(super) fn seconds(text: &str) -> u32 {
    moment(text)
        .and_then(|time| u32::try_from(time.timestamp()).ok())
        .unwrap_or(0)
}

/// `time` as a filter takes it.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A duration (ISO 8601, as xsd:dayTimeDuration, with weeks); `None` for never, and for what is
/// no duration. Fractions of a second are dropped.
pub(super) fn interval(text: &str) -> Option<Duration> {
    let (days, clock) = match text.strip_prefix('P')?.split_once('T') {
        Some((days, clock)) => (days, clock),
        None => (text.strip_prefix('P')?, ""),
    };
    let days = total(days, &[('W', 7 * 86_400), ('D', 86_400)])?;
    let clock = total(clock, &[('H', 3600), ('M', 60), ('S', 1)])?;
    let seconds = days.saturating_add(clock);
    (seconds > 0 && seconds <= YEAR).then(|| Duration::from_secs(seconds))
}

/// The seconds of numbers that each carry one of `units`, in their order.
fn total(mut text: &str, units: &[(char, u64)]) -> Option<u64> {
    let mut sum = 0u64;
    for &(unit, worth) in units {
        if let Some((number, rest)) = text.split_once(unit) {
            let number = number.split_once('.').map_or(number, |(whole, _)| whole);
            let number: u64 = number.parse().ok()?;
            sum = sum.saturating_add(number.saturating_mul(worth));
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn intervals_are_read_and_never_is_none() {
        for (text, seconds) in [
            ("PT40M", Some(2400)),
            ("PT2400S", Some(2400)),
            ("P1D", Some(86_400)),
            ("P1DT1H1M1.9S", Some(90_061)),
            ("P1W", Some(604_800)),
            ("P10675199DT2H48M5.4775807S", None),
            ("P99999999999999999999D", None),
            ("P18446744073709551615D", None),
            ("PT0S", None),
            ("P", None),
            ("", None),
            ("40", None),
            ("-PT40M", None),
            ("PT4X0M", None),
            ("PTM", None),
            ("P1M", None),
        ] {
            assert_eq!(interval(text), seconds.map(Duration::from_secs), "{text}");
        }
    }

    #[test]
    fn moments_are_read_and_the_year_one_is_never() {
        let precise = moment("2026-01-01T09:58:00.1234567Z");
        assert_eq!(
            precise.map(written).as_deref(),
            Some("2026-01-01T09:58:00Z")
        );
        for none in ["0001-01-01T00:00:00Z", "", "soon", "2026-01-01"] {
            assert_eq!(moment(none), None, "{none}");
        }
        assert_eq!(seconds("1970-01-02T00:00:00Z"), 86_400);
        assert_eq!((seconds("1960-01-01T00:00:00Z"), seconds("")), (0, 0));
    }

    proptest! {
        #[test]
        fn no_text_breaks_an_interval(text in "P?[0-9WDTHMS.-]{0,40}") {
            let _ = interval(&text);
        }

        #[test]
        fn what_is_written_is_read(hours in 0u64..200, minutes in 0u64..60, seconds in 1u64..60) {
            let text = format!("PT{hours}H{minutes}M{seconds}S");
            let whole = hours * 3600 + minutes * 60 + seconds;
            prop_assert_eq!(interval(&text), Some(Duration::from_secs(whole)));
        }
    }
}
