//! How long frames take, and how long a key waits for its frame: counted while the dashboard runs, for the log.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

/// Upper bounds of the classes in milliseconds; the last class has none. 16 is a frame at 60 a second, 33
/// the shortest time between two of ours.
const BOUNDS: [u32; 9] = [1, 2, 4, 8, 16, 33, 66, 133, 266];

/// Spans of time by class.
#[derive(Default, Debug)]
struct Histogram {
    counts: [u64; BOUNDS.len() + 1],
    longest: Duration,
}

impl Histogram {
    fn note(&mut self, took: Duration) {
        let within = |bound: &u32| took <= Duration::from_millis(u64::from(*bound));
        let class = BOUNDS.iter().position(within).unwrap_or(BOUNDS.len());
        self.counts[class] += 1;
        self.longest = self.longest.max(took);
    }

    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// `3 within 1 ms, 1 within 2 ms, the longest 1.2 ms`
impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bounds = BOUNDS.iter().map(Some).chain([None]);
        for (count, bound) in self
            .counts
            .iter()
            .zip(bounds)
            .filter(|(count, _)| **count > 0)
        {
            match bound {
                Some(bound) => write!(f, "{count} within {bound} ms, ")?,
                None => write!(f, "{count} longer, ")?,
            }
        }
        write!(f, "the longest {:.1} ms", self.longest.as_secs_f64() * 1e3)
    }
}

/// What is counted.
#[derive(Default, Debug)]
pub(super) struct Tempo {
    frames: Histogram,
    keys: Histogram,
    /// When the first key came that no frame has answered yet.
    waiting: Option<Instant>,
}

impl Tempo {
    /// A key came.
    pub fn key(&mut self) {
        self.waiting.get_or_insert_with(Instant::now);
    }

    /// A frame was made and handed over; `began` is when that began.
    pub fn frame(&mut self, began: Instant) {
        self.frames.note(began.elapsed());
        if let Some(since) = self.waiting.take() {
            self.keys.note(since.elapsed());
        }
    }

    /// Tells the log, where there is one.
    pub fn tell(&self) {
        if self.frames.total() > 0 {
            tracing::info!(
                "frames made: {}; keys until their frame: {}",
                self.frames,
                self.keys
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn spans_are_counted_by_class_and_a_key_waits_for_its_frame() {
        let mut tempo = Tempo::default();
        tempo.key();
        tokio::time::advance(Duration::from_millis(20)).await;
        tempo.key();
        let began = Instant::now();
        tokio::time::advance(Duration::from_millis(3)).await;
        tempo.frame(began);
        tempo.frame(Instant::now());
        assert_eq!(
            tempo.frames.to_string(),
            "1 within 1 ms, 1 within 4 ms, the longest 3.0 ms"
        );
        assert_eq!(
            tempo.keys.to_string(),
            "1 within 33 ms, the longest 23.0 ms"
        );
        tempo.keys.note(Duration::from_secs(1));
        assert!(
            tempo
                .keys
                .to_string()
                .contains("1 longer, the longest 1000.0 ms")
        );
    }
}
