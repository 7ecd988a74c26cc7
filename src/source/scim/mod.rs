//! The service provider over SCIM 2.0 (RFC 7643, RFC 7644, RFC 9865).
//!
//! `page` and what is under it read answers loosely; `crawl` decides what to ask for next and
//! how far the result can be trusted; `probe` finds out once a day what the provider does;
//! `confirm` asks again before something is said to be missing.

mod again;
mod ahead;
mod capabilities;
mod confirm;
mod crawl;
mod emails;
mod fields;
mod group_draft;
mod group_fields;
mod group_intake;
mod hints;
mod intake;
mod list;
mod look;
mod loose;
mod members;
mod moment;
mod node;
mod page;
mod pages;
mod probe;
pub mod profile;
mod reader;
mod refusal;
mod reread;
mod service_config;
mod sightings;
mod targets;
#[cfg(test)]
mod tests;
mod user_fields;
mod user_intake;
mod user_rows;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

pub use capabilities::{Capabilities, Filter, MembersShown, StartIndex};
pub use confirm::{Confirmation, GroupNow};
pub use crawl::{Order, Paging};
pub use hints::Glance;
pub use intake::{Intake, PageSummary, Seam};
pub use look::{AccountSeen, GroupSeen};
pub use refusal::Refusal;
pub use reread::{Sight, Version};
pub use user_intake::UserIntake;

use self::confirm::{Controls, Form};
use self::crawl::{Crawl, Plan};
use self::group_intake::{GroupIntake, GroupsBefore};
use self::hints::Hints;
use self::list::{Endpoint, List};
use self::profile::Profile;
use self::reader::{Crawled, Link};
pub use self::targets::Targets;
use self::user_intake::UsersBefore;
use crate::model::{Grade, Groups, Read, Reading, Reason, Source, SourceError, Target, Users};
use crate::source::clock::Clock;
use crate::source::http::Client;
use crate::source::ingest::{Ingest, Store};
use crate::source::progress::Progress;

/// How long what was found out about a provider holds.
const CAPABILITIES: Duration = Duration::from_secs(24 * 60 * 60);

/// How far a read is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counted {
    pub source: Source,
    pub pages: u64,
    /// Distinct resources so far.
    pub objects: u64,
    /// How many the provider speaks of.
    pub total: Option<u64>,
}

/// Whoever is told after each page.
pub type Watch = Arc<dyn Fn(Counted) + Send + Sync>;

/// How a provider is read.
#[derive(Clone, Default)]
pub struct ScimOptions {
    /// Told after each page.
    pub watch: Option<Watch>,
    /// How to page, whatever the provider says that it offers.
    pub paging: Option<Paging>,
    /// Most rows to ask for, whatever the provider gives.
    pub page: Option<u32>,
    /// What is known of the provider beforehand; nothing by default.
    pub profile: Option<Profile>,
}

/// A service provider.
pub struct Scim {
    client: Client,
    ingest: Ingest,
    clock: Clock,
    options: ScimOptions,
    /// What was found out, and when.
    found: Mutex<Option<(Instant, Arc<Capabilities>)>>,
    controls: Mutex<Controls>,
    /// What the last sound crawl of each list brought.
    users_before: Mutex<Option<Arc<UsersBefore>>>,
    groups_before: Mutex<Option<Arc<GroupsBefore>>>,
    hints: Mutex<Hints>,
}

impl Scim {
    /// The media types to ask for (RFC 7644, 3.1): the client is made with them.
    pub const ACCEPT: &'static str = "application/scim+json, application/json;q=0.9";

    /// `client` is based on the address as the provider prints it.
    pub fn new(client: Client, ingest: Ingest, clock: Clock, options: ScimOptions) -> Self {
        Self {
            client,
            ingest,
            clock,
            options,
            found: Mutex::default(),
            controls: Mutex::default(),
            users_before: Mutex::default(),
            groups_before: Mutex::default(),
            hints: Mutex::default(),
        }
    }

    /// What the provider was found to do, found out now if that is not known.
    ///
    /// An error where no list of users comes at all.
    pub async fn capabilities(&self) -> Result<Arc<Capabilities>, SourceError> {
        self.capabilities_by(&self.link(&self.client)).await
    }

    /// The profile that the provider is read by, what the configuration sets in its place, and where
    /// the probe found something else, in words.
    pub async fn profile_told(&self) -> String {
        let generic = Profile::default();
        let profile = self.options.profile.as_ref().unwrap_or(&generic);
        let mut told = format!("{}: {}", profile.name, profile.words());
        let paging = self.options.paging.map(Paging::words);
        let page = self.options.page.map(|page| format!("{page} rows a page"));
        for set in paging.map(str::to_owned).into_iter().chain(page) {
            told.push_str("; as configured, ");
            told.push_str(&set);
        }
        if let Some((_, found)) = self.found.lock().await.as_ref() {
            for fact in &found.overruled {
                told.push_str("; the probe found ");
                told.push_str(fact);
            }
        }
        told
    }

    /// How many rows come for a userName that nobody has: none, where the filter can be trusted. It is
    /// what Entra's Test Connection asks.
    pub async fn rows_for_nobody(&self) -> Result<usize, SourceError> {
        let first = self.first_index().await;
        probe::rows_for_nobody(&self.link(&self.client), first).await
    }

