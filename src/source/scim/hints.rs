//! Cheap questions between two crawls: whether anything has changed, and what.
//!
//! Only what the controls showed to work is asked (`controls`). A hint names resources to be read again, or
//! asks for a crawl; by itself it says nothing of anybody. Who has gone is seen by the total alone.

mod controls;
mod newest;
mod stamp;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt};
use tokio::time::Instant;

use self::controls::{ByTime, Controlled, Totals};
use self::stamp::{Stamp, tag};
use super::again::found;
use super::list::Endpoint;
use super::page::Page;
use super::{CAPABILITIES, Scim, moment};
use crate::model::{Reading, Side, SourceError};
use crate::source::http::{Answer, encoded};
use crate::source::ingest::Store;

/// How far back over the beginning of a crawl it is asked: clocks of servers behind one address differ.
const OVERLAP: TimeDelta = TimeDelta::minutes(2);
/// Resources that are read again one by one; where more have changed, a crawl costs less.
const MOST: usize = 50;
/// Rows that are asked for at once.
const ROWS: u32 = 100;
/// Groups that are asked about at once.
const TOGETHER: usize = 4;

/// What a glance has shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Glance {
    /// Nothing that has changed.
    Quiet,
    /// These resources have.
    Changed(Vec<String>),
    /// What only a crawl can tell, for this reason.
    Crawl(&'static str),
}

/// What the last crawls left behind, and what works.
#[derive(Default)]
pub(super) struct Hints {
    found: Option<(Instant, Controlled)>,
    /// Of users and of groups.
    marks: [Option<Mark>; 2],
    /// The tags of the groups that were asked about, by identifier.
    tags: HashMap<String, String>,
    /// The place of the group whose turn is next.
    turn: usize,
}

/// A list as it was crawled.
struct Mark {
    /// When the crawl began, by the provider's clock.
    began: DateTime<Utc>,
    total: u64,
    /// What was changed since, and when it was last, as far as that was told.
    told: HashMap<String, String>,
    /// A total that differs has been held against this mark.
    doubted: bool,
}

/// The resources of a list that were changed since it was crawled.
struct Changes {
    /// Identifier and time.
    rows: Vec<(String, String)>,
    /// Whether all of them came.
    whole: bool,
}

impl Scim {
    /// Asks what has changed since the last sound crawl, and of so many groups, in turn, whether each has its `ETag` still;
    /// nothing is asked before there was a crawl.
    pub async fn glance(&self, groups: usize) -> Result<Glance, SourceError> {
        let mut hints = self.hints.lock().await;
        let hints = &mut *hints;
        let stale = |found: &(Instant, Controlled)| found.0.elapsed() >= CAPABILITIES;
        if hints.marks.iter().any(Option::is_none) {
            return Ok(Glance::Quiet);
        }
        if hints.found.as_ref().is_none_or(stale) {
            hints.found = Some((Instant::now(), self.controlled().await?));
        }
        let Some((_, found)) = &mut hints.found else {
            return Ok(Glance::Quiet);
        };
        let mut changed = Vec::new();
        for (endpoint, mark) in [Endpoint::Users, Endpoint::Groups]
            .into_iter()
            .zip(hints.marks.iter_mut().flatten())
        {
            match self.glance_at(endpoint, mark, found).await? {
                Glance::Quiet => {}
                Glance::Changed(ids) => changed.extend(ids),
                crawl @ Glance::Crawl(_) => return Ok(crawl),
            }
        }
        if found.tags[Endpoint::Groups as usize] {
            let ids = self.next_groups(&mut hints.turn, groups).await?;
            changed.extend(self.turn(&mut hints.tags, ids).await?);
        }
        Ok(if changed.is_empty() {
            Glance::Quiet
        } else {
            Glance::Changed(changed)
        })
    }

    /// What can be asked between two crawls, in words; nothing before that was tried.
    pub async fn hints_told(&self) -> Option<String> {
        let hints = self.hints.lock().await;
        hints.found.as_ref().map(|(_, found)| found.words())
    }

