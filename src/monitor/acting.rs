//! Actions that somebody at the dashboard asked for: prepared, confirmed, carried out.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::{JoinError, JoinSet};

use super::{MonitorOptions, Upstreams};
use crate::action::{Outcome, Prepared, Refused, Session, Waiting, carry_out, prepare};
use crate::model::Wish;
use crate::source::http::Allowed;
use crate::status::{ActionState, ActionStep, Observation};

/// With what this run may act.
pub struct Actions {
    pub allowed: Allowed,
    /// The audit file.
    pub trail: PathBuf,
    pub waiting: Waiting,
}

enum Answer {
    Prepared(Box<Result<Prepared, Refused>>),
    Done(Result<Outcome, Refused>),
}

/// The one action that is under way, if any.
#[derive(Default)]
pub struct Acting {
    number: u64,
    /// What waits for its name. The audit file is locked while it does.
    held: Option<Prepared>,
    /// Whether something was confirmed: it is not dropped any more.
    running: bool,
    tasks: JoinSet<(u64, Answer)>,
}

impl Acting {
    /// Begins to read what `wish` is about. What was prepared before is dropped.
    pub fn prepare(
        &mut self,
        number: u64,
        wish: Wish,
        upstreams: &Arc<Upstreams>,
        options: &Arc<MonitorOptions>,
    ) -> Option<Observation> {
        if self.running {
            // What is said of the one that runs stays on screen.
            return None;
        }
        if let Err(why) = &options.actions {
            return Some(told(number, ActionStep::NotSent(why.clone())));
        }
        self.forget();
        self.number = number;
        let (upstreams, options) = (Arc::clone(upstreams), Arc::clone(options));
        self.tasks.spawn_local(async move {
            let prepared = match &options.actions {
                Ok(actions) => {
                    let session = session(&upstreams, &options, actions);
                    prepare(&session, actions.allowed, &wish, &actions.trail).await
                }
                Err(why) => Err(Refused::CannotWork(why.clone())),
            };
            (number, Answer::Prepared(Box::new(prepared)))
        });
        Some(told(number, ActionStep::Preparing))
    }

    /// Sends what was prepared under this number, if `typed` is its name.
    pub fn confirm(
        &mut self,
        number: u64,
        typed: String,
        upstreams: &Arc<Upstreams>,
        options: &Arc<MonitorOptions>,
    ) -> Option<Observation> {
        if self.running {
            return None;
        }
        let held = self.held.take().filter(|_| number == self.number);
        let Some(prepared) = held else {
            let gone = "what was prepared is gone: choose it again".to_owned();
            return Some(told(number, ActionStep::NotSent(gone)));
        };
        self.running = true;
        let (upstreams, options) = (Arc::clone(upstreams), Arc::clone(options));
        self.tasks.spawn_local(async move {
            let done = match &options.actions {
                Ok(actions) => {
                    let session = session(&upstreams, &options, actions);
                    carry_out(&session, prepared, &typed).await
                }
                Err(why) => Err(Refused::CannotWork(why.clone())),
            };
            (number, Answer::Done(done))
        });
        Some(told(number, ActionStep::Running))
    }

    /// Drops what was not confirmed.
    pub fn abandon(&mut self, number: u64) -> Option<Observation> {
        if self.running || number != self.number {
            return None;
        }
        self.forget();
        Some(told(number, ActionStep::Idle))
    }

    fn forget(&mut self) {
        self.held = None;
        self.tasks.abort_all();
    }

    /// What the next task to end has to say, and whether something may have been sent; never, while
    /// none is under way.
    pub async fn next(&mut self) -> Option<(Option<Observation>, bool)> {
        let ended = self.tasks.join_next().await?;
        Some(self.take(ended))
    }

    fn take(&mut self, ended: Result<(u64, Answer), JoinError>) -> (Option<Observation>, bool) {
        let was_running = self.running;
        let (number, answer) = match ended {
            Ok(answer) => answer,
            Err(error) if error.is_cancelled() => return (None, false),
            Err(error) => {
                tracing::error!("an action failed: {error}");
                return (Some(self.broken()), was_running);
            }
        };
        if number != self.number {
            return (None, false);
        }
        let step = match answer {
            Answer::Prepared(prepared) => match *prepared {
                Ok(prepared) => self.hold(prepared),
                Err(refused) => ActionStep::NotSent(refused.to_string()),
            },
            Answer::Done(Ok(outcome)) => ended_with(outcome),
            Answer::Done(Err(refused)) => ActionStep::NotSent(refused.to_string()),
        };
        self.running = false;
        (Some(told(number, step)), was_running)
    }

    /// What is said where a task was lost.
    fn broken(&mut self) -> Observation {
        let what = if std::mem::take(&mut self.running) {
            "a fault of scimtop's own ended it: it may have been sent; see the audit file"
        } else {
            "a fault of scimtop's own ended it before it was sent"
        };
        told(self.number, ActionStep::NotSent(what.to_owned()))
    }

    /// Keeps what is ready until its name comes.
    fn hold(&mut self, prepared: Prepared) -> ActionStep {
        let step = ActionStep::Prepared {
            preview: prepared.preview(),
            name: prepared.name().clone(),
        };
        self.held = Some(prepared);
        step
    }
}

fn told(number: u64, step: ActionStep) -> Observation {
    Observation::Action(ActionState { number, step })
}

fn ended_with(outcome: Outcome) -> ActionStep {
    let mut lines = outcome.lines;
    lines.extend(outcome.request_id.map(|id| format!("request-id {id}")));
    ActionStep::Ended {
        seen: outcome.verdict,
        lines,
    }
}

fn session<'a>(
    upstreams: &'a Upstreams,
    options: &'a MonitorOptions,
    actions: &Actions,
) -> Session<'a> {
    Session {
        graph: &upstreams.graph,
        scim: &upstreams.scim,
        clock: upstreams.clock,
        profile: &options.profile,
        waiting: actions.waiting,
    }
}
