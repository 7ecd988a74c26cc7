//! Two threads behind the network: answers go in as bytes and come out as columns.
//!
//! One reads what can be read without a store: JSON, and identifiers as numbers. The other numbers people and keeps
//! them: a single one behind a short queue keeps the interner free of locks. Both hold the network back when
//! they are the slow side.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::model::{Foreign, Interner, People, SourceError};

/// Answers that may wait for each thread.
const QUEUE: usize = 8;

/// Bytes of text and identifiers that are held at most: five times what a million users with their names,
/// addresses and titles come to. They are never given back, so that a service whose lists have no end would fill
/// the machine.
const MOST: usize = 1 << 30;
/// Bytes that a string or an identifier costs besides its text.
const EACH: usize = 32;

/// What only the parsing thread touches.
pub struct Store {
    pub interner: Interner,
    pub people: People,
    /// Bytes that it may hold.
    most: usize,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            interner: Interner::default(),
            people: People::default(),
            most: MOST,
        }
    }
}

impl Store {
    /// Whether an answer to `at` may be taken in. It may go over the limit by what one answer can hold.
    ///
    /// [`SourceError::Full`] where the limit is passed.
    pub fn room(&self, at: &str) -> Result<(), SourceError> {
        let each = self.interner.len() + self.people.identifiers();
        if self.interner.bytes() + each * EACH <= self.most {
            return Ok(());
        }
        Err(SourceError::Full {
            at: at.to_owned(),
            limit: self.most,
        })
    }
}

/// A handle to both threads, which end with their last handle.
#[derive(Clone)]
pub struct Ingest {
    reading: Hand<()>,
    parsing: Hand<Store>,
}

type Work<S> = Box<dyn FnOnce(&mut S) + Send>;

/// A thread that owns an `S`.
struct Hand<S> {
    queue: mpsc::Sender<Work<S>>,
}

impl<S> Clone for Hand<S> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

impl Ingest {
    /// Starts the threads, with an empty store.
    pub fn start() -> io::Result<Self> {
        Ok(Self {
            reading: Hand::start("read")?,
            parsing: Hand::start("ingest")?,
        })
    }

    /// The same, with a store that holds so many bytes of text and identifiers.
    #[cfg(test)]
    pub(super) async fn holding(most: usize) -> Result<Self, SourceError> {
        let ingest = Self::start().map_err(|error| bug(&error.to_string()))?;
        ingest.run(move |store| store.most = most).await?;
        Ok(ingest)
    }

    /// Runs `work` on the thread that reads, after what was handed in before.
    ///
    /// [`SourceError::Bug`] if it panicked.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, SourceError> {
        self.reading.run(|()| work()).await
    }

    /// Runs `work` on the parsing thread, after what was handed in before.
    ///
    /// [`SourceError::Bug`] if it panicked: the store is used again all the same, since a number
    /// that was given out and not used harms nobody.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> T + Send + 'static,
    ) -> Result<T, SourceError> {
        self.parsing.run(work).await
    }
}

impl<S: Default + 'static> Hand<S> {
    fn start(name: &str) -> io::Result<Self> {
        let (queue, mut waiting) = mpsc::channel::<Work<S>>(QUEUE);
        let serve = move || {
            let mut own = S::default();
            while let Some(work) = waiting.blocking_recv() {
                work(&mut own);
            }
        };
        thread::Builder::new().name(name.into()).spawn(serve)?;
        Ok(Self { queue })
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut S) -> T + Send + 'static,
    ) -> Result<T, SourceError> {
        let (reply, result) = oneshot::channel();
        let work = move |own: &mut S| {
            let done = catch_unwind(AssertUnwindSafe(|| work(own)));
            // Nobody listens any more where the read was given up.
            let _ = reply.send(done.map_err(|panic| bug(panic.as_ref())));
        };
        let gone = || bug(&"the thread behind the network has ended");
        self.queue.send(Box::new(work)).await.map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }
}

fn bug(panic: &(dyn Any + Send)) -> SourceError {
    let what = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message");
    SourceError::Bug {
        what: Foreign::new(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_is_done_in_order_on_one_store() {
        let ingest = Ingest::start().unwrap();
        let first = ingest.run(|store| store.interner.intern("ann")).await;
        let again = ingest.run(|store| store.interner.intern("ann")).await;
        assert_eq!(first.unwrap(), again.unwrap());
    }

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_thread_goes_on() {
        let ingest = Ingest::start().unwrap();
        let broken = ingest.run(|_| panic!("row {}", 7)).await;
        let broken: Result<(), SourceError> = broken;
        assert!(broken.unwrap_err().to_string().contains("row 7"));
        assert_eq!(ingest.run(|_| 1).await.unwrap(), 1);
        assert!(ingest.read(|| -> u8 { panic!("a page") }).await.is_err());
        assert_eq!(ingest.read(|| 1).await.unwrap(), 1);
    }
}
