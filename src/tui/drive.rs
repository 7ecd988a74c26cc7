//! The loop. Keys come before frames, frames before data: keys never wait behind a burst, and a
//! flood of data cannot starve the screen. Nothing waits for IO inside an arm.

use std::future::{pending, poll_fn};
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};
use crossterm::event::Event;
use futures_util::{Stream, StreamExt};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, Sleep, sleep};

use super::app::{App, Copy, Effect, Ending, Msg, Roster, update};
use super::keys::{Key, Keymap};
use super::options::Away;
use super::skin::Skin;
use super::tempo::Tempo;
use super::terminal::{Output, Signal};
use super::theme::{Theme, ThemeError};
use super::time::Time;
use super::view;
use crate::export::{Clipboard, sequence, to_tmux};
use crate::status::{Command, Status};

/// The shortest time between two frames.
const FRAME: Duration = Duration::from_millis(33);
/// Events of the terminal taken before the screen has a chance.
const BURST: usize = 64;
/// Between two steps of an age on screen, we sleep at least and at most so long: a clock may run fast, and
/// one that is set, or a machine that slept, is noticed.
const NAPS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(30)];
/// After this long without having been stopped, we take it that nobody stops us.
const UNSTOPPED: Duration = Duration::from_millis(250);

/// What the loop listens to beside the keyboard.
pub(super) struct Wires<C> {
    pub status: watch::Receiver<Arc<Status>>,
    pub commands: mpsc::Sender<Command>,
    /// Moves with every key.
    pub pressed: watch::Sender<()>,
    pub clock: C,
    pub skin: Skin,
    /// Where themes of one's own are.
    pub themes: Option<PathBuf>,
    pub keys: Keymap,
    pub away: Away,
}

/// Runs the dashboard on `output` until it ends.
///
/// # Errors
/// The terminal is gone.
pub(super) async fn drive<C: Time>(
    output: &mut impl Output,
    mut input: impl Stream<Item = io::Result<Event>> + Unpin,
    mut signals: impl Stream<Item = Signal> + Unpin,
    wires: Wires<C>,
) -> io::Result<Ending> {
    let mut state = Loop::new(wires);
    state.message(Msg::Begun, output)?;
    let mut pace = std::pin::pin!(sleep(Duration::ZERO));
    let mut nap = std::pin::pin!(sleep(NAPS[0]));
    loop {
        output.alive()?;
        if let Some(ending) = state.app.ending() {
            state.tempo.tell();
            return Ok(ending);
        }
        tokio::select! {
            biased;
            Some(signal) = signals.next() => state.signal(signal, output)?,
            event = input.next() => {
                state.event(event, output)?;
                state.drain(&mut input, output).await?;
            }
            () = pace.as_mut(), if state.wants_frame(output) => {
                state.paint(output)?;
                pace.set(sleep(FRAME));
                nap.set(sleep(state.nap()));
            }
            changed = state.wires.status.changed(), if state.listening => {
                state.status(changed.is_ok(), output)?;
            }
            Some(done) = state.jobs.join_next() => {
                state.message(done.unwrap_or(Msg::JobFailed), output)?;
            }
            () = output.freed(), if output.is_busy() => {}
            () = unstopped(&mut state.suspended) => state.resume(output)?,
            () = nap.as_mut(), if state.wakes_at.is_some() => {
                state.wake();
                nap.set(sleep(state.nap()));
            }
        }
    }
}

/// Resolves when a program that asked to be stopped was not.
async fn unstopped(suspended: &mut Option<Pin<Box<Sleep>>>) {
    match suspended {
        Some(patience) => patience.as_mut().await,
        None => pending().await,
    }
}

/// What `input` has now, without waiting for more; the outer `None` if it has nothing. Asked in the
/// name of this task, because crossterm's stream remembers who asked first: a bystander's question
/// would leave the next key unheard.
async fn at_once<S: Stream + Unpin>(input: &mut S) -> Option<Option<S::Item>> {
    poll_fn(|context| {
        Poll::Ready(match input.poll_next_unpin(context) {
            Poll::Ready(item) => Some(item),
            Poll::Pending => None,
        })
    })
    .await
}

