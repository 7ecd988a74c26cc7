//! The requests that act on the job (Microsoft Graph: synchronizationJob `start`, `pause`, `restart`,
//! `provisionOnDemand`). None leaves without a [`Confirmed`].

use serde_json::{Value, json};

use super::Graph;
use crate::model::{Action, Demand, Foreign, Job, Named, SourceError};
use crate::source::http::{Allowed, Challenge, Confirmed, Sent, encoded};

impl Graph {
    /// The request for `action`, which waits for its name to be typed.
    ///
    /// [`SourceError::NotFound`] where no mapping of the job carries the object that is to be
    /// provisioned.
    pub async fn challenge(
        &self,
        allowed: Allowed,
        action: &Action,
        job: &Job,
    ) -> Result<Challenge, SourceError> {
        let application = self.application().await?;
        let body = match action {
            Action::Start | Action::Pause => None,
            Action::Restart(_) => {
                let scope = action.reset_scope();
                Some(json!({"criteria": {"resetScope": scope}}))
            }
            Action::ProvisionOnDemand(demand) => Some(self.demanded(demand).await?),
        };
        let (id, job) = (encoded(&application.id), encoded(job.id.raw()));
        let verb = action.name();
        let place = format!("/servicePrincipals/{id}/synchronization/jobs/{job}/{verb}");
        let name = action.confirmation(&application.name).clone();
        Ok(Challenge::new(allowed, place, body.as_ref(), name))
    }

    /// Sends what a person confirmed.
    pub async fn act(&self, confirmed: Confirmed) -> Sent {
        self.client.post_confirmed(confirmed).await
    }

    async fn demanded(&self, demand: &Demand) -> Result<Value, SourceError> {
        let (kind, subject) = match demand {
            Demand::Person(person) => ("User", subject(person, "User")),
            Demand::Group { group, members } => {
                let mut subject = subject(group, "Group");
                let members: Vec<Value> = members
                    .iter()
                    .map(|user| self::subject(user, "User"))
                    .collect();
                subject["links"] = json!({"members": members});
                ("Group", subject)
            }
        };
        let rule = self.rule_of(kind).await?;
        let rule = rule.raw();
        Ok(json!({"parameters": [{"ruleId": rule, "subjects": [subject]}]}))
    }

    /// The synchronization rule whose enabled mapping carries objects of this kind.
    async fn rule_of(&self, kind: &str) -> Result<Foreign, SourceError> {
        let (schema, reading) = self.schema().await;
        let unread = || SourceError::NotFound {
            what: "the schema of the job was not read".to_owned(),
        };
        let schema = schema.ok_or_else(|| reading.error.clone().unwrap_or_else(unread))?;
        let found = schema.objects.into_iter().find(|mapping| {
            mapping.enabled && mapping.source.raw() == kind && !mapping.rule.is_empty()
        });
        found
            .map(|mapping| mapping.rule)
            .ok_or_else(|| SourceError::NotFound {
                what: format!(
                    "the job has no enabled mapping for a {kind}, so none can be provisioned"
                ),
            })
    }
}

fn subject(object: &Named, kind: &str) -> Value {
    json!({"objectId": object.id, "objectTypeName": kind})
}
