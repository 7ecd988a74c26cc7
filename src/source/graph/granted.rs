//! Through what the application is assigned to a user, and whether it is to a group, asked of Entra about that
//! user or group alone: pages of lists may have passed over somebody while the directory changed.

use serde::Deserialize;

use super::Graph;
use super::batch::Inner;
use super::page::Page;
use crate::model::{Foreign, Id, SourceError};
use crate::source::http::encoded;
use crate::source::ingest::Store;
use crate::source::word::Word;

/// What Entra says of one user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Granted {
    /// The application is assigned to these: the user, and groups that the user is directly in.
    Through(Vec<Id>),
    /// Only the groups could be asked for that the user is directly in.
    Groups(Vec<Id>),
    /// We may not ask.
    Untold,
    /// It could not be asked, or not to the end.
    Unread,
}

#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "principalId")]
    principal: Word<'a>,
    #[serde(borrow, default, rename = "resourceId")]
    resource: Word<'a>,
}

/// Identifiers, and the application to which an assignment belongs; whether that is all of them.
type Listed = (Vec<(Id, String)>, bool);

impl Graph {
    /// What Entra says of each of `users`, by object id, in the same order.
    pub async fn granted(&self, users: &[String]) -> Vec<Granted> {
        let Ok(application) = self.application().await else {
            return vec![Granted::Unread; users.len()];
        };
        let mut granted = vec![Granted::Untold; users.len()];
        let of_roles = |user: &str| {
            let resource = &application.id;
            format!("/users/{user}/appRoleAssignments?$filter=resourceId eq {resource}&$top=999")
        };
        for (at, listed) in self.listed(users, &granted, of_roles).await {
            granted[at] = told(listed, |rows| {
                let own = rows
                    .into_iter()
                    .filter(|(_, resource)| *resource == application.id);
                Granted::Through(own.map(|(principal, _)| principal).collect())
            });
        }
        self.look_at_groups(users, &mut granted).await;
        granted
    }

    /// The groups that each of `users` is directly in, in the same order.
    pub async fn groups_of(&self, users: &[String]) -> Vec<Granted> {
        let mut granted = vec![Granted::Untold; users.len()];
        self.look_at_groups(users, &mut granted).await;
        granted
    }

    async fn look_at_groups(&self, users: &[String], granted: &mut [Granted]) {
        let of_groups = |user: &str| format!("/users/{user}/memberOf?$select=id&$top=999");
        for (at, listed) in self.listed(users, granted, of_groups).await {
            granted[at] = told(listed, |rows| {
                Granted::Groups(rows.into_iter().map(|(group, _)| group).collect())
            });
        }
    }

    /// Whether the application is assigned to each of `groups`, by object id and displayName, in the same
    /// order. Where the roles of a group may not be asked for, those whom the application lists under its name
    /// are looked through.
    pub async fn assigned(&self, groups: &[(Id, String)]) -> Vec<Result<bool, SourceError>> {
        let application = match self.application().await {
            Ok(application) => application,
            Err(error) => return vec![Err(error); groups.len()],
        };
        let resource = encoded(&application.id);
        let spelled = match self.spelled_groups(groups).await {
            Ok(spelled) => spelled,
            Err(error) => return vec![Err(error); groups.len()],
        };
        let asks = (0..).zip(&spelled).map(|(key, group)| Inner {
            key,
            place: format!(
                "/groups/{}/appRoleAssignments?$filter=resourceId eq {resource}&$top=999",
                encoded(group)
            ),
        });
        let mut assigned = vec![Ok(false); groups.len()];
        for (at, listed) in self.batch(&self.client, asks.collect(), parse).await {
            let is_ours = |(_, resource): &(Id, String)| *resource == application.id;
            assigned[at] = listed.and_then(|listed| among(&listed, is_ours));
        }
        let refused = |at: &usize| matches!(assigned[*at], Err(SourceError::Forbidden { .. }));
        let by_name = (0..groups.len()).filter(refused).map(|key| Inner {
            key,
            place: format!(
                "/servicePrincipals/{resource}/appRoleAssignedTo?$filter=principalDisplayName eq '{}'&$top=999",
                encoded(&groups[key].1.replace('\'', "''"))
            ),
        });
        for (at, listed) in self.batch(&self.client, by_name.collect(), parse).await {
            let is_its = |(principal, _): &(Id, String)| *principal == groups[at].0;
            assigned[at] = listed.and_then(|listed| among(&listed, is_its));
        }
        assigned
    }

    async fn spelled_groups(&self, groups: &[(Id, String)]) -> Result<Vec<String>, SourceError> {
        let ids: Vec<Id> = groups.iter().map(|(id, _)| *id).collect();
        let spell = move |store: &mut Store| {
            let spelled = ids.iter().map(|id| id.spelled(&store.interner));
            spelled.collect()
        };
        self.ingest.run(spell).await
    }

    /// The lists at `place` of those users of whom nothing is known yet.
    async fn listed(
        &self,
        users: &[String],
        granted: &[Granted],
        place: impl Fn(&str) -> String,
    ) -> Vec<(usize, Result<Listed, SourceError>)> {
        let open = (0..).zip(users).zip(granted);
        let asks = open
            .filter(|(_, granted)| **granted == Granted::Untold)
            .map(|((key, user), _)| Inner {
                key,
                place: place(&encoded(user)),
            });
        self.batch(&self.client, asks.collect(), parse).await
    }
}

/// Whether a row is among them; an error where it is not, and not all of them are known.
fn among(
    (rows, whole): &Listed,
    is_it: impl Fn(&(Id, String)) -> bool,
) -> Result<bool, SourceError> {
    let found = rows.iter().any(is_it);
    if found || *whole {
        return Ok(found);
    }
    Err(SourceError::Protocol {
        at: "GET appRoleAssignments".to_owned(),
        what: Foreign::new("there are more assignments than a page holds"),
    })
}

fn told(
    listed: Result<Listed, SourceError>,
    of: impl FnOnce(Vec<(Id, String)>) -> Granted,
) -> Granted {
    match listed {
        Ok((rows, true)) => of(rows),
        Err(SourceError::Forbidden { .. }) => Granted::Untold,
        Ok((_, false)) | Err(_) => Granted::Unread,
    }
}

fn parse(store: &mut Store, _: usize, body: &str) -> Result<Listed, serde_json::Error> {
    let page: Page<Row> = serde_json::from_str(body)?;
    let rows = page.value.iter().map(|row| {
        let id = if row.principal.is_empty() {
            &row.id
        } else {
            &row.principal
        };
        (store.interner.id(id.get()), row.resource.get().to_owned())
    });
    Ok((rows.collect(), page.next.get().is_empty()))
}