struct Loop<C> {
    app: App,
    wires: Wires<C>,
    /// Work beside the loop: listing everyone, and searches.
    jobs: JoinSet<Msg>,
    /// While the terminal is given back, the time after which we take it again.
    suspended: Option<Pin<Box<Sleep>>>,
    /// Whether a newer status may come.
    listening: bool,
    /// When the text of an age on screen will be out of date.
    wakes_at: Option<DateTime<Utc>>,
    tempo: Tempo,
}

impl<C: Time> Loop<C> {
    fn new(mut wires: Wires<C>) -> Self {
        let status = Arc::clone(&wires.status.borrow_and_update());
        Self {
            app: App::new(status, wires.clock.now()).with_keys(wires.keys.clone()),
            wires,
            jobs: JoinSet::new(),
            suspended: None,
            listening: true,
            wakes_at: None,
            tempo: Tempo::default(),
        }
    }

    fn signal(&mut self, signal: Signal, output: &mut impl Output) -> io::Result<()> {
        match signal {
            Signal::End => self.message(Msg::Ended, output),
            Signal::Continued => self.resume(output),
        }
    }

    fn event(
        &mut self,
        event: Option<io::Result<Event>>,
        output: &mut impl Output,
    ) -> io::Result<()> {
        let msg = match event.transpose()? {
            None => Msg::Ended,
            Some(Event::Key(key)) => {
                self.wires.pressed.send_replace(());
                self.tempo.key();
                let mut keys = Key::of(key).into_iter().flatten();
                return keys.try_for_each(|key| self.message(Msg::Key(key), output));
            }
            Some(Event::Paste(text)) => Msg::Paste(text),
            Some(Event::Resize(..)) => {
                // A terminal that was small in between has cut what it showed.
                output.painter().forget();
                Msg::Resized
            }
            Some(Event::FocusGained | Event::FocusLost | Event::Mouse(_)) => return Ok(()),
        };
        self.message(msg, output)
    }

    /// Takes what else is there already, so that a pasted flood or held key costs one frame.
    async fn drain(
        &mut self,
        input: &mut (impl Stream<Item = io::Result<Event>> + Unpin),
        output: &mut impl Output,
    ) -> io::Result<()> {
        for _ in 1..BURST {
            if self.app.ending().is_some() {
                break;
            }
            let Some(event) = at_once(input).await else {
                break;
            };
            self.event(event, output)?;
        }
        Ok(())
    }

    fn wants_frame(&self, output: &impl Output) -> bool {
        self.app.is_dirty() && self.suspended.is_none() && !output.is_busy()
    }

    fn paint(&mut self, output: &mut impl Output) -> io::Result<()> {
        let began = Instant::now();
        self.app.painted();
        update(&mut self.app, Msg::Now(self.wires.clock.now()));
        let Self {
            app,
            wires,
            wakes_at,
            ..
        } = self;
        let changed = output.painter().paint(|buffer| {
            *wakes_at = view::draw(app, &wires.skin, buffer);
        })?;
        if changed {
            output.send()?;
        }
        self.tempo.frame(began);
        Ok(())
    }

    fn status(&mut self, came: bool, output: &mut impl Output) -> io::Result<()> {
        self.listening = came;
        let status = Arc::clone(&self.wires.status.borrow_and_update());
        let msg = if came {
            Msg::Status(status)
        } else {
            Msg::ReadersGone
        };
        self.message(msg, output)
    }

    fn message(&mut self, msg: Msg, output: &mut impl Output) -> io::Result<()> {
        let msg = match msg {
            Msg::Theme(found) => self.wear(*found),
            msg => msg,
        };
        for effect in update(&mut self.app, msg) {
            self.carry_out(effect, output)?;
        }
        Ok(())
    }

    /// Takes a theme that was asked for, and tells what came of it.
    fn wear(&mut self, found: Result<Option<Theme>, ThemeError>) -> Msg {
        let told = match found {
            Ok(theme) => {
                self.wires.skin.wear(theme);
                self.wires.skin.worn()
            }
            Err(error) => error.to_string(),
        };
        Msg::Told(told)
    }

