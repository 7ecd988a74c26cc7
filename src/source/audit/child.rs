//! A process of somebody else's: bounded in time and output, and never left behind.

use std::ffi::OsString;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use futures_util::future::try_join;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::model::Reason;

/// Bytes of standard output that are read.
const MOST_OUT: usize = 16 << 20;
/// Bytes of standard error that are kept: its end, where programs say what went wrong.
const MOST_ERR: usize = 2048;
/// Lines of standard error that are told.
const TOLD_LINES: usize = 3;
/// How long a killed process may take to be gone. The kernel ends it at once, unless a disk hangs.
const REAPING: Duration = Duration::from_secs(5);

/// How a process ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// Its standard output, as far as it was read.
    pub out: Vec<u8>,
    /// Whether the output may end within a line.
    pub cut: bool,
    /// What went wrong, in words that follow its name.
    pub failed: Option<(Reason, String)>,
}

/// Runs `argv` for at most `limit`. It gets no standard input and none of our own variables, which
/// may hold secrets; it and what it started are killed when it takes too long or prints too much,
/// and when this future is dropped.
pub(super) async fn run(argv: &[String], limit: Duration) -> Ended {
    let mut out = Vec::new();
    let failed = match Running::start(argv) {
        Ok(mut running) => running.finish(limit, &mut out).await,
        Err(error) => Failure::Start(error).into(),
    };
    Ended {
        cut: matches!(
            failed,
            Some(Failure::Late(..) | Failure::Long | Failure::Lost(_))
        ),
        failed: failed.map(|failure| (failure.reason(), failure.words())),
        out,
    }
}

/// Why a process did not end well.
#[derive(Debug)]
enum Failure {
    Start(io::Error),
    Late(Duration, String),
    Long,
    Lost(io::Error),
    Status(ExitStatus, String),
}

impl Failure {
    fn reason(&self) -> Reason {
        match self {
            Self::Late(..) => Reason::TooLong,
            Self::Long => Reason::TooManyPages,
            Self::Start(_) | Self::Lost(_) | Self::Status(..) => Reason::Failed,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Start(error) => format!("cannot be started ({})", error.kind()),
            Self::Late(limit, said) => {
                let seconds = limit.as_secs_f64();
                format!("did not end within {seconds} s and was killed{said}")
            }
            Self::Long => format!("printed more than {MOST_OUT} bytes and was killed"),
            Self::Lost(error) => format!("could not be followed ({})", error.kind()),
            Self::Status(status, said) => format!("failed ({status}){said}"),
        }
    }
}

/// A child that does not outlive this value.
struct Running(Child);

impl Running {
    fn start(argv: &[String]) -> io::Result<Self> {
        let (program, arguments) = argv.split_first().ok_or(io::ErrorKind::InvalidInput)?;
        let mut command = Command::new(program);
        command
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        for name in ours(std::env::vars_os().map(|(name, _)| name)) {
            command.env_remove(name);
        }
        // A group of its own, so that what it starts can be ended with it.
        #[cfg(unix)]
        command.process_group(0);
        command.spawn().map(Self)
    }

    async fn finish(&mut self, limit: Duration, out: &mut Vec<u8>) -> Option<Failure> {
        let mut err = Vec::new();
        let ended = timeout(limit, self.follow(out, &mut err)).await;
        let failure = match ended {
            Ok(Ok(status)) if status.success() => return None,
            Ok(Ok(status)) => return Failure::Status(status, said(&err)).into(),
            Ok(Err(failure)) => failure,
            Err(_) => Failure::Late(limit, said(&err)),
        };
        self.kill();
        // Waited for, so that no zombie stays; the runtime goes on trying where this is too short.
        let _ = timeout(REAPING, self.0.wait()).await;
        Some(failure)
    }

    /// Until both outputs are closed and it has ended.
    async fn follow(
        &mut self,
        out: &mut Vec<u8>,
        err: &mut Vec<u8>,
    ) -> Result<ExitStatus, Failure> {
        let (stdout, stderr) = (self.0.stdout.take(), self.0.stderr.take());
        let print = async {
            match stdout {
                Some(stdout) => all_of(stdout, out).await,
                None => Ok(()),
            }
        };
        let complain = async {
            if let Some(stderr) = stderr {
                end_of(stderr, err).await;
            }
            Ok(())
        };
        try_join(print, complain).await?;
        self.0.wait().await.map_err(Failure::Lost)
    }

    /// Ends it and what it started. Once it was waited for it has no number any more, which may
    /// be another's by then.
    fn kill(&mut self) {
        #[cfg(unix)]
        if let Some(leader) = self.0.id().and_then(|id| i32::try_from(id).ok())
            && let Some(group) = rustix::process::Pid::from_raw(leader)
        {
            // Gone already is as good.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.0.start_kill();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Our own variables: what is configured there is no business of a command's.
fn ours(names: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    names.filter(|name| name.to_string_lossy().starts_with("SCIMTOP_"))
}

async fn all_of(from: impl AsyncRead + Unpin, into: &mut Vec<u8>) -> Result<(), Failure> {
    let mut from = from.take(MOST_OUT as u64 + 1);
    // Read in pieces, so that what came is kept when the wait is given up.
    while from.read_buf(into).await.map_err(Failure::Lost)? > 0 {}
    if into.len() > MOST_OUT {
        into.truncate(MOST_OUT);
        return Err(Failure::Long);
    }
    Ok(())
}

/// Reads to the end and keeps the end. What cannot be read is not told.
async fn end_of(mut from: impl AsyncRead + Unpin, into: &mut Vec<u8>) {
    while from.read_buf(into).await.is_ok_and(|read| read > 0) {
        let old = into.len().saturating_sub(MOST_ERR);
        into.drain(..old);
    }
}

/// The last lines of standard error, led by a colon; nothing where it said nothing.
fn said(err: &[u8]) -> String {
    let text = String::from_utf8_lossy(err);
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let last = &lines[lines.len().saturating_sub(TOLD_LINES)..];
    if last.is_empty() {
        return String::new();
    }
    format!(": {}", last.join(" / "))
}
