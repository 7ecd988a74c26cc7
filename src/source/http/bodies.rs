//! The bodies of answers on their way: each keeps to a limit, and so do all of a client's together.
//!
//! The one that began first may always grow up to its own limit, for which room is kept; the others share what is
//! left, and wait where that is used up. So one is always on its way to its end, and its end makes room for the next.
//! A body that is whole counts no more: it is its reader's.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Mutex, MutexGuard, PoisonError};

use reqwest::Response;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout, timeout_at};

use super::Patience;
use super::failure::Failure;
use crate::model::SourceError;

/// A length that is promised is believed up to this part of the limit of a body.
const BELIEVED: usize = 8;
/// Bytes of room for a body whose length is not promised.
const FIRST: usize = 64 << 10;

/// What the bodies of a client take at this moment.
#[derive(Default)]
pub(super) struct Bodies {
    book: Mutex<Book>,
    /// One has ended.
    ended: Notify,
}

#[derive(Default)]
struct Book {
    begun: u64,
    /// The room of each in bytes, in the order in which they began.
    rooms: BTreeMap<u64, usize>,
}

/// The room of one body; it counts until this is dropped.
struct Room<'a> {
    bodies: &'a Bodies,
    number: u64,
}

impl Bodies {
    /// The whole body, as long as it keeps to its limits of bytes and time. A wait for room is no time of its own,
    /// but ends after as long.
    pub async fn whole(
        &self,
        at: &str,
        mut response: Response,
        patience: &Patience,
    ) -> Result<Vec<u8>, Failure> {
        let limit = patience.bytes;
        let promised = response.content_length();
        let promised = promised.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
        let too_large = || {
            Failure::last(SourceError::TooLarge {
                at: at.to_owned(),
                limit,
                promised,
            })
        };
        if promised.is_some_and(|promised| promised > limit) {
            return Err(too_large());
        }
        let room = self.enter();
        let first = promised.unwrap_or(FIRST).min(limit / BELIEVED);
        let (mut body, mut size) = (Vec::new(), 0);
        let mut end = Instant::now() + patience.body;
        let late = |_| Failure::timeout(at);
        while let Some(chunk) = timeout_at(end, response.chunk())
            .await
            .map_err(late)?
            .map_err(|error| Failure::network(at, error))?
        {
            let needed = body.len() + chunk.len();
            if needed > limit {
                return Err(too_large());
            }
            if needed > size {
                let began = Instant::now();
                size = needed.max(size * 2).max(first).min(limit);
                let grown = timeout(patience.body, room.grow(size, patience));
                grown.await.map_err(late)?;
                end += began.elapsed();
                body.reserve_exact(size - body.len());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn enter(&self) -> Room<'_> {
        let mut book = self.book();
        let number = book.begun;
        book.begun += 1;
        book.rooms.insert(number, 0);
        drop(book);
        Room {
            bodies: self,
            number,
        }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Room<'_> {
    /// Waits until there is room for `size` bytes of this body.
    async fn grow(&self, size: usize, patience: &Patience) {
        loop {
            let mut ended = pin!(self.bodies.ended.notified());
            // Whoever ends between the look and the wait is not missed.
            ended.as_mut().enable();
            if self.bodies.book().give(self.number, size, patience) {
                return;
            }
            ended.await;
        }
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        self.bodies.book().rooms.remove(&self.number);
        self.bodies.ended.notify_waiters();
    }
}

impl Book {
    /// Gives the body `number` room for `size` bytes, if there is so much.
    fn give(&mut self, number: u64, size: usize, patience: &Patience) -> bool {
        let oldest = self.rooms.keys().next().copied();
        let others = self.rooms.iter().skip(1);
        let others = others.filter(|(other, _)| **other != number);
        let taken: usize = others.map(|(_, room)| room).sum();
        let left = patience.together.saturating_sub(patience.bytes);
        let fits = oldest == Some(number) || taken + size <= left;
        if fits {
            self.rooms.insert(number, size);
        }
        fits
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::time::Duration;

    use futures_util::future::join_all;
    use tokio::task::yield_now;
    use tokio::time::sleep;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(60);

    fn patience(bytes: usize, together: usize) -> Patience {
        Patience {
            bytes,
            together,
            ..Patience::default()
        }
    }

    fn held(bodies: &Bodies) -> usize {
        bodies.book().rooms.values().sum()
    }

    /// Eight bodies that grow until they are too large, at a pace of chance; how much all of them took at most.
    async fn most(seed: u64, patience: Patience) -> usize {
        let (bodies, most) = (Bodies::default(), Cell::new(0));
        let hostile = (0..8).map(|number| {
            let mut chance = fastrand::Rng::with_seed(seed * 8 + number);
            let (bodies, most) = (&bodies, &most);
            async move {
                sleep(Duration::from_millis(chance.u64(..20))).await;
                let room = bodies.enter();
                let mut size = 0;
                while size < patience.bytes {
                    size = (size + chance.usize(1..200)).min(patience.bytes);
                    room.grow(size, &patience).await;
                    most.set(most.get().max(held(bodies)));
                    if chance.bool() {
                        sleep(Duration::from_millis(chance.u64(..20))).await;
                    }
                }
            }
        });
        let all = timeout(PATIENCE, join_all(hostile)).await;
        assert!(all.is_ok(), "seed {seed}: they wait for each other");
        assert_eq!(held(&bodies), 0);
        most.get()
    }

    #[tokio::test(start_paused = true)]
    async fn hostile_bodies_keep_to_their_bound_together_and_all_of_them_end() {
        for seed in 0..200 {
            let together = most(seed, patience(1000, 2000)).await;
            assert!((1000..=2000).contains(&together), "seed {seed}: {together}");
            // Where there is room for one alone, they come one after the other.
            assert!(most(seed, patience(1000, 1000)).await <= 1000);
            assert!(most(seed, patience(1000, 10)).await <= 1000);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn light_bodies_wait_for_nobody() {
        let (bodies, patience) = (Bodies::default(), Patience::default());
        let first = bodies.enter();
        first.grow(patience.bytes, &patience).await;
        for _ in 0..8 {
            let light = bodies.enter();
            let grown = timeout(Duration::ZERO, light.grow(patience.bytes / 8, &patience));
            assert!(grown.await.is_ok());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_gives_up_makes_room() {
        let (bodies, patience) = (Bodies::default(), patience(1000, 2000));
        let (first, second, third) = (bodies.enter(), bodies.enter(), bodies.enter());
        second.grow(900, &patience).await;
        let waits = third.grow(200, &patience);
        let gives_up = async {
            yield_now().await;
            assert_eq!(held(&bodies), 900);
            drop(second);
        };
        let both = timeout(PATIENCE, futures_util::future::join(waits, gives_up));
        assert!(both.await.is_ok());
        assert_eq!(held(&bodies), 200);
        drop(first);
        third.grow(1000, &patience).await;
        assert_eq!(held(&bodies), 1000);
    }
}
