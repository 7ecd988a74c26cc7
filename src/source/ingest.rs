//! The one thread that parses: answers go in as bytes and come out as columns.
//!
//! A single parser behind a short queue keeps the interner free of locks, and holds the network
//! back when parsing is the slow side.

use std::any::Any;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use tokio::sync::{mpsc, oneshot};

use crate::model::{Foreign, Interner, People, SourceError};

/// Answers that may wait to be parsed.
const QUEUE: usize = 8;

/// What only the parsing thread touches.
#[derive(Default)]
pub struct Store {
    pub interner: Interner,
    pub people: People,
}

type Work = Box<dyn FnOnce(&mut Store) + Send>;

/// A handle to the parsing thread, which ends with its last handle.
#[derive(Clone)]
pub struct Ingest {
    queue: mpsc::Sender<Work>,
}

impl Ingest {
    /// Starts the thread, with an empty store.
    pub fn start() -> io::Result<Self> {
        let (queue, mut waiting) = mpsc::channel::<Work>(QUEUE);
        let serve = move || {
            let mut store = Store::default();
            while let Some(work) = waiting.blocking_recv() {
                work(&mut store);
            }
        };
        thread::Builder::new().name("ingest".into()).spawn(serve)?;
        Ok(Self { queue })
    }

    /// Runs `work` on the parsing thread, after what was handed in before.
    ///
    /// [`SourceError::Bug`] if it panicked: the store is used again all the same, since a number
    /// that was given out and not used harms nobody.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> T + Send + 'static,
    ) -> Result<T, SourceError> {
        let (reply, result) = oneshot::channel();
        let work = move |store: &mut Store| {
            let done = catch_unwind(AssertUnwindSafe(|| work(store)));
            // Nobody listens any more where the read was given up.
            let _ = reply.send(done.map_err(|panic| bug(panic.as_ref())));
        };
        let gone = || bug(&"the parsing thread has ended");
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
    }
}
