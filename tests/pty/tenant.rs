//! A tenant to look at, and the program that looks at it.

use std::time::Duration;

use portable_pty::CommandBuilder;
use scimtop::simulator::{Options, Simulator};

use crate::terminal::Terminal;

pub const SCIMTOP: &str = env!("CARGO_BIN_EXE_scimtop");

/// A small tenant whose clock stands still, so that no age on screen ever changes.
pub fn tenant(latency: Duration) -> Simulator {
    let options = Options {
        users: 60,
        groups: 4,
        speed: 0.0,
        latency,
        journal: true,
        limit_logs: false,
        ..Options::default()
    };
    Simulator::start(options).expect("a simulator")
}

/// `scimtop` with these flags in an environment of its own, on a capable terminal.
pub fn scimtop(tenant: &Simulator, flags: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(SCIMTOP);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    for (name, value) in tenant.environment() {
        command.env(name, value);
    }
    command.arg("--no-history");
    command.args(flags.split_whitespace());
    command
}

/// The dashboard over a quiet tenant, once it has compared.
pub fn in_sync(tenant: &Simulator) -> Terminal {
    let terminal = Terminal::start(scimtop(tenant, ""));
    terminal.wait_for("no drift");
    terminal
}

/// The dashboard as soon as it shows anything.
pub fn opened(tenant: &Simulator) -> Terminal {
    let terminal = Terminal::start(scimtop(tenant, ""));
    terminal.wait_for("[1 Overview]");
    terminal
}
