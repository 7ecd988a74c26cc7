//! Lists that come in pages (`@odata.nextLink`).

use std::collections::HashSet;

use futures_util::future::join;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::sync::mpsc;

use super::Graph;
use super::limiter::Limiter;
use super::next_link::next_link;
use crate::model::{Foreign, Reason, SourceError};
use crate::source::http::{Answer, Client, Target};
use crate::source::ingest::Store;
use crate::source::progress::Stop;
use crate::source::word::Word;

/// Pages of a directory list, beyond which it is not believed any more: a thousand make a million
/// users.
const MOST_PAGES: usize = 100_000;

/// One page with rows of `T`. A page without `value` is no page.
#[derive(Deserialize)]
pub(super) struct Page<'a, T> {
    #[serde(borrow, default, rename = "@odata.nextLink")]
    pub next: Word<'a>,
    pub value: Vec<T>,
}

/// Pages that may wait while one is taken in.
const AHEAD: usize = 1;

/// Pages running without a row, beyond which none is expected any more. Filtered lists have some.
const MOST_EMPTY: u32 = 100;

/// Only where the next page is, and how many rows there are.
#[derive(Deserialize)]
struct Link<'a> {
    #[serde(borrow, default, rename = "@odata.nextLink")]
    next: Word<'a>,
    #[serde(default)]
    value: Vec<IgnoredAny>,
}

/// The next page, `None` after the last.
type Next = Result<Option<Target>, Stop>;

/// How a list is fetched.
pub(super) struct Listing<'a> {
    pub client: &'a Client,
    pub first: Target,
    pub headers: &'a [(&'static str, &'static str)],
    pub pace: Option<&'a Limiter>,
    pub most_pages: usize,
}

impl<'a> Listing<'a> {
    /// A list of the directory.
    pub fn of(client: &'a Client, first: Target) -> Self {
        Self {
            client,
            first,
            headers: &[],
            pace: None,
            most_pages: MOST_PAGES,
        }
    }
}

/// A page that is read, before it is taken in.
pub(super) struct Leaf<P> {
    pub page: P,
    /// Where the next one is; empty after the last.
    pub next: String,
    pub is_empty: bool,
}

