//! Moments in words.

use chrono::{DateTime, TimeDelta, Utc};

use crate::tui::age::length;

/// The time of day, with the date before it where it is another day than `now`.
pub(super) fn moment(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let format = if at.date_naive() == now.date_naive() {
        "%H:%M:%SZ"
    } else if (now - at).abs() < TimeDelta::days(300) {
        "%m-%d %H:%MZ"
    } else {
        "%Y-%m-%d"
    };
    at.format(format).to_string()
}

/// From `began` to `ended`, where both are known.
pub(super) fn took(began: Option<DateTime<Utc>>, ended: Option<DateTime<Utc>>) -> Option<String> {
    let took = ended? - began?;
    Some(length(took.num_seconds().max(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_is_told_where_it_matters() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap_or_default();
        assert_eq!(moment(now, now), "08:00:00Z");
        assert_eq!(moment(now - TimeDelta::days(2), now), "01-13 08:00Z");
        assert_eq!(moment(now - TimeDelta::days(900), now), "2024-07-29");
        assert_eq!(
            took(Some(now), Some(now + TimeDelta::seconds(112))).as_deref(),
            Some("1m50s")
        );
    }
}
