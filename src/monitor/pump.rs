//! One task owns the status: observations go in, comparisons are made when both sides have
//! something new, and the newest status goes out.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use futures_util::future::{join, join_all};
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinError, JoinSet, LocalSet};

use super::acting::Acting;
use super::ears::{Ears, Heard};
use super::errands::Errands;
use super::hands::Hands;
use super::judge::{Judge, Judgement};
use super::looks::{Looks, Next};
use super::memory::Memory;
use super::on_screen::OnScreen;
use super::poller::Poller;
use super::pollers::Pollers;
use super::sides::Sides;
use super::{MonitorOptions, Upstreams};
use crate::model::{Reason, Source};
use crate::status::{Command, Observation, Status, advance, is_frozen};

/// Observations that may wait: a slow pump slows the polling.
const QUEUE: usize = 8;

/// The status, and what changes it.
pub struct Monitor {
    /// When the last read of each poller began that left no gap, of those that [`Monitor::look`] made.
    reached: [Option<DateTime<Utc>>; Poller::ALL.len()],
    pub(super) upstreams: Arc<Upstreams>,
    options: Arc<MonitorOptions>,
    pub(super) status: Status,
    /// Away while it judges.
    judge: Option<Judge>,
    judging: JoinSet<(Judge, Judgement)>,
    /// Something new came while the judge was away.
    outdated: bool,
    errands: Errands,
    looks: Looks,
    acting: Acting,
    keys: Option<watch::Receiver<()>>,
}

/// Reads everything once, compares, confirms, and returns the status.
pub async fn once(upstreams: impl Into<Arc<Upstreams>>, options: MonitorOptions) -> Status {
    let mut monitor = Monitor::new(upstreams, options);
    monitor.look().await;
    monitor.status
}

impl Monitor {
    pub fn new(upstreams: impl Into<Arc<Upstreams>>, options: MonitorOptions) -> Self {
        let upstreams = upstreams.into();
        let now = upstreams.clock.now();
        let mut memory = Memory::open(&options.profile, options.history.as_deref());
        let mut status = Status::new(&options.profile, &options.provider_host, now);
        status.scope = options.scope;
        advance(&mut status, Observation::History(memory.trend(now)), now);
        let off = Observation::ActionsOff(options.actions.as_ref().err().cloned());
        advance(&mut status, off, now);
        Self {
            upstreams,
            options: Arc::new(options),
            status,
            reached: [None; Poller::ALL.len()],
            judge: Some(Judge::new(memory)),
            judging: JoinSet::new(),
            outdated: false,
            errands: Errands::default(),
            looks: Looks::default(),
            acting: Acting::default(),
            keys: None,
        }
    }

    /// The same monitor beside a keyboard: `keys` moves with every key that is pressed.
    #[must_use]
    pub fn with_keys(mut self, keys: watch::Receiver<()>) -> Self {
        self.keys = Some(keys);
        self
    }

    /// Reads everything once, compares and confirms. What an earlier look has learned stays known, and
    /// the logs are read from there on.
    pub async fn look(&mut self) -> &Status {
        self.read(&Poller::ALL).await;
        self.judge_here().await;
        let compared = self.status.comparison.as_deref();
        let waits = compared.is_some_and(|compared| compared.unconfirmed > 0);
        if waits && !Sides::of(&self.status).entra_is_newer() {
            // "Out of scope" may be a race between the two reads: a second look at Entra decides.
            self.read(&[Poller::Directory]).await;
            self.judge_here().await;
        }
        &self.status
    }

    pub(super) async fn read(&mut self, pollers: &[Poller]) {
        let (out, mut observations) = mpsc::channel(QUEUE);
        let upstreams = Arc::clone(&self.upstreams);
        let now = upstreams.clock.now();
        let last = |poller: Poller| self.reached[poller as usize];
        let lasts: Vec<_> = pollers.iter().map(|poller| last(*poller)).collect();
        let reads = async move {
            let reads = pollers.iter().zip(lasts);
            join_all(reads.map(|(poller, last)| poller.read(&upstreams, last, &out))).await
        };
        let take = async {
            while let Some(observation) = observations.recv().await {
                self.take(observation);
            }
        };
        // `reads` owns the only sender: `take` ends when it is dropped.
        let (whole, ()) = join(reads, take).await;
        for (poller, _) in pollers.iter().zip(whole).filter(|(_, whole)| *whole) {
            self.reached[*poller as usize] = Some(now);
        }
    }

