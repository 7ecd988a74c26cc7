//! Entra's side by what has changed since it was last read.
//!
//! The changes say whom to look at, and those are read again by the same requests as in a full read,
//! so that both come to the same. Assignments have no changes that could be asked for, and are read
//! whole (Microsoft Graph has no delta of appRoleAssignments).

mod merge;
mod wanted;

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use self::merge::{Merging, Settled};
use super::Graph;
use super::attributes::Columns;
use super::delta::{Links, Start, Told};
use crate::model::{Assignment, Directory, Grade, Id, Principal, Read, Reading, SourceError};
use crate::source::ingest::Store;
use crate::source::progress::Progress;

/// After so long everything is read again, whatever the changes have told: a link from now on may be
/// ahead of the replica that the full read before it came from.
const FULL: Duration = Duration::from_secs(6 * 60 * 60);

/// What a sound read held, and where the changes since are told.
pub(super) struct Known {
    pub directory: Directory,
    links: Links,
    /// Users in the recycle bin.
    bin: Arc<HashSet<Id>>,
    /// Users that are wanted and were not found.
    absent: HashSet<Id>,
    /// The source attributes that were read.
    names: Vec<String>,
    /// When everything was last read.
    pub full: Instant,
}

/// Why the changes do not do.
pub(super) enum Missed {
    /// Nothing can be read now.
    Failed(SourceError),
    /// They do not lead from what was read to what is.
    Lost(String),
}

impl From<SourceError> for Missed {
    /// A link that is refused is one that has ended: after seven days, or as the service likes.
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Status {
                status: 400 | 404 | 410,
                ..
            } => Self::Lost(error.to_string()),
            error => Self::Failed(error),
        }
    }
}

/// The records of one read by changes.
struct Records {
    groups: Progress,
    users: Progress,
}

impl Graph {
    /// Who is in scope, as [`Graph::directory`] has it: by what has changed since this was last asked,
    /// or in full the first time, after [`Graph::forget`], now and then, and wherever the changes do
    /// not do.
    pub async fn follow(&self, names: &[String]) -> Directory {
        let forgotten = self.forgotten.swap(false, Ordering::Relaxed);
        let known = self
            .swap_known(None)
            .filter(|known| !forgotten && known.names == names && known.full.elapsed() < FULL);
        if let Some(known) = known {
            match Box::pin(self.changed(&known)).await {
                Ok((directory, next)) => {
                    self.swap_known(Some(next.map_or(known, Box::new)));
                    return directory;
                }
                Err(Missed::Failed(error)) => {
                    self.swap_known(Some(known));
                    return self.unread(error);
                }
                Err(Missed::Lost(why)) => tracing::info!("everything is read again: {why}"),
            }
        }
        let mut start = Start::Wanted;
        let directory = Box::pin(self.whole_read(names, &mut start)).await;
        if let (Start::Noted(links, bin), true) = (start, is_complete(&directory)) {
            let known = self.noted(&directory, names, *links, bin).await;
            self.swap_known(known.map(Box::new));
        }
        directory
    }

    /// The next read is a full one.
    pub fn forget(&self) {
        self.forgotten.store(true, Ordering::Relaxed);
    }

