//! Commands that print records, and those that do not.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::Command;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use super::super::child::run;
use super::super::{CommandLine, CommandLog, TimeFormat};
use super::{error, ids, map, record, since};
use crate::model::{Event, Grade, Outcome, Reading, Reason};
use crate::source::clock::Clock;

const PATIENT: Duration = Duration::from_secs(60);

/// Limits that a command which never ends runs into, each twice as long as the one before: on a
/// busy machine the first may be over before it has printed anything.
fn limits() -> impl Iterator<Item = Duration> {
    (0..8).map(|doubled| Duration::from_millis(200 << doubled))
}

fn argv(script: &str, arguments: &[&str]) -> Vec<String> {
    let words = ["sh", "-c", script, "sh"].into_iter();
    let words = words.chain(arguments.iter().copied());
    words.map(str::to_owned).collect()
}

async fn read(argv: Vec<String>, limit: Duration) -> (Vec<Event>, Reading) {
    let line = CommandLine {
        argv,
        limit,
        since: TimeFormat::EpochS,
        map: map(),
    };
    CommandLog::new(Box::new(line), Clock::wall())
        .events(since())
        .await
}

#[tokio::test]
async fn each_line_is_a_record() {
    let script = format!("printf '%s\\r\\n\\n%s' '{}' '{}'", record(2), record(1));
    let (events, reading) = read(argv(&script, &[]), PATIENT).await;
    assert_eq!(ids(&events), ["1", "2"]);
    assert_eq!(events[0].outcome, Outcome::Unknown);
    assert_eq!((reading.grade, reading.objects), (Grade::Complete, 2));
    assert!(reading.began.is_some() && reading.ended >= reading.began);
}

#[tokio::test]
async fn the_moment_stands_where_an_argument_asks_for_it() {
    let script = r#"printf '{"id":"%s","at":1,"do":"x"}' "$1""#;
    let (events, _) = read(argv(script, &["from={since}"]), PATIENT).await;
    assert_eq!(ids(&events), ["from=1767225600"]);
}

#[tokio::test]
async fn a_failure_tells_its_status_and_last_words_and_keeps_what_came() {
    let script = format!(
        "echo '{}'; echo first >&2; echo 'no token' >&2; exit 7",
        record(1)
    );
    let (events, reading) = read(argv(&script, &[]), PATIENT).await;
    assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
    assert_eq!(reading.reasons, [Reason::Failed]);
    assert_eq!(
        error(&reading),
        "the audit command failed (exit status: 7): first / no token"
    );
    let (_, reading) = read(argv("kill -9 $$", &[]), PATIENT).await;
    assert_eq!(reading.grade, Grade::None);
    assert!(error(&reading).contains("signal: 9"), "{reading:?}");
    let (_, reading) = read(vec!["/nowhere/at/all".to_owned()], PATIENT).await;
    assert_eq!(
        error(&reading),
        "the audit command cannot be started (entity not found)"
    );
    let (_, reading) = read(Vec::new(), PATIENT).await;
    assert_eq!(reading.grade, Grade::None);
}

#[tokio::test]
async fn lines_that_are_no_records_are_counted() {
    let script = format!(
        "echo nonsense; echo '{}'; printf '\\377\\n[1]\\n'",
        record(1)
    );
    let (events, reading) = read(argv(&script, &[]), PATIENT).await;
    assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
    assert_eq!(
        error(&reading),
        "the audit command: 3 of 4 records could not be read; the first is number 1: it is no line of JSON"
    );
}

#[tokio::test]
async fn whoever_prints_nothing_and_ends_well_has_no_events() {
    let (events, reading) = read(argv("true", &[]), PATIENT).await;
    assert_eq!((events.len(), reading.grade), (0, Grade::Complete));
}

#[tokio::test]
async fn whoever_takes_too_long_is_killed() {
    let script = format!(
        "echo '{}'; printf '%s' '{{\"half\":'; echo stuck >&2; exec sleep 600",
        record(1)
    );
    for limit in limits() {
        let (events, reading) = read(argv(&script, &[]), limit).await;
        assert_eq!(reading.reasons, [Reason::TooLong]);
        let said = error(&reading);
        assert!(said.contains("did not end within"), "{said}");
        if said.contains("stuck") {
            assert_eq!((events.len(), reading.grade), (1, Grade::Partial));
            return;
        }
    }
    panic!("it never printed anything");
}

#[tokio::test]
async fn no_zombie_stays() {
    for limit in limits() {
        let ended = run(&argv("echo $$; exec sleep 600", &[]), limit).await;
        assert!(ended.cut && ended.failed.is_some(), "{ended:?}");
        let number = String::from_utf8(ended.out).unwrap();
        if let Ok(number) = number.trim().parse() {
            let child = rustix::process::Pid::from_raw(number).unwrap();
            // A zombie would still take a signal.
            assert!(rustix::process::test_kill_process(child).is_err());
            return;
        }
    }
    panic!("it never printed anything");
}

#[tokio::test]
async fn whoever_is_waited_for_no_more_is_killed_with_what_it_started() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.unwrap().success());
    let argv = argv(
        "exec 3>\"$1\"; sleep 600 & echo up >&3; wait",
        &[&pipe.display().to_string()],
    );
    let (tell, up) = oneshot::channel();
    let held = spawn_blocking(move || {
        let mut pipe = BufReader::new(File::open(pipe).unwrap());
        let mut line = String::new();
        pipe.read_line(&mut line).unwrap();
        tell.send(line).unwrap();
        // Ends only when nobody holds the other end any more.
        pipe.read_to_end(&mut Vec::new()).unwrap()
    });
    tokio::select! {
        ended = run(&argv, PATIENT) => panic!("{ended:?}"),
        line = up => assert_eq!(line.unwrap(), "up\n"),
    }
    assert_eq!(held.await.unwrap(), 0);
}

#[tokio::test]
async fn whoever_prints_without_end_is_killed() {
    let ended = run(&argv("yes", &[]), PATIENT).await;
    assert_eq!(ended.out.len(), 16 << 20);
    let (reason, words) = ended.failed.unwrap();
    assert_eq!(reason, Reason::TooManyPages);
    assert!(words.contains("16777216 bytes"), "{words}");
}

#[tokio::test]
async fn standard_error_without_end_keeps_its_end() {
    let script = "yes | head -c 1000000 >&2; echo the end >&2; exit 1";
    let ended = run(&argv(script, &[]), PATIENT).await;
    let (_, words) = ended.failed.unwrap();
    assert!(words.ends_with("the end") && words.len() < 3000, "{words}");
}
