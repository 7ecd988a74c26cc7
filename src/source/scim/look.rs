//! A look at one resource after something was done, by the identifier or the name that is known of it.
//!
//! What is seen is seen. What is not seen is not proven to be absent: for that there is `confirm`.

use super::Scim;
use super::confirm::Form;
use super::group_fields::{GroupFields, Members};
use super::list::Endpoint;
use super::page::{Page, resource};
use super::user_fields::UserFields;
use crate::model::folded;
use crate::model::{Foreign, SourceError};
use crate::source::http::Answer;

/// An account as it is now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountSeen {
    pub id: Foreign,
    pub user_name: Foreign,
    /// `None` where the provider does not say.
    pub active: Option<bool>,
}

/// A group as it is now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GroupSeen {
    pub name: Foreign,
    /// Identifiers of its members; `None` where the provider shows none.
    pub members: Option<Vec<String>>,
}

impl Scim {
    /// The account with this identifier, else with this userName; `None` where neither is seen.
    pub async fn account_seen(
        &self,
        id: &str,
        user_name: &str,
    ) -> Result<Option<AccountSeen>, SourceError> {
        if !id.is_empty()
            && let Some(answer) = self.seen(&Endpoint::Users.resource(id)).await?
        {
            let fields = resource::<UserFields>(&answer.body);
            let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
            return Ok(Some(account(&fields)));
        }
        if user_name.is_empty() {
            return Ok(None);
        }
        let first = self.first_index().await;
        let place = Endpoint::Users.equal(Form::UserName.attribute(), user_name, first);
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page = Page::<UserFields>::parse(&answer.body);
        let page = page.map_err(|refusal| refusal.of(&answer.at))?;
        let same = |row: &&UserFields| folded(row.user_name.get()) == folded(user_name);
        Ok(page.rows.iter().find(same).map(account))
    }

    /// The group with this identifier; `None` where it is not seen.
    pub async fn group_seen(&self, id: &str) -> Result<Option<GroupSeen>, SourceError> {
        if id.is_empty() {
            return Ok(None);
        }
        let Some(answer) = self.seen(&Endpoint::Groups.resource(id)).await? else {
            return Ok(None);
        };
        let fields = resource::<GroupFields>(&answer.body);
        let fields = fields.map_err(|refusal| refusal.of(&answer.at))?;
        let Members(listed) = &fields.members;
        let members = listed.as_ref().map(|listed| {
            let ids = listed.iter().map(|member| member.value.get().to_owned());
            ids.collect()
        });
        Ok(Some(GroupSeen {
            name: Foreign::new(fields.display_name.get()),
            members,
        }))
    }

    async fn seen(&self, place: &str) -> Result<Option<Answer>, SourceError> {
        match self.client.get(&self.client.at(place)).await {
            Ok(answer) => Ok(Some(answer)),
            Err(SourceError::Status { status: 404, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn account(fields: &UserFields) -> AccountSeen {
    AccountSeen {
        id: Foreign::new(fields.id.get()),
        user_name: Foreign::new(fields.user_name.get()),
        active: fields.active.0,
    }
}
