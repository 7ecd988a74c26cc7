//! What has changed since a moment (Microsoft: "Use delta query to track changes in Microsoft Graph
//! data").
//!
//! Entries come again, late and in any order, so they are taken as a set of whom to look at: whoever
//! is named is read anew. Only of long lists of members is the difference itself taken.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::future::try_join;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::Graph;
use super::attributes::Columns;
use super::groups::FIELDS;
use super::page::{Listing, Page};
use crate::model::{Foreign, Id, SourceError};
use crate::source::http::{Answer, Client, Target};
use crate::source::ingest::Store;
use crate::source::word::Word;

/// Groups that a link can be bound to; with more it tells of every group of the tenant.
const NAMED: usize = 50;

/// Where the changes from some moment on are told.
#[derive(Clone)]
pub(super) struct Links {
    pub groups: Target,
    pub users: Target,
    /// The ids that `groups` is bound to, ascending; `None`: it tells of every group.
    pub bound: Option<Vec<String>>,
}

/// What a full read notes of the moment before it, so that the next one can go on from there.
pub(super) enum Start {
    /// Nobody will ask.
    Unwanted,
    Wanted,
    /// The links, and the users in the recycle bin: who returns from it is in his groups again,
    /// which no entry of a group says.
    Noted(Box<Links>, Arc<HashSet<Id>>),
}

/// What became of one group.
#[derive(Default)]
pub(super) struct GroupChange {
    pub added: HashSet<Id>,
    pub removed: HashSet<Id>,
    /// More than users came or went, or the group itself did: only reading it shows what is.
    pub unclear: bool,
}

impl GroupChange {
    /// Whether the members told can be taken at their word: none came and went.
    pub fn is_plain(&self) -> bool {
        !self.unclear && self.added.is_disjoint(&self.removed)
    }
}

/// What became of the users that anything was told of.
#[derive(Default)]
pub(super) struct UserChanges {
    pub seen: HashSet<Id>,
    pub gone: HashSet<Id>,
}

/// Both rounds of changes.
pub(super) struct Told {
    pub groups: HashMap<Id, GroupChange>,
    pub users: UserChanges,
    /// Where the next changes are told.
    pub links: Links,
}

#[derive(Deserialize)]
struct GroupRow<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(default, rename = "@removed")]
    removed: Option<IgnoredAny>,
    #[serde(borrow, default, rename = "members@delta")]
    members: Option<Vec<MemberRow<'a>>>,
}

#[derive(Deserialize)]
struct MemberRow<'a> {
    #[serde(borrow, default, rename = "@odata.type")]
    kind: Word<'a>,
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(default, rename = "@removed")]
    removed: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct UserRow<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(default, rename = "@removed")]
    removed: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct End<'a> {
    #[serde(borrow, default, rename = "@odata.deltaLink")]
    link: Word<'a>,
}

/// A round while it is read.
#[derive(Default)]
struct Round<T> {
    told: T,
    /// Where the next round is; empty until its last page has come.
    link: String,
}

/// Adds one page of a round.
type Take<T> = fn(&mut Store, &mut T, &Answer) -> Result<(), SourceError>;

impl Start {
    /// Notes the moment, if anybody will ask; a service that tells no changes is read in full again.
    pub async fn begin(
        &mut self,
        graph: &Graph,
        client: &Client,
        groups: Option<&[String]>,
        columns: &Columns,
    ) {
        if matches!(self, Self::Unwanted) {
            return;
        }
        let noted = try_join(
            graph.links_from_now(client, groups, columns),
            graph.recycle_bin(client),
        );
        *self = match noted.await {
            Ok((links, bin)) => Self::Noted(Box::new(links), Arc::new(bin)),
            Err(error) => {
                tracing::info!("changes cannot be followed: {error}");
                Self::Wanted
            }
        };
    }
}

impl Graph {
    /// Where what changes from now on is told; of the groups with these ids, or of all.
    pub(super) async fn links_from_now(
        &self,
        client: &Client,
        groups: Option<&[String]>,
        columns: &Columns,
    ) -> Result<Links, SourceError> {
        let place = format!("/users/delta?{}&$deltatoken=latest", columns.watched());
        let users = self.round(client, client.at(&place), take_users);
        let (bound, (_, users)) = try_join(self.group_link(client, groups), users).await?;
        let (groups, bound) = bound;
        Ok(Links {
            groups,
            users,
            bound,
        })
    }

