//! One user or group by the name that a person typed.

use serde::Deserialize;

use super::Graph;
use super::application::is_guid;
use super::page::Page;
use crate::model::{Foreign, Named, SourceError, visible};
use crate::source::http::encoded;
use crate::source::ingest::Store;
use crate::source::word::Word;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(borrow, default)]
    id: Word<'a>,
    #[serde(borrow, default)]
    user_principal_name: Word<'a>,
    #[serde(borrow, default)]
    display_name: Word<'a>,
}

impl Graph {
    /// The user with this userPrincipalName or object id.
    ///
    /// [`SourceError::NotFound`] where there is none.
    pub async fn user_called(&self, who: &str) -> Result<Named, SourceError> {
        let id = encoded(who.trim());
        let place = format!("/users/{id}?$select=id,userPrincipalName");
        let answer = match self.client.get(&self.client.at(&place)).await {
            Err(SourceError::Status {
                status: 400 | 404, ..
            }) => return Err(nobody("user", who)),
            other => other?,
        };
        let row: Row = answer.json()?;
        named(&row.id, &row.user_principal_name).ok_or_else(|| nobody("user", who))
    }

    /// The group with this displayName or object id.
    ///
    /// [`SourceError::NotFound`] where there is none, or where several share the name; it lists them.
    pub async fn group_called(&self, which: &str) -> Result<Named, SourceError> {
        let which = which.trim();
        if is_guid(which) {
            let place = format!("/groups/{}?$select=id,displayName", encoded(which));
            let answer = match self.client.get(&self.client.at(&place)).await {
                Err(SourceError::Status { status: 404, .. }) => return Err(nobody("group", which)),
                other => other?,
            };
            let row: Row = answer.json()?;
            return named(&row.id, &row.display_name).ok_or_else(|| nobody("group", which));
        }
        let quoted = encoded(&which.replace('\'', "''"));
        let place =
            format!("/groups?$filter=displayName eq '{quoted}'&$select=id,displayName&$top=20");
        let answer = self.client.get(&self.client.at(&place)).await?;
        let page: Page<Row> = answer.json()?;
        match page.value.as_slice() {
            [one] => named(&one.id, &one.display_name).ok_or_else(|| nobody("group", which)),
            [] => Err(nobody("group", which)),
            several => {
                let ids: Vec<_> = several.iter().map(|row| visible(row.id.get())).collect();
                Err(SourceError::NotFound {
                    what: format!(
                        "several groups are called \"{}\", choose one by its id: {}",
                        visible(which),
                        ids.join(", ")
                    ),
                })
            }
        }
    }
}

impl Graph {
    /// The object ids of the direct members of a group, as Graph spells them.
    pub async fn members_named(&self, group: &str) -> Result<Vec<String>, SourceError> {
        let ids = self.members_now(group).await?;
        let spell = move |store: &mut Store| {
            let spelled = ids.iter().map(|id| id.spelled(&store.interner));
            spelled.collect::<Vec<String>>()
        };
        self.ingest.run(spell).await
    }
}

fn named(id: &Word, name: &Word) -> Option<Named> {
    (!id.is_empty() && !name.is_empty()).then(|| Named {
        id: id.get().to_owned(),
        name: Foreign::new(name.get()),
    })
}

fn nobody(kind: &str, who: &str) -> SourceError {
    SourceError::NotFound {
        what: format!("Entra has no {kind} \"{}\"", visible(who)),
    }
}
