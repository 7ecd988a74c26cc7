//! Lists that come in pages (`@odata.nextLink`).

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

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
/// Bytes of all pages: more than ten times what the members of the largest directories come to that are reckoned with.
const MOST_BYTES: usize = 8 << 30;

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
    /// Pages running without a row.
    pub most_empty: u32,
    pub most_bytes: usize,
}

/// What came of a list so far.
#[derive(Default)]
struct Toll {
    /// The places of the pages that were asked for, by their hashes: links are as long as the service likes.
    seen: HashSet<u64>,
    /// Pages running without a row.
    empty: u32,
    bytes: usize,
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
            most_empty: MOST_EMPTY,
            most_bytes: MOST_BYTES,
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
        let place = format!("GET {}", listing.first.path());
        let fetched = Box::pin(self.fetch(listing, leaf, out));
        let (stop, (read, refused)) =
            join(fetched, self.take_all(&place, read, leaves, take)).await;
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
        let mut toll = Toll::default();
        let mut next = Next::Ok(Some(listing.first.clone()));
        let mut came = self.next_page(&listing, &mut next, &mut toll).await;
        while let Some(answer) = came {
            toll.bytes = toll.bytes.saturating_add(answer.body.len());
            let early = next_link(&answer.body);
            let leaf = leaf.clone();
            let read = self.ingest.read(move || leaf(answer));
            let ahead = async {
                next = self.target(early.as_deref().unwrap_or_default(), &listing.first);
                self.next_page(&listing, &mut next, &mut toll).await
            };
            let (read, ahead) = join(read, ahead).await;
            let leaf = match read.flatten() {
                Ok(leaf) => leaf,
                Err(error) => return Some(error.into()),
            };
            came = ahead;
            if early.is_none() {
                next = self.target(&leaf.next, &listing.first);
                came = self.next_page(&listing, &mut next, &mut toll).await;
            }
            toll.empty = if leaf.is_empty { toll.empty + 1 } else { 0 };
            if toll.empty > listing.most_empty {
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
        place: &str,
        mut read: T,
        mut leaves: mpsc::Receiver<P>,
        take: impl Fn(&mut Store, &mut T, P) -> Result<(), SourceError> + Clone + Send + 'static,
    ) -> (T, Option<SourceError>) {
        while let Some(page) = leaves.recv().await {
            let (take, place) = (take.clone(), place.to_owned());
            let parse = move |store: &mut Store| {
                let room = store.room(&place);
                let taken = room.and_then(|()| take(store, &mut read, page));
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
        toll: &mut Toll,
    ) -> Option<Answer> {
        let Ok(Some(target)) = next else {
            return None;
        };
        if let Some((reason, what)) = toll.endless(target, listing) {
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

impl Toll {
    /// Notes that the page at `target` is asked for. Why it is not, if the list seems to have no end.
    fn endless(
        &mut self,
        target: &Target,
        listing: &Listing<'_>,
    ) -> Option<(Reason, &'static str)> {
        let mut hash = DefaultHasher::new();
        target.query().hash(&mut hash);
        if !self.seen.insert(hash.finish()) {
            return Some((Reason::Loop, "the pages lead back to one that was read"));
        }
        let many = self.seen.len() > listing.most_pages || self.bytes > listing.most_bytes;
        many.then_some((Reason::TooManyPages, "there are more pages than are read"))
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