    async fn group_link(
        &self,
        client: &Client,
        groups: Option<&[String]>,
    ) -> Result<(Target, Option<Vec<String>>), SourceError> {
        let place = format!("/groups/delta?$select={FIELDS},members&$deltatoken=latest");
        if let Some(ids) = groups.filter(|ids| ids.len() <= NAMED) {
            let named: Vec<String> = ids.iter().map(|id| format!("id eq '{id}'")).collect();
            let bound = client.at(&format!("{place}&$filter={}", named.join(" or ")));
            match self.round(client, bound, take_groups).await {
                Ok((_, link)) => return Ok((link, Some(ids.to_vec()))),
                // Whether a filter goes along with "from now on" is not documented.
                Err(SourceError::Status { status: 400, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let (_, link) = self.round(client, client.at(&place), take_groups).await?;
        Ok((link, None))
    }

    /// Everything that was told since `links`.
    pub(super) async fn told(
        &self,
        of_groups: &Client,
        of_users: &Client,
        links: &Links,
    ) -> Result<Told, SourceError> {
        let groups = self.round(of_groups, links.groups.clone(), take_groups);
        let users = self.round(of_users, links.users.clone(), take_users);
        let ((groups, next_groups), (users, next_users)) = try_join(groups, users).await?;
        Ok(Told {
            groups,
            users,
            links: Links {
                groups: next_groups,
                users: next_users,
                bound: links.bound.clone(),
            },
        })
    }

    /// One round to its end, and where the next one is.
    async fn round<T: Default + Send + 'static>(
        &self,
        client: &Client,
        first: Target,
        take: Take<T>,
    ) -> Result<(T, Target), SourceError> {
        let listing = Listing::of(client, first.clone());
        let take = move |store: &mut Store, round: &mut Round<T>, answer: &Answer| {
            let end: End = answer.json()?;
            end.link.get().clone_into(&mut round.link);
            take(store, &mut round.told, answer)
        };
        let (round, stop) = self.list(listing, Round::default(), take).await;
        if let Some(stop) = stop {
            return Err(stop.error);
        }
        if round.link.is_empty() {
            return Err(SourceError::Protocol {
                at: format!("GET {}", first.path()),
                what: Foreign::new("the changes ended without a deltaLink"),
            });
        }
        Ok((round.told, client.same_origin(&round.link, &first)?))
    }

    async fn recycle_bin(&self, client: &Client) -> Result<HashSet<Id>, SourceError> {
        let place = "/directory/deletedItems/microsoft.graph.user?$select=id&$top=999";
        let take = |store: &mut Store, bin: &mut UserChanges, answer: &Answer| {
            take_users(store, bin, answer)
        };
        let listing = Listing::of(client, client.at(place));
        let (bin, stop) = self.list(listing, UserChanges::default(), take).await;
        stop.map_or(Ok(bin.seen), |stop| Err(stop.error))
    }
}

fn take_groups(
    store: &mut Store,
    told: &mut HashMap<Id, GroupChange>,
    answer: &Answer,
) -> Result<(), SourceError> {
    let page: Page<GroupRow> = answer.json()?;
    for row in page.value.iter().filter(|row| !row.id.is_empty()) {
        let change = told.entry(store.interner.id(row.id.get())).or_default();
        change.unclear |= row.removed.is_some();
        for member in row.members.iter().flatten() {
            change.unclear |= !member.kind.is("#microsoft.graph.user");
            let id = store.interner.id(member.id.get());
            match member.removed {
                Some(_) => change.removed.insert(id),
                None => change.added.insert(id),
            };
        }
    }
    Ok(())
}

fn take_users(
    store: &mut Store,
    told: &mut UserChanges,
    answer: &Answer,
) -> Result<(), SourceError> {
    let page: Page<UserRow> = answer.json()?;
    for row in page.value.iter().filter(|row| !row.id.is_empty()) {
        let id = store.interner.id(row.id.get());
        match row.removed {
            Some(_) => told.gone.insert(id),
            None => told.seen.insert(id),
        };
    }
    Ok(())
}
