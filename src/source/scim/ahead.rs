//! Pages on their way: the one that is needed next, and those that will follow it if nothing
//! moves.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

use super::crawl::Ask;
use super::list::List;
use crate::model::{Foreign, SourceError};
use crate::source::http::{Answer, Client};

/// Bytes of answers that are held before they are needed. Pages of groups with their members are large, and
/// eight of them would weigh more than everything that is kept of them.
const HELD: usize = 4 << 20;

/// Requests in flight for one list, in the order in which their answers will be needed.
pub struct Ahead {
    client: Client,
    list: List,
    queue: VecDeque<(Ask, InFlight)>,
    /// Bytes of the last answer: those on their way are like it.
    weight: usize,
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
            weight: 0,
        }
    }

    /// The answer to `ask`, with `following` asked for meanwhile. What was asked ahead and is not
    /// among them any more is given up.
    pub async fn answer(&mut self, ask: &Ask, following: Vec<Ask>) -> Result<Answer, SourceError> {
        let light = HELD.checked_div(self.weight).unwrap_or(usize::MAX);
        let wanted = std::iter::once(ask.clone()).chain(following.into_iter().take(light));
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
        let answer = (&mut request.0).await;
        let answer = answer.unwrap_or_else(|error| Err(ended(&error.to_string())))?;
        self.weight = answer.body.len();
        Ok(answer)
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
