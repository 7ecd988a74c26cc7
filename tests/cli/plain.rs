//! `--plain`: lines for each change, in a pipe.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::command::Desk;

/// No line takes that long; the machine may be busy.
const DEADLINE: Duration = Duration::from_secs(60);

const JOINS: &str =
    "[[event]]\nat = \"10m\"\ndo = \"join\"\nupn = \"jo\"\nname = \"Jo Lee\"\ngroup = 0\n";

const OFTEN: &str = "--poll-directory 1 --poll-scim 1 --poll-job 1 --poll-logs 1 --poll-audit 1";

struct Lines {
    child: Child,
    coming: Receiver<String>,
    seen: Vec<String>,
}

impl Lines {
    fn of(desk: &Desk, arguments: &str) -> Self {
        let mut command = desk.command(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().expect("the program");
        let out = child.stdout.take().expect("a pipe");
        let (tell, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(out).lines() {
                let line = line.expect("UTF-8");
                if tell.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            coming: lines,
            seen: Vec::new(),
        }
    }

    /// Waits for a line that has this.
    fn wait_for(&mut self, wanted: &str) -> String {
        loop {
            let line = self.coming.recv_timeout(DEADLINE);
            let line = line.unwrap_or_else(|_| panic!("no {wanted:?} in {:#?}", self.seen));
            self.seen.push(line.clone());
            if line.contains(wanted) {
                return line;
            }
        }
    }

    fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("an id"), signal).expect("the program is there");
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.child.kill();
    }
}

#[test]
fn what_changes_is_a_line_in_words() {
    let desk = Desk::with(JOINS);
    let mut lines = Lines::of(&desk, &format!("--plain --no-history {OFTEN}"));
    lines.wait_for("start: scimtop");
    lines.wait_for("verdict: IN SYNC");
    desk.tenant.advance(11 * 60);
    let appeared = lines.wait_for("appeared: missing user, jo@");
    assert!(appeared.contains("pending; heals: yes"), "{appeared}");
    desk.tenant.advance(60 * 60);
    lines.wait_for("healed: missing user, jo@");
    lines.wait_for("verdict: IN SYNC");
    lines.signal(Signal::TERM);
    let end = lines.wait_for("end: scimtop stops");
    assert!(lines.child.wait().expect("an end").success(), "{end}");
    assert!(
        lines
            .seen
            .iter()
            .any(|line| line.contains("cycle ended at")),
        "{:#?}",
        lines.seen
    );
    for line in &lines.seen {
        let (time, _) = line.split_once(' ').expect("a time first");
        assert!(time.len() == 20 && time.ends_with('Z'), "{line}");
        assert!(!line.contains(char::is_control), "{line:?}");
    }
}

#[test]
fn it_ends_when_nobody_reads_it_any_more() {
    let desk = Desk::with("");
    let mut command = desk.command(&format!("--plain --no-history {OFTEN}"));
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program");
    let out: ChildStdout = child.stdout.take().expect("a pipe");
    let mut first = String::new();
    BufReader::new(out).read_line(&mut first).expect("a line");
    assert!(first.contains("start: scimtop"), "{first}");
    // The pipe is closed here.
    assert!(child.wait().expect("an end").success());
}

#[test]
fn without_a_terminal_the_monitor_writes_lines_and_says_so() {
    let desk = Desk::with("");
    let mut lines = Lines::of(&desk, "--no-history");
    lines.wait_for("verdict: IN SYNC");
    lines.signal(Signal::INT);
    lines.wait_for("end: scimtop stops");
    let output = lines.child.stderr.take().expect("a pipe");
    let told: Vec<String> = BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .collect();
    assert!(
        told[0].contains("standard output is no terminal"),
        "{told:?}"
    );
    assert!(lines.child.wait().expect("an end").success());
}

#[test]
fn other_commands_have_no_plain_form() {
    let desk = Desk::with("");
    let ran = desk.run("--plain check");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.contains("--plain is for"), "{}", ran.err);
}
