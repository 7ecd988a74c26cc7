//! How long to wait, and how often to try again.

use std::time::Duration;

/// The limits of one request and of its repetitions; all times are of the wall.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To connect.
    pub connect: Duration,
    /// From sending the request to the head of the answer.
    pub head: Duration,
    /// For the whole body, however slowly it drips.
    pub body: Duration,
    /// Bytes of a body, after decompression.
    pub bytes: usize,
    /// Bytes of all bodies of a client that are on their way; one body may have its own in any case.
    pub together: usize,
    /// Tries where the service says that it is busy (429, 503).
    pub busy_tries: u32,
    /// Tries after any other failure that may pass.
    pub tries: u32,
    /// Upper end of the first wait; each further one doubles it.
    pub first_wait: Duration,
    /// Upper end of any wait of our own choice.
    pub longest_wait: Duration,
    /// Upper end of a wait that the service asks for.
    pub longest_retry_after: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            head: Duration::from_secs(30),
            body: Duration::from_secs(60),
            bytes: 32 << 20,
            together: 64 << 20,
            busy_tries: 6,
            tries: 3,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            longest_retry_after: Duration::from_secs(15 * 60),
        }
    }
}

impl Patience {
    /// A wait before try `tries` + 1: exponential, with full jitter so that many clients that
    /// failed together do not come back together. `chance` is from 0 to 1.
    pub(super) fn backoff(&self, tries: u32, chance: f64) -> Duration {
        let doubled = 1u32
            .checked_shl(tries.saturating_sub(1))
            .unwrap_or(u32::MAX);
        let most = self
            .first_wait
            .saturating_mul(doubled)
            .min(self.longest_wait);
        most.mul_f64(chance.clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest() {
        let patience = Patience::default();
        let most = |tries| patience.backoff(tries, 1.0).as_secs();
        assert_eq!([1, 2, 3, 6, 7, 40].map(most), [1, 2, 4, 32, 60, 60]);
        assert_eq!(patience.backoff(3, 0.5), Duration::from_secs(2));
        assert_eq!(patience.backoff(3, 0.0), Duration::ZERO);
    }
}
