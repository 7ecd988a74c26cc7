//! The proof on servers that others wrote, as a test: see `run` beside this file.

use std::path::Path;
use std::process::Command;

#[test]
#[ignore = "installs servers with pip and npm; `cargo test -- --ignored` runs it"]
fn the_report_names_exactly_what_was_planted_in_foreign_servers() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/run");
    let status = Command::new(script)
        .args(["--scimtop", env!("CARGO_BIN_EXE_scimtop")])
        .status()
        .expect("Python 3 runs the script");
    assert!(status.success(), "{status}");
}
