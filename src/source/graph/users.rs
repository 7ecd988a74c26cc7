//! The profiles of users: the whole list, or only those who are wanted.

use std::sync::Arc;

use serde::Deserialize;

use super::Graph;
use super::attributes::Columns;
use super::batch::Inner;
use super::guest;
use super::page::{Leaf, Listing, Page};
use super::sought::Sought;
use super::time::seconds;
use super::user_row::Row;
use crate::model::{
    Adopted, Foreign, Grade, Id, Interner, Keys, Reason, Side, SourceError, Sym, UserRow,
    UserState, Users,
};
use crate::model::{fold, folded, veil};
use crate::source::http::{Answer, Client, encoded};
use crate::source::ingest::Store;
use crate::source::progress::Progress;

/// The whole list is read where more than one in so many of the directory are wanted.
const FEW: u64 = 5;

#[derive(Deserialize)]
struct Counted {
    #[serde(rename = "@odata.count")]
    count: u64,
}

/// The users read so far.
#[derive(Default)]
pub(super) struct Found {
    pub users: Users,
    /// Two objects with one name in one read.
    contradicted: bool,
    /// Users who came without a name: their profiles may not be read.
    nameless: bool,
}

impl Found {
    fn new(columns: &Columns) -> Self {
        Self {
            users: Users::with_layout(Arc::clone(&columns.layout)),
            ..Self::default()
        }
    }

    fn put(&mut self, store: &mut Store, parsed: &Parsed) {
        let Parsed { row, values, keys } = parsed;
        let people = &mut store.people;
        if row.name.is_absent() {
            self.nameless = true;
        } else if !people.put_entra(&mut self.users, *row, values, *keys) {
            self.contradicted = true;
        }
        if let Some(person) = people.holder(Side::Entra, row.id) {
            let layout = self.users.layout();
            veil::learn_user(&store.interner, person, row, layout, values);
        }
    }

    /// The users, with what was wrong with them told to `progress`.
    fn told(self, progress: &mut Progress) -> Users {
        if self.contradicted {
            progress.lower(Grade::Doubtful, Reason::DuplicateRows);
        }
        if self.nameless {
            let what = "users came without userPrincipalName; is User.Read.All granted?";
            let error = SourceError::Protocol {
                at: "GET /users".into(),
                what: Foreign::new(what),
            };
            progress.lose(error, Reason::UserUnread);
            progress.lower(Grade::Partial, Reason::NotPermitted);
        }
        self.users
    }
}

impl Graph {
    /// Every user of the directory.
    pub(super) async fn all_users(&self, progress: &mut Progress, columns: &Columns) -> Users {
        self.listed_users(progress, columns, None).await
    }

    /// The users with these ids. Those who are gone are left out.
    pub(super) async fn users(
        &self,
        progress: &mut Progress,
        columns: &Columns,
        ids: Vec<Id>,
    ) -> Users {
        if ids.is_empty() {
            return Users::default();
        }
        let wanted = ids.len() as u64;
        match self.count_users(&progress.client).await {
            Ok(count) if wanted.saturating_mul(FEW) > count => {
                self.listed_users(progress, columns, Some(ids)).await
            }
            // Who may not count users may not read them either.
            Err(error @ SourceError::Forbidden { .. }) => {
                progress.lose(error, Reason::UserUnread);
                Users::default()
            }
            // A directory that cannot be counted can still be asked for each.
            Ok(_) | Err(_) => self.batched_users(progress, columns, ids).await,
        }
    }

    async fn count_users(&self, client: &Client) -> Result<u64, SourceError> {
        let target = client.at("/users?$top=1&$select=id&$count=true");
        let headers = [("ConsistencyLevel", "eventual")];
        let answer = self.get(client, &target, &headers).await?;
        let counted: Counted = answer.json()?;
        Ok(counted.count)
    }

    async fn listed_users(
        &self,
        progress: &mut Progress,
        columns: &Columns,
        ids: Option<Vec<Id>>,
    ) -> Users {
        let client = progress.client.clone();
        let seek =
            move |store: &mut Store| ids.map(|ids| Arc::new(Sought::of(&mut store.people, &ids)));
        let wanted = match self.ingest.run(seek).await {
            Ok(wanted) => wanted,
            Err(error) => {
                progress.lose(error, Reason::UserUnread);
                return Users::default();
            }
        };
        let query = &columns.query;
        let listing = Listing::of(&client, client.at(&format!("/users?{query}&$top=999")));
        let found = Found::new(columns);
        let (every, again) = (wanted.clone(), columns.clone());
        let columns = columns.clone();
        let of_reader = (columns, wanted.clone());
        let leaf = move |answer: Answer| leaf(&answer, &of_reader.0, of_reader.1.as_deref());
        let take = move |store: &mut Store, found: &mut Found, page: UsersPage| {
            page.put(store, found, wanted.as_deref());
            Ok(())
        };
        let (mut found, stop) = self.list_read(listing, found, leaf, take).await;
        if let Some(stop) = stop {
            progress.lose(stop, Reason::UserUnread);
        } else if let Some(wanted) = every {
            found = self.passed_over(progress, &again, found, wanted).await;
        }
        found.told(progress)
    }

