//! A second look at Entra: who somebody at the provider is there, before it is called drift.

use std::collections::HashMap;

use serde::Deserialize;

use super::Graph;
use super::application::is_guid;
use super::batch::{Inner, Outcome};
use super::guest;
use super::page::{Listing, Page};
use crate::model::folded;
use crate::model::{Id, SourceError};
use crate::source::http::{Answer, encoded};
use crate::source::ingest::Store;
use crate::source::word::Word;

const FIELDS: &str = "id,userPrincipalName,accountEnabled";

/// Who a provider's user is in Entra.
#[derive(Clone, Debug)]
pub enum Standing {
    /// No user of this name, and none that was deleted in the last 30 days.
    Unknown,
    /// `enabled` is `None` where the answer did not say.
    Exists { id: Id, enabled: Option<bool> },
    /// Deleted, and still to be restored.
    Deleted { id: Id },
    /// It could not be asked.
    Unread(SourceError),
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "userPrincipalName")]
    name: Word<'a>,
    #[serde(borrow, default, rename = "accountEnabled")]
    enabled: Word<'a>,
}

#[derive(Deserialize)]
struct GroupRow<'a> {
    #[serde(borrow, default, rename = "displayName")]
    name: Word<'a>,
}

/// A user who was found, and whether the account is enabled.
type Hit = Option<(Id, Option<bool>)>;

impl Graph {
    /// Who the provider's users with these userNames and externalIds are, in the same order: by
    /// name, else by an externalId that is an object id, else as a guest with that address, else
    /// among the deleted.
    pub async fn standing(&self, names: Vec<(String, Option<String>)>) -> Vec<Standing> {
        let mut standings = vec![Standing::Unknown; names.len()];
        for place in [by_name, by_external_id, by_address] {
            let open = (0..).zip(&names).zip(&standings);
            let asks = open
                .filter(|(_, standing)| matches!(standing, Standing::Unknown))
                .filter_map(|((key, name), _)| place(name).map(|place| Inner { key, place }));
            let asks = asks.collect();
            for (at, outcome) in self.batch(&self.client, asks, parse).await {
                standings[at] = standing(outcome);
            }
        }
        if standings
            .iter()
            .any(|standing| matches!(standing, Standing::Unknown))
        {
            self.look_among_deleted(&names, &mut standings).await;
        }
        standings
    }

    async fn look_among_deleted(
        &self,
        names: &[(String, Option<String>)],
        standings: &mut [Standing],
    ) {
        let place =
            format!("/directory/deletedItems/microsoft.graph.user?$select={FIELDS}&$top=999");
        let listing = Listing::of(&self.client, self.client.at(&place));
        let (deleted, stop) = self.list(listing, HashMap::new(), take_deleted).await;
        for ((name, _), standing) in names.iter().zip(standings) {
            if !matches!(standing, Standing::Unknown) {
                continue;
            }
            if let Some(&id) = deleted.get(folded(name).as_ref()) {
                *standing = Standing::Deleted { id };
            } else if let Some(stop) = &stop {
                *standing = Standing::Unread(stop.error.clone());
            }
        }
    }

    /// The displayNames of the groups with these ids, in the same order; `None` where there is none.
    pub async fn group_standing(
        &self,
        ids: Vec<String>,
    ) -> Vec<Result<Option<String>, SourceError>> {
        let mut named: Vec<Result<Option<String>, SourceError>> = vec![Ok(None); ids.len()];
        let asks = (0..).zip(&ids).filter(|(_, id)| is_guid(id));
        let asks = asks.map(|(key, id)| Inner {
            key,
            place: format!("/groups/{}?$select=id,displayName", encoded(id)),
        });
        let outcomes: Vec<Outcome<usize, String>> =
            self.batch(&self.client, asks.collect(), parse_name).await;
        for (at, outcome) in outcomes {
            named[at] = match outcome {
                Ok(name) => Ok(Some(name)),
                Err(error) if is_nobody(&error) => Ok(None),
                Err(error) => Err(error),
            };
        }
        named
    }
}

fn by_name((name, _): &(String, Option<String>)) -> Option<String> {
    let name = name.trim();
    (!name.is_empty()).then(|| format!("/users/{}?$select={FIELDS}", encoded(name)))
}

fn by_external_id((_, external_id): &(String, Option<String>)) -> Option<String> {
    let id = external_id.as_deref().filter(|id| is_guid(id))?;
    Some(format!("/users/{id}?$select={FIELDS}"))
}

fn by_address((name, _): &(String, Option<String>)) -> Option<String> {
    let prefix = encoded(&guest::prefix(name.trim())?.replace('\'', "''"));
    Some(format!(
        "/users?$filter=startswith(userPrincipalName,'{prefix}')&$select={FIELDS}"
    ))
}

fn standing(outcome: Result<Hit, SourceError>) -> Standing {
    match outcome {
        Ok(Some((id, enabled))) => Standing::Exists { id, enabled },
        Ok(None) => Standing::Unknown,
        Err(error) if is_nobody(&error) => Standing::Unknown,
        Err(error) => Standing::Unread(error),
    }
}

/// Not found, or asked for by what can be nobody's name.
fn is_nobody(error: &SourceError) -> bool {
    matches!(
        error,
        SourceError::Status {
            status: 400 | 404,
            ..
        }
    )
}

/// One user, or a list of at most one.
fn parse(store: &mut Store, _: usize, body: &str) -> Result<Hit, serde_json::Error> {
    let hit = |store: &mut Store, row: &Row| {
        let id = store.interner.id(row.id.get());
        (!id.is_absent()).then(|| (id, row.enabled.flag()))
    };
    if let Ok(page) = serde_json::from_str::<Page<Row>>(body) {
        return Ok(page.value.first().and_then(|row| hit(store, row)));
    }
    let row: Row = serde_json::from_str(body)?;
    Ok(hit(store, &row))
}

/// The displayName of one group.
fn parse_name(_: &mut Store, _: usize, body: &str) -> Result<String, serde_json::Error> {
    let row: GroupRow = serde_json::from_str(body)?;
    Ok(row.name.get().to_owned())
}

/// Deleted users by folded name. The name of a deleted user begins with its object id, without
/// hyphens.
fn take_deleted(
    store: &mut Store,
    deleted: &mut HashMap<String, Id>,
    answer: &Answer,
) -> Result<(), SourceError> {
    let page: Page<Row> = answer.json()?;
    for row in &page.value {
        let prefix = row.id.get().replace('-', "");
        let name = row.name.get();
        let name = name.strip_prefix(&prefix).unwrap_or(name);
        let id = store.interner.id(row.id.get());
        if let Some(address) = guest::stripped(name) {
            deleted.insert(folded(&address).into_owned(), id);
        }
        deleted.insert(folded(name).into_owned(), id);
    }
    Ok(())
}
