//! Pages on their way: the one that is needed next, and those that will follow it if nothing
//! moves.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

use super::crawl::Ask;
use super::intake::Reader;
use super::list::List;
use super::reader::{Link, refused};
use crate::model::{Foreign, SourceError};

/// Bytes of answers that are on their way before they are needed. Pages of groups with their members are large, and
/// eight of them would weigh more than everything that is kept of them.
const HELD: usize = 4 << 20;

/// Requests in flight for one list, in the order in which their answers will be needed.
pub struct Ahead<P> {
    link: Link,
    list: List,
    reader: Reader<P>,
    queue: VecDeque<(Ask, InFlight<P>)>,
    /// Bytes of the last answer: those on their way are like it.
    weight: usize,
}

/// A page that came and was read.
pub struct Came<P> {
    pub page: P,
    /// Method and path of the request.
    pub at: String,
    bytes: usize,
}

/// A request that ends when nobody waits for it any more.
struct InFlight<P>(JoinHandle<Result<Came<P>, SourceError>>);

impl<P> Drop for InFlight<P> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl<P: Send + 'static> Ahead<P> {
    pub fn new(link: Link, list: List, reader: Reader<P>) -> Self {
        Self {
            link,
            list,
            reader,
            queue: VecDeque::new(),
            weight: 0,
        }
    }

    /// The page that answers `ask`, with `following` asked for meanwhile. What was asked ahead and is not
    /// among them any more is given up.
    pub async fn page(&mut self, ask: &Ask, following: Vec<Ask>) -> Result<Came<P>, SourceError> {
        // One is always on its way, so that neither side waits for the other.
        let light = HELD
            .checked_div(self.weight)
            .map_or(usize::MAX, |most| most.max(1));
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
        let came = (&mut request.0).await;
        let came = came.unwrap_or_else(|error| Err(ended(&error.to_string())))?;
        self.weight = came.bytes;
        Ok(came)
    }

    fn send(&self, ask: &Ask) -> InFlight<P> {
        let Link { client, ingest, .. } = self.link.clone();
        let target = client.at(&self.list.page(ask));
        let reader = self.reader.clone();
        InFlight(tokio::spawn(async move {
            let answer = client.get(&target).await?;
            let (at, body) = (answer.at, answer.body);
            let bytes = body.len();
            let page = ingest.read(move || reader(body)).await?;
            let page = page.map_err(|refusal| refused(&refusal, &at))?;
            Ok(Came { page, at, bytes })
        }))
    }
}

fn ended(why: &str) -> SourceError {
    SourceError::Bug {
        what: Foreign::new(format!("a request ended without an answer: {why}")),
    }
}