    fn carry_out(&mut self, effect: Effect, output: &mut impl Output) -> io::Result<()> {
        match effect {
            Effect::Send(command) => {
                if let Err(error) = self.wires.commands.try_send(command) {
                    return self.message(Msg::NotSent(error.into_inner()), output);
                }
            }
            Effect::Index(status) => {
                let job = move || Msg::Indexed(Arc::new(Roster::of(&status)));
                self.jobs.spawn_blocking(job);
            }
            Effect::Search(search) => {
                self.jobs
                    .spawn_blocking(move || Msg::Found(Box::new(search.run())));
            }
            Effect::Arrange(list) => {
                self.jobs
                    .spawn_blocking(move || Msg::Arranged(Box::new(list.run())));
            }
            Effect::Copy(copy) => return self.copy(copy, output),
            Effect::Export(export) => {
                let folder = self.wires.away.folder.clone();
                self.jobs
                    .spawn_blocking(move || Msg::Told(export.run(&folder)));
            }
            Effect::Theme(name) => {
                let themes = self.wires.themes.clone();
                self.jobs.spawn_blocking(move || {
                    Msg::Theme(Box::new(Theme::named(&name, themes.as_deref())))
                });
            }
            #[cfg(debug_assertions)]
            Effect::Crash => {
                self.jobs.spawn_blocking(|| panic!("asked for, in a task"));
            }
            Effect::Repaint => output.painter().forget(),
            Effect::Suspend => return self.suspend(output),
        }
        Ok(())
    }

    /// Nobody answers whether a terminal took what it was sent: it is called sent, never copied.
    fn copy(&mut self, copy: Copy, output: &mut impl Output) -> io::Result<()> {
        let Copy { what, text } = copy;
        let Away {
            clipboard,
            wrapping,
            ..
        } = self.wires.away;
        let told = match clipboard {
            Clipboard::Off => "not sent: the configuration says clipboard = \"off\"".to_owned(),
            Clipboard::Tmux => {
                self.jobs.spawn_blocking(move || {
                    Msg::Told(match to_tmux(&text) {
                        Ok(()) => format!("{what} sent to tmux, {} bytes", text.len()),
                        Err(error) => format!("not sent: {error}"),
                    })
                });
                return Ok(());
            }
            Clipboard::Osc52 => match sequence(&text, wrapping) {
                Ok(bytes) => {
                    output.pass(bytes)?;
                    format!("{what} sent to the terminal, {} bytes", text.len())
                }
                Err(error) => error.to_string(),
            },
        };
        self.message(Msg::Told(told), output)
    }

    fn suspend(&mut self, output: &mut impl Output) -> io::Result<()> {
        if output.suspend().is_ok() {
            self.suspended = Some(Box::pin(sleep(UNSTOPPED)));
            return Ok(());
        }
        self.resume(output)?;
        self.message(Msg::NotSuspended, output)
    }

    fn resume(&mut self, output: &mut impl Output) -> io::Result<()> {
        self.suspended = None;
        self.app.touch();
        output.resume()
    }

    /// How long to sleep until an age on screen reaches its next step.
    fn nap(&self) -> Duration {
        let [least, most] = NAPS;
        let left = self.wakes_at.map(|at| self.wires.clock.until(at));
        left.map_or(most, |left| left.clamp(least, most))
    }

    /// Something changes only if an age on screen has reached its next step.
    fn wake(&mut self) {
        let now = self.wires.clock.now();
        if self.wakes_at.is_some_and(|at| at <= now) {
            self.app.touch();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Waker};

    use super::*;

    /// Empty, and keeps who asked.
    #[derive(Default)]
    struct Keyboard {
        asker: Option<Waker>,
    }

    impl Stream for Keyboard {
        type Item = ();

        fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<()>> {
            self.asker = Some(context.waker().clone());
            Poll::Pending
        }
    }

    #[tokio::test]
    async fn the_key_after_a_burst_wakes_the_loop() {
        let mut keyboard = Keyboard::default();
        assert_eq!(at_once(&mut keyboard).await, None);
        let wakes_us = |context: &mut Context<'_>| {
            let asker = keyboard.asker.as_ref();
            Poll::Ready(asker.is_some_and(|asker| asker.will_wake(context.waker())))
        };
        assert!(poll_fn(wakes_us).await);
    }
}
