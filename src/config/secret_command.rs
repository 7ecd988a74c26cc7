//! A password manager's command line, run once for the secret that it prints.

use std::io::Read;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

use super::mistake::Fault;

/// Long enough for somebody to unlock a password manager or touch a key.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

const LONGEST: u64 = 64 * 1024;

/// Runs the command through the shell and returns what it prints. What it says on standard error
/// goes nowhere: it may hold the secret, or half of it.
pub(super) fn run(command: &str, patience: Duration) -> Result<Zeroizing<String>, Fault> {
    let mut child = shell(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&format!("cannot be started ({})", error.kind())))?;
    let printed = child
        .stdout
        .take()
        .and_then(|stdout| read_for(stdout, patience));
    finish(&mut child, printed)
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/C", command]);
    shell
}

/// Everything until the end of the output, or None when patience ends first.
fn read_for(stdout: ChildStdout, patience: Duration) -> Option<Zeroizing<Vec<u8>>> {
    let (sender, receiver) = mpsc::sync_channel(1);
    thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::new());
        if stdout.take(LONGEST).read_to_end(&mut bytes).is_ok() {
            // Nobody listens any more once patience has ended.
            let _ = sender.send(bytes);
        }
    });
    receiver.recv_timeout(patience).ok()
}

fn finish(
    child: &mut Child,
    printed: Option<Zeroizing<Vec<u8>>>,
) -> Result<Zeroizing<String>, Fault> {
    if printed.is_none() {
        // It may have ended by itself just now; either way it is over.
        let _ = child.kill();
    }
    let status = child
        .wait()
        .map_err(|error| failed(&format!("was lost ({})", error.kind())))?;
    let bytes = printed.ok_or_else(|| failed("printed nothing in time"))?;
    if !status.success() {
        return Err(failed(&format!("failed ({status})")));
    }
    let text = str::from_utf8(&bytes).map_err(|_| failed("printed no text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn failed(what: &str) -> Fault {
    Fault::new(
        format!("is a command that {what}"),
        "run it in a shell: it has to print the secret, and nothing else",
    )
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn what(command: &str) -> String {
        run(command, PATIENCE)
            .err()
            .map(|fault| fault.what)
            .unwrap_or_default()
    }

    #[test]
    fn what_it_prints_is_the_secret() {
        let printed = run("printf 'a b'", PATIENCE).ok();
        assert_eq!(printed.as_ref().map(|text| text.as_str()), Some("a b"));
    }

    #[test]
    fn a_failure_tells_the_status_and_nothing_else() {
        assert_eq!(
            what("echo canary; echo canary >&2; exit 7"),
            "is a command that failed (exit status: 7)"
        );
        assert_eq!(what("printf '\\377'"), "is a command that printed no text");
    }

    #[test]
    fn patience_ends() {
        let late = run("exec sleep 600", Duration::from_millis(20));
        assert_eq!(
            late.err().map(|fault| fault.what).as_deref(),
            Some("is a command that printed nothing in time")
        );
    }
}
