//! What time it is: the wall's, that of an embedded tenant whose clock runs at another speed, or one that
//! is moved by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// A clock that can be copied around. It is the only one that the sources read.
#[derive(Clone, Copy, Default, Debug)]
pub struct Clock {
    kind: Kind,
}

#[derive(Clone, Copy, Default, Debug)]
enum Kind {
    #[default]
    Wall,
    Anchored(Anchored),
    ByHand(&'static AtomicI64),
}

/// Time that left the wall's at `anchor` and has run at `speed` since.
#[derive(Clone, Copy, Debug)]
struct Anchored {
    anchor: DateTime<Utc>,
    speed: f64,
}

impl Clock {
    /// The wall's time.
    pub fn wall() -> Self {
        Self::default()
    }

    /// Time that runs at `speed` since `anchor`, a moment of the wall's time.
    pub fn anchored(anchor: DateTime<Utc>, speed: f64) -> Self {
        let anchored = Anchored { anchor, speed };
        Self {
            kind: Kind::Anchored(anchored),
        }
    }

    /// Time that stands where `hand` says, in milliseconds since 1970: a test moves it along with the
    /// tenant's.
    pub fn by_hand(hand: &'static AtomicI64) -> Self {
        Self {
            kind: Kind::ByHand(hand),
        }
    }

    /// The time on this clock.
    pub fn now(self) -> DateTime<Utc> {
        self.at(wall_now())
    }

    /// The time on this clock once `wait` of the wall's seconds have passed: schedules and
    /// Retry-After count those, whatever the speed.
    pub fn after(self, wait: Duration) -> DateTime<Utc> {
        self.at(later(wall_now(), wait))
    }

    /// How long it takes by the wall's clock until this one shows `at`: nothing where it does already, and for
    /// ever where it does not run by itself.
    pub fn until(self, at: DateTime<Utc>) -> Duration {
        let left = (at - self.now()).to_std().unwrap_or_default();
        let speed = match self.kind {
            Kind::Wall => return left,
            Kind::Anchored(anchored) => anchored.speed,
            Kind::ByHand(_) => 0.0,
        };
        if left.is_zero() {
            return left;
        }
        Duration::try_from_secs_f64(left.as_secs_f64() / speed).unwrap_or(Duration::MAX)
    }

    /// The time here when the wall shows `wall`.
    fn at(self, wall: DateTime<Utc>) -> DateTime<Utc> {
        match self.kind {
            Kind::Wall => wall,
            Kind::Anchored(anchored) => anchored.at(wall),
            Kind::ByHand(hand) => {
                DateTime::from_timestamp_millis(hand.load(Ordering::SeqCst)).unwrap_or(wall)
            }
        }
    }
}

impl Anchored {
    /// The time here when the wall shows `wall`; the anchor where that cannot be expressed.
    fn at(self, wall: DateTime<Utc>) -> DateTime<Utc> {
        let run = (wall - self.anchor).as_seconds_f64() * self.speed;
        let run = TimeDelta::try_milliseconds((run * 1000.0) as i64);
        run.and_then(|run| self.anchor.checked_add_signed(run))
            .unwrap_or(self.anchor)
    }
}

/// `wait` after `time`, or the end of time.
fn later(time: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait)
        .ok()
        .and_then(|wait| time.checked_add_signed(wait))
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the sources read the wall's time"
)]
fn wall_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000, 0).unwrap()
    }

    #[test]
    fn time_runs_at_its_own_speed_from_the_anchor() {
        let minute_later = later(noon(), Duration::from_secs(60));
        for (speed, minutes) in [(60.0, 60), (1.0, 1), (0.0, 0)] {
            let run = Clock::anchored(noon(), speed).at(minute_later) - noon();
            assert_eq!(run.num_minutes(), minutes);
        }
        assert_eq!(Clock::wall().at(noon()), noon());
    }

    #[test]
    fn time_that_is_moved_by_hand_stands_in_between() {
        static HAND: AtomicI64 = AtomicI64::new(0);
        let clock = Clock::by_hand(&HAND);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        assert_eq!(clock.after(Duration::from_secs(60)), DateTime::UNIX_EPOCH);
        HAND.store(noon().timestamp_millis(), Ordering::SeqCst);
        assert_eq!(clock.now(), noon());
    }

    #[test]
    fn what_is_awaited_comes_at_the_speed_of_the_clock() {
        let minute = TimeDelta::minutes(1);
        let until = |clock: Clock| clock.until(clock.now() + minute).as_secs_f64().round();
        assert_eq!(until(Clock::wall()).to_string(), "60");
        assert_eq!(until(Clock::anchored(noon(), 60.0)).to_string(), "1");
        let still = Clock::anchored(noon(), 0.0);
        assert_eq!(still.until(noon() + minute), Duration::MAX);
        assert_eq!(still.until(noon() - minute), Duration::ZERO);
    }

    #[test]
    fn time_has_an_end() {
        assert_eq!(later(noon(), Duration::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(Clock::wall().after(Duration::MAX), DateTime::<Utc>::MAX_UTC);
    }

    #[test]
    fn no_speed_takes_time_past_its_ends() {
        let clock = Clock::anchored(noon(), f64::MAX);
        let day_later = later(noon(), Duration::from_secs(86_400));
        assert_eq!(clock.at(day_later), noon());
    }
}
