//! A pseudo-terminal with a program on it. What the program writes is kept as bytes and shown on a
//! model of a screen; every wait is for a state, and has a deadline.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use portable_pty::{
    ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, SlavePty, native_pty_system,
};
use rustix::process::{Pid, Signal, kill_process};
use vt100::{Parser, Screen};

/// No state takes that long; the machine may be busy.
const DEADLINE: Duration = Duration::from_secs(20);

/// How often something is looked at that cannot wake us.
const LOOK: Duration = Duration::from_millis(20);

/// Written by the test behind the last byte of the program.
const PROMPT: &str = "[the shell again]";

/// A terminal with a program on it.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    /// Held open: the mode of a terminal that nobody holds is forgotten.
    _slave: Box<dyn SlavePty + Send>,
    keyboard: Box<dyn Write + Send>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    pid: u32,
    ended: Receiver<ExitStatus>,
    shown: Arc<Shown>,
    /// The mode before the program came.
    mode: String,
}

#[derive(Default)]
struct Shown {
    state: Mutex<State>,
    came: Condvar,
}

struct State {
    parser: Parser,
    bytes: Vec<u8>,
    /// Whether nobody takes what the program writes.
    stalled: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            parser: Parser::new(cells(24), cells(80), 0),
            bytes: Vec::new(),
            stalled: false,
        }
    }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has cells")
}

impl Shown {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, mut from: impl Read) {
        let mut buffer = [0; 4096];
        loop {
            let stalled = |state: &mut State| state.stalled;
            // Waits for the end of a stall, and lets the state go again.
            drop(self.came.wait_while(self.state(), stalled));
            let Ok(length @ 1..) = from.read(&mut buffer) else {
                return;
            };
            let mut state = self.state();
            state.parser.process(&buffer[..length]);
            state.bytes.extend(&buffer[..length]);
            self.came.notify_all();
        }
    }
}

impl Terminal {
    /// Starts a program on a terminal of 80 columns and 24 rows.
    pub fn start(command: CommandBuilder) -> Self {
        let pair = native_pty_system()
            .openpty(PtySize::default())
            .expect("a pseudo-terminal");
        let mode = mode(&*pair.master);
        let reader = pair.master.try_clone_reader().expect("a reader");
        let shown = Arc::new(Shown::default());
        let theirs = Arc::clone(&shown);
        thread::spawn(move || theirs.take(reader));
        let mut child = pair.slave.spawn_command(command).expect("the program");
        let (pid, killer) = (child.process_id().expect("its id"), child.clone_killer());
        let (tell, ended) = channel();
        thread::spawn(move || child.wait().map(|status| tell.send(status)));
        Self {
            keyboard: pair.master.take_writer().expect("a keyboard"),
            master: pair.master,
            _slave: pair.slave,
            killer,
            pid,
            ended,
            shown,
            mode,
        }
    }

    /// Sends keys as a terminal would.
    pub fn press(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("a line");
        self.keyboard.flush().expect("a line");
    }

    pub fn signal(&self, signal: Signal) {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        kill_process(pid.expect("an id"), signal).expect("the program is there");
    }

    /// Gives the terminal another size and waits until the program has drawn for it.
    pub fn resize(&self, columns: u16, rows: u16) {
        let before = {
            let mut state = self.shown.state();
            state.parser.set_size(cells(rows), cells(columns));
            state.bytes.len()
        };
        let size = PtySize {
            rows,
            cols: columns,
            ..PtySize::default()
        };
        self.master.resize(size).expect("another size");
        self.until("a frame of another size", |state| {
            state.bytes.len() > before
        });
    }

    /// Stops taking what the program writes, or goes on.
    pub fn stall(&self, stalled: bool) {
        self.shown.state().stalled = stalled;
        self.shown.came.notify_all();
    }

    /// Gives the terminal other sizes, one right after the other.
    pub fn storm(&self, sizes: &[(u16, u16)]) {
        for &(cols, rows) in sizes {
            let mut state = self.shown.state();
            state.parser.set_size(cells(rows), cells(cols));
            let size = PtySize {
                rows,
                cols,
                ..PtySize::default()
            };
            self.master.resize(size).expect("another size");
        }
    }

    /// Waits for the end of the program, whatever has come of its output.
    pub fn status(&self) -> ExitStatus {
        let status = self.ended.recv_timeout(DEADLINE);
        status.unwrap_or_else(|_| panic!("it runs on:\n{}", self.contents()))
    }

    /// Writes on the screen what no program wrote there.
    pub fn scribble(&self, text: &str) {
        self.shown.state().parser.process(text.as_bytes());
    }

    /// Waits until the screen shows what is wanted.
    pub fn wait(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        self.until(what, |state| wanted(state.parser.screen()));
    }

    /// Waits until `text` is on the screen.
    pub fn wait_for(&self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    fn until(&self, what: &str, reached: impl Fn(&State) -> bool) {
        let (state, waited) = self
            .shown
            .came
            .wait_timeout_while(self.shown.state(), DEADLINE, |state| !reached(state))
            .expect("no test panicked in here");
        let contents = state.parser.screen().contents();
        drop(state);
        assert!(!waited.timed_out(), "no {what} on this screen:\n{contents}");
    }

    /// How many bytes came while something else went on; `look` says when that is over.
    pub fn bytes_while(&self, what: &str, look: impl Fn() -> ControlFlow<()>) -> Vec<u8> {
        let mut state = self.shown.state();
        let before = state.bytes.len();
        for _ in 0..DEADLINE.as_millis() / LOOK.as_millis() {
            if look().is_break() {
                return state.bytes[before..].to_vec();
            }
            let waited = self.shown.came.wait_timeout(state, LOOK);
            state = waited.expect("no test panicked in here").0;
        }
        panic!("{what}: never");
    }

    /// What [`Terminal::end`] writes on the screen.
    pub fn prompt() -> &'static str {
        PROMPT
    }

    /// What the screen shows now.
    pub fn contents(&self) -> String {
        self.shown.state().parser.screen().contents()
    }

    /// Every byte so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.shown.state().bytes.clone()
    }

    /// Whether the terminal is in the mode that it had before the program.
    pub fn is_in_old_mode(&self) -> bool {
        mode(&*self.master) == self.mode
    }

    /// Waits for the end of the program and of its output.
    pub fn end(&self) -> ExitStatus {
        let status = self.status();
        let path = self.master.tty_name().expect("the terminal has a name");
        let written = std::fs::write(path, PROMPT);
        written.expect("the terminal takes text");
        self.until("end of the output", |state| {
            state.bytes.ends_with(PROMPT.as_bytes())
        });
        status
    }

    /// Checks that the terminal is as it was before the program, and that it ended with status 0.
    pub fn is_given_back(&self) {
        let status = self.end();
        assert!(status.success(), "{status}: {}", self.contents());
        self.is_free();
    }

    /// Checks that the terminal is as it was before the program.
    pub fn is_free(&self) {
        assert!(
            self.is_in_old_mode(),
            "another mode: {}",
            mode(&*self.master)
        );
        let state = self.shown.state();
        let screen = state.parser.screen();
        assert!(!screen.alternate_screen(), "still on the alternate screen");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "still bracketed paste");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
        let plain = !(screen.bold() || screen.underline() || screen.inverse());
        let default = vt100::Color::Default;
        assert!(plain && screen.fgcolor() == default && screen.bgcolor() == default);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended cannot be killed, and need not be.
        let _ = self.killer.kill();
    }
}

fn mode(master: &dyn MasterPty) -> String {
    format!("{:?}", master.get_termios().expect("a terminal has a mode"))
}