    pub(super) async fn judge_here(&mut self) {
        if is_frozen(&self.status) {
            return;
        }
        if let Some(mut judge) = self.judge.take() {
            let judgement = judge
                .judge(&self.upstreams, &self.options, &self.status)
                .await;
            self.take_judgement(judge, judgement);
        }
    }

    /// Runs until every sender of commands is gone, publishing each new status. `told` is what
    /// others have to say, such as a device sign-in that waits for a person.
    pub async fn run(
        self,
        commands: mpsc::Receiver<Command>,
        told: mpsc::Receiver<Observation>,
        publish: watch::Sender<Arc<Status>>,
    ) {
        LocalSet::new()
            .run_until(Box::pin(self.pump(commands, told, publish)))
            .await;
    }

    async fn pump(
        mut self,
        mut commands: mpsc::Receiver<Command>,
        told: mpsc::Receiver<Observation>,
        publish: watch::Sender<Arc<Status>>,
    ) {
        let (out, brought) = mpsc::channel(QUEUE);
        let mut ears = Ears::new(brought, told);
        let keys = self.keys.take();
        self.looks.screen = OnScreen::at(self.options.rests.pace, Hands::at(keys.clone()));
        let mut pollers = Pollers::start(&self.upstreams, &self.options, &out, keys.as_ref());
        loop {
            tokio::select! {
                command = commands.recv() => match command {
                    Some(command) => self.obey(command, &pollers),
                    None => break,
                },
                Some(heard) = ears.next() => self.hear(heard),
                Some(next) = self.looks.next(&self.upstreams, &self.status) => self.looked(next),
                Some(judged) = self.judging.join_next() => self.judged(judged),
                Some(found) = self.errands.next() => {
                    self.take_all(found);
                }
                Some((told, acted)) = self.acting.next() => {
                    self.take_all(told);
                    if acted {
                        pollers.poke(&Command::PollAll);
                    }
                }
                Some(lost) = pollers.tasks.join_next_with_id() => {
                    self.take_all(pollers.failures(lost));
                }
            }
            self.looks.send(&self.upstreams, &self.status);
            self.send_doctor();
            publish.send_replace(Arc::new(self.status.clone()));
        }
    }

    fn obey(&mut self, command: Command, pollers: &Pollers) {
        let (upstreams, options) = (&self.upstreams, &self.options);
        let told = match command {
            Command::Examine => Some(self.errands.ask_doctor()),
            Command::Prepare { number, wish } => {
                self.acting.prepare(number, wish, upstreams, options)
            }
            Command::Confirm { number, typed } => {
                self.acting.confirm(number, typed, upstreams, options)
            }
            Command::Abandon { number } => self.acting.abandon(number),
            Command::OnScreen(shown) => {
                self.looks.screen.show(shown);
                None
            }
            Command::ReadAgain => {
                if let Some(judge) = &mut self.judge {
                    judge.forget();
                }
                upstreams.graph.forget();
                pollers.poke(&Command::ReadAgain);
                None
            }
            reading => {
                pollers.poke(&reading);
                None
            }
        };
        self.take_all(told);
    }

    /// The doctor looks at what was read, so it waits until everything was tried and compared.
    fn send_doctor(&mut self) {
        let compared = self.judging.is_empty() && !self.outdated;
        if self.errands.doctor_waits() && compared && self.were_tried(&Source::ALL) {
            let status = self.status.clone();
            self.errands
                .send_doctor(&self.upstreams, &self.options, status);
        }
    }

    fn were_tried(&self, sources: &[Source]) -> bool {
        let mut sources = sources.iter();
        sources.all(|&source| self.status.source(source).latest.reasons != [Reason::Unread])
    }

