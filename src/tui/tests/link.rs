//! A link of 400 bytes a second with 300 ms in each direction, in time that the test moves.

use std::io;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::stream;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use super::fixture;
use super::screens::COLOR;
use crate::status::Status;
use crate::tui::drive::{Wires, drive};
use crate::tui::skin::Skin;
use crate::tui::terminal::{Ansi, Output, Pace, Painter};
use crate::tui::view::plain;

const RATE: u32 = 400;
const LATENCY: Duration = Duration::from_millis(300);

/// One frame on the link.
struct Frame {
    at: Instant,
    bytes: Vec<u8>,
    text: String,
}

impl Frame {
    /// When the link has carried its last byte.
    fn carried_at(&self) -> Instant {
        let bytes = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.at + Duration::from_secs(1) * bytes / RATE
    }
}

type Frames = Arc<Mutex<Vec<Frame>>>;

struct Link {
    painter: Painter<Ansi<Vec<u8>>>,
    pace: Pace,
    frames: Frames,
}

impl Output for Link {
    type Backend = Ansi<Vec<u8>>;

    fn painter(&mut self) -> &mut Painter<Self::Backend> {
        &mut self.painter
    }

    fn is_busy(&self) -> bool {
        self.pace.is_busy()
    }

    async fn freed(&self) {
        self.pace.clear().await;
    }

    fn alive(&self) -> io::Result<()> {
        Ok(())
    }

    fn send(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(self.painter.backend_mut().sink_mut());
        self.pace.sent(bytes.len());
        self.frames.lock().expect("no panic").push(Frame {
            at: Instant::now(),
            bytes,
            text: plain(self.painter.shown()),
        });
        Ok(())
    }

    fn pass(&mut self, bytes: Vec<u8>) -> io::Result<()> {
        self.pace.sent(bytes.len());
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A tenant that changes with every status.
fn changing(revision: u64) -> Arc<Status> {
    let mut status = if revision.is_multiple_of(2) {
        fixture::status()
    } else {
        fixture::crowded(300)
    };
    status.revision = 1_000 + revision;
    Arc::new(status)
}

/// Runs the dashboard while the tenant changes each second, presses `keys` five seconds apart, and
/// gives the frames and when each key reached the program.
async fn run(keys: &str) -> (Vec<Frame>, Vec<Instant>) {
    let frames = Frames::default();
    let (keyboard, events) = mpsc::unbounded_channel();
    let (publish, status) = watch::channel(changing(0));
    let (commands, _wishes) = mpsc::channel(8);
    let mut link = Link {
        painter: Painter::new(Ansi::new(Vec::new(), || Ok((80, 24)))),
        pace: Pace::new(NonZeroU32::new(RATE)),
        frames: Arc::clone(&frames),
    };
    let start = Instant::now();
    let clock =
        move || fixture::now() + TimeDelta::milliseconds(start.elapsed().as_millis() as i64);
    let wires = Wires {
        status,
        commands,
        pressed: watch::channel(()).0,
        clock,
        skin: Skin::new(&COLOR),
        themes: None,
        away: crate::tui::Away::default(),
        keys: crate::tui::Keymap::default(),
    };
    let input = stream::unfold(events, |mut events: mpsc::UnboundedReceiver<Event>| async {
        let event = events.recv().await?;
        Some((Ok(event), events))
    });
    let shown =
        tokio::spawn(
            async move { drive(&mut link, Box::pin(input), stream::pending(), wires).await },
        );
    let mut reached = Vec::new();
    for (second, key) in (1u64..).zip(
        keys.chars()
            .flat_map(|key| [None, None, None, None, Some(key)]),
    ) {
        sleep(Duration::from_millis(1_000 - 137)).await;
        publish.send_replace(changing(second));
        sleep(Duration::from_millis(137)).await;
        if let Some(key) = key {
            sleep(LATENCY).await;
            let event = KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE);
            reached.push(Instant::now());
            keyboard.send(Event::Key(event)).expect("the loop listens");
        }
    }
    sleep(Duration::from_secs(20)).await;
    drop(keyboard);
    assert!(shown.await.is_ok_and(|ended| ended.is_ok()));
    let frames = std::mem::take(&mut *frames.lock().expect("no panic"));
    (frames, reached)
}

#[tokio::test(start_paused = true)]
async fn a_key_is_answered_behind_one_older_frame_at_most() {
    let keys = "2345671jkjk2";
    let (frames, reached) = run(keys).await;
    for (key, &at) in keys.chars().zip(&reached) {
        let on_their_way = |frame: &&Frame| frame.at < at && frame.carried_at() > at;
        assert!(
            frames.iter().filter(on_their_way).count() <= 1,
            "before {key}"
        );
        let free = frames
            .iter()
            .filter(|frame| frame.at < at)
            .map(Frame::carried_at);
        let free = free.max().map_or(at, |free| free.max(at));
        let answer = frames
            .iter()
            .find(|frame| frame.at >= at)
            .expect("an answer");
        let waited = answer.at - at;
        let slack = Duration::from_millis(100);
        assert!(answer.at <= free + slack, "{key} waited {waited:?}");
        if key.is_ascii_digit() {
            let screen = format!("[{key} ");
            assert!(answer.text.contains(&screen), "{key}:\n{}", answer.text);
        }
    }
    let seconds = keys.len() * 5;
    assert!(
        frames.len() < seconds,
        "{} frames in {seconds} seconds",
        frames.len()
    );
}

#[tokio::test(start_paused = true)]
async fn no_frame_is_torn() {
    let (frames, _) = run("2j3").await;
    let mut terminal = vt100::Parser::new(cells(24), cells(80), 0);
    for pair in frames.windows(2) {
        assert!(pair[0].carried_at() <= pair[1].at + Duration::from_millis(1));
    }
    for frame in &frames {
        terminal.process(&frame.bytes);
        let seen = terminal.screen().contents();
        let told: Vec<&str> = frame.text.lines().map(str::trim_end).collect();
        let seen: Vec<&str> = seen.lines().map(str::trim_end).collect();
        assert_eq!(seen[..], told[..seen.len()], "{}", frame.text);
    }
}

fn cells(number: u16) -> std::num::NonZeroU16 {
    std::num::NonZeroU16::new(number).unwrap_or(std::num::NonZeroU16::MIN)
}
