//! How fast an initial cycle gets on: an estimate only where it was seen to move, with the spread
//! of what was seen.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::Foreign;

/// How far an initial cycle had come at one moment, in objects of one sort.
#[derive(Clone, PartialEq, Debug)]
pub struct Sighting {
    pub at: DateTime<Utc>,
    pub units: Foreign,
    pub completed: i64,
    /// 0 where it is not known.
    pub total: i64,
}

/// When all objects of one sort are to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Pace {
    /// At the fastest and at the slowest pace between two sightings.
    pub soonest: DateTime<Utc>,
    pub latest: DateTime<Utc>,
    /// Stretches between sightings that this rests on; with one there is no spread.
    pub stretches: usize,
}

/// The pace of `units`; `seen` comes newest first. `None` with less than two sightings of one run,
/// without a total, or where nothing moved in the newest stretch.
pub fn pace(seen: &[Sighting], units: &Foreign) -> Option<Pace> {
    let of_units: Vec<&Sighting> = seen.iter().filter(|seen| seen.units == *units).collect();
    let newest = *of_units.first()?;
    let left = newest.total.checked_sub(newest.completed)?;
    if newest.total <= 0 || left < 0 {
        return None;
    }
    // Where the count fell, another run began: what was before says nothing.
    let run = of_units
        .windows(2)
        .take_while(|pair| pair[0].completed >= pair[1].completed);
    let paces: Vec<f64> = run.filter_map(|pair| each(pair[0], pair[1])).collect();
    let (fastest, slowest) = (
        paces.iter().copied().reduce(f64::min)?,
        paces.iter().copied().reduce(f64::max)?,
    );
    let after = |seconds: f64| {
        let ahead = span(seconds, left)?;
        newest.at.checked_add_signed(ahead)
    };
    Some(Pace {
        soonest: after(fastest)?,
        latest: after(slowest)?,
        stretches: paces.len(),
    })
}

/// Seconds for one object between two sightings; `None` where none was done.
fn each(newer: &Sighting, older: &Sighting) -> Option<f64> {
    let done = u32::try_from(newer.completed - older.completed).ok()?;
    let seconds = u32::try_from((newer.at - older.at).num_seconds()).ok()?;
    (done > 0 && seconds > 0).then(|| f64::from(seconds) / f64::from(done))
}

/// How long `left` objects take; `None` beyond a thousand years.
fn span(seconds: f64, left: i64) -> Option<TimeDelta> {
    let left = f64::from(u32::try_from(left).ok()?);
    let all = std::time::Duration::try_from_secs_f64(seconds * left).ok()?;
    let all = TimeDelta::from_std(all).ok()?;
    (all < TimeDelta::days(365_000)).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn seen(points: &[(i64, i64)]) -> Option<Pace> {
        let of = |&(minutes, completed): &(i64, i64)| Sighting {
            at: at(minutes),
            units: Foreign::new("users"),
            completed,
            total: 1_000,
        };
        let seen: Vec<Sighting> = points.iter().rev().map(of).collect();
        pace(&seen, &Foreign::new("users"))
    }

    #[test]
    fn one_sighting_or_none_that_moved_gives_no_estimate() {
        assert_eq!(seen(&[]), None);
        assert_eq!(seen(&[(0, 500)]), None);
        assert_eq!(seen(&[(0, 500), (10, 500)]), None);
        let users = [Sighting {
            at: at(0),
            units: Foreign::new("users"),
            completed: 1,
            total: 0,
        }];
        assert_eq!(pace(&users, &Foreign::new("users")), None);
        assert_eq!(pace(&users, &Foreign::new("groups")), None);
    }

    #[test]
    fn two_sightings_give_one_time_and_three_a_spread() {
        let one = seen(&[(0, 0), (10, 500)]).map(|pace| (pace.soonest, pace.latest));
        assert_eq!(one, Some((at(20), at(20))));
        let spread = seen(&[(0, 0), (10, 600), (20, 800)]);
        let expected = Pace {
            soonest: at(20) + TimeDelta::seconds(200),
            latest: at(30),
            stretches: 2,
        };
        assert_eq!(spread, Some(expected));
    }

    #[test]
    fn what_was_before_a_restart_is_forgotten() {
        assert_eq!(seen(&[(0, 900), (10, 100)]), None);
        let after = seen(&[(0, 900), (10, 100), (20, 200)]).map(|pace| pace.latest);
        assert_eq!(after, Some(at(100)));
    }
}
