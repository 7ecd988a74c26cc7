//! The one thread that writes to the terminal. A stalled link stalls this thread and nothing else:
//! frames are skipped meanwhile, keys and polls are not.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Hands bytes to the writing thread, one frame at a time.
#[derive(Clone)]
pub(super) struct Writer(Arc<Shared>);

#[derive(Default)]
struct Shared {
    slot: Mutex<Slot>,
    moved: Condvar,
    freed: Notify,
}

#[derive(Default)]
struct Slot {
    bytes: Option<Vec<u8>>,
    writing: bool,
    closed: bool,
    failed: Option<io::ErrorKind>,
}

impl Slot {
    fn is_busy(&self) -> bool {
        (self.writing || self.bytes.is_some()) && self.failed.is_none()
    }
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// The system refused a thread.
    pub(super) fn start(sink: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("screen".into());
        thread.spawn(move || theirs.write_all(sink))?;
        Ok(Self(shared))
    }

    /// Whether a frame is still on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.0.slot().is_busy()
    }

    /// # Errors
    /// The terminal is gone.
    pub(super) fn alive(&self) -> io::Result<()> {
        let failed = self.0.slot().failed;
        failed.map_or(Ok(()), |kind| Err(kind.into()))
    }

    /// Resolves once [`Writer::is_busy`] may have ended.
    pub(super) async fn freed(&self) {
        self.0.freed.notified().await;
    }

    /// Gives bytes to the thread; a frame that waits there is written first.
    ///
    /// # Errors
    /// The terminal is gone.
    pub(super) fn send(&self, bytes: Vec<u8>) -> io::Result<()> {
        self.alive()?;
        let mut slot = self.0.slot();
        slot.bytes.get_or_insert_default().extend(bytes);
        self.0.moved.notify_all();
        Ok(())
    }

    /// Waits until all was written, but never longer than `limit`; `true` if it was.
    pub(super) fn settle(&self, limit: Duration) -> bool {
        let waited = self
            .0
            .moved
            .wait_timeout_while(self.0.slot(), limit, |slot| slot.is_busy());
        let (slot, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !slot.is_busy()
    }

    /// Lets the thread end once all was written.
    pub(super) fn close(&self) {
        self.0.slot().closed = true;
        self.0.moved.notify_all();
    }
}

impl Shared {
    /// The slot holds no invariant that a panic could break.
    fn slot(&self) -> MutexGuard<'_, Slot> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write_all(&self, mut sink: impl Write) {
        while let Some(bytes) = self.take() {
            let written = sink.write_all(&bytes).and_then(|()| sink.flush());
            let mut slot = self.slot();
            slot.writing = false;
            slot.failed = written.err().map(|error| error.kind());
            let failed = slot.failed.is_some();
            drop(slot);
            self.moved.notify_all();
            self.freed.notify_one();
            if failed {
                return;
            }
        }
    }

    /// Waits for bytes; `None` once there will be no more.
    fn take(&self) -> Option<Vec<u8>> {
        let waited = self
            .moved
            .wait_while(self.slot(), |slot| slot.bytes.is_none() && !slot.closed);
        let mut slot = waited.unwrap_or_else(PoisonError::into_inner);
        slot.writing = slot.bytes.is_some();
        slot.bytes.take()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// A terminal that takes bytes only when told to.
    struct Stalled {
        allowed: mpsc::Receiver<()>,
        written: Arc<Mutex<Vec<u8>>>,
    }

    impl Write for Stalled {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            self.allowed.recv().map_err(gone)?;
            let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
            written.extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stalled_terminal_is_busy_and_loses_nothing() {
        let (allow, allowed) = mpsc::channel();
        let written = Arc::new(Mutex::new(Vec::new()));
        let sink = Stalled {
            allowed,
            written: Arc::clone(&written),
        };
        let writer = Writer::start(sink).expect("a thread");
        assert!(writer.send(b"one ".to_vec()).is_ok());
        assert!(writer.is_busy());
        assert!(!writer.settle(Duration::ZERO));
        assert!(writer.send(b"two".to_vec()).is_ok());
        assert!(allow.send(()).is_ok() && allow.send(()).is_ok());
        drop(allow);
        assert!(writer.settle(Duration::from_secs(10)));
        assert_eq!(*written.lock().expect("no panic"), b"one two");
    }

    #[test]
    fn a_terminal_that_is_gone_is_an_error_and_not_busy() {
        let (allow, allowed) = mpsc::channel::<()>();
        drop(allow);
        let written = Arc::default();
        let writer = Writer::start(Stalled { allowed, written }).expect("a thread");
        assert!(writer.send(b"one".to_vec()).is_ok());
        assert!(writer.settle(Duration::from_secs(10)));
        assert!(writer.send(b"two".to_vec()).is_err());
    }
}
