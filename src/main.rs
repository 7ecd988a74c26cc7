//! The program: read the arguments, run, end with a status.

use std::process::ExitCode;

fn main() -> ExitCode {
    scimtop::cli::main(std::env::args_os().collect()).into()
}
