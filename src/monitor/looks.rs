//! What the logs and glances tell of resources at the provider is looked at within seconds, not at the next
//! crawl; and what is on screen is read again.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::on_screen::OnScreen;
use super::{Pace, Purse, Upstreams};
use crate::model::{
    Event, Foreign, Lane, Outcome, Provider, Resource, Source, SourceError, Target,
};
use crate::source::http::Client;
use crate::source::scim::{Sight, Version};
use crate::status::{Observation, Status};

/// Resources that are looked at in one go. What is told of more is left to the next crawl.
const MOST: usize = 50;

/// How far the clocks of the logs may be from ours.
const SKEW: TimeDelta = TimeDelta::minutes(2);

/// A look that has ended.
pub struct Seen {
    /// On what it rests.
    before: Provider,
    what: Sought,
    requests: u64,
}

/// What was looked for, and what was seen.
enum Sought {
    Told(Vec<Foreign>, Result<Sight, SourceError>),
    OnScreen(Resource, Result<(Sight, Version), SourceError>),
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
    pub screen: OnScreen,
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
        self.screen.crawled();
    }

    /// Sends whoever looks, where there is something to look at, both lists stand, and what was asked before is
    /// paid for; what somebody has just opened goes on credit.
    pub fn send(&mut self, upstreams: &Arc<Upstreams>, status: &Status) {
        let purse = &upstreams.purse;
        if !self.looking.is_empty() || !is_steady(status) {
            return;
        }
        let look = || Look {
            upstreams: Arc::clone(upstreams),
            before: status.provider.clone(),
            targets: status.mappings.targets(),
        };
        let open = match purse.opens_at() {
            None => std::mem::take(&mut self.open),
            Some(_) => HashMap::new(),
        };
        if open.len() > MOST {
            tracing::info!(
                "the logs tell of {} resources: left to the next crawl",
                open.len()
            );
        } else if !open.is_empty() {
            let ids = open.into_keys().collect();
            self.looking.spawn_local(look().at_told(ids));
        } else if let Some((resource, known)) = self.screen.ask(purse) {
            self.looking.spawn_local(look().at_screen(resource, known));
        }
    }

    /// What the look under way has seen, once it ends; else the time at which what waits may be looked at;
    /// nothing, where neither is to be expected.
    pub async fn next(&mut self, upstreams: &Upstreams, status: &Status) -> Option<Next> {
        if let Some(seen) = self.looking.join_next().await {
            // A look that panicked is lost: the next crawl sees what it would have.
            return Some(Next::Seen(Box::new(seen.ok()?)));
        }
        let purse = &upstreams.purse;
        let open = purse.opens_at().filter(|_| !self.open.is_empty());
        let screen = self.screen.due(purse);
        // What is due already waits for the lists to stand; or its time has come since it was last looked whether
        // anything can be sent.
        let screen = screen.filter(|due| *due > Instant::now() || is_steady(status));
        sleep_until(open.into_iter().chain(screen).min()?).await;
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
            what,
            requests,
        } = seen;
        purse.spend(pace, requests);
        let held = &status.provider;
        let stands = Arc::ptr_eq(&before.users.data, &held.users.data)
            && Arc::ptr_eq(&before.groups.data, &held.groups.data);
        match what {
            Sought::Told(_, Ok(Sight::Now(now))) if stands => both(*now),
            Sought::Told(_, Ok(_)) if stands => Vec::new(),
            Sought::Told(ids, Ok(_)) => {
                let told = ids
                    .into_iter()
                    .filter_map(|id| self.told.get_key_value(&id));
                self.open.extend(told.map(|(id, at)| (id.clone(), *at)));
                Vec::new()
            }
            Sought::Told(_, Err(error)) => {
                tracing::warn!("what the logs tell of could not be looked at: {error}");
                Vec::new()
            }
            Sought::OnScreen(resource, Ok(seen)) if stands => self.fresh(resource, seen),
            Sought::OnScreen(_, Ok(_)) => Vec::new(),
            Sought::OnScreen(_, Err(error)) => {
                tracing::warn!("what is on screen could not be read again: {error}");
                Vec::new()
            }
        }
    }

    /// What is on screen was read again.
    fn fresh(
        &mut self,
        resource: Resource,
        (sight, version): (Sight, Version),
    ) -> Vec<Observation> {
        self.screen.read(resource.clone(), version);
        let mut told = match sight {
            Sight::Now(now) => both(*now),
            Sight::Same => Vec::new(),
            Sight::Unclear => return Vec::new(),
        };
        told.push(Observation::Reread(resource));
        told
    }
}

/// A look as it is sent.
struct Look {
    upstreams: Arc<Upstreams>,
    before: Provider,
    targets: Vec<Target>,
}

impl Look {
    async fn at_told(self, ids: Vec<Foreign>) -> Seen {
        let spelled = ids.iter().map(|id| id.raw().to_owned()).collect();
        let (scim, client) = (&self.upstreams.scim, self.upstreams.clients.scim.counted());
        let now = scim.again(&client, &self.before, spelled, &self.targets);
        let now = now.await;
        self.seen(&client, Sought::Told(ids, now.map(Sight::from)))
    }

    async fn at_screen(self, wanted: Resource, known: Option<Version>) -> Seen {
        let (scim, client) = (&self.upstreams.scim, self.upstreams.clients.scim.counted());
        let (before, targets) = (&self.before, &self.targets);
        let now = scim.reread(&client, before, &wanted, known.as_ref(), targets);
        let now = now.await;
        self.seen(&client, Sought::OnScreen(wanted, now))
    }

    fn seen(self, client: &Client, what: Sought) -> Seen {
        Seen {
            before: self.before,
            what,
            requests: client.sent(),
        }
    }
}

/// Both lists as they are now.
fn both(now: Provider) -> Vec<Observation> {
    vec![
        Observation::ScimUsers(now.users),
        Observation::ScimGroups(now.groups),
    ]
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
