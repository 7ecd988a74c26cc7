//! Groups inside the assigned ones, at any depth. Entra does not expand them (Microsoft: "How
//! Application Provisioning works in Microsoft Entra ID"), so they are read only to say who waits
//! in vain: one that cannot be read is left out, and makes no read worse.

use std::collections::HashMap;

use serde::Deserialize;

use super::Graph;
use super::batch::Inner;
use super::members::{Members, MembersPage};
use crate::model::{Id, InnerGroup, Side, Sym};
use crate::source::http::{Client, encoded};
use crate::source::ingest::Store;
use crate::source::progress::Progress;
use crate::source::word::Word;

/// Groups inside others that are read in one poll, at most: each costs two requests of a batch.
const MOST: usize = 500;

/// A group and what is asked of it.
#[derive(Clone, Copy)]
struct Key {
    id: Id,
    members: bool,
}

/// One answer about a group.
enum Got {
    Name(Sym),
    Members(Members),
}

/// The same before anybody is numbered.
enum Came {
    Name(String),
    Members(MembersPage),
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default, rename = "displayName")]
    name: Word<'a>,
}

impl Graph {
    /// The groups called `level` and those inside them, level by level, each once however they loop.
    pub(super) async fn inner_groups(
        &self,
        progress: &Progress,
        mut level: Vec<Id>,
    ) -> Vec<InnerGroup> {
        let client = progress.client.clone();
        let mut read: Vec<InnerGroup> = Vec::new();
        let mut seen: Vec<Id> = Vec::new();
        loop {
            level.sort_unstable();
            level.dedup();
            level.retain(|id| !seen.contains(id));
            level.truncate(MOST.saturating_sub(seen.len()));
            if level.is_empty() {
                return read;
            }
            seen.extend(&level);
            let groups = self.one_level(&client, level).await;
            level = groups
                .iter()
                .flat_map(|group| &*group.inner)
                .copied()
                .collect();
            read.extend(groups);
        }
    }

    async fn one_level(&self, client: &Client, ids: Vec<Id>) -> Vec<InnerGroup> {
        let spell = move |store: &mut Store| -> Vec<(Id, String)> {
            let spelled = ids.iter().map(|&id| (id, id.spelled(&store.interner)));
            spelled.collect()
        };
        let Ok(ids) = self.ingest.run(spell).await else {
            return Vec::new();
        };
        let asks = ids.iter().flat_map(|(id, path)| asks(*id, path)).collect();
        let (mut names, mut members) = (HashMap::new(), HashMap::new());
        for (key, outcome) in self.batch_read(client, asks, (came, got)).await {
            match outcome {
                Ok(Got::Name(name)) => drop(names.insert(key.id, name)),
                Ok(Got::Members(first)) => drop(members.insert(key.id, first)),
                Err(_) => {}
            }
        }
        let mut groups = Vec::with_capacity(members.len());
        for (id, path) in ids {
            let Some(first) = members.remove(&id) else {
                continue;
            };
            let name = names.get(&id).copied().unwrap_or_default();
            groups.extend(self.whole(client, (id, path), name, first).await);
        }
        groups
    }

    /// The group with all pages of its members; `None` where one of them could not be read.
    async fn whole(
        &self,
        client: &Client,
        (id, path): (Id, String),
        name: Sym,
        mut members: Members,
    ) -> Option<InnerGroup> {
        if !members.next.is_empty() {
            let (all, stop) = self.more_members(client, &path, members).await;
            if stop.is_some() {
                return None;
            }
            members = all;
        }
        let finish = move |store: &mut Store| InnerGroup {
            id,
            name,
            users: users(store, &members),
            inner: members.groups.into_boxed_slice(),
        };
        self.ingest.run(finish).await.ok()
    }
}

/// Its name, and the first page of its members with their names.
fn asks(id: Id, path: &str) -> [Inner<Key>; 2] {
    let path = encoded(path);
    [
        (false, format!("/groups/{path}?$select=id,displayName")),
        (
            true,
            format!("/groups/{path}/members?$select=id,userPrincipalName&$top=999"),
        ),
    ]
    .map(|(members, place)| Inner {
        key: Key { id, members },
        place,
    })
}

fn came(key: &Key, body: &str) -> Result<Came, serde_json::Error> {
    if key.members {
        return MembersPage::read(body).map(Came::Members);
    }
    let named: Named = serde_json::from_str(body)?;
    Ok(Came::Name(named.name.get().to_owned()))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "an answer may be refused when it is taken"
)]
fn got(store: &mut Store, _: Key, came: Came) -> Result<Got, serde_json::Error> {
    Ok(match came {
        Came::Name(name) => Got::Name(store.interner.intern(&name)),
        Came::Members(page) => {
            let mut members = Members::default();
            members.take(store, page);
            Got::Members(members)
        }
    })
}

/// Users whose names were kept from a reader stand without them.
fn users(store: &Store, members: &Members) -> Box<[(Id, Sym)]> {
    let named = members.names.len() == members.places.len();
    let name = |at: usize| {
        if named {
            members.names[at]
        } else {
            Sym::ABSENT
        }
    };
    let places = members.places.iter().enumerate();
    places
        .map(|(at, &place)| (store.people.id_at(Side::Entra, place), name(at)))
        .collect()
}
