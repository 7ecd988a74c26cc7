//! Groups and who is directly in them.

use futures_util::stream::{self, StreamExt};
use serde::Deserialize;

use super::batch::Inner;
use super::members::{Members, MembersPage, first_page};
use super::page::{Listing, Page};
use super::{Graph, IN_FLIGHT};
use crate::model::{
    Group, GroupState, Groups, Id, MembersRead, Person, Reason, Side, SourceError, Users,
};
use crate::model::{fold, veil};
use crate::source::http::{Answer, encoded};
use crate::source::ingest::Store;
use crate::source::progress::Progress;
use crate::source::word::Word;

pub(super) const FIELDS: &str = "id,displayName,securityEnabled,groupTypes,mailEnabled";

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "displayName")]
    name: Word<'a>,
    #[serde(borrow, default, rename = "securityEnabled")]
    security_enabled: Word<'a>,
    #[serde(borrow, default, rename = "groupTypes")]
    types: Option<Vec<Word<'a>>>,
}

/// A group whose members are not persons yet, since the users are read after it.
pub(super) struct Draft {
    /// The id, as paths take it.
    id: String,
    /// `None` until its properties are read, and where it is gone.
    group: Option<Group>,
    /// `None` where they could not be read.
    members: Option<Members>,
}

/// The two things that are read of a group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Properties,
    Members,
}

/// One part as it was read.
enum Got {
    Properties(Group),
    Members(Members),
}

/// The same before anybody is numbered.
enum Came {
    Properties(String),
    Members(MembersPage),
}

/// What a request is about: the draft's place in its list, and the part.
type Key = (usize, Part);

impl Graph {
    /// The groups with these ids and their direct members. Those that are gone are left out.
    pub(super) async fn groups(&self, progress: &mut Progress, ids: Vec<String>) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = ids.into_iter().map(Draft::new).collect();
        let both = [Part::Properties, Part::Members];
        self.fill(progress, &mut drafts, &both).await;
        drafts.retain(|draft| draft.group.is_some());
        drafts
    }

    /// What these groups are, without their members. Those that are gone are left out.
    pub(super) async fn named_groups(
        &self,
        progress: &mut Progress,
        ids: Vec<String>,
    ) -> Vec<Group> {
        let mut drafts: Vec<Draft> = ids.into_iter().map(Draft::new).collect();
        self.fill(progress, &mut drafts, &[Part::Properties]).await;
        drafts.into_iter().filter_map(|draft| draft.group).collect()
    }

    /// Every security-enabled group and its direct members.
    pub(super) async fn all_groups(&self, progress: &mut Progress) -> Vec<Draft> {
        let client = progress.client.clone();
        let place = format!("/groups?$filter=securityEnabled eq true&$select={FIELDS}&$top=999");
        let listing = Listing::of(&client, client.at(&place));
        let (mut drafts, stop) = self.list(listing, Vec::new(), take).await;
        if let Some(stop) = stop {
            progress.lose(stop, Reason::GroupUnread);
        }
        // A group that moved between two pages comes twice.
        drafts.sort_unstable_by(|one, other| one.id.cmp(&other.id));
        drafts.dedup_by(|one, other| one.id == other.id);
        self.fill(progress, &mut drafts, &[Part::Members]).await;
        drafts
    }

    /// Reads `parts` of every draft: the first pages in batches, the rest of long lists of
    /// members by themselves.
    async fn fill(&self, progress: &mut Progress, drafts: &mut Vec<Draft>, parts: &[Part]) {
        let client = progress.client.clone();
        let asks = (0..).zip(drafts.iter()).flat_map(|(at, draft)| {
            parts.iter().map(move |&part| Inner {
                key: (at, part),
                place: draft.place(part),
            })
        });
        let mut failed = Vec::new();
        let outcomes = self.batch_read(&client, asks.collect(), (came, got));
        for ((at, _), result) in outcomes.await {
            if let Err(error) = drafts[at].fill(result) {
                failed.push((at, error));
            }
        }
        for (at, error) in failed {
            if !drafts[at].is_gone(&error) {
                progress.lose(error, Reason::GroupUnread);
            }
        }
        self.fill_up(progress, drafts).await;
    }

    async fn fill_up(&self, progress: &mut Progress, drafts: &mut Vec<Draft>) {
        let client = &progress.client.clone();
        let more = std::mem::take(drafts)
            .into_iter()
            .map(|mut draft| async move {
                let more = |members: &mut Members| !members.next.is_empty();
                let Some(members) = draft.members.take_if(more) else {
                    return (draft, None);
                };
                let (members, stop) = self.more_members(client, &draft.id, members).await;
                draft.members = stop.is_none().then_some(members);
                (draft, stop)
            });
        let mut filled = stream::iter(more).buffered(IN_FLIGHT);
        while let Some((draft, stop)) = filled.next().await {
            drafts.push(draft);
            if let Some(stop) = stop {
                progress.lose(stop, Reason::GroupUnread);
            }
        }
    }
}