    fn take(&mut self, observation: Observation) {
        log(&observation);
        let now = self.upstreams.clock.now();
        advance(&mut self.status, observation, now);
    }

    fn take_all(&mut self, observations: impl IntoIterator<Item = Observation>) {
        for observation in observations {
            self.take(observation);
        }
    }

    fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Brought(observation) => {
                self.learn(&observation);
                self.take_and_compare(observation);
            }
            Heard::Told(observation) => self.take(observation),
        }
    }

    /// What the logs tell of is looked at; what a crawl has seen needs no look.
    fn learn(&mut self, observation: &Observation) {
        match observation {
            Observation::Log(_, events, _) => {
                let now = self.upstreams.clock.now();
                self.looks.learn(events, &self.status, now);
            }
            Observation::Glanced(_, changed) => {
                let now = self.upstreams.clock.now();
                self.looks.hear(changed, now);
            }
            Observation::ScimGroups(_) => self.looks.crawled(&self.status),
            _ => {}
        }
    }

    fn looked(&mut self, next: Next) {
        let Next::Seen(seen) = next else {
            return;
        };
        let (purse, pace) = (&self.upstreams.purse, &self.options.rests.pace);
        for observation in self.looks.take(*seen, &self.status, purse, pace) {
            self.take_and_compare(observation);
        }
    }

    /// A comparison follows the last part of each side.
    fn take_and_compare(&mut self, observation: Observation) {
        let completes = matches!(
            observation,
            Observation::Users(_) | Observation::ScimGroups(_)
        );
        self.take(observation);
        self.outdated |= completes;
        self.send_judge();
    }

    fn send_judge(&mut self) {
        let ready = self.were_tried(&Source::BOTH_SIDES) && !is_frozen(&self.status);
        if !self.outdated || !ready {
            return;
        }
        let Some(mut judge) = self.judge.take() else {
            return;
        };
        self.outdated = false;
        let (upstreams, options) = (Arc::clone(&self.upstreams), Arc::clone(&self.options));
        let status = self.status.clone();
        self.judging.spawn_local(async move {
            let judgement = judge.judge(&upstreams, &options, &status).await;
            (judge, judgement)
        });
    }

    fn judged(&mut self, judged: Result<(Judge, Judgement), JoinError>) {
        match judged {
            Ok((judge, judgement)) => self.take_judgement(judge, judgement),
            Err(error) => {
                // The judge is lost with what it had confirmed: a new one asks again.
                tracing::error!("the comparison failed: {error}");
                let history = self.options.history.as_deref();
                self.judge = Some(Judge::new(Memory::open(&self.options.profile, history)));
            }
        }
        self.send_judge();
    }

    fn take_judgement(&mut self, judge: Judge, judgement: Judgement) {
        self.judge = Some(judge);
        match judgement {
            Ok(None) => {}
            Ok(Some((comparison, text))) => {
                self.take(Observation::Text(text));
                self.take(Observation::Compared(Box::new(comparison)));
            }
            Err(error) => tracing::error!("the comparison failed: {error}"),
        }
    }
}

/// Each read leaves a line in the log.
fn log(observation: &Observation) {
    let (source, reading) = match observation {
        Observation::Assignments(read) => (Source::Assignments, &read.reading),
        Observation::Groups(read) => (Source::Groups, &read.reading),
        Observation::Users(read) => (Source::Users, &read.reading),
        Observation::ScimUsers(read) => (Source::ScimUsers, &read.reading),
        Observation::ScimGroups(read) => (Source::ScimGroups, &read.reading),
        Observation::Job(_, reading) => (Source::Job, reading),
        Observation::Log(source, _, reading) | Observation::Failed(source, reading) => {
            (*source, reading)
        }
        _ => return,
    };
    let reasons: Vec<&str> = reading.reasons.iter().map(|reason| reason.code()).collect();
    tracing::info!(
        source = source.name(),
        grade = reading.grade.name(),
        reasons = reasons.join(" "),
        objects = reading.objects,
        requests = reading.requests,
        error = reading.error.as_ref().map(tracing::field::display),
        "read"
    );
}