    /// All users, with a column for each of `targets`. Those of the last sound crawl themselves, where every
    /// page came as it was.
    pub async fn users(&self, targets: &[Target]) -> Read<Users> {
        let mut progress = Progress::begin(&self.client, self.clock);
        let link = self.link(&progress.client);
        match self.read_users(&link, targets, &mut progress).await {
            Ok(told) => {
                let users = Arc::clone(told.users());
                let reading = progress.end(users.len());
                if reading.grade.is_sound() {
                    *self.users_before.lock().await = Some(Arc::new(told));
                }
                read(users, reading)
            }
            Err(error) => read(Arc::default(), progress.fail(error)),
        }
    }

    /// All groups, their members told by `users`, which were read before. Those of the last sound crawl
    /// themselves, where every page and `users` are as they were.
    pub async fn groups(&self, users: &Arc<Users>) -> Read<Groups> {
        let mut progress = Progress::begin(&self.client, self.clock);
        let link = self.link(&progress.client);
        let told = match self.read_groups(&link, &mut progress).await {
            Ok(intake) => self.tell_members(intake, users).await,
            Err(error) => Err(error),
        };
        match told {
            Ok(told) => {
                let groups = Arc::clone(told.groups());
                let reading = progress.end(groups.rows.len());
                if reading.grade.is_sound() {
                    *self.groups_before.lock().await = Some(Arc::new(told));
                }
                read(groups, reading)
            }
            Err(error) => read(Arc::default(), progress.fail(error)),
        }
    }

    /// The `startIndex` of a list's first row, as far as that is known; `None` where none may be sent.
    async fn first_index(&self) -> Option<u64> {
        let found = self.found.lock().await;
        let known = found.as_ref().map(|(_, known)| known.first_index());
        known.unwrap_or(Some(1))
    }

    fn link(&self, client: &Client) -> Link {
        Link {
            client: client.clone(),
            ingest: self.ingest.clone(),
            watch: self.options.watch.clone(),
        }
    }

    async fn capabilities_by(&self, link: &Link) -> Result<Arc<Capabilities>, SourceError> {
        // Held while asking, so that two reads do not find out the same.
        let mut found = self.found.lock().await;
        if let Some((when, known)) = found.as_ref()
            && when.elapsed() < CAPABILITIES
        {
            return Ok(Arc::clone(known));
        }
        let mut now = probe::probe(link, self.options.paging).await?;
        if let Some(profile) = &self.options.profile {
            let found = Arc::make_mut(&mut now);
            found.overruled = profile.complete(found);
        }
        *found = Some((Instant::now(), Arc::clone(&now)));
        Ok(now)
    }

    fn plan(&self, found: &Capabilities, endpoint: Endpoint) -> Plan {
        let plan = found.plan(endpoint);
        let most = self.options.page.unwrap_or(plan.size);
        Plan {
            paging: self.options.paging.unwrap_or(plan.paging),
            size: plan.size.min(most),
            ..plan
        }
    }

    async fn read_users(
        &self,
        link: &Link,
        targets: &[Target],
        progress: &mut Progress,
    ) -> Result<UsersBefore, SourceError> {
        let found = self.capabilities_by(link).await?;
        let list = List {
            endpoint: Endpoint::Users,
            without_members: false,
        };
        let before = self.users_before.lock().await.clone();
        let intake = UserIntake::new(Targets::new(targets), before);
        let plan = self.plan(&found, Endpoint::Users);
        let mut crawled = link.crawl(list, plan, intake).await?;
        let held = crawled.intake.count();
        self.learn(Endpoint::Users, &crawled.crawl, held).await;
        crawled.report(progress);
        let Crawled { mut intake, .. } = crawled;
        if intake.is_placeholder() {
            progress.lower(Grade::Doubtful, Reason::SuspectedCap);
        }
        let sample = intake.sample.take();
        self.controls.lock().await.keep(Form::UserName, sample);
        self.ingest.run(move |store| intake.finish(store)).await
    }

    async fn tell_members(
        &self,
        intake: GroupIntake,
        users: &Arc<Users>,
    ) -> Result<GroupsBefore, SourceError> {
        let users = Arc::clone(users);
        let tell = move |store: &mut Store| {
            let text = |sym| store.interner.get(sym).to_owned();
            let name = intake.sample_name().map(text);
            let external = intake.sample_external_id();
            let external = external.map(|id| id.spelled(&store.interner));
            (intake.finish(store, &users), name, external)
        };
        let (groups, name, external) = self.ingest.run(tell).await?;
        let mut controls = self.controls.lock().await;
        controls.keep(Form::DisplayName, name);
        controls.keep(Form::GroupExternalId, external);
        Ok(groups)
    }

    /// Keeps what a crawl taught, which held so many resources; what it contradicts is found out
    /// anew.
    async fn learn(&self, endpoint: Endpoint, crawl: &Crawl, held: u64) {
        let mut found = self.found.lock().await;
        let Some((_, known)) = found.as_mut() else {
            return;
        };
        // A list that lost a tenth at once may be one that is paged in another way by now.
        let grade = crawl.verdict().grade;
        let sound = grade.is_sound();
        let shrunk = sound && Arc::make_mut(known).has_shrunk(endpoint, held);
        // A list that came and is not believed may be better by cursor; one that broke off says nothing of that.
        if grade == Grade::Doubtful && known.cursor == Some(true) {
            Arc::make_mut(known).order = Order::Unstable;
        }
        if crawl.contradicts_plan() || shrunk {
            *found = None;
        } else if let Some(cap) = crawl.learned_cap() {
            Arc::make_mut(known).learn_cap(endpoint, cap);
        }
    }

    /// What was found out holds no longer.
    async fn forget(&self) {
        *self.found.lock().await = None;
    }
}

fn read<T>(data: Arc<T>, reading: Reading) -> Read<T> {
    Read { data, reading }
}
