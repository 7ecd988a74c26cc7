//! The enterprise application (Microsoft Graph: servicePrincipal).

use std::sync::Arc;

use serde::Deserialize;

use super::Graph;
use super::page::Page;
use crate::model::{Foreign, Role, SourceError, visible};
use crate::source::http::encoded;
use crate::source::word::Word;

/// The role that stands for none: the application defines no roles, or none was chosen.
const DEFAULT_ACCESS: &str = "00000000-0000-0000-0000-000000000000";

const FIELDS: &str = "id,appId,displayName,appRoles";

/// The application whose provisioning is watched.
#[derive(Clone, Debug)]
pub struct Application {
    /// The service principal's object id.
    pub id: String,
    pub name: Foreign,
    /// The roles that it defines, and whether they are switched on.
    roles: Vec<(String, bool)>,
}

#[derive(Deserialize)]
struct Principal<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "displayName")]
    name: Word<'a>,
    #[serde(borrow, default, rename = "appRoles")]
    roles: Option<Vec<AppRole<'a>>>,
}

#[derive(Deserialize)]
struct AppRole<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow, default, rename = "isEnabled")]
    enabled: Word<'a>,
}

impl Application {
    /// What an assignment to the role `id` means.
    pub(super) fn role(&self, id: &str) -> Role {
        if id == DEFAULT_ACCESS {
            return Role::DefaultAccess;
        }
        match self
            .roles
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(id))
        {
            Some((_, true)) => Role::Enabled,
            Some((_, false)) => Role::Disabled,
            None => Role::Unknown,
        }
    }

    #[cfg(test)]
    pub(super) fn named(name: &str) -> Self {
        Self {
            id: "id".into(),
            name: Foreign::new(name),
            roles: Vec::new(),
        }
    }

    fn from(principal: &Principal) -> Self {
        let roles = principal.roles.iter().flatten();
        Self {
            id: principal.id.get().to_owned(),
            name: Foreign::new(principal.name.get()),
            roles: roles
                .map(|role| (role.id.get().to_owned(), role.enabled.flag() != Some(false)))
                .collect(),
        }
    }
}

impl Graph {
    /// The configured application, looked up once.
    ///
    /// [`SourceError::NotFound`] where there is none, or where several share the name; it lists
    /// them then.
    pub async fn application(&self) -> Result<Arc<Application>, SourceError> {
        let find = || async { self.find_application().await.map(Arc::new) };
        self.application.get_or_try_init(find).await.cloned()
    }

    async fn find_application(&self) -> Result<Application, SourceError> {
        let wanted = self.options.app.trim();
        if !is_guid(wanted) {
            return self.application_by_name(wanted).await;
        }
        let id = encoded(wanted);
        for place in [
            format!("/servicePrincipals/{id}?$select={FIELDS}"),
            format!("/servicePrincipals(appId='{id}')?$select={FIELDS}"),
        ] {
            match self.client.get(&self.client.at(&place)).await {
                Ok(answer) => return answer.json().map(|found| Application::from(&found)),
                Err(SourceError::Status { status: 404, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(none(wanted))
    }

    async fn application_by_name(&self, name: &str) -> Result<Application, SourceError> {
        let quoted = encoded(&name.replace('\'', "''"));
        let place = format!(
            "/servicePrincipals?$filter=displayName eq '{quoted}'&$select={FIELDS}&$top=20"
        );
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page: Page<Principal> = answer.json()?;
        match page.value.as_slice() {
            [] => Err(none(name)),
            [one] => Ok(Application::from(one)),
            several => Err(ambiguous(name, several)),
        }
    }
}

pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn none(wanted: &str) -> SourceError {
    let wanted = visible(wanted);
    SourceError::NotFound {
        what: format!("no enterprise application has the object id, appId or name \"{wanted}\""),
    }
}

fn ambiguous(name: &str, several: &[Principal]) -> SourceError {
    let hits: Vec<String> = several
        .iter()
        .map(|hit| format!("{} ({})", visible(hit.id.get()), visible(hit.name.get())))
        .collect();
    SourceError::NotFound {
        what: format!(
            "several enterprise applications are called \"{}\", choose one by its id: {}",
            visible(name),
            hits.join(", ")
        ),
    }
}