    /// How `answer` shows that its resource is as it was, where that was found to work.
    pub(super) async fn trusted_tag(&self, endpoint: Endpoint, answer: &Answer) -> Option<String> {
        let hints = self.hints.lock().await;
        let (_, found) = hints.found.as_ref()?;
        let works = found.tags[endpoint as usize];
        drop(hints);
        works.then(|| tag(answer)).flatten()
    }

    /// What is shown from now on is what these crawls brought, each if it was sound.
    pub async fn mark(&self, users: &Reading, groups: &Reading) {
        let skew = self.client.skew().unwrap_or_default();
        let mut hints = self.hints.lock().await;
        for (mark, reading) in hints.marks.iter_mut().zip([users, groups]) {
            let sound = reading.began.filter(|_| reading.grade.is_sound());
            if let Some(began) = sound {
                *mark = Some(Mark {
                    began: began + skew,
                    total: reading.objects,
                    told: HashMap::new(),
                    doubted: false,
                });
            }
        }
    }

    async fn glance_at(
        &self,
        endpoint: Endpoint,
        mark: &mut Mark,
        found: &mut Controlled,
    ) -> Result<Glance, SourceError> {
        let since = mark.began - OVERLAP;
        let way = &mut found.by_time[endpoint as usize];
        let changes = match way {
            ByTime::Filtered => Some(self.changes(endpoint, since).await?),
            ByTime::Sorted => self.newest(endpoint, since).await?,
            ByTime::No => Some(Changes {
                rows: Vec::new(),
                whole: true,
            }),
        };
        let Some(changes) = changes else {
            // It is tried again with the other ways, tomorrow.
            *way = ByTime::No;
            return Ok(Glance::Crawl("the order of changes was not kept"));
        };
        if !changes.whole || changes.rows.len() > MOST {
            return Ok(Glance::Crawl("much has changed"));
        }
        let ids = changes.rows.iter().map(|(id, _)| id.clone()).collect();
        let new = self.unknown(endpoint, ids).await?;
        if let Some(count) = found.count
            && self.total_moved(endpoint, count, mark, new, found).await?
        {
            return Ok(Glance::Crawl("the total has changed"));
        }
        let mut fresh = Vec::new();
        for (id, at) in changes.rows {
            if mark.told.get(&id) != Some(&at) {
                fresh.push(id.clone());
                mark.told.insert(id, at);
            }
        }
        Ok(if fresh.is_empty() {
            Glance::Quiet
        } else {
            Glance::Changed(fresh)
        })
    }

    /// Whether the total is another than that of the crawl and of `new` resources besides.
    async fn total_moved(
        &self,
        endpoint: Endpoint,
        count: u32,
        mark: &mut Mark,
        new: u64,
        found: &mut Controlled,
    ) -> Result<bool, SourceError> {
        let totals = &mut found.totals[endpoint as usize];
        if *totals == Totals::Wrong {
            return Ok(false);
        }
        let now = self.total(endpoint, count).await?;
        let moved = now.is_some_and(|now| now != mark.total + new);
        if !moved {
            *totals = Totals::Proven;
        } else if *totals != Totals::Proven && !mark.doubted {
            // Two crawls in a row whose totals were never told so again: it is the question that is at fault.
            *totals = totals.doubted();
            mark.doubted = true;
        }
        Ok(moved && *totals != Totals::Wrong)
    }

    /// What was changed since then. Rows that say otherwise were not asked for.
    async fn changes(
        &self,
        endpoint: Endpoint,
        since: DateTime<Utc>,
    ) -> Result<Changes, SourceError> {
        let place = self.since(endpoint, since, ROWS).await;
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page = Page::<Stamp>::parse(&answer.body).map_err(|why| why.of(&answer.at))?;
        let is_late = |stamp: &&Stamp| {
            let at = moment::seconds(stamp.modified.get());
            at == 0 || i64::from(at) >= since.timestamp()
        };
        let came = page.rows.len() as u64;
        let told = |stamp: &Stamp| {
            let (id, at) = (stamp.id.get(), stamp.modified.get());
            (id.to_owned(), at.to_owned())
        };
        Ok(Changes {
            rows: page.rows.iter().filter(is_late).map(told).collect(),
            whole: page.next_cursor.is_absent() && page.total.is_none_or(|total| total <= came),
        })
    }

