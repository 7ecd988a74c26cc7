//! What the logs and glances tell of resources at the provider is looked at within seconds, not at the next
//! crawl.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio::time::sleep_until;

use super::{Pace, Purse, Upstreams};
use crate::model::{Event, Foreign, Lane, Outcome, Provider, Source, SourceError};
use crate::status::{Observation, Status};

/// Resources that are looked at in one go. What is told of more is left to the next crawl.
const MOST: usize = 50;

/// How far the clocks of the logs may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(2);

/// A look that has ended.
pub struct Seen {
    /// On what it rests.
    before: Provider,
    ids: Vec<Foreign>,
    now: Result<Option<Provider>, SourceError>,
    requests: u64,
}

/// What comes next of looks.
pub enum Next {
    Seen(Box<Seen>),
    /// What waits may be looked at.
    Due,
}

/// The looks under way, and what waits for one.
#[derive(Default)]
pub struct Looks {
    /// What was told of, and when we learned of it: whoever was crawled before must be looked at again
    /// once that crawl has ended.
    told: HashMap<Foreign, DateTime<Utc>>,
    /// What was not looked at since it was told of.
    open: HashMap<Foreign, DateTime<Utc>>,
    looking: JoinSet<Seen>,
}

impl Looks {
    /// Notes what `events` tell of, if `status` does not know them yet.
    pub fn learn(&mut self, events: &[Event], status: &Status, now: DateTime<Utc>) {
        let Some(since) = began(status) else {
            return;
        };
        let known = |event: &Event| {
            let mut known = status.events.items().iter();
            known.any(|known| known.lane == event.lane && known.id == event.id)
        };
        let fresh = events
            .iter()
            .filter(|event| touches(event) && event.at + SKEW >= since && !known(event));
        for event in fresh {
            self.told.insert(event.target_id.clone(), now);
            self.open.insert(event.target_id.clone(), now);
        }
    }

    /// Notes what a glance has named.
    pub fn hear(&mut self, changed: &[Foreign], now: DateTime<Utc>) {
        for id in changed {
            self.told.insert(id.clone(), now);
            self.open.insert(id.clone(), now);
        }
    }

    /// A crawl has come: what was told of before it began is in it, and what was told of since is open.
    pub fn crawled(&mut self, status: &Status) {
        let Some(since) = began(status) else {
            return;
        };
        self.told.retain(|_, at| *at >= since);
        self.open.clone_from(&self.told);
    }

    /// Sends whoever looks, where there is something to look at, both lists stand, and what was asked before is
    /// paid for.
    pub fn send(&mut self, upstreams: &Arc<Upstreams>, status: &Status) {
        let idle = self.open.is_empty() || !self.looking.is_empty();
        if idle || !is_steady(status) || upstreams.purse.opens_at().is_some() {
            return;
        }
        let open = std::mem::take(&mut self.open);
        if open.len() > MOST {
            tracing::info!(
                "the logs tell of {} resources: left to the next crawl",
                open.len()
            );
            return;
        }
        let (upstreams, before) = (Arc::clone(upstreams), status.provider.clone());
        let targets = status.mappings.targets();
        let ids: Vec<Foreign> = open.into_keys().collect();
        self.looking.spawn_local(async move {
            let spelled = ids.iter().map(|id| id.raw().to_owned()).collect();
            let client = upstreams.clients.scim.counted();
            let looked = upstreams.scim.again(&client, &before, spelled, &targets);
            let now = looked.await;
            let requests = client.sent();
            Seen {
                before,
                ids,
                now,
                requests,
            }
        });
    }

    /// What the look under way has seen, once it ends; else the time at which what waits may be looked at;
    /// nothing, where neither is to be expected.
    pub async fn next(&mut self, upstreams: &Upstreams) -> Option<Next> {
        if let Some(seen) = self.looking.join_next().await {
            // A look that panicked is lost: the next crawl sees what it would have.
            return Some(Next::Seen(Box::new(seen.ok()?)));
        }
        let opens_at = upstreams.purse.opens_at().filter(|_| !self.open.is_empty());
        sleep_until(opens_at?).await;
        Some(Next::Due)
    }

    /// What `seen` says of the provider, if it still rests on what `status` holds; what rests on lists that
    /// were crawled meanwhile is looked at again. The next look waits until this one is paid for.
    pub fn take(
        &mut self,
        seen: Seen,
        status: &Status,
        purse: &Purse,
        pace: &Pace,
    ) -> Vec<Observation> {
        let Seen {
            before,
            ids,
            now: seen,
            requests,
        } = seen;
        purse.spend(pace, requests);
        let held = &status.provider;
        let stands = Arc::ptr_eq(&before.users.data, &held.users.data)
            && Arc::ptr_eq(&before.groups.data, &held.groups.data);
        match seen {
            Ok(Some(now)) if stands => {
                vec![
                    Observation::ScimUsers(now.users),
                    Observation::ScimGroups(now.groups),
                ]
            }
            Ok(_) if stands => Vec::new(),
            Ok(_) => {
                let told = ids
                    .into_iter()
                    .filter_map(|id| self.told.get_key_value(&id));
                self.open.extend(told.map(|(id, at)| (id.clone(), *at)));
                Vec::new()
            }
            Err(error) => {
                tracing::warn!("what the logs tell of could not be looked at: {error}");
                Vec::new()
            }
        }
    }
}

/// When the newest crawl of users began; nothing while there is none to patch.
fn began(status: &Status) -> Option<DateTime<Utc>> {
    status.provider.users.reading.began
}

/// Both lists were read soundly, nothing is being read, and no fall of one is in doubt.
fn is_steady(status: &Status) -> bool {
    let sources = [Source::ScimUsers, Source::ScimGroups];
    sources.into_iter().all(|source| {
        let health = status.source(source);
        health.latest.grade.is_sound() && health.progress.is_none() && health.shrunk.is_none()
    })
}

/// Whether something was done to a resource at the provider that can be named.
fn touches(event: &Event) -> bool {
    let at_provider = match event.lane {
        Lane::Provisioning => event.outcome == Outcome::Success,
        Lane::Provider => true,
        Lane::Directory => false,
    };
    at_provider && !event.target_id.is_empty()
}
