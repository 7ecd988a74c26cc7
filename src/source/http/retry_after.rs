//! How long a service asks us to wait (RFC 9110, 10.2.3: Retry-After), in the forms seen in use.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

/// Numbers from here on are no delay but seconds since 1970.
const EPOCH: u64 = 1_000_000_000;

/// The wait that `value` asks for: whole seconds, decimal seconds (rounded up), a date in one of
/// the forms of HTTP, or seconds since 1970. `now` is the service's own time, which its dates
/// refer to. `None` where it is none of these.
pub(super) fn retry_after(value: &str, now: DateTime<Utc>) -> Option<Duration> {
    let value = value.trim();
    if let Some(seconds) = seconds(value) {
        if seconds < EPOCH {
            return Some(Duration::from_secs(seconds));
        }
        let now = u64::try_from(now.timestamp()).unwrap_or(0);
        return Some(Duration::from_secs(seconds.saturating_sub(now)));
    }
    let wait = date(value)? - now;
    Some(wait.to_std().unwrap_or(Duration::ZERO))
}

fn seconds(value: &str) -> Option<u64> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    let begun = u64::from(fraction.bytes().any(|b| b != b'0'));
    // Only a number too long for the type fails here: it is as good as for ever.
    Some(
        whole
            .parse::<u64>()
            .unwrap_or(u64::MAX)
            .saturating_add(begun),
    )
}

/// IMF-fixdate, and the two obsolete forms that a recipient must accept (RFC 9110, 5.6.7).
fn date(value: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc2822(value) {
        return Some(date.to_utc());
    }
    ["%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(value, form).ok())
        .map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    fn wait(value: &str) -> Option<u64> {
        retry_after(value, now()).map(|wait| wait.as_secs())
    }

    #[test]
    fn every_form_is_read() {
        let imf = (now() + Duration::from_secs(90)).format("%a, %d %b %Y %H:%M:%S GMT");
        let old = (now() + Duration::from_secs(90)).format("%A, %d-%b-%y %H:%M:%S GMT");
        let asc = (now() + Duration::from_secs(90)).format("%a %b %e %H:%M:%S %Y");
        for (value, seconds) in [
            ("0", 0),
            (" 12 ", 12),
            ("1.5", 2),
            ("2.000", 2),
            ("0.001", 1),
            ("1790000030", 30),
            ("1789999999", 0),
            (&imf.to_string(), 90),
            (&old.to_string(), 90),
            (&asc.to_string(), 90),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ] {
            assert_eq!(wait(value), Some(seconds), "{value}");
        }
        for none in ["", "-1", "soon", "1e3", "1.", ".5", "0x10", "NaN", "1 2"] {
            assert_eq!(wait(none), None, "{none}");
        }
        assert!(wait("99999999999999999999999").is_some());
    }

    proptest! {
        #[test]
        fn whole_seconds_are_taken_as_they_are(seconds in 0u64..1_000_000_000) {
            prop_assert_eq!(wait(&seconds.to_string()), Some(seconds));
        }

        #[test]
        fn decimals_round_up(seconds in 0u64..100_000, thousandths in 1u32..1000) {
            let value = format!("{seconds}.{thousandths:03}");
            prop_assert_eq!(wait(&value), Some(seconds + 1));
        }

        #[test]
        fn dates_and_epochs_count_from_now(ahead in 0i64..100_000) {
            let at = now() + chrono::TimeDelta::seconds(ahead);
            let date = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            let ahead = u64::try_from(ahead).unwrap();
            prop_assert_eq!(wait(&date), Some(ahead));
            prop_assert_eq!(wait(&at.timestamp().to_string()), Some(ahead));
        }

        #[test]
        fn no_text_breaks_it(value in "\\PC*") {
            let _ = retry_after(&value, now());
        }
    }
}
