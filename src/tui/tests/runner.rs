//! Drives the loop in process: scripted keys in, a test's buffer out.

use std::io;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::{Stream, stream};
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinHandle;

use super::fixture;
use super::screens::COLOR;
use crate::status::{Command, Status};
use crate::tui::Away;
use crate::tui::app::Ending;
use crate::tui::drive::{Wires, drive};
use crate::tui::skin::Skin;
use crate::tui::terminal::{Output, Painter};
use crate::tui::view::plain;

/// What the loop painted last, and whether it may go on painting.
#[derive(Default)]
struct Seen {
    screen: Mutex<(Buffer, usize, bool)>,
    /// What was sent beside frames.
    passed: Mutex<Vec<u8>>,
    painted: Notify,
    freed: Notify,
}

struct TestOutput {
    painter: Painter<TestBackend>,
    seen: Arc<Seen>,
    resize: Arc<Mutex<Option<(u16, u16)>>>,
}

impl Output for TestOutput {
    type Backend = TestBackend;

    fn painter(&mut self) -> &mut Painter<TestBackend> {
        if let Some((width, height)) = self.resize.lock().expect("no panic").take() {
            self.painter.backend_mut().resize(width, height);
        }
        &mut self.painter
    }

    fn is_busy(&self) -> bool {
        self.seen.screen.lock().expect("no panic").2
    }

    fn alive(&self) -> io::Result<()> {
        Ok(())
    }

    async fn freed(&self) {
        self.seen.freed.notified().await;
    }

    fn send(&mut self) -> io::Result<()> {
        let mut screen = self.seen.screen.lock().expect("no panic");
        screen.0 = self.painter.shown().clone();
        screen.1 += 1;
        drop(screen);
        self.seen.painted.notify_one();
        Ok(())
    }

    fn pass(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        self.seen.passed.lock().expect("no panic").extend(bytes);
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.painter.forget();
        Ok(())
    }
}

/// A running dashboard.
pub(super) struct Runner {
    keys: mpsc::UnboundedSender<Event>,
    pub status: watch::Sender<Arc<Status>>,
    pub commands: mpsc::Receiver<Command>,
    seen: Arc<Seen>,
    resize: Arc<Mutex<Option<(u16, u16)>>>,
    /// Seconds that the clock is ahead of the fixture's.
    ahead: Arc<AtomicI64>,
    /// How often the clock was looked at.
    looks: Arc<AtomicUsize>,
    pub ended: JoinHandle<io::Result<Ending>>,
}

impl Runner {
    pub(super) fn start(status: Status, size: (u16, u16)) -> Self {
        Self::start_with(status, size, Away::default())
    }

    pub(super) fn start_with(status: Status, size: (u16, u16), away: Away) -> Self {
        let (keys, events) = mpsc::unbounded_channel();
        let (status, statuses) = watch::channel(Arc::new(status));
        let (sender, commands) = mpsc::channel(4);
        let seen = Arc::new(Seen::default());
        let resize = Arc::default();
        let ahead = Arc::new(AtomicI64::new(0));
        let ticks = Arc::clone(&ahead);
        let looks = Arc::new(AtomicUsize::new(0));
        let looked = Arc::clone(&looks);
        let mut output = TestOutput {
            painter: Painter::new(TestBackend::new(size.0, size.1)),
            seen: Arc::clone(&seen),
            resize: Arc::clone(&resize),
        };
        let wires = Wires {
            status: statuses,
            commands: sender,
            pressed: watch::channel(()).0,
            clock: move || {
                looked.fetch_add(1, Ordering::SeqCst);
                fixture::ago(-ticks.load(Ordering::SeqCst))
            },
            skin: Skin::new(&COLOR),
            themes: None,
            keys: crate::tui::Keymap::default(),
            away,
        };
        let ended = tokio::spawn(async move {
            drive(
                &mut output,
                Box::pin(events_of(events)),
                stream::pending(),
                wires,
            )
            .await
        });
        Self {
            keys,
            status,
            commands,
            seen,
            resize,
            ahead,
            looks,
            ended,
        }
    }

    pub(super) fn send(&self, event: Event) {
        self.keys.send(event).expect("the loop listens");
    }

    pub(super) fn key(&self, code: KeyCode) {
        self.send(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    }

    pub(super) fn ctrl(&self, c: char) {
        self.send(Event::Key(KeyEvent::new(
            KeyCode::Char(c),
            KeyModifiers::CONTROL,
        )));
    }

    pub(super) fn keys(&self, text: &str) {
        text.chars().for_each(|c| self.key(KeyCode::Char(c)));
    }

    pub(super) fn resize(&self, width: u16, height: u16) {
        *self.resize.lock().expect("no panic") = Some((width, height));
        self.send(Event::Resize(width, height));
    }

    /// Ends the input, and waits for the end of the program.
    pub(super) async fn hang_up(self) -> Result<io::Result<Ending>, tokio::task::JoinError> {
        drop(self.keys);
        self.ended.await
    }

    /// Moves the clock that ages are counted to.
    pub(super) fn tick(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::SeqCst);
    }

    /// How often the clock was looked at.
    pub(super) fn looks(&self) -> usize {
        self.looks.load(Ordering::SeqCst)
    }

    /// Ends the readers.
    pub(super) fn drop_status(&mut self) {
        self.status = watch::channel(Arc::new(fixture::unread())).0;
    }

    /// Stalls the terminal, or lets it go on.
    pub(super) fn stall(&self, stalled: bool) {
        self.seen.screen.lock().expect("no panic").2 = stalled;
        self.seen.freed.notify_one();
    }

    pub(super) fn screen(&self) -> String {
        plain(&self.seen.screen.lock().expect("no panic").0)
    }

    /// What was sent beside frames.
    pub(super) fn passed(&self) -> Vec<u8> {
        self.seen.passed.lock().expect("no panic").clone()
    }

    /// Frames painted so far.
    pub(super) fn frames(&self) -> usize {
        self.seen.screen.lock().expect("no panic").1
    }

    /// Waits until the screen is as wanted.
    pub(super) async fn wait(&self, wanted: impl Fn(&str) -> bool) {
        let shown = async {
            while !wanted(&self.screen()) {
                self.seen.painted.notified().await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(60), shown).await;
        assert!(waited.is_ok(), "never came:\n{}", self.screen());
    }

    pub(super) async fn wait_for(&self, text: &str) {
        self.wait(|screen| screen.contains(text)).await;
    }
}

fn events_of(events: mpsc::UnboundedReceiver<Event>) -> impl Stream<Item = io::Result<Event>> {
    stream::unfold(events, |mut events| async {
        let event = events.recv().await?;
        Some((Ok(event), events))
    })
}
