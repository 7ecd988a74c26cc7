//! A second look before something is said to be missing, and at single resources.
//!
//! An empty answer to a filter proves nothing by itself: some providers answer so to filters that
//! they do not understand. It counts only where the same filter found something that was just
//! seen in the list.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use super::Scim;
use super::group_fields::{GroupFields, Members};
use super::list::Endpoint;
use super::page::{Page, resource};
use super::user_fields::UserFields;
use super::user_intake::user_row;
use crate::model::folded;
use crate::model::{Foreign, Id, MembersRead, Side, SourceError, Sym, UserRow};
use crate::source::http::Answer;
use crate::source::ingest::Store;

/// How long a filter that worked is taken to work.
const CONTROL: Duration = Duration::from_secs(60 * 60);

/// What a second look found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Confirmation {
    /// It is not there: a filter that works did not find it.
    Absent,
    Present,
    /// It could not be told, for this reason.
    Unknown(Foreign),
}

/// A group as it is now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupNow {
    pub name: Sym,
    pub external_id: Id,
    /// Identifiers of all members, ascending.
    pub members: Vec<Id>,
    pub members_read: MembersRead,
}

/// The forms of filter that are used, each with a control of its own.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Form {
    UserName,
    DisplayName,
    GroupExternalId,
}

/// Values that the list just held, and when a filter for each last found it.
#[derive(Default)]
pub(super) struct Controls {
    samples: HashMap<Form, String>,
    worked: HashMap<Form, Instant>,
}

/// What a filter brought.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Hit {
    Found,
    Nothing,
    /// Rows that were not asked for: the filter is ignored, at least in part.
    Others,
}

impl Controls {
    /// Remembers a value that a filter must find.
    pub fn keep(&mut self, form: Form, value: Option<String>) {
        if let Some(value) = value {
            self.samples.insert(form, value);
        }
    }
}

impl Form {
    fn endpoint(self) -> Endpoint {
        match self {
            Self::UserName => Endpoint::Users,
            Self::DisplayName | Self::GroupExternalId => Endpoint::Groups,
        }
    }

    pub(super) fn attribute(self) -> &'static str {
        match self {
            Self::UserName => "userName",
            Self::DisplayName => "displayName",
            Self::GroupExternalId => "externalId",
        }
    }

    /// Whether any row of `answer` has `value`: looked up here again, since a filter may have
    /// been ignored. Identifiers are compared exactly, names folded.
    fn hit(self, answer: &Answer, value: &str) -> Result<Hit, SourceError> {
        let (rows, found) = match self {
            Self::UserName => {
                let page = Page::<UserFields>::parse(&answer.body);
                let page = page.map_err(|refusal| refusal.of(&answer.at))?;
                let same = |row: &UserFields| folded(row.user_name.get()) == folded(value);
                (page.rows.len(), page.rows.iter().any(same))
            }
            Self::DisplayName | Self::GroupExternalId => {
                let page = Page::<GroupFields>::parse(&answer.body);
                let page = page.map_err(|refusal| refusal.of(&answer.at))?;
                let same = |row: &GroupFields| match self {
                    Self::GroupExternalId => row.external_id.get() == value,
                    _ => folded(row.display_name.get()) == folded(value),
                };
                (page.rows.len(), page.rows.iter().any(same))
            }
        };
        Ok(match (found, rows) {
            (true, _) => Hit::Found,
            (false, 0) => Hit::Nothing,
            (false, _) => Hit::Others,
        })
    }
}

impl Scim {
    /// Whether no user has this userName, in any case.
    pub async fn user_absent(&self, user_name: &str) -> Confirmation {
        self.absent(Form::UserName, user_name).await
    }

    /// Whether no group has this displayName, nor this externalId where that can be asked for.
    pub async fn group_absent(&self, display_name: &str, external_id: &str) -> Confirmation {
        let named = self.absent(Form::DisplayName, display_name).await;
        if named == Confirmation::Present || external_id.is_empty() {
            return named;
        }
        match (self.absent(Form::GroupExternalId, external_id).await, named) {
            (Confirmation::Present, _) => Confirmation::Present,
            // The name alone says enough where the provider keeps no externalId.
            (_, named) => named,
        }
    }