    /// Whoever is wanted and was not in the list is asked for alone: somebody may have moved between two pages
    /// while they were read.
    async fn passed_over(
        &self,
        progress: &mut Progress,
        columns: &Columns,
        mut found: Found,
        wanted: Arc<Sought>,
    ) -> Found {
        let miss = move |store: &mut Store| (wanted.missed(&store.people, &found.users), found);
        let missed = match self.ingest.run(miss).await {
            Ok((missed, all)) if missed.is_empty() => return all,
            Ok((missed, most)) => {
                found = most;
                missed
            }
            Err(error) => {
                progress.lose(error, Reason::UserUnread);
                return Found::default();
            }
        };
        let rows = self.profiles(progress, columns, missed).await;
        let put = move |store: &mut Store| {
            for row in &rows {
                found.put(store, row);
            }
            found
        };
        match self.ingest.run(put).await {
            Ok(found) => found,
            Err(error) => {
                progress.lose(error, Reason::UserUnread);
                Found::default()
            }
        }
    }

    async fn batched_users(
        &self,
        progress: &mut Progress,
        columns: &Columns,
        ids: Vec<Id>,
    ) -> Users {
        let rows = self.profiles(progress, columns, ids).await;
        let mut found = Found::new(columns);
        let put = move |store: &mut Store| {
            for row in &rows {
                found.put(store, row);
            }
            found
        };
        match self.ingest.run(put).await {
            Ok(found) => found.told(progress),
            Err(error) => {
                progress.lose(error, Reason::UserUnread);
                Users::default()
            }
        }
    }

    /// The profiles of the users with these ids, twenty in a request. Those who are gone are left out.
    pub(super) async fn profiles(
        &self,
        progress: &mut Progress,
        columns: &Columns,
        ids: Vec<Id>,
    ) -> Vec<Parsed> {
        let spell = move |store: &mut Store| {
            let spelled = ids.iter().map(|id| id.spelled(&store.interner));
            spelled.collect::<Vec<String>>()
        };
        let inner = |id: String| Inner {
            key: columns.clone(),
            place: format!("/users/{}?{}", encoded(&id), columns.query),
        };
        let spelled = match self.ingest.run(spell).await {
            Ok(spelled) => spelled,
            Err(error) => {
                progress.lose(error, Reason::UserUnread);
                return Vec::new();
            }
        };
        let client = progress.client.clone();
        let asks = spelled.into_iter().map(inner).collect();
        let outcomes = self.batch(&client, asks, parse).await;
        let mut rows = Vec::with_capacity(outcomes.len());
        for (_, outcome) in outcomes {
            match outcome {
                Ok(row) => rows.push(row),
                // Deleted since it was learned that they are wanted.
                Err(SourceError::Status { status: 404, .. }) => {}
                Err(error) => progress.lose(error, Reason::UserUnread),
            }
        }
        rows
    }
}

/// A user on the way to its columns.
pub(super) struct Parsed {
    pub row: UserRow,
    pub values: Vec<Sym>,
    pub keys: Keys,
}

impl Parsed {
    /// The same with the numbers of another interner.
    fn adopted(&self, here: &Adopted) -> Self {
        let Self { row, values, keys } = self;
        Self {
            row: UserRow {
                id: here.id(row.id),
                name: here.sym(row.name),
                ..*row
            },
            values: values.iter().map(|&value| here.sym(value)).collect(),
            keys: Keys {
                name: here.sym(keys.name),
                alias: here.sym(keys.alias),
            },
        }
    }
}

/// A page of users, its strings numbered among themselves: any thread can read it.
struct UsersPage {
    texts: Interner,
    rows: Vec<Parsed>,
}

impl UsersPage {
    /// Puts whoever is wanted into `found`.
    fn put(self, store: &mut Store, found: &mut Found, wanted: Option<&Sought>) {
        let here = store.interner.adopt(&self.texts);
        // People of either side have one numbering: there may be a row for each that is known.
        found.users.expect(store.people.count() as usize);
        for row in &self.rows {
            let row = row.adopted(&here);
            if wanted.is_none_or(|wanted| wanted.has(&store.people, row.row.id)) {
                found.put(store, &row);
            }
        }
    }
}

/// Reads a page; of rows with a UUID only those who are wanted.
fn leaf(
    answer: &Answer,
    columns: &Columns,
    wanted: Option<&Sought>,
) -> Result<Leaf<UsersPage>, SourceError> {
    let page: Page<Row> = answer.json()?;
    let mut texts = Interner::listing();
    let is_wanted = |row: &&Row| {
        let id = Id::from_uuid(row.id.get());
        id.is_none_or(|id| wanted.is_none_or(|wanted| wanted.may_have(id)))
    };
    let rows = page.value.iter().filter(is_wanted);
    let rows = rows.map(|row| parsed(&mut texts, columns, row)).collect();
    Ok(Leaf {
        next: page.next.get().to_owned(),
        is_empty: page.value.is_empty(),
        page: UsersPage { texts, rows },
    })
}

#[expect(clippy::needless_pass_by_value, reason = "a batch hands its keys over")]
fn parse(store: &mut Store, columns: Columns, body: &str) -> Result<Parsed, serde_json::Error> {
    let row: Row = serde_json::from_str(body)?;
    Ok(parsed(&mut store.interner, &columns, &row))
}

fn parsed(text: &mut Interner, columns: &Columns, row: &Row<'_>) -> Parsed {
    let name = text.intern(row.name.get());
    let alias = guest::stripped(row.name.get());
    let keys = Keys {
        name: fold(text, name),
        alias: alias.map_or_else(Default::default, |alias| text.intern(&folded(&alias))),
    };
    let state = UserState::present(row.enabled.flag()).guest(row.kind.is("Guest"));
    Parsed {
        values: columns.values(text, row),
        row: UserRow {
            id: text.id(row.id.get()),
            name,
            created: seconds(row.created.get()),
            state,
            ..UserRow::default()
        },
        keys,
    }
}
