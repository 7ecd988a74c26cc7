//! Direct members of groups: users by their place on the roll, everything else counted by kind.

use serde::Deserialize;

use super::Graph;
use super::page::{Leaf, Listing, Page};
use crate::model::{Id, Interner, MemberKinds, Side, SourceError, Sym};
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

/// A page of members, its strings numbered among themselves: any thread can read it.
#[derive(Default)]
pub(super) struct MembersPage {
    texts: Interner,
    users: Vec<Id>,
    names: Vec<Sym>,
    groups: Vec<Id>,
    kinds: MemberKinds,
    next: String,
    rows: usize,
}

impl MembersPage {
    /// The page in the body of one answer of a batch.
    pub fn read(body: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(body).map(|page| Self::of(&page))
    }

    fn of(page: &Page<Row>) -> Self {
        let mut read = Self {
            next: page.next.get().to_owned(),
            rows: page.value.len(),
            texts: Interner::listing(),
            ..Self::default()
        };
        page.value.iter().for_each(|row| read.add(row));
        read
    }

    fn add(&mut self, row: &Row) {
        let (kind, kinds) = (row.kind.get(), &mut self.kinds);
        match kind.strip_prefix("#microsoft.graph.").unwrap_or(kind) {
            // A list of users alone may leave the kind out.
            "user" | "" => {
                self.users.push(self.texts.id(row.id.get()));
                if !row.name.is_empty() {
                    self.names.push(self.texts.intern(row.name.get()));
                }
                kinds.users += 1;
            }
            "group" => {
                self.groups.push(self.texts.id(row.id.get()));
                kinds.groups += 1;
            }
            "device" => kinds.devices += 1,
            "servicePrincipal" => kinds.service_principals += 1,
            _ => kinds.others += 1,
        }
    }
}

impl Members {
    /// Adds one page, and remembers where the next one is.
    pub fn take(&mut self, store: &mut Store, page: MembersPage) {
        let Store {
            interner, people, ..
        } = store;
        self.pages += 1;
        let here = interner.adopt(&page.texts);
        let ids = |ids: &[Id]| -> Vec<Id> { ids.iter().map(|&id| here.id(id)).collect() };
        let users = ids(&page.users);
        self.places.extend(people.places(Side::Entra, &users));
        self.names
            .extend(page.names.iter().map(|&name| here.sym(name)));
        self.groups.extend(ids(&page.groups));
        self.kinds = self.kinds.and(page.kinds);
        self.next = page.next;
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
            Ok(next) => {
                self.list_read(Listing::of(client, next), members, leaf, take)
                    .await
            }
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
        let read = self.list_read(listing, Members::default(), leaf, take);
        let (members, stop) = read.await;
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

#[expect(
    clippy::needless_pass_by_value,
    reason = "a list hands its answers over"
)]
fn leaf(answer: Answer) -> Result<Leaf<MembersPage>, SourceError> {
    let page = MembersPage::of(&answer.json()?);
    Ok(Leaf {
        next: page.next.clone(),
        is_empty: page.rows == 0,
        page,
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "a page may be refused when it is taken"
)]
fn take(store: &mut Store, members: &mut Members, page: MembersPage) -> Result<(), SourceError> {
    members.take(store, page);
    Ok(())
}
