//! How fast frames may go out on a link whose speed is known. Buffers between us and a slow link take
//! bytes at once and hand them on for minutes: then the answer to a key would stand behind every
//! frame in them.

use std::num::NonZeroU32;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// When the link will have carried what was sent.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui) struct Pace {
    /// Bytes per second; `None`: the link keeps up, or its writes block.
    rate: Option<NonZeroU32>,
    clear_at: Option<Instant>,
}

impl Pace {
    pub(in crate::tui) fn new(rate: Option<NonZeroU32>) -> Self {
        Self {
            rate,
            clear_at: None,
        }
    }

    /// So many bytes were handed over.
    pub(in crate::tui) fn sent(&mut self, bytes: usize) {
        let Some(rate) = self.rate else { return };
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let takes = Duration::from_secs(1) * bytes / rate.get();
        let from = self
            .clear_at
            .map_or_else(Instant::now, |at| at.max(Instant::now()));
        self.clear_at = Some(from + takes);
    }

    /// Whether something is still on its way.
    pub(in crate::tui) fn is_busy(&self) -> bool {
        self.clear_at.is_some_and(|at| at > Instant::now())
    }

    /// Resolves once nothing is. Cancel-safe.
    pub(in crate::tui) async fn clear(&self) {
        if let Some(at) = self.clear_at {
            sleep_until(at).await;
        }
    }
}
