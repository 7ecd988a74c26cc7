//! How far times lie apart.

use chrono::TimeDelta;

/// The middle of what was seen, and what nine of ten stayed within.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spread {
    pub p50: TimeDelta,
    pub p90: TimeDelta,
    /// How many were seen; 0: both figures are the default.
    pub samples: usize,
}

impl Spread {
    /// The spread of `seen`, or `default` where nothing was (nearest rank).
    pub fn of(mut seen: Vec<TimeDelta>, default: TimeDelta) -> Self {
        seen.sort_unstable();
        let rank = |percent: usize| {
            let rank = (seen.len() * percent).div_ceil(100).saturating_sub(1);
            seen.get(rank).copied().unwrap_or(default)
        };
        Self {
            p50: rank(50),
            p90: rank(90),
            samples: seen.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranks_are_of_what_was_seen() {
        let minutes = |of: &[i64]| of.iter().map(|&at| TimeDelta::minutes(at)).collect();
        let none = Spread::of(Vec::new(), TimeDelta::minutes(40));
        assert_eq!((none.p50, none.samples), (TimeDelta::minutes(40), 0));
        let ten = Spread::of(minutes(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), TimeDelta::zero());
        assert_eq!(
            (ten.p50, ten.p90),
            (TimeDelta::minutes(5), TimeDelta::minutes(9))
        );
        let one = Spread::of(minutes(&[3]), TimeDelta::zero());
        assert_eq!(
            (one.p50, one.p90, one.samples),
            (TimeDelta::minutes(3), TimeDelta::minutes(3), 1)
        );
    }
}
