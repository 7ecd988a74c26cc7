//! `--plain`: the monitor as lines on standard output, until a signal or until nobody reads them.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{interval, timeout};

use super::run::to_reader;
use crate::report::plain::Plain;
use crate::status::Status;

/// How long the last line is waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Writes a line for each change of `status`. A reader that is slow or stalled holds up nothing but
/// the lines: the next ones tell what has changed since.
///
/// # Errors
/// Standard output cannot be written, but for being closed, which is a reader's right.
pub async fn follow(
    status: watch::Receiver<Arc<Status>>,
    clock: impl Fn() -> DateTime<Utc>,
) -> anyhow::Result<()> {
    let [mut interrupt, mut terminate, mut hangup] = signals()?;
    tokio::select! {
        told = tell(status) => return told,
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
        () = closed() => return Ok(()),
    }
    // A stalled reader must not hold up the end either: the last line is not waited for long.
    let end = [Plain::end(clock())];
    let _ = timeout(PATIENCE, spawn_blocking(move || write(&end))).await;
    Ok(())
}

fn signals() -> io::Result<[Signal; 3]> {
    Ok([
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
        signal(SignalKind::hangup())?,
    ])
}

async fn tell(mut status: watch::Receiver<Arc<Status>>) -> anyhow::Result<()> {
    let mut plain = Plain::default();
    loop {
        let newest = Arc::clone(&status.borrow_and_update());
        let lines = plain.lines(&newest);
        if !lines.is_empty() {
            let written = spawn_blocking(move || write(&lines)).await;
            let written = written.context("the writing of lines")?;
            let gone = matches!(&written, Err(error) if error.kind() == io::ErrorKind::BrokenPipe);
            to_reader(written)?;
            if gone {
                return Ok(());
            }
        }
        if status.changed().await.is_err() {
            anyhow::bail!("the readers have stopped; --log FILE tells more");
        }
    }
}

fn write(lines: &[String]) -> io::Result<()> {
    let mut text = lines.join("\n");
    text.push('\n');
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// How often it is looked whether somebody still reads, where there is nothing to write.
const LOOK: Duration = Duration::from_secs(1);

/// Resolves once nobody can read standard output any more; a file never closes.
async fn closed() {
    let mut look = interval(LOOK);
    loop {
        look.tick().await;
        let out = io::stdout();
        let mut asked = [PollFd::new(&out, PollFlags::empty())];
        let gone = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
        let told = poll(&mut asked, Some(&Timespec::default()));
        if told.is_ok() && asked[0].revents().intersects(gone) {
            return;
        }
    }
}
