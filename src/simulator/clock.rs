//! The tenant's own time: anchored at the start, run at a chosen speed, moved by hand in tests.

use std::time::Instant;

use chrono::{DateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};

/// Simulated time. `now = anchor + (wall - anchor) * speed + what was advanced by hand`.
#[derive(Debug, Clone)]
pub struct Clock {
    anchor: DateTime<Utc>,
    started: Instant,
    speed: f64,
    ahead: TimeDelta,
}

impl Clock {
    /// A clock anchored at this moment's wall time, in whole milliseconds so that the printed anchor is exact, or
    /// at another time of this day.
    ///
    /// `speed` is simulated seconds for each wall second; 0 stands still.
    pub fn start(speed: f64, time: Option<NaiveTime>) -> Self {
        let wall = wall_time();
        let wall = time.map_or(wall, |time| wall.date_naive().and_time(time).and_utc());
        let anchor = DateTime::from_timestamp_millis(wall.timestamp_millis()).unwrap_or(wall);
        Self {
            anchor,
            started: wall_instant(),
            speed,
            ahead: TimeDelta::zero(),
        }
    }

    /// The moment at which this clock was started.
    pub fn anchor(&self) -> DateTime<Utc> {
        self.anchor
    }

    /// Simulated now.
    pub fn now(&self) -> DateTime<Utc> {
        let run = self.started.elapsed().as_secs_f64() * self.speed;
        self.anchor + self.ahead + TimeDelta::milliseconds((run * 1000.0) as i64)
    }

    /// Moves the clock forward by `by`; time never goes back, so a negative span is ignored.
    pub fn advance(&mut self, by: TimeDelta) {
        self.ahead += by.max(TimeDelta::zero());
    }

    /// `anchor*speed`, the form in which another process is told to follow this clock.
    pub fn setting(&self) -> String {
        format!(
            "{}*{}",
            self.anchor.to_rfc3339_opts(SecondsFormat::Millis, true),
            self.speed
        )
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tenant's time begins at the wall's"
)]
fn wall_time() -> DateTime<Utc> {
    Utc::now()
}

/// The wall's running time, which retries, lives of tokens and latencies are counted in.
#[expect(clippy::disallowed_methods, reason = "the simulator's only look at it")]
pub fn wall_instant() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_speed_zero_moves_only_by_hand() {
        let mut clock = Clock::start(0.0, None);
        assert_eq!(clock.now(), clock.anchor());
        clock.advance(TimeDelta::minutes(40));
        assert_eq!(clock.now() - clock.anchor(), TimeDelta::minutes(40));
        clock.advance(TimeDelta::minutes(-5));
        assert_eq!(clock.now() - clock.anchor(), TimeDelta::minutes(40));
    }

    #[test]
    fn the_setting_names_anchor_and_speed() {
        let clock = Clock::start(60.0, None);
        let (anchor, speed) = clock
            .setting()
            .split_once('*')
            .map(|(a, s)| (a.to_owned(), s.to_owned()))
            .unwrap();
        assert_eq!(
            DateTime::parse_from_rfc3339(&anchor).unwrap(),
            clock.anchor()
        );
        assert_eq!(speed, "60");
    }
}
