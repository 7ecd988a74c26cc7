//! What only the doctor asks: how the application was made, and which groups have a name.

use serde::Deserialize;

use super::Graph;
use super::page::Page;
use crate::model::{Foreign, SourceError};
use crate::source::http::encoded;
use crate::source::word::Word;

const FIELDS: &str =
    "id,displayName,accountEnabled,applicationTemplateId,preferredSingleSignOnMode";

/// The enterprise application as it was made (Microsoft Graph: servicePrincipal).
#[derive(Clone, Default, Debug)]
pub struct Facts {
    pub id: Foreign,
    pub name: Foreign,
    /// `accountEnabled`; `None` where the answer did not say.
    pub enabled: Option<bool>,
    /// `applicationTemplateId`, empty where there is none.
    pub template: Foreign,
    /// `preferredSingleSignOnMode`, empty where there is none.
    pub sign_on: Foreign,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Row<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    display_name: Word<'a>,
    #[serde(borrow)]
    account_enabled: Word<'a>,
    #[serde(borrow)]
    application_template_id: Word<'a>,
    #[serde(borrow)]
    preferred_single_sign_on_mode: Word<'a>,
}

impl Graph {
    /// How the configured application was made.
    ///
    /// [`SourceError::NotFound`] where there is none, or where several share the name.
    pub async fn facts(&self) -> Result<Facts, SourceError> {
        let application = self.application().await?;
        let id = encoded(&application.id);
        let place = format!("/servicePrincipals/{id}?$select={FIELDS}");
        let answer = self.get(&self.client, &self.client.at(&place), &[]).await?;
        let row: Row = answer.json()?;
        Ok(Facts {
            id: foreign(&row.id),
            name: foreign(&row.display_name),
            enabled: row.account_enabled.flag(),
            template: foreign(&row.application_template_id),
            sign_on: foreign(&row.preferred_single_sign_on_mode),
        })
    }

    /// The object ids of the groups with this displayName.
    pub async fn groups_called(&self, name: &str) -> Result<Vec<Foreign>, SourceError> {
        let quoted = encoded(&name.replace('\'', "''"));
        let place = format!("/groups?$filter=displayName eq '{quoted}'&$select=id,displayName");
        let answer = self.get(&self.client, &self.client.at(&place), &[]).await?;
        let page: Page<Row> = answer.json()?;
        Ok(page.value.iter().map(|row| foreign(&row.id)).collect())
    }
}

fn foreign(word: &Word) -> Foreign {
    Foreign::new(word.get())
}