impl Draft {
    fn new(id: String) -> Self {
        Self {
            id,
            group: None,
            members: None,
        }
    }

    fn place(&self, part: Part) -> String {
        match part {
            Part::Properties => format!("/groups/{}?$select={FIELDS}", encoded(&self.id)),
            Part::Members => first_page(&self.id),
        }
    }

    /// Whether this only means that the group was deleted since it was assigned.
    fn is_gone(&self, error: &SourceError) -> bool {
        let not_found = matches!(error, SourceError::Status { status: 404, .. });
        not_found && self.group.is_none() && self.members.is_none()
    }

    fn fill(&mut self, got: Result<Got, SourceError>) -> Result<(), SourceError> {
        match got? {
            Got::Properties(group) => self.group = Some(group),
            Got::Members(members) => self.members = Some(members),
        }
        Ok(())
    }

    /// The places of its users on the roll.
    pub fn places(&self) -> &[u32] {
        self.members.as_ref().map_or(&[], |members| &members.places)
    }

    /// The groups directly in it.
    pub fn inner(&self) -> &[Id] {
        self.members.as_ref().map_or(&[], |members| &members.groups)
    }

    /// The group with its members as persons, where this read holds them.
    fn finish(self, store: &Store, users: &Users) -> Option<Group> {
        let mut group = self.group?;
        let Some(members) = self.members else {
            return Some(group);
        };
        let (mut persons, mut strangers) = (Vec::with_capacity(members.places.len()), Vec::new());
        for place in members.places {
            match person(store, users, place) {
                Ok(person) => persons.push(person),
                Err(id) => strangers.push(id),
            }
        }
        group.members = ascending(persons).into();
        group.strangers = ascending(strangers);
        group.members_read = MembersRead::Listed;
        group.kinds = members.kinds;
        group.inner = ascending(members.groups);
        Some(group)
    }
}

/// Who stands at `place`, if that user was read now and under the same id.
fn person(store: &Store, users: &Users, place: u32) -> Result<Person, Id> {
    let id = store.people.id_at(Side::Entra, place);
    let person = store.people.at(Side::Entra, place);
    person
        .filter(|&person| users.ids.get(person as usize) == Some(&id))
        .ok_or(id)
}

fn ascending<T: Ord>(mut values: Vec<T>) -> Box<[T]> {
    values.sort_unstable();
    values.dedup();
    values.into_boxed_slice()
}

/// Makes groups of drafts once the users are known.
pub(super) fn finish(store: &Store, drafts: Vec<Draft>, users: &Users) -> Groups {
    let rows = drafts.into_iter();
    Groups {
        rows: rows
            .filter_map(|draft| draft.finish(store, users))
            .collect(),
        ..Groups::default()
    }
}

fn came((_, part): &Key, body: &str) -> Result<Came, serde_json::Error> {
    Ok(match part {
        Part::Properties => Came::Properties(body.to_owned()),
        Part::Members => Came::Members(MembersPage::read(body)?),
    })
}

fn got(store: &mut Store, _: Key, came: Came) -> Result<Got, serde_json::Error> {
    Ok(match came {
        Came::Properties(body) => {
            let row: Row = serde_json::from_str(&body)?;
            Got::Properties(row.group(store))
        }
        Came::Members(page) => {
            let mut members = Members::default();
            members.take(store, page);
            Got::Members(members)
        }
    })
}

fn take(store: &mut Store, drafts: &mut Vec<Draft>, answer: &Answer) -> Result<(), SourceError> {
    let page: Page<Row> = answer.json()?;
    for row in page.value.iter().filter(|row| !row.id.is_empty()) {
        drafts.push(Draft {
            group: Some(row.group(store)),
            ..Draft::new(row.id.get().to_owned())
        });
    }
    Ok(())
}

impl Row<'_> {
    fn group(&self, store: &mut Store) -> Group {
        veil::spare(self.name.get());
        let name = store.interner.intern(self.name.get());
        let types = self.types.iter().flatten();
        let state = GroupState {
            security_enabled: self.security_enabled.flag(),
            dynamic: types.into_iter().any(|kind| kind.is("DynamicMembership")),
        };
        Group {
            id: store.interner.id(self.id.get()),
            name,
            folded: fold(&mut store.interner, name),
            state,
            ..Group::default()
        }
    }
}
