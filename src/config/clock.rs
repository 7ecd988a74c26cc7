use chrono::{DateTime, Utc};

use super::mistake::Fault;
use super::raw::{Raw, line};

/// Which time it is for scimtop.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum ClockSetting {
    /// The wall's.
    #[default]
    Wall,
    /// A simulator's: it shows `anchor` when the wall does, and from there runs `speed` times as
    /// fast (0 stands still).
    Simulated { anchor: DateTime<Utc>, speed: f64 },
}

/// Reads `2026-11-24T03:00:00Z*60`, as `scimtop simulate` prints it.
pub(super) fn clock(raw: Raw<'_>) -> Result<ClockSetting, Fault> {
    let written = line(raw)?;
    simulated(written).ok_or_else(|| {
        Fault::new(
            "is not a simulator's clock",
            "write its anchor, * and its speed: 2026-11-24T03:00:00Z*60",
        )
    })
}

fn simulated(text: &str) -> Option<ClockSetting> {
    let (anchor, speed) = text.split_once('*')?;
    let anchor = DateTime::parse_from_rfc3339(anchor).ok()?.to_utc();
    let speed = speed
        .parse()
        .ok()
        .filter(|speed: &f64| speed.is_finite() && *speed >= 0.0)?;
    Some(ClockSetting::Simulated { anchor, speed })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_has_an_anchor_and_a_speed() {
        let anchor = DateTime::UNIX_EPOCH;
        let expected = ClockSetting::Simulated { anchor, speed: 0.5 };
        assert_eq!(
            clock(Raw::Text("1970-01-01T00:00:00Z*0.5")).ok(),
            Some(expected)
        );
        for bad in [
            "1970-01-01T00:00:00Z",
            "1970-01-01*1",
            "1970-01-01T00:00:00Z*-1",
            "1970-01-01T00:00:00Z*inf",
            "*",
        ] {
            assert!(clock(Raw::Text(bad)).is_err(), "{bad}");
        }
    }
}
