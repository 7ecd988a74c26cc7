//! A few resources read again between two crawls, because something was told of them.
//!
//! What was read is patched, and keeps the record of its crawl: nothing is concluded from it that the
//! crawl does not bear.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use futures_util::stream::{self, StreamExt};

use super::Scim;
use super::group_draft::group_row;
use super::group_fields::GroupFields;
use super::group_intake::CUTS;
use super::list::Endpoint;
use super::page::resource;
use super::targets::Targets;
use super::user_fields::UserFields;
use super::user_intake::{put, user_row};
use crate::model::{
    Group, Groups, Holders, Id, MembersRead, Person, Provider, Read, SourceError, Target, Users,
};
use crate::source::http::{Answer, Client};
use crate::source::ingest::Store;

/// Resources that are asked for at once.
const TOGETHER: usize = 4;

/// What an identifier names, by what was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    User,
    Group,
    Unknown,
}

/// A resource as it is now.
pub(super) enum Now {
    User(Answer),
    Group(Answer),
    Gone,
}

impl Scim {
    /// `before` with the resources called `ids` as they are now; `None` where only a crawl can tell, since
    /// one of them shares its name with another. `client` counts what it takes.
    pub async fn again(
        &self,
        client: &Client,
        before: &Provider,
        ids: Vec<String>,
        targets: &[Target],
    ) -> Result<Option<Provider>, SourceError> {
        let held = before.clone();
        let find = move |store: &mut Store| -> Vec<(String, Kind)> {
            let holders = held.users.data.holders();
            let kinds = ids.into_iter().map(|id| {
                let kind = kind(store, &holders, &held, &id);
                (id, kind)
            });
            kinds.collect()
        };
        let asks = self.ingest.run(find).await?;
        let mut answers = stream::iter(asks)
            .map(|(id, kind)| async move { (now(client, &id, kind).await, id) })
            .buffered(TOGETHER);
        let mut read = Vec::new();
        while let Some((now, id)) = answers.next().await {
            read.push((id, now?));
        }
        let (before, targets) = (before.clone(), Targets::new(targets));
        let patch = move |store: &mut Store| Patch::new(&before, &targets).made(store, &read);
        self.ingest.run(patch).await?
    }
}

async fn now(client: &Client, id: &str, kind: Kind) -> Result<Now, SourceError> {
    if kind != Kind::Group
        && let Some(Some(answer)) = found(client, Endpoint::Users, id, None).await?
    {
        return Ok(Now::User(answer));
    }
    if kind != Kind::User
        && let Some(Some(answer)) = found(client, Endpoint::Groups, id, None).await?
    {
        return Ok(Now::Group(answer));
    }
    Ok(Now::Gone)
}

