//! Times as providers write them (xsd:dateTime; RFC 7643, 2.3.5).

use chrono::{DateTime, NaiveDateTime};

/// Seconds since 1970, 0 where `text` is no time or lies outside 1970 to 2106. A time without a
/// zone is taken as UTC.
pub fn seconds(text: &str) -> u32 {
    if text.is_empty() {
        return 0;
    }
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.timestamp());
    let local = || {
        let bare = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"];
        bare.iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(|time| time.and_utc().timestamp())
    };
    let seconds = zoned.ok().or_else(local).unwrap_or_default();
    u32::try_from(seconds).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_with_fraction_offset_or_no_zone() {
        let same = [
            "2020-07-22T22:32:58Z",
            "2020-07-22T22:32:58.123456789Z",
            "2020-07-23T00:32:58+02:00",
            "2020-07-22T22:32:58",
            "2020-07-22T22:32:58.5",
            "2020-07-22 22:32:58",
        ];
        for text in same {
            assert_eq!(seconds(text), 1_595_457_178, "{text}");
        }
        for text in [
            "",
            "yesterday",
            "1960-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
        ] {
            assert_eq!(seconds(text), 0, "{text}");
        }
    }
}
