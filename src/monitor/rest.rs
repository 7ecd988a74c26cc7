//! How long a poller rests, and what makes that longer or shorter.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::status::Pause;

/// The provider rests at least so many times as long as a crawl of it took: it is read a fifth of the time
/// at most, however large it is.
const IDLE: u32 = 4;
/// Of the requests that we allow ourselves, so many fourths are for crawls, the others for glances and looks.
const CRAWLS: u32 = 3;
/// Groups whose `ETag`s are asked about in one glance, in turn: at least, and at most.
const TURN: [f64; 2] = [5.0, 50.0];
/// Whoever opens a screen has it read at once although what was asked before is not paid for yet, as long as it
/// will be within so much time.
const CREDIT: Duration = Duration::from_secs(5 * 60);
/// Requests of a glance beside those, and of looks until the next one.
const BESIDE: f64 = 8.0;
/// Nobody has pressed a key for that long: pauses are twice as long, and four times after three times that.
const STRETCHES: [(u32, u32); 2] = [(3, 4), (1, 2)];

/// What bounds the requests that are sent without anybody asking.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// The pause between two glances at the provider, in wall seconds; `None`: there are none.
    pub glances: Option<Duration>,
    /// Requests that the provider is known to allow, and in how many seconds.
    pub rate: Option<(u32, u32)>,
    /// How many of those are sent at most, in percent.
    pub share: u32,
    /// After how long without a key the pauses are lengthened; `None`: never.
    pub idle: Option<Duration>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            glances: None,
            rate: None,
            share: 10,
            idle: None,
        }
    }
}

impl Pace {
    /// The pause after a crawl of the provider that took so long and so many requests, of which `usual` is
    /// what was configured; and the shortest that may follow, whatever is hinted at.
    pub fn after_crawl(&self, usual: Duration, took: Duration, requests: u64) -> Lengths {
        let long = took.saturating_mul(IDLE);
        let paid = self.paid(requests, CRAWLS).unwrap_or_default();
        let least = long.max(paid);
        let why = match () {
            () if least <= usual => Pause::Usual,
            () if paid > long => Pause::Paced,
            () => Pause::TookLong,
        };
        Lengths {
            usual: usual.max(least),
            least,
            why,
        }
    }

    /// The time in which so many requests may be sent, with so many fourths of our share.
    fn paid(&self, requests: u64, fourths: u32) -> Option<Duration> {
        let (most, seconds) = self.rate?;
        let allowed = f64::from(most) * f64::from(self.share.max(1)) / 100.0 * f64::from(fourths);
        let seconds = requests as f64 * f64::from(seconds) * 4.0 / allowed.max(f64::MIN_POSITIVE);
        Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX))
    }

    /// Groups that may be asked about in one glance: as many as are paid for by the next one. Where the rate is
    /// not known, few.
    pub fn turn(&self) -> usize {
        let [least, most] = TURN;
        let paid = self.glances.zip(self.paid(1, 4 - CRAWLS));
        let paid = paid.map_or(least, |(pause, each)| pause.div_duration_f64(each) - BESIDE);
        paid.clamp(least, most) as usize
    }

    /// By what pauses are lengthened after so long without a key.
    pub fn stretch(&self, without_key: Duration) -> u32 {
        let Some(idle) = self.idle else {
            return 1;
        };
        let mut stretches = STRETCHES.iter();
        let is_over = |(times, _): &&(u32, u32)| without_key >= idle.saturating_mul(*times);
        stretches.find(is_over).map_or(1, |(_, factor)| *factor)
    }

    /// When pauses are lengthened next, if no key is pressed; `pressed` is when the last one was, and it is
    /// `now`.
    pub fn stretches_at(&self, pressed: Instant, now: Instant) -> Option<Instant> {
        let idle = self.idle?;
        let steps = STRETCHES.iter().rev();
        let mut steps =
            steps.filter_map(|(times, _)| pressed.checked_add(idle.saturating_mul(*times)));
        steps.find(|step| *step > now)
    }
}