    fn swap_known(&self, known: Option<Box<Known>>) -> Option<Box<Known>> {
        let mut held = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *held, known)
    }

    async fn noted(
        &self,
        directory: &Directory,
        names: &[String],
        links: Links,
        bin: Arc<HashSet<Id>>,
    ) -> Option<Known> {
        let read = directory.clone();
        let find = move |store: &mut Store| wanted::absent(&store.people, &read);
        let absent = self.ingest.run(find).await.ok()?;
        Some(Known {
            directory: directory.clone(),
            links,
            bin,
            absent,
            names: names.to_vec(),
            full: Instant::now(),
        })
    }

    /// Both sides of what changed. Nothing new is known where a part could not be read: then the same
    /// changes are asked for again.
    async fn changed(&self, known: &Known) -> Result<(Directory, Option<Known>), Missed> {
        let mut assignments = self.assigned_now().await?;
        let before = &known.directory.assignments.data;
        if assignments.data == *before {
            // Whoever asks what has changed knows it by the address.
            assignments.data = Arc::clone(before);
        }
        let mut records = Records {
            groups: self.begin(),
            users: self.begin(),
        };
        let columns = self.columns(&known.names);
        let (told, links) = self
            .told_of(known, &assignments, &records, &columns)
            .await?;
        let merging = Merging::new(known, &assignments.data, told, self.options.all)?;
        let settled = self.settled(merging, &mut records, &columns).await?;
        let (directory, absent, bin) = self.close(settled, assignments, records).await;
        let next = is_complete(&directory).then(|| Known {
            directory: directory.clone(),
            links,
            bin,
            absent,
            names: known.names.clone(),
            full: known.full,
        });
        Ok((directory, next))
    }

    async fn assigned_now(&self) -> Result<Read<Vec<Assignment>>, Missed> {
        if self.options.all {
            return Ok(Read {
                data: Arc::default(),
                reading: self.begin().end(0),
            });
        }
        let application = self.application().await?;
        let mut read = self.assignments(&application).await;
        match read.reading.error.take() {
            Some(error) => Err(Missed::Failed(error)),
            None => Ok(read),
        }
    }

    /// The changes, and where the next ones are told. A link that is bound to other groups than are
    /// assigned now is exchanged before the old one is followed, so that no moment lies between.
    async fn told_of(
        &self,
        known: &Known,
        assignments: &Read<Vec<Assignment>>,
        records: &Records,
        columns: &Columns,
    ) -> Result<(Told, Links), Missed> {
        let (groups, users) = (&records.groups.client, &records.users.client);
        let fresh = match &known.links.bound {
            None => None,
            Some(bound) => {
                let ids = self.spelled(&assignments.data, Principal::Group).await?;
                if ids == *bound {
                    None
                } else {
                    Some(self.links_from_now(groups, Some(&ids), columns).await?)
                }
            }
        };
        let told = self.told(groups, users, &known.links).await?;
        let links = fresh.unwrap_or_else(|| told.links.clone());
        Ok((told, links))
    }

    /// Reads whom the changes name, and puts them in their places.
    async fn settled(
        &self,
        merging: Merging,
        records: &mut Records,
        columns: &Columns,
    ) -> Result<Settled, Missed> {
        let plan = move |store: &mut Store| merging.plan(store);
        let (merging, asks) = self.ingest.run(plan).await?;
        let drafts = self.groups(&mut records.groups, asks.whole).await;
        let large = self.named_groups(&mut records.groups, asks.large).await;
        let ask = move |store: &mut Store| merging.ask(store, drafts, large);
        let (merging, people) = self.ingest.run(ask).await??;
        let rows = self.profiles(&mut records.users, columns, people).await;
        let layout = Arc::clone(&columns.layout);
        let settle = move |store: &mut Store| merging.settle(store, &rows, &layout);
        self.ingest.run(settle).await?
    }

    async fn close(
        &self,
        mut settled: Settled,
        assignments: Read<Vec<Assignment>>,
        records: Records,
    ) -> (Directory, HashSet<Id>, Arc<HashSet<Id>>) {
        if !self.options.all {
            let rows = settled.groups.rows.iter();
            let level: Vec<Id> = rows.flat_map(|group| &*group.inner).copied().collect();
            settled.groups.inner = self.inner_groups(&records.groups, level).await;
        }
        let directory = Directory {
            assignments,
            groups: Read {
                reading: records.groups.end(settled.groups.rows.len()),
                data: Arc::new(settled.groups),
            },
            users: Read {
                reading: records.users.end(settled.users.len()),
                data: Arc::new(settled.users),
            },
        };
        (directory, settled.absent, settled.bin)
    }
}

fn is_complete(directory: &Directory) -> bool {
    let complete = |reading: &Reading| reading.grade == Grade::Complete && reading.error.is_none();
    complete(&directory.assignments.reading)
        && complete(&directory.groups.reading)
        && complete(&directory.users.reading)
}
