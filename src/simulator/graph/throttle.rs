//! The limit of the log endpoints, and of provisioning on demand.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::error::GraphError;

/// Requests that one application may send in each window ("Identity and access reports"; "synchronizationJob:
/// provisionOnDemand").
const LIMIT: usize = 5;
/// The window, in wall time.
const WINDOW: Duration = Duration::from_secs(10);

/// Counts the requests to one kind of endpoint over the last ten wall seconds.
pub struct Throttle {
    enabled: bool,
    answered: VecDeque<Instant>,
}

impl Throttle {
    pub fn new(enabled: bool) -> Self {
        Self {
            enabled,
            answered: VecDeque::new(),
        }
    }

    /// Counts a request made at `now`, or refuses it with the whole seconds after which there is room again.
    pub fn admit(&mut self, now: Instant) -> Result<(), GraphError> {
        if !self.enabled {
            return Ok(());
        }
        while self
            .answered
            .front()
            .is_some_and(|at| now.duration_since(*at) >= WINDOW)
        {
            self.answered.pop_front();
        }
        match self.answered.front() {
            Some(oldest) if self.answered.len() >= LIMIT => {
                let wait = WINDOW.saturating_sub(now.duration_since(*oldest));
                Err(GraphError::too_many(wait.as_millis().div_ceil(1000) as u64))
            }
            _ => {
                self.answered.push_back(now);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulator::clock::wall_instant;

    #[test]
    fn the_sixth_request_within_ten_seconds_is_told_how_long_to_wait() {
        let start = wall_instant();
        let mut throttle = Throttle::new(true);
        for second in 0..5 {
            assert_eq!(throttle.admit(start + Duration::from_secs(second)), Ok(()));
        }
        let refusal = throttle
            .admit(start + Duration::from_millis(5500))
            .unwrap_err();
        assert_eq!(
            (refusal.status, refusal.header),
            (429, Some(("retry-after", "5".to_owned())))
        );
        assert_eq!(throttle.admit(start + Duration::from_secs(10)), Ok(()));
        assert!(
            throttle
                .admit(start + Duration::from_millis(10_500))
                .is_err()
        );
    }

    #[test]
    fn the_limit_can_be_switched_off() {
        let mut throttle = Throttle::new(false);
        assert!((0..50).all(|_| throttle.admit(wall_instant()).is_ok()));
    }
}