/// The requests to the provider beside crawls: what glances and looks send is paid for with time, in which
/// neither sends anything.
#[derive(Default)]
pub struct Purse {
    paid_at: Mutex<Option<Instant>>,
}

impl Purse {
    /// So many requests were sent.
    pub fn spend(&self, pace: &Pace, requests: u64) {
        let Some(time) = pace.paid(requests, 4 - CRAWLS) else {
            return;
        };
        let now = Instant::now();
        let mut paid_at = self.paid_at.lock().unwrap_or_else(PoisonError::into_inner);
        let from = paid_at.map_or(now, |paid_at| paid_at.max(now));
        *paid_at = Some(later(from, time));
    }

    /// When what somebody has just asked for may be sent; `None`: now.
    pub fn trusts_at(&self) -> Option<Instant> {
        let opens_at = self.opens_at()?;
        let trusts_at = opens_at.checked_sub(CREDIT)?;
        (trusts_at > Instant::now()).then_some(trusts_at)
    }

    /// When something may be sent again; `None`: now.
    pub fn opens_at(&self) -> Option<Instant> {
        let paid_at = *self.paid_at.lock().unwrap_or_else(PoisonError::into_inner);
        paid_at.filter(|paid_at| *paid_at > Instant::now())
    }
}

/// A time that cannot be expressed is one that is not waited for in vain: a day is longer than any.
fn later(from: Instant, by: Duration) -> Instant {
    let day = Duration::from_secs(24 * 60 * 60);
    from.checked_add(by).unwrap_or(from + day)
}

/// How long a rest is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lengths {
    pub usual: Duration,
    /// The shortest that may follow, whatever is hinted at.
    pub least: Duration,
    pub why: Pause,
}

impl Lengths {
    /// A pause as it was configured.
    pub fn of(usual: Duration) -> Self {
        Self {
            usual,
            least: Duration::ZERO,
            why: Pause::Usual,
        }
    }
}

/// A rest that began.
pub struct Rest {
    pub began: Instant,
    pub lengths: Lengths,
    /// Something was hinted at that only a read can tell.
    pub early: bool,
}

