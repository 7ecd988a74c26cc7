//! A tenant, and the program run beside it.

use std::process::{Command, Output, Stdio};

use scimtop::simulator::{Options, Simulator};
use serde_json::Value;
use tempfile::TempDir;

/// A tenant that stands still, and a home for the program that reads it.
pub struct Desk {
    pub tenant: Simulator,
    pub home: TempDir,
}

impl Desk {
    /// A small tenant with these events.
    pub fn with(scenario: &str) -> Self {
        Self::new(scenario, &[])
    }

    /// A small tenant with these events and faults.
    pub fn new(scenario: &str, faults: &[&str]) -> Self {
        let fault = |name: &&str| name.parse().expect("a fault");
        let options = Options {
            users: 160,
            groups: 8,
            speed: 0.0,
            scenario: scenario.parse().expect("a scenario"),
            faults: faults.iter().map(fault).collect(),
            limit_logs: false,
            ..Options::default()
        };
        Self {
            tenant: Simulator::start(options).expect("a simulator"),
            home: tempfile::tempdir().expect("a home"),
        }
    }

    /// The program in an environment of its own; its history stays in the desk's home.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimtop"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .envs(self.tenant.environment())
            .args(arguments.split_whitespace())
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &str) -> Ran {
        Ran::of(&mut self.command(arguments))
    }

    /// `report --format json` with these flags.
    pub fn report(&self, flags: &str) -> (u8, Value) {
        let ran = self.run(&format!("report --format json {flags}"));
        (ran.status, ran.json())
    }
}

/// How a run ended.
#[derive(Debug)]
pub struct Ran {
    pub status: u8,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(command: &mut Command) -> Self {
        Self::ended(&command.output().expect("the program runs"))
    }

    /// A run ends with a status of its own: a signal or a panic is none.
    pub fn ended(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let status = output
            .status
            .code()
            .and_then(|code| u8::try_from(code).ok());
        match status {
            Some(status) if status < 100 => Self { status, out, err },
            _ => panic!("ended with {}: {err}", output.status),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The kinds of the findings of a report, in its order.
pub fn kinds(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().expect("findings");
    let kinds = findings.iter().map(|finding| finding["kind"].as_str());
    kinds.collect::<Option<_>>().expect("each has a kind")
}

/// The codes of the notes of a report, in its order.
pub fn codes(report: &Value) -> Vec<&str> {
    let notes = report["notes"].as_array().expect("notes");
    let codes = notes.iter().map(|note| note["code"].as_str());
    codes.collect::<Option<_>>().expect("each has a code")
}
