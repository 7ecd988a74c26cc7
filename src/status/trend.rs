//! How many findings there were, over time.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// The outcome of one comparison in the trend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TrendPoint {
    pub at: DateTime<Utc>,
    pub findings: usize,
}

/// The newest points last; bounded.
#[derive(Clone, Default, Debug)]
pub struct Trend {
    points: Arc<Vec<TrendPoint>>,
}

impl Trend {
    /// Points kept: a day of comparisons at one a minute.
    const CAP: usize = 1_440;

    /// Oldest first.
    pub fn points(&self) -> &[TrendPoint] {
        &self.points
    }

    pub fn push(&mut self, point: TrendPoint) {
        let points = Arc::make_mut(&mut self.points);
        points.push(point);
        let excess = points.len().saturating_sub(Self::CAP);
        points.drain(..excess);
    }
}