impl Rest {
    /// When it ends, by what pauses are lengthened now, and why then.
    pub fn ends(&self, stretch: u32) -> (Instant, Pause) {
        let Lengths { usual, least, why } = self.lengths;
        let (length, why) = match stretch {
            _ if self.early => (least, Pause::Early),
            1 => (usual, why),
            factor => (usual.saturating_mul(factor), Pause::Idle(factor)),
        };
        (later(self.began, length), why)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn pace(rate: Option<(u32, u32)>, share: u32) -> Pace {
        Pace {
            glances: Some(MINUTE),
            rate,
            share,
            idle: Some(10 * MINUTE),
        }
    }

    #[test]
    fn a_provider_is_read_a_fifth_of_the_time_at_most() {
        let after = |took| pace(None, 10).after_crawl(MINUTE, took, 9_999_999);
        assert_eq!(
            after(MINUTE / 6),
            Lengths {
                usual: MINUTE,
                least: 4 * MINUTE / 6,
                why: Pause::Usual
            }
        );
        assert_eq!(
            after(MINUTE),
            Lengths {
                usual: 4 * MINUTE,
                least: 4 * MINUTE,
                why: Pause::TookLong
            }
        );
    }

    #[test]
    fn requests_keep_to_a_share_of_what_is_allowed() {
        // 10,000 an hour, of which a tenth, of which three fourths: 750 an hour.
        let kandji = pace(Some((10_000, 3600)), 10);
        let after = kandji.after_crawl(5 * MINUTE, MINUTE, 750);
        assert_eq!(
            after,
            Lengths {
                usual: 60 * MINUTE,
                least: 60 * MINUTE,
                why: Pause::Paced
            }
        );
        let small = kandji.after_crawl(5 * MINUTE, MINUTE / 60, 12);
        assert_eq!((small.usual, small.why), (5 * MINUTE, Pause::Usual));
        let whole = pace(Some((60, 60)), 100);
        assert_eq!(whole.after_crawl(MINUTE, MINUTE / 60, 90).usual, 2 * MINUTE);
        assert_eq!(
            pace(Some((0, 1)), 10).after_crawl(MINUTE, MINUTE, 1).usual,
            Duration::MAX
        );
    }

    #[tokio::test(start_paused = true)]
    async fn glances_and_looks_share_what_crawls_leave() {
        // 10,000 an hour, of which a tenth, of which the last fourth: 250 an hour.
        let kandji = pace(Some((10_000, 3600)), 10);
        let purse = Purse::default();
        let wait = || purse.opens_at().map(|at| at - Instant::now());
        assert_eq!(wait(), None);
        purse.spend(&kandji, 25);
        assert_eq!(wait(), Some(6 * MINUTE));
        purse.spend(&kandji, 25);
        assert_eq!(wait(), Some(12 * MINUTE));
        tokio::time::advance(11 * MINUTE).await;
        assert_eq!(wait(), Some(MINUTE));
        tokio::time::advance(MINUTE).await;
        assert_eq!(wait(), None);
        // What is not spent is not saved up.
        tokio::time::advance(60 * MINUTE).await;
        purse.spend(&kandji, 25);
        assert_eq!(wait(), Some(6 * MINUTE));
        let free = Purse::default();
        free.spend(&pace(None, 10), 9_999);
        assert_eq!(free.opens_at(), None);
        free.spend(&pace(Some((0, 1)), 10), 1);
        assert!(free.opens_at().is_some());
    }

    #[test]
    fn more_groups_are_asked_about_where_more_requests_are_allowed() {
        let turn = |rate, share| pace(rate, share).turn();
        // Of an hour's 10,000 a tenth, of which the last fourth: four in a minute.
        assert_eq!(turn(Some((10_000, 3600)), 10), 5);
        // Of a minute's 1,000 likewise 25, of which eight are for the rest.
        assert_eq!(turn(Some((1000, 60)), 10), 17);
        assert_eq!(turn(Some((1000, 60)), 20), 42);
        assert_eq!(turn(Some((50, 1)), 10), 50);
        assert_eq!(turn(Some((0, 1)), 10), 5);
        assert_eq!(turn(None, 100), 5);
        let never = Pace {
            glances: None,
            ..pace(Some((50, 1)), 10)
        };
        assert_eq!(never.turn(), 5);
    }

    #[test]
    fn idle_hands_lengthen_the_pauses_up_to_four_times() {
        let pace = pace(None, 10);
        let stretches = [0, 9, 10, 29, 30, 9_999].map(|minutes| pace.stretch(minutes * MINUTE));
        assert_eq!(stretches, [1, 1, 2, 2, 4, 4]);
        assert_eq!(Pace::default().stretch(9_999 * MINUTE), 1);
        let pressed = Instant::now();
        let step = |minutes| pace.stretches_at(pressed, pressed + minutes * MINUTE);
        assert_eq!(step(0), Some(pressed + 10 * MINUTE));
        assert_eq!(step(10), Some(pressed + 30 * MINUTE));
        assert_eq!(step(30), None);
        assert_eq!(Pace::default().stretches_at(pressed, pressed), None);
    }

    #[test]
    fn a_hint_shortens_a_rest_but_not_below_its_least() {
        let began = Instant::now();
        let lengths = Lengths {
            usual: 5 * MINUTE,
            least: MINUTE,
            why: Pause::Usual,
        };
        let rest = |early| Rest {
            began,
            lengths,
            early,
        };
        assert_eq!(rest(false).ends(1), (began + 5 * MINUTE, Pause::Usual));
        assert_eq!(rest(false).ends(4), (began + 20 * MINUTE, Pause::Idle(4)));
        assert_eq!(rest(true).ends(4), (began + MINUTE, Pause::Early));
        let endless = Lengths {
            usual: Duration::MAX,
            ..lengths
        };
        let rest = Rest {
            lengths: endless,
            ..rest(false)
        };
        assert!(rest.ends(4).0 > began);
    }
}
