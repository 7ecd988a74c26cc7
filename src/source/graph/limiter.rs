//! A pace for the logs, which all clients of one app registration share.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

/// At most so many requests within any span of wall time.
pub(super) struct Limiter {
    most: usize,
    span: Duration,
    /// When the last ones went out, `most` of them at most.
    recent: Mutex<VecDeque<Instant>>,
}

impl Limiter {
    pub fn new(most: usize, span: Duration) -> Self {
        Self {
            most,
            span,
            recent: Mutex::default(),
        }
    }

    /// Waits until one more request may go out. Those who wait are served in their order.
    pub async fn pass(&self) {
        let mut recent = self.recent.lock().await;
        if recent.len() >= self.most
            && let Some(oldest) = recent.pop_front()
        {
            sleep_until(oldest + self.span).await;
        }
        recent.push_back(Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_more_than_two_in_any_ten_seconds() {
        let limiter = Limiter::new(2, Duration::from_secs(10));
        let start = Instant::now();
        let mut passed = Vec::new();
        for _ in 0..5 {
            limiter.pass().await;
            passed.push(start.elapsed().as_secs());
        }
        assert_eq!(passed, [0, 0, 10, 10, 20]);
    }
}
