//! Lengths of time in steps, so that a screen left alone changes seldom: seconds up to a minute,
//! then tens of seconds, minutes, hours, days.

use chrono::{DateTime, TimeDelta, Utc};

/// A length of time as text, and the moment at which the text is no longer right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Stepped {
    pub text: String,
    pub changes_at: DateTime<Utc>,
}

/// How long ago `since` was.
pub(super) fn elapsed(since: DateTime<Utc>, now: DateTime<Utc>) -> Stepped {
    let seconds = (now - since).num_seconds();
    let passed = seconds.max(0);
    let next = since + TimeDelta::seconds(passed + step(passed) - passed % step(passed));
    Stepped {
        text: length(passed),
        changes_at: next,
    }
}

/// How long it is until `at`; `None` once it has come.
pub(super) fn remaining(at: DateTime<Utc>, now: DateTime<Utc>) -> Option<Stepped> {
    let seconds = (at - now).num_seconds();
    (seconds > 0).then(|| Stepped {
        text: length(seconds),
        changes_at: at - TimeDelta::seconds(seconds - seconds % step(seconds) - 1),
    })
}

/// A length of time in seconds, rounded down to its step.
pub(super) fn length(seconds: i64) -> String {
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
    match seconds {
        ..60 => format!("{seconds}s"),
        60..600 => format!("{minutes}m{:02}s", seconds % 60 / 10 * 10),
        600..3_600 => format!("{minutes}m"),
        3_600..86_400 => format!("{hours}h{:02}m", minutes % 60),
        86_400..172_800 => format!("{hours}h"),
        _ => format!("{days}d"),
    }
}

fn step(seconds: i64) -> i64 {
    match seconds {
        ..60 => 1,
        60..600 => 10,
        600..86_400 => 60,
        86_400..172_800 => 3_600,
        _ => 86_400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn steps_grow_with_the_length() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m00s"),
            (204, "3m20s"),
            (599, "9m50s"),
            (600, "10m"),
            (3_599, "59m"),
            (6_060, "1h41m"),
            (90_000, "25h"),
            (259_200, "3d"),
        ] {
            assert_eq!(length(seconds), text);
        }
    }

    #[test]
    fn an_age_is_right_until_the_moment_it_names() {
        for seconds in (0..5_000).chain((86_000..90_000).step_by(17)) {
            let now = at(seconds);
            let age = elapsed(at(0), now);
            assert!(age.changes_at > now, "{seconds}");
            let before = elapsed(at(0), age.changes_at - TimeDelta::seconds(1));
            assert_eq!(before.text, age.text, "{seconds}");
            assert_ne!(elapsed(at(0), age.changes_at).text, age.text, "{seconds}");
        }
    }

    #[test]
    fn a_countdown_is_right_until_the_moment_it_names() {
        for seconds in 0..5_000 {
            let Some(left) = remaining(at(5_000), at(seconds)) else {
                panic!("5000 has not come at {seconds}");
            };
            assert!(left.changes_at > at(seconds), "{seconds}");
            let later = remaining(at(5_000), left.changes_at).map(|later| later.text);
            assert_ne!(later, Some(left.text), "{seconds}");
        }
        assert_eq!(remaining(at(5), at(5)), None);
    }

    #[test]
    fn a_time_in_the_future_is_no_age() {
        assert_eq!(elapsed(at(10), at(0)).text, "0s");
    }
}