/// The resource: `None` if it is gone, `Some(None)` if it still has the `ETag` `tag`.
pub(super) async fn found(
    client: &Client,
    endpoint: Endpoint,
    id: &str,
    tag: Option<&str>,
) -> Result<Option<Option<Answer>>, SourceError> {
    let target = client.at(&endpoint.resource(id));
    let answer = match tag {
        Some(tag) => client.get_if_changed(&target, tag).await,
        None => client.get(&target).await.map(Some),
    };
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(SourceError::Status { status: 404, .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

fn kind(store: &mut Store, holders: &Holders, held: &Provider, id: &str) -> Kind {
    let id = store.interner.id(id);
    if holders.get(id).is_some() {
        Kind::User
    } else if held.groups.data.by_id(id).is_some() {
        Kind::Group
    } else {
        Kind::Unknown
    }
}

/// A provider's side while it is patched.
pub(super) struct Patch<'a> {
    before: &'a Provider,
    targets: &'a Targets,
    /// Who was whom.
    held: Holders,
    users: Users,
    /// Whose row is another one now: what his identifier was.
    moved: HashMap<Person, Id>,
    /// Groups as they are now; `None` where one is gone.
    groups: HashMap<Id, Option<Group>>,
}

impl<'a> Patch<'a> {
    pub fn new(before: &'a Provider, targets: &'a Targets) -> Self {
        Self {
            before,
            targets,
            held: before.users.data.holders(),
            users: Users::after(&before.users.data),
            moved: HashMap::new(),
            groups: HashMap::new(),
        }
    }

    pub fn made(
        mut self,
        store: &mut Store,
        read: &[(String, Now)],
    ) -> Result<Option<Provider>, SourceError> {
        // Whoever was read again leaves first, so that two who exchanged their names do not meet.
        for (id, now) in read {
            let id = store.interner.id(id);
            if !self.take_away(id, now) {
                return Ok(None);
            }
        }
        for (_, now) in read {
            if let Now::User(answer) = now
                && !self.put_user(store, answer)?
            {
                return Ok(None);
            }
        }
        for (_, now) in read {
            if let Now::Group(answer) = now {
                self.put_group(store, answer)?;
            }
        }
        Ok(Some(self.provider()))
    }

    /// `false` where another row shares the name.
    fn take_away(&mut self, id: Id, now: &Now) -> bool {
        if let Some(person) = self.held.get(id) {
            let twins = &self.users.twins;
            if twins
                .iter()
                .any(|pair| pair.0 == person || pair.1 == person)
            {
                return false;
            }
            self.users.remove(person);
            self.moved.insert(person, id);
        }
        if matches!(now, Now::Gone) && self.before.groups.data.by_id(id).is_some() {
            self.groups.insert(id, None);
        }
        true
    }

    fn put_user(&mut self, store: &mut Store, answer: &Answer) -> Result<bool, SourceError> {
        let fields = resource::<UserFields>(&answer.body);
        let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
        let twins = self.users.twins.len();
        let row = user_row(&mut store.interner, &fields);
        let values = self.targets.values(&mut store.interner, &fields);
        put(store, &mut self.users, row, &values);
        Ok(self.users.twins.len() == twins)
    }

    fn put_group(&mut self, store: &mut Store, answer: &Answer) -> Result<(), SourceError> {
        let group = group_of(store, self.before, &self.users, answer)?;
        self.groups.insert(group.id, Some(group));
        Ok(())
    }

    fn provider(mut self) -> Provider {
        let (before, holders) = (&self.before.groups.data, self.users.holders());
        let people = &self.before.users.data;
        let kept = before.rows.iter().filter_map(|group| {
            let now = self.groups.remove(&group.id);
            now.unwrap_or_else(|| Some(retold(people, &holders, &self.moved, group)))
        });
        let mut rows: Vec<Group> = kept.collect();
        rows.extend(self.groups.into_values().flatten());
        doubt_the_fullest(&mut rows);
        let mut groups = Groups {
            rows,
            ..Groups::default()
        };
        groups.tell(before);
        Provider {
            users: patched(&self.before.users, self.users),
            groups: patched(&self.before.groups, groups),
        }
    }
}

/// The group that came, its members told by `users`.
pub(super) fn group_of(
    store: &mut Store,
    before: &Provider,
    users: &Users,
    answer: &Answer,
) -> Result<Group, SourceError> {
    let fields = resource::<GroupFields>(&answer.body);
    let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
    let mut group = group_row(store, &fields, users);
    // A provider that lists members elsewhere leaves them out where there are none.
    let rows = &before.groups.data.rows;
    let lists = rows.iter().any(|row| row.members_read.tells());
    if lists && group.members_read == MembersRead::Absent {
        group.members_read = MembersRead::Listed;
    }
    Ok(group)
}

/// The longest lists may be cut, where they are as long as services are known to cut them.
fn doubt_the_fullest(rows: &mut [Group]) {
    let size = |group: &Group| group.members.len() + group.strangers.len();
    let most = rows.iter().map(size).max();
    let full = most.filter(|most| CUTS.contains(most));
    for group in rows.iter_mut().filter(|group| group.members_read.tells()) {
        group.members_read = if full == Some(size(group)) {
            MembersRead::Full
        } else {
            MembersRead::Listed
        };
    }
}

/// The group with its members as persons now.
fn retold(before: &Users, holders: &Holders, moved: &HashMap<Person, Id>, group: &Group) -> Group {
    let moves = group
        .members
        .iter()
        .any(|person| moved.contains_key(person));
    let mut strangers = group.strangers.iter();
    if !moves && !strangers.any(|&id| holders.get(id).is_some()) {
        return group.clone();
    }
    let people = group
        .members
        .iter()
        .map(|&person| before.ids[person as usize]);
    let ids: HashSet<Id> = people.chain(group.strangers.iter().copied()).collect();
    group.with_members(ids, |id| holders.get(id))
}

/// What was read, with other data: the record stays that of the crawl.
fn patched<T>(before: &Read<T>, data: T) -> Read<T> {
    Read {
        data: Arc::new(data),
        reading: before.reading.clone(),
    }
}
