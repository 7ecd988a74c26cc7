//! Lists that come in pages (`@odata.nextLink`).

use std::collections::HashSet;

use futures_util::future::join;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Graph;
use super::limiter::Limiter;
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

impl Graph {
    /// Reads a list to its end; `take` adds one page to what was read so far, on the thread that
    /// parses. What was read before an error stays.
    pub(super) async fn list<T: Default + Send + 'static>(
        &self,
        listing: Listing<'_>,
        mut read: T,
        take: impl Fn(&mut Store, &mut T, &Answer) -> Result<(), SourceError> + Clone + Send + 'static,
    ) -> (T, Option<Stop>) {
        let (mut seen, mut empty) = (HashSet::new(), 0);
        let mut next = Next::Ok(Some(listing.first.clone()));
        let mut answer = self.next_page(&listing, &mut next, &mut seen).await;
        while let Some(page) = answer {
            next = self.link(&page, &listing.first, &mut empty);
            let take = take.clone();
            let parse = self.ingest.run(move |store| {
                let taken = take(store, &mut read, &page);
                (read, taken)
            });
            // The next page is on its way while this one is parsed.
            let (parsed, fetched) =
                join(parse, self.next_page(&listing, &mut next, &mut seen)).await;
            let taken;
            (read, taken) = match parsed {
                Ok(parsed) => parsed,
                Err(error) => return (T::default(), Some(error.into())),
            };
            if let Err(error) = taken {
                return (read, Some(error.into()));
            }
            answer = fetched;
        }
        (read, next.err())
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

    /// The page behind `page`; `empty` counts those running that had no rows.
    fn link(&self, page: &Answer, from: &Target, empty: &mut u32) -> Next {
        let link: Link = page.json()?;
        if link.next.is_empty() {
            return Ok(None);
        }
        *empty = if link.value.is_empty() { *empty + 1 } else { 0 };
        if *empty > MOST_EMPTY {
            let error = protocol(from, "pages without rows follow one another without end");
            let reason = Reason::Loop;
            return Err(Stop { error, reason });
        }
        let target = self.client.same_origin(link.next.get(), from)?;
        Ok(Some(target))
    }
}

fn protocol(target: &Target, what: &str) -> SourceError {
    SourceError::Protocol {
        at: format!("GET {}", target.path()),
        what: Foreign::new(what),
    }
}