    /// Where the resources are that were changed since then.
    async fn since(&self, endpoint: Endpoint, since: DateTime<Utc>, count: u32) -> String {
        let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
        let filter = encoded(&format!("meta.lastModified gt \"{since}\""));
        let start = Endpoint::from(self.first_index().await);
        format!("{}?filter={filter}{start}&count={count}", endpoint.path())
    }

    async fn total(&self, endpoint: Endpoint, count: u32) -> Result<Option<u64>, SourceError> {
        let start = Endpoint::from(self.first_index().await);
        let place = format!("{}?count={count}{start}", endpoint.path());
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page = Page::<Stamp>::parse(&answer.body).map_err(|why| why.of(&answer.at))?;
        Ok(page.total)
    }

    /// How many of `ids` the last crawl did not hold.
    async fn unknown(&self, endpoint: Endpoint, ids: Vec<String>) -> Result<u64, SourceError> {
        if ids.is_empty() {
            return Ok(0);
        }
        let users = self.users_before.lock().await.clone();
        let groups = self.groups_before.lock().await.clone();
        let is_new = move |store: &mut Store, id: &str| {
            let id = store.interner.id(id);
            if endpoint == Endpoint::Groups {
                return groups
                    .as_ref()
                    .is_none_or(|held| held.groups().by_id(id).is_none());
            }
            let person = store.people.holder(Side::Provider, id);
            let row = person.and_then(|person| users.as_ref()?.users().row(person));
            row.is_none_or(|row| row.id != id)
        };
        let count = move |store: &mut Store| {
            let new = ids.iter().filter(|id| is_new(store, id));
            new.count() as u64
        };
        self.ingest.run(count).await
    }

    /// These groups as far as their tags have changed: members come and go in some services without a trace in
    /// time.
    async fn turn(
        &self,
        tags: &mut HashMap<String, String>,
        ids: Vec<String>,
    ) -> Result<Vec<String>, SourceError> {
        let asks = ids.into_iter().map(|id| {
            let known = tags.get(&id).cloned();
            async move {
                let tag = known.as_deref();
                let found = found(&self.client, Endpoint::Groups, &id, tag).await;
                // Whoever is gone is missed by the total.
                found.map(|found| (id, found.flatten()))
            }
        });
        // The list is made first: what is asked must not borrow the tags that it changes.
        let asks: Vec<_> = asks.collect();
        let mut answers = stream::iter(asks).buffered(TOGETHER);
        let mut changed = Vec::new();
        while let Some(answer) = answers.next().await {
            let (id, answer) = answer?;
            let tag = answer.and_then(|answer| tag(&answer));
            if tag.and_then(|tag| tags.insert(id.clone(), tag)).is_some() {
                changed.push(id);
            }
        }
        Ok(changed)
    }

    /// The groups whose turn is next, so many of them.
    async fn next_groups(&self, turn: &mut usize, most: usize) -> Result<Vec<String>, SourceError> {
        let held = self.groups_before.lock().await.clone();
        let Some(groups) = held.map(|held| Arc::clone(held.groups())) else {
            return Ok(Vec::new());
        };
        let rows = groups.rows.len();
        let first = if *turn < rows { *turn } else { 0 };
        let last = rows.min(first + most);
        *turn = last;
        let spell = move |store: &mut Store| {
            let ids = groups.rows[first..last].iter().map(|group| group.id);
            ids.map(|id| id.spelled(&store.interner)).collect()
        };
        self.ingest.run(spell).await
    }
}