impl Graph {
    /// Reads a list to its end; `take` adds one page to what was read so far, on the thread that
    /// parses. What was read before an error stays.
    pub(super) async fn list<T: Default + Send + 'static>(
        &self,
        listing: Listing<'_>,
        read: T,
        take: impl Fn(&mut Store, &mut T, &Answer) -> Result<(), SourceError> + Clone + Send + 'static,
    ) -> (T, Option<Stop>) {
        let take = move |store: &mut Store, read: &mut T, page: Answer| take(store, read, &page);
        self.list_read(listing, read, linked, take).await
    }

    /// The same; `leaf` reads a page as far as that takes no store, so that the thread that parses is spared it.
    pub(super) async fn list_read<T: Default + Send + 'static, P: Send + 'static>(
        &self,
        listing: Listing<'_>,
        read: T,
        leaf: impl Fn(Answer) -> Result<Leaf<P>, SourceError> + Clone + Send + 'static,
        take: impl Fn(&mut Store, &mut T, P) -> Result<(), SourceError> + Clone + Send + 'static,
    ) -> (T, Option<Stop>) {
        let (out, leaves) = mpsc::channel(AHEAD);
        let fetched = self.fetch(listing, leaf, out);
        let (stop, (read, refused)) = join(fetched, self.take_all(read, leaves, take)).await;
        (read, refused.map(Stop::from).or(stop))
    }

    /// Fetches page after page, as long as somebody takes them. Where a page says before its rows where the next one
    /// is, that is on its way while they are read.
    async fn fetch<P: Send + 'static>(
        &self,
        listing: Listing<'_>,
        leaf: impl Fn(Answer) -> Result<Leaf<P>, SourceError> + Clone + Send + 'static,
        out: mpsc::Sender<P>,
    ) -> Option<Stop> {
        let (mut seen, mut empty) = (HashSet::new(), 0);
        let mut next = Next::Ok(Some(listing.first.clone()));
        let mut came = self.next_page(&listing, &mut next, &mut seen).await;
        while let Some(answer) = came {
            let early = next_link(&answer.body);
            let leaf = leaf.clone();
            let read = self.ingest.read(move || leaf(answer));
            let ahead = async {
                next = self.target(early.as_deref().unwrap_or_default(), &listing.first);
                self.next_page(&listing, &mut next, &mut seen).await
            };
            let (read, ahead) = join(read, ahead).await;
            let leaf = match read.flatten() {
                Ok(leaf) => leaf,
                Err(error) => return Some(error.into()),
            };
            came = ahead;
            if early.is_none() {
                next = self.target(&leaf.next, &listing.first);
                came = self.next_page(&listing, &mut next, &mut seen).await;
            }
            empty = if leaf.is_empty { empty + 1 } else { 0 };
            if empty > MOST_EMPTY {
                return Some(endless(&listing.first));
            }
            if out.send(leaf.page).await.is_err() {
                break;
            }
        }
        next.err()
    }

    /// Takes in page after page, up to one that is refused.
    async fn take_all<T: Default + Send + 'static, P: Send + 'static>(
        &self,
        mut read: T,
        mut leaves: mpsc::Receiver<P>,
        take: impl Fn(&mut Store, &mut T, P) -> Result<(), SourceError> + Clone + Send + 'static,
    ) -> (T, Option<SourceError>) {
        while let Some(page) = leaves.recv().await {
            let take = take.clone();
            let parse = move |store: &mut Store| {
                let taken = take(store, &mut read, page);
                (read, taken)
            };
            let taken;
            (read, taken) = match self.ingest.run(parse).await {
                Ok(parsed) => parsed,
                Err(error) => return (T::default(), Some(error)),
            };
            if let Err(error) = taken {
                return (read, Some(error));
            }
        }
        (read, None)
    }

    /// Fetches the page that `next` names, if any, and leaves in `next` what went wrong.
    async fn next_page(
        &self,
        listing: &Listing<'_>,
        next: &mut Next,
        seen: &mut HashSet<String>,
    ) -> Option<Answer> {
        let Ok(Some(target)) = next else {
            return None;
        };
        let place = target.query().unwrap_or_default().to_owned();
        let endless = if !seen.insert(place) {
            Some((Reason::Loop, "the pages lead back to one that was read"))
        } else if seen.len() > listing.most_pages {
            Some((Reason::TooManyPages, "there are more pages than are read"))
        } else {
            None
        };
        if let Some((reason, what)) = endless {
            let error = protocol(target, what);
            *next = Err(Stop { error, reason });
            return None;
        }
        if let Some(pace) = listing.pace {
            pace.pass().await;
        }
        match self.get(listing.client, target, listing.headers).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                *next = Err(error.into());
                None
            }
        }
    }

    /// The page that `link` leads to, if there is one.
    fn target(&self, link: &str, from: &Target) -> Next {
        if link.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.client.same_origin(link, from)?))
    }
}

fn endless(from: &Target) -> Stop {
    Stop {
        error: protocol(from, "pages without rows follow one another without end"),
        reason: Reason::Loop,
    }
}

/// A page of which only the link is read yet.
fn linked(page: Answer) -> Result<Leaf<Answer>, SourceError> {
    let link: Link = page.json()?;
    let (next, is_empty) = (link.next.get().to_owned(), link.value.is_empty());
    Ok(Leaf {
        page,
        next,
        is_empty,
    })
}

fn protocol(target: &Target, what: &str) -> SourceError {
    SourceError::Protocol {
        at: format!("GET {}", target.path()),
        what: Foreign::new(what),
    }
}
