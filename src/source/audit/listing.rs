//! An audit log that is listed over HTTP, of whatever shape the configuration describes.

use std::collections::HashSet;
use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use super::field_map::FieldMap;
use super::intake::Intake;
use super::paging::{Next, Paging};
use super::pointer::Pointers;
use super::time_format::TimeFormat;
use crate::model::{Event, Foreign, Reading, Reason, SourceError};
use crate::source::clock::Clock;
use crate::source::http::{Answer, Client, Patience, Target, encoded};
use crate::source::progress::{Progress, Stop};

/// Pages of one read.
const MOST_PAGES: usize = 20;
/// Bytes of the pages of one read.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of one page.
const PAGE_BYTES: usize = 8 << 20;

/// Where a log is, how it is paged, and what its records hold.
#[derive(Clone, PartialEq, Eq)]
pub struct Listing {
    /// Without a query.
    pub url: Url,
    /// Parameters of every first request, not yet encoded.
    pub query: Vec<(String, String)>,
    /// How to ask for what is new; without it everything is asked for each time.
    pub since: Option<Since>,
    /// Where the list of records stands in a page.
    pub items: Pointers,
    pub paging: Paging,
    /// Whether a page without records is the last, although it leads on.
    pub until_empty: bool,
    pub map: FieldMap,
}

impl fmt::Debug for Listing {
    /// Without the parameters: people write keys into addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listing")
            .field("url", &self.url.as_str())
            .field("paging", &self.paging)
            .finish_non_exhaustive()
    }
}

/// The parameter that says from when on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Since {
    pub param: String,
    pub format: TimeFormat,
    /// The value, with `{}` for the moment; the moment alone where there is none.
    pub template: Option<String>,
}

impl Since {
    fn value(&self, since: DateTime<Utc>) -> String {
        let moment = self.format.write(since);
        match &self.template {
            Some(template) => template.replace("{}", &moment),
            None => moment,
        }
    }
}

impl Listing {
    /// The origin that a client for it is based on: the path belongs to the listing, whose last
    /// slash may matter.
    pub fn base(&self) -> Url {
        let mut base = self.url.clone();
        base.set_path("");
        base
    }

    /// The usual patience, with pages that are kept small.
    pub fn patience() -> Patience {
        Patience {
            bytes: PAGE_BYTES,
            ..Patience::default()
        }
    }

    /// Path and query of the request for what happened since `since`.
    fn place(&self, since: DateTime<Utc>, more: Option<(String, String)>) -> String {
        let from = self
            .since
            .as_ref()
            .map(|asked| (asked.param.clone(), asked.value(since)));
        let all = self.query.iter().cloned().chain(from).chain(more);
        let pairs: Vec<String> = all
            .map(|(name, value)| format!("{}={}", encoded(&name), encoded(&value)))
            .collect();
        if pairs.is_empty() {
            return self.url.path().to_owned();
        }
        format!("{}?{}", self.url.path(), pairs.join("&"))
    }

    fn records<'v>(&self, body: &'v Value, at: &str) -> Result<&'v [Value], SourceError> {
        match self.items.value(body) {
            Some(Value::Array(records)) => Ok(records),
            // Some services write an empty list so.
            Some(Value::Null) => Ok(&[]),
            _ => Err(SourceError::Protocol {
                at: at.to_owned(),
                what: Foreign::new("there is no list of records where `items` says"),
            }),
        }
    }
}

/// The reader of a [`Listing`].
pub struct ListingLog {
    client: Client,
    clock: Clock,
    listing: Box<Listing>,
}

impl ListingLog {
    /// `client` is based on [`Listing::base`].
    pub fn new(client: Client, clock: Clock, listing: Box<Listing>) -> Self {
        Self {
            client,
            clock,
            listing,
        }
    }

    /// What happened since `since`, oldest first, each id once.
    pub async fn events(&self, since: DateTime<Utc>) -> (Vec<Event>, Reading) {
        let mut progress = Progress::begin(&self.client, self.clock);
        let mut intake = Intake::new(&self.listing.map);
        let read = self.pages(&progress.client, since, &mut intake).await;
        if let Err(stop) = read {
            let reason = stop.reason;
            progress.lose(stop, reason);
        }
        let (events, losses) = intake.finish();
        for (reason, words) in losses {
            let what = format!("GET {}: {words}", self.listing.url.path());
            let error = SourceError::Setting { what };
            progress.lose(Stop { error, reason }, reason);
        }
        let reading = progress.end(events.len());
        (events, reading)
    }

    async fn pages(
        &self,
        client: &Client,
        since: DateTime<Utc>,
        intake: &mut Intake<'_>,
    ) -> Result<(), Stop> {
        let mut target = client.at(&self.listing.place(since, None));
        let mut road = Road::default();
        loop {
            road.enter(&target)?;
            let answer = client.get(&target).await?;
            road.carry(&target, &answer)?;
            let body: Value = answer.json()?;
            let records = self.listing.records(&body, &answer.at)?;
            for record in records {
                intake.take(record);
            }
            let last = records.is_empty() && self.listing.until_empty;
            let next = self.listing.paging.next(&answer.headers, &body);
            target = match next.filter(|_| !last) {
                Some(Next::Link(link)) => client.same_origin(&link, &target)?,
                Some(Next::Token(param, token)) => {
                    client.at(&self.listing.place(since, Some((param, token))))
                }
                None => return Ok(()),
            };
        }
    }
}

/// The pages that were read, and what they weighed.
#[derive(Default)]
struct Road {
    seen: HashSet<String>,
    bytes: usize,
}

impl Road {
    fn enter(&mut self, target: &Target) -> Result<(), Stop> {
        let place = format!("{}?{}", target.path(), target.query().unwrap_or_default());
        if !self.seen.insert(place) {
            let what = "the pages lead back to one that was read";
            return Err(stop(target, Reason::Loop, what));
        }
        if self.seen.len() > MOST_PAGES {
            let what = format!("more than {MOST_PAGES} pages of records, the rest was not read");
            return Err(stop(target, Reason::TooManyPages, &what));
        }
        Ok(())
    }

    fn carry(&mut self, target: &Target, answer: &Answer) -> Result<(), Stop> {
        self.bytes = self.bytes.saturating_add(answer.body.len());
        if self.bytes > MOST_BYTES {
            let what = format!("more than {MOST_BYTES} bytes of records, the rest was not read");
            return Err(stop(target, Reason::TooManyPages, &what));
        }
        Ok(())
    }
}

fn stop(target: &Target, reason: Reason, what: &str) -> Stop {
    let error = SourceError::Protocol {
        at: format!("GET {}", target.path()),
        what: Foreign::new(what),
    };
    Stop { error, reason }
}
