//! The resource on screen read again: where it is as it was, that costs a request without a body.

use super::Scim;
use super::again::{Now, Patch, found, group_of};
use super::list::Endpoint;
use super::page::resource;
use super::targets::Targets;
use super::user_fields::UserFields;
use super::user_intake::user_row;
use crate::model::{Group, Provider, Resource, Side, SourceError, Target};
use crate::source::http::{Answer, Client};
use crate::source::ingest::Store;

/// How a resource was when it was read last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Version {
    /// With this `ETag`.
    Tagged(String),
    /// There, without a tag that can be trusted.
    Untagged,
    /// Not there, whatever the list of the provider says.
    Gone,
}

/// What a second read of a few resources came to.
pub enum Sight {
    /// They are as they are held.
    Same,
    /// The provider with them as they are now.
    Now(Box<Provider>),
    /// Only a crawl can tell: one of them shares its name with another.
    Unclear,
}

impl From<Option<Provider>> for Sight {
    fn from(now: Option<Provider>) -> Self {
        now.map_or(Self::Unclear, |now| Self::Now(Box::new(now)))
    }
}

impl Scim {
    /// `before` with this one resource as it is now, and its version. It is asked for on the condition that it
    /// is another than `known`, where that has a tag. `client` counts what it takes.
    ///
    /// # Errors
    /// Nothing was seen: no answer came, or none that could be read.
    pub async fn reread(
        &self,
        client: &Client,
        before: &Provider,
        wanted: &Resource,
        known: Option<&Version>,
        targets: &[Target],
    ) -> Result<(Sight, Version), SourceError> {
        let (endpoint, id) = match wanted {
            Resource::User(id) => (Endpoint::Users, id.raw()),
            Resource::Group(id) => (Endpoint::Groups, id.raw()),
        };
        let tag = match known {
            Some(Version::Tagged(tag)) => Some(tag.as_str()),
            _ => None,
        };
        let (now, version) = match found(client, endpoint, id, tag).await? {
            None if known == Some(&Version::Gone) => return Ok((Sight::Same, Version::Gone)),
            None => (Now::Gone, Version::Gone),
            Some(None) => {
                let version = known.cloned().unwrap_or(Version::Untagged);
                return Ok((Sight::Same, version));
            }
            Some(Some(answer)) => {
                let tag = self.trusted_tag(endpoint, &answer).await;
                (
                    endpoint.now(answer),
                    tag.map_or(Version::Untagged, Version::Tagged),
                )
            }
        };
        let (before, targets, id) = (before.clone(), Targets::new(targets), id.to_owned());
        let look = move |store: &mut Store| {
            if is_held(store, &before, &targets, &now)? {
                return Ok(Sight::Same);
            }
            let read = [(id, now)];
            Patch::new(&before, &targets)
                .made(store, &read)
                .map(Sight::from)
        };
        let sight = self.ingest.run(look).await??;
        Ok((sight, version))
    }
}

impl Endpoint {
    fn now(self, answer: Answer) -> Now {
        match self {
            Self::Users => Now::User(answer),
            Self::Groups => Now::Group(answer),
        }
    }
}

/// Whether what came is what `before` holds.
fn is_held(
    store: &mut Store,
    before: &Provider,
    targets: &Targets,
    now: &Now,
) -> Result<bool, SourceError> {
    match now {
        Now::User(answer) => {
            let fields = resource::<UserFields>(&answer.body);
            let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
            let row = user_row(&mut store.interner, &fields);
            let values = targets.values(&mut store.interner, &fields);
            let users = &before.users.data;
            let person = store.people.holder(Side::Provider, row.id);
            let held = person.filter(|&person| users.row(person) == Some(row));
            Ok(held.is_some_and(|person| users.values_of(person) == values))
        }
        Now::Group(answer) => {
            let group = group_of(store, before, &before.users.data, answer)?;
            let held = before.groups.data.by_id(group.id);
            Ok(held.is_some_and(|held| is_alike(held, &group)))
        }
        Now::Gone => Ok(false),
    }
}

/// Whether the longest lists may be cut is a matter of all groups.
fn is_alike(held: &Group, now: &Group) -> bool {
    let named = |group: &Group| (group.external_id, group.name, group.created);
    let told = held.members_read.tells() && now.members_read.tells();
    (told || held.members_read == now.members_read)
        && named(held) == named(now)
        && held.has_members_of(now)
        && held.strangers == now.strangers
}