    /// The user with this id now; `None` where there is none.
    pub async fn user_by_id(&self, id: Id) -> Result<Option<UserRow>, SourceError> {
        let Some(answer) = self
            .link(&self.client)
            .resource(Endpoint::Users, id)
            .await?
        else {
            return Ok(None);
        };
        let read = move |store: &mut Store| {
            let fields = resource::<UserFields>(&answer.body);
            let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
            Ok(Some(user_row(&mut store.interner, &fields)))
        };
        self.ingest.run(read).await?
    }

    /// The group with this id now, with its members; `None` where there is none.
    pub async fn group_now(&self, id: Id) -> Result<Option<GroupNow>, SourceError> {
        let Some(answer) = self
            .link(&self.client)
            .resource(Endpoint::Groups, id)
            .await?
        else {
            return Ok(None);
        };
        let read = move |store: &mut Store| {
            let fields = resource::<GroupFields>(&answer.body);
            let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
            Ok(Some(group_now(store, &fields)))
        };
        self.ingest.run(read).await?
    }

    async fn absent(&self, form: Form, value: &str) -> Confirmation {
        if let Err(why) = self.control(form).await {
            return Confirmation::Unknown(why);
        }
        let lower = value.to_lowercase();
        let other = (form != Form::GroupExternalId && lower != value).then_some(lower);
        // Some filters heed case though the attribute does not.
        for spelling in std::iter::once(value).chain(other.as_deref()) {
            match self.look(form, spelling).await {
                Ok(Hit::Found) => return Confirmation::Present,
                Ok(Hit::Nothing) => {}
                Ok(Hit::Others) => {
                    let why = "the provider answers the filter with rows that were not asked for";
                    return Confirmation::Unknown(Foreign::new(why));
                }
                Err(error) => return Confirmation::Unknown(Foreign::new(error.to_string())),
            }
        }
        Confirmation::Absent
    }

    /// Whether this form of filter finds what the list just held.
    async fn control(&self, form: Form) -> Result<(), Foreign> {
        // Held while asking, so that many questions at once ask for one control.
        let mut controls = self.controls.lock().await;
        let worked = controls.worked.get(&form);
        if worked.is_some_and(|worked| worked.elapsed() < CONTROL) {
            return Ok(());
        }
        let Some(sample) = controls.samples.get(&form).cloned() else {
            return Err(Foreign::new(
                "nothing was read that a filter could be tried on",
            ));
        };
        match self.look(form, &sample).await {
            Ok(Hit::Found) => {
                controls.worked.insert(form, Instant::now());
                Ok(())
            }
            Ok(_) => Err(Foreign::new(
                "the provider's filter does not find what its list holds",
            )),
            Err(error) => Err(Foreign::new(error.to_string())),
        }
    }

    async fn look(&self, form: Form, value: &str) -> Result<Hit, SourceError> {
        let first = self.first_index().await;
        let place = form.endpoint().equal(form.attribute(), value, first);
        let answer = self.client.get(&self.client.at(&place)).await?;
        form.hit(&answer, value)
    }
}

fn group_now(store: &mut Store, fields: &GroupFields<'_>) -> GroupNow {
    let interner = &mut store.interner;
    let Members(listed) = &fields.members;
    let ids = listed.iter().flatten();
    let mut members: Vec<Id> = ids.map(|member| interner.id(member.value.get())).collect();
    members.sort_unstable();
    members.dedup();
    // Members that are named by something else than their id cannot be compared with ids.
    let held = |id: &Id| store.people.holder(Side::Provider, *id).is_some();
    let known = listed.is_some() && (members.is_empty() || members.iter().any(held));
    GroupNow {
        name: interner.intern(fields.display_name.get()),
        external_id: interner.id(fields.external_id.get()),
        members,
        members_read: if known {
            MembersRead::Listed
        } else {
            MembersRead::Absent
        },
    }
}
