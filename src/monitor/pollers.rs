//! The pollers at work, each in a task of its own.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::{Notify, mpsc, watch};
use tokio::task::{self, JoinError, JoinSet};

use super::hands::Hands;
use super::poller::{Around, Poller};
use super::{MonitorOptions, Upstreams};
use crate::model::{Foreign, Reading, Reason, SourceError};
use crate::status::{Command, Observation};

/// The running pollers.
pub struct Pollers {
    pub tasks: JoinSet<()>,
    who: HashMap<task::Id, Poller>,
    pokes: Arc<[Notify; Poller::ALL.len()]>,
}

impl Pollers {
    pub fn start(
        upstreams: &Arc<Upstreams>,
        options: &Arc<MonitorOptions>,
        out: &mpsc::Sender<Observation>,
        keys: Option<&watch::Receiver<()>>,
    ) -> Self {
        let pokes: Arc<[Notify; Poller::ALL.len()]> = Arc::default();
        let (mut tasks, mut who) = (JoinSet::new(), HashMap::new());
        for poller in Poller::ALL {
            let around = Around {
                upstreams: Arc::clone(upstreams),
                options: Arc::clone(options),
                pokes: Arc::clone(&pokes),
                out: out.clone(),
                hands: Hands::at(keys.cloned()),
            };
            who.insert(tasks.spawn_local(poller.run(around)).id(), poller);
        }
        Self { tasks, who, pokes }
    }

    pub fn poke(&self, command: &Command) {
        let asked = |poller| match command {
            Command::PollAll | Command::ReadAgain => true,
            Command::Poll(source) => Poller::of(*source) == poller,
            _ => false,
        };
        let hit = Poller::ALL
            .into_iter()
            .zip(&*self.pokes)
            .filter(|(poller, _)| asked(*poller));
        hit.for_each(|(_, poke)| poke.notify_one());
    }

    /// A poller never ends by itself: one that did has a fault, and its sources say so.
    pub fn failures(&self, ended: Result<(task::Id, ()), JoinError>) -> Vec<Observation> {
        let (id, what) = match ended {
            Ok((id, ())) => (id, "it ended".to_owned()),
            Err(error) => (error.id(), error.to_string()),
        };
        tracing::error!("a poller stopped: {what}");
        let error = SourceError::Bug {
            what: Foreign::new(what),
        };
        let mut reading = Reading::absent(Reason::Failed);
        reading.error = Some(error);
        let sources = self.who.get(&id).map_or(&[][..], |poller| poller.sources());
        sources
            .iter()
            .map(|&source| Observation::Failed(source, reading.clone()))
            .collect()
    }
}
