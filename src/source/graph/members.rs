//! Direct members of groups: users by their place on the roll, everything else counted by kind.

use serde::Deserialize;

use super::Graph;
use super::page::{Listing, Page};
use crate::model::{Id, MemberKinds, Side, SourceError, Sym};
use crate::source::http::{Answer, Client, encoded};
use crate::source::ingest::Store;
use crate::source::progress::Stop;
use crate::source::word::Word;

/// The members of one group as far as they were read.
#[derive(Default)]
pub(super) struct Members {
    /// Users, as places on the roll of Entra.
    pub places: Vec<u32>,
    /// The userPrincipalNames of these users, where they were asked for.
    pub names: Vec<Sym>,
    /// The groups directly in it.
    pub groups: Vec<Id>,
    pub kinds: MemberKinds,
    /// Where the rest is; empty where this is all.
    pub next: String,
    /// How many pages these came on.
    pub pages: u32,
}

/// One member: an object of any kind.
#[derive(Deserialize)]
pub(super) struct Row<'a> {
    #[serde(borrow, default, rename = "@odata.type")]
    kind: Word<'a>,
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "userPrincipalName")]
    name: Word<'a>,
}

impl Members {
    /// Adds one page, and remembers where the next one is.
    pub fn take(&mut self, store: &mut Store, page: &Page<Row>) {
        self.pages += 1;
        self.places.reserve(page.value.len());
        for row in &page.value {
            self.add(store, row);
        }
        page.next.get().clone_into(&mut self.next);
    }

    fn add(&mut self, store: &mut Store, row: &Row) {
        let kinds = &mut self.kinds;
        match row.kind.get().trim_start_matches("#microsoft.graph.") {
            // A list of users alone may leave the kind out.
            "user" | "" => {
                let id = store.interner.id(row.id.get());
                self.places.push(store.people.place(Side::Entra, id));
                if !row.name.is_empty() {
                    self.names.push(store.interner.intern(row.name.get()));
                }
                kinds.users += 1;
            }
            "group" => {
                self.groups.push(store.interner.id(row.id.get()));
                kinds.groups += 1;
            }
            "device" => kinds.devices += 1,
            "servicePrincipal" => kinds.service_principals += 1,
            _ => kinds.others += 1,
        }
    }
}

/// The first page of the members of the group with this id.
pub(super) fn first_page(group: &str) -> String {
    format!("/groups/{}/members?$select=id&$top=999", encoded(group))
}

impl Graph {
    /// The rest of the members of `group`, whose first page is in `members`.
    pub(super) async fn more_members(
        &self,
        client: &Client,
        group: &str,
        members: Members,
    ) -> (Members, Option<Stop>) {
        let first = client.at(&first_page(group));
        match client.same_origin(&members.next, &first) {
            Ok(next) => self.list(Listing::of(client, next), members, take).await,
            Err(error) => (members, Some(error.into())),
        }
    }

    /// The users who are direct members of `group` now, ascending.
    pub async fn members_now(&self, group: &str) -> Result<Vec<Id>, SourceError> {
        let (members, _) = self.members_in_pages(group).await?;
        Ok(members)
    }

    /// The same, and whether they came on several pages, between which somebody may have been passed over.
    pub async fn members_in_pages(&self, group: &str) -> Result<(Vec<Id>, bool), SourceError> {
        let listing = Listing::of(&self.client, self.client.at(&first_page(group)));
        let (members, stop) = self.list(listing, Members::default(), take).await;
        if let Some(stop) = stop {
            return Err(stop.error);
        }
        let spell = move |store: &mut Store| {
            let places = members.places.iter();
            let mut ids: Vec<Id> = places
                .map(|&place| store.people.id_at(Side::Entra, place))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            (ids, members.pages > 1)
        };
        self.ingest.run(spell).await
    }
}

fn take(store: &mut Store, members: &mut Members, answer: &Answer) -> Result<(), SourceError> {
    members.take(store, &answer.json()?);
    Ok(())
}
