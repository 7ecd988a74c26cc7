//! Entra's side in one read: assignments, then the assigned groups, then everyone they name.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::attributes::Columns;
use super::delta::Start;
use super::groups::{self, Draft};
use super::{Application, Graph};
use crate::model::{
    Assignment, Directory, Groups, Id, InnerGroup, PersonSet, Principal, Read, Side, SourceError,
    Users,
};
use crate::source::ingest::Store;
use crate::source::progress::Progress;

impl Graph {
    /// Reads who is in scope. Each part has its own grade; one that could not be read at all is
    /// graded None, and what depends on it is not read.
    /// Of each user, the source attributes called `names` are read.
    pub async fn directory(&self, names: &[String]) -> Directory {
        Box::pin(self.whole_read(names, &mut Start::Unwanted)).await
    }

    /// The same; `start` is told where the changes since this read can be asked for.
    pub(super) async fn whole_read(&self, names: &[String], start: &mut Start) -> Directory {
        let columns = self.columns(names);
        let directory = self.directory_of(&columns, start).await;
        let error = directory.users.reading.error.as_ref();
        let refused = matches!(error, Some(SourceError::Status { status: 400, .. }));
        if !refused || !columns.wants_manager() {
            return directory;
        }
        // Whether `$expand` goes along with pages of this size is not documented: without managers
        // all else can still be compared.
        self.managers_refused.store(true, Ordering::Relaxed);
        self.directory_of(&self.columns(names), start).await
    }

    pub(super) fn columns(&self, names: &[String]) -> Columns {
        if self.managers_refused.load(Ordering::Relaxed) {
            Columns::without_manager(names)
        } else {
            Columns::new(names)
        }
    }

    async fn directory_of(&self, columns: &Columns, start: &mut Start) -> Directory {
        if self.options.all {
            return self.whole_directory(columns, start).await;
        }
        match self.application().await {
            Ok(application) => self.assigned_directory(&application, columns, start).await,
            Err(error) => self.unread(error),
        }
    }

    pub(super) fn unread(&self, error: SourceError) -> Directory {
        let assignments = Read {
            data: Arc::default(),
            reading: self.begin().fail(error),
        };
        Directory {
            assignments,
            ..Directory::default()
        }
    }

    async fn assigned_directory(
        &self,
        application: &Arc<Application>,
        columns: &Columns,
        start: &mut Start,
    ) -> Directory {
        let assignments = self.assignments(application).await;
        if assignments.reading.error.is_some() && assignments.data.is_empty() {
            return Directory {
                assignments,
                ..Directory::default()
            };
        }
        let mut progress = self.begin();
        let group_ids = self.spelled(&assignments.data, Principal::Group).await;
        let drafts = match group_ids {
            Ok(ids) => {
                start
                    .begin(self, &progress.client, Some(&ids), columns)
                    .await;
                self.groups(&mut progress, ids).await
            }
            Err(error) => return self.unread(error),
        };
        let wanted = self.wanted(&assignments.data, &drafts).await;
        let mut of_users = self.begin();
        let users = match wanted {
            Ok(ids) => self.users(&mut of_users, columns, ids).await,
            Err(error) => return self.unread(error),
        };
        let level = drafts.iter().flat_map(Draft::inner).copied().collect();
        let inner = self.inner_groups(&progress, level).await;
        let (groups, users) = self.settle(progress, drafts, inner, of_users, users).await;
        Directory {
            assignments,
            groups,
            users,
        }
    }

    /// With everyone in scope, nobody has to be assigned.
    async fn whole_directory(&self, columns: &Columns, start: &mut Start) -> Directory {
        let assignments = Read {
            data: Arc::default(),
            reading: self.begin().end(0),
        };
        let mut progress = self.begin();
        start.begin(self, &progress.client, None, columns).await;
        let drafts = self.all_groups(&mut progress).await;
        let mut of_users = self.begin();
        let users = self.all_users(&mut of_users, columns).await;
        // With everyone in scope, nobody waits in a group inside another.
        let (groups, users) = self
            .settle(progress, drafts, Vec::new(), of_users, users)
            .await;
        Directory {
            assignments,
            groups,
            users,
        }
    }

    /// The ids of the assigned principals of one kind, once each.
    pub(super) async fn spelled(
        &self,
        assignments: &Arc<Vec<Assignment>>,
        kind: Principal,
    ) -> Result<Vec<String>, SourceError> {
        let assignments = Arc::clone(assignments);
        let spell = move |store: &mut Store| {
            let ids = distinct(principals(&assignments, kind).collect());
            ids.iter().map(|id| id.spelled(&store.interner)).collect()
        };
        self.ingest.run(spell).await
    }

    /// Users who are assigned, or in a group that is.
    async fn wanted(
        &self,
        assignments: &Arc<Vec<Assignment>>,
        drafts: &[Draft],
    ) -> Result<Vec<Id>, SourceError> {
        let assignments = Arc::clone(assignments);
        // Places on a roll are as dense as the numbers of people.
        let mut places: PersonSet = drafts.iter().flat_map(Draft::places).copied().collect();
        let merge = move |store: &mut Store| {
            let direct = principals(&assignments, Principal::User);
            places.extend(direct.map(|id| store.people.place(Side::Entra, id)));
            let ids = places.iter();
            ids.map(|place| store.people.id_at(Side::Entra, place))
                .collect()
        };
        self.ingest.run(merge).await
    }

    /// Gives the groups their members, now that it is known who the users are.
    async fn settle(
        &self,
        of_groups: Progress,
        drafts: Vec<Draft>,
        inner: Vec<InnerGroup>,
        of_users: Progress,
        users: Users,
    ) -> (Read<Groups>, Read<Users>) {
        let users = Arc::new(users);
        let known = Arc::clone(&users);
        let finish = move |store: &mut Store| Groups {
            inner,
            ..groups::finish(store, drafts, &known)
        };
        let groups = match self.ingest.run(finish).await {
            Ok(groups) => Read {
                reading: of_groups.end(groups.rows.len()),
                data: Arc::new(groups),
            },
            Err(error) => Read {
                reading: of_groups.fail(error),
                data: Arc::default(),
            },
        };
        let users = Read {
            reading: of_users.end(users.len()),
            data: users,
        };
        (groups, users)
    }
}

pub(super) fn principals(
    assignments: &[Assignment],
    kind: Principal,
) -> impl Iterator<Item = Id> + '_ {
    assignments
        .iter()
        .filter(move |assignment| assignment.kind == kind)
        .map(|assignment| assignment.principal)
}

fn distinct(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort_unstable();
    ids.dedup();
    ids
}
