//! An audit log that a command prints: one JSON object a line.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::child::{self, Ended};
use super::field_map::FieldMap;
use super::intake::Intake;
use super::time_format::TimeFormat;
use crate::model::{Event, Foreign, Grade, Reading, Reason, SourceError};
use crate::source::clock::Clock;

/// What an argument holds where the moment to begin at belongs.
const SINCE: &str = "{since}";

/// A command, and what the records that it prints hold.
#[derive(Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The program and its arguments; no shell reads them. `{since}` in an argument stands for the
    /// moment to begin at.
    pub argv: Vec<String>,
    /// How long it may run, in wall time, before it is killed.
    pub limit: Duration,
    /// The form of `{since}`.
    pub since: TimeFormat,
    pub map: FieldMap,
}

impl fmt::Debug for CommandLine {
    /// Without the words: people write tokens into commands.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CommandLine")
            .field("words", &self.argv.len())
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// The reader of a [`CommandLine`].
pub struct CommandLog {
    line: Box<CommandLine>,
    clock: Clock,
}

impl CommandLog {
    pub fn new(line: Box<CommandLine>, clock: Clock) -> Self {
        Self { line, clock }
    }

    /// What happened since `since`, oldest first, each id once. What a command printed before it
    /// failed is kept, and the reading is partial.
    pub async fn events(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        let mut reading = Reading {
            grade: Grade::Complete,
            reasons: Vec::new(),
            began: Some(self.clock.now()),
            ..Reading::default()
        };
        let ended = child::run(&self.argv(since), self.line.limit).await;
        let mut intake = Intake::new(&self.line.map);
        take(&ended, &mut intake);
        if let Some((reason, what)) = ended.failed {
            let what = Foreign::new(what);
            lose(&mut reading, reason, SourceError::Command { what });
        }
        let (events, losses) = intake.finish();
        for (reason, words) in losses {
            let what = format!("the audit command: {words}");
            lose(&mut reading, reason, SourceError::Setting { what });
        }
        if events.is_empty() && reading.error.is_some() {
            reading.grade = Grade::None;
        }
        reading.objects = events.len() as u64;
        reading.ended = Some(self.clock.now());
        (events, reading)
    }

    fn argv(&self, since: DateTime<Utc>) -> Vec<String> {
        let moment = self.line.since.write(since);
        let (program, arguments) = self.line.argv.split_first().unzip();
        let arguments = arguments.into_iter().flatten();
        program
            .cloned()
            .into_iter()
            .chain(arguments.map(|argument| argument.replace(SINCE, &moment)))
            .collect()
    }
}

/// Reads line by line. Of a command that was cut off, what follows the last line end is half a
/// record and none.
fn take(ended: &Ended, intake: &mut Intake<'_>) {
    let mut lines: Vec<&[u8]> = ended.out.split(|byte| *byte == b'\n').collect();
    if ended.cut {
        lines.pop();
    }
    for line in lines.into_iter().map(<[u8]>::trim_ascii) {
        match serde_json::from_slice::<Value>(line) {
            _ if line.is_empty() => {}
            Ok(record) => intake.take(&record),
            Err(_) => intake.refuse("is no line of JSON"),
        }
    }
}

/// The first error stands for all.
fn lose(reading: &mut Reading, reason: Reason, error: SourceError) {
    reading.lower(Grade::Partial, reason);
    reading.error.get_or_insert(error);
}
