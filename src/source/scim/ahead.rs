//! Pages on their way: the one that is needed next, and those that will follow it if nothing
//! moves.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

use super::crawl::Ask;
use super::list::List;
use crate::model::{Foreign, SourceError};
use crate::source::http::{Answer, Client};

/// Requests in flight for one list, in the order in which their answers will be needed.
pub struct Ahead {
    client: Client,
    list: List,
    queue: VecDeque<(Ask, InFlight)>,
}

/// A request that ends when nobody waits for it any more.
struct InFlight(JoinHandle<Result<Answer, SourceError>>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Ahead {
    pub fn new(client: Client, list: List) -> Self {
        Self {
            client,
            list,
            queue: VecDeque::new(),
        }
    }

    /// The answer to `ask`, with `following` asked for meanwhile. What was asked ahead and is not
    /// among them any more is given up.
    pub async fn answer(&mut self, ask: &Ask, following: Vec<Ask>) -> Result<Answer, SourceError> {
        let wanted = std::iter::once(ask.clone()).chain(following);
        for (at, ask) in wanted.enumerate() {
            if self.queue.get(at).is_none_or(|(asked, _)| *asked != ask) {
                self.queue.truncate(at);
                let request = self.send(&ask);
                self.queue.push_back((ask, request));
            }
        }
        let Some((_, mut request)) = self.queue.pop_front() else {
            return Err(ended("it was not sent"));
        };
        (&mut request.0)
            .await
            .unwrap_or_else(|error| Err(ended(&error.to_string())))
    }

    fn send(&self, ask: &Ask) -> InFlight {
        let client = self.client.clone();
        let target = client.at(&self.list.page(ask));
        InFlight(tokio::spawn(async move { client.get(&target).await }))
    }
}

fn ended(why: &str) -> SourceError {
    SourceError::Bug {
        what: Foreign::new(format!("a request ended without an answer: {why}")),
    }
}
