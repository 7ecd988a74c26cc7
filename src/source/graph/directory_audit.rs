//! The directory audit: what was done to the application (assignments, the configuration of
//! provisioning), and what was done to users and groups (Microsoft Graph: directoryAudit).

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::Graph;
use super::log::{Log, Modified, Named, Unreadable, changes, foreign};
use super::time::{moment, written};
use crate::model::{Event, Foreign, Lane, Outcome, Reading, Scoping};
use crate::source::word::Word;

/// What is read: people and groups first.
const CATEGORIES: [&str; 4] = [
    "UserManagement",
    "GroupManagement",
    "ApplicationManagement",
    "ProvisioningManagement",
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    activity_date_time: Word<'a>,
    #[serde(borrow, default)]
    activity_display_name: Word<'a>,
    #[serde(borrow, default)]
    category: Word<'a>,
    #[serde(borrow, default)]
    result: Word<'a>,
    #[serde(borrow, default)]
    result_reason: Word<'a>,
    #[serde(borrow, default)]
    initiated_by: Option<Initiator<'a>>,
    #[serde(borrow, default)]
    target_resources: Option<Vec<Target<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Initiator<'a> {
    #[serde(borrow)]
    user: Option<Named<'a>>,
    #[serde(borrow)]
    app: Option<Named<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Target<'a> {
    #[serde(borrow)]
    id: Word<'a>,
    #[serde(borrow)]
    display_name: Word<'a>,
    #[serde(borrow)]
    user_principal_name: Word<'a>,
    #[serde(borrow)]
    modified_properties: Option<Vec<Modified<'a>>>,
}

/// What a read of the directory audit gives.
#[derive(Default)]
pub struct DirectoryAudit {
    /// What was done to the application: assignments, the configuration of provisioning.
    pub application: Vec<Event>,
    /// What was done to users and groups of the whole directory: it dates a change.
    pub changes: Vec<Event>,
    pub reading: Reading,
}

/// One row, by what it is about.
enum Told {
    Application(Event),
    Change(Event),
}

impl Graph {
    /// What was done in the directory since `since`, in no particular order. Rows may appear late:
    /// overlap, and keep each id once. Of a large directory this may be more than is read, the newest
    /// first; the reading says so.
    pub async fn directory_audit(&self, since: DateTime<Utc>) -> DirectoryAudit {
        let application = match self.application().await {
            Ok(application) => application.id.clone(),
            Err(error) => {
                return DirectoryAudit {
                    reading: self.begin().fail(error),
                    ..DirectoryAudit::default()
                };
            }
        };
        let time = format!("activityDateTime ge {}", written(since));
        let kinds = CATEGORIES.map(|category| format!("category eq '{category}'"));
        let log = Log {
            path: "/auditLogs/directoryAudits",
            filters: vec![
                format!("{time} and ({})", kinds.join(" or ")),
                time,
                String::new(),
            ],
            ladder: &self.audits,
        };
        let (rows, reading) = self
            .log(log, move |row| told(row, &application, since))
            .await;
        let mut audit = DirectoryAudit {
            reading,
            ..DirectoryAudit::default()
        };
        for row in rows {
            match row {
                Told::Application(event) => audit.application.push(event),
                Told::Change(event) => audit.changes.push(event),
            }
        }
        audit
    }
}

fn told(json: &str, application: &str, since: DateTime<Utc>) -> Result<Option<Told>, Unreadable> {
    let row: Row = serde_json::from_str(json)?;
    let at = moment(row.activity_date_time.get()).ok_or(Unreadable)?;
    if at < since {
        return Ok(None);
    }
    let targets: Vec<&Target> = row.target_resources.iter().flatten().collect();
    if targets.iter().any(|target| target.id.is(application)) {
        // Of two targets one is the application itself; the other says more.
        let other = targets.iter().find(|target| !target.id.is(application));
        let target = other.or(targets.first()).copied();
        return Ok(target.map(|target| Told::Application(event(&row, at, target, &targets))));
    }
    let of_people = CATEGORIES[..2]
        .iter()
        .any(|category| row.category.is(category));
    let first = targets.first().filter(|_| of_people);
    Ok(first.map(|first| {
        // The second is the group that the first was put into or taken out of.
        let second = targets.get(1);
        Told::Change(Event {
            target_id: second.map_or_else(Foreign::default, |target| foreign(&target.id)),
            ..event(&row, at, first, &targets)
        })
    }))
}

fn event(row: &Row, at: DateTime<Utc>, target: &Target, targets: &[&Target]) -> Event {
    Event {
        id: foreign(&row.id),
        lane: Lane::Directory,
        at,
        action: foreign(&row.activity_display_name),
        actor: actor(row.initiated_by.as_ref()),
        target: foreign(
            target
                .user_principal_name
                .or(target.display_name.or(&target.id)),
        ),
        source_id: foreign(&target.id),
        target_id: Foreign::default(),
        outcome: outcome(&row.result),
        detail: detail(row, targets),
        cycle: Foreign::default(),
        scoping: Scoping::default(),
        changes: Vec::new(),
    }
}

fn actor(initiator: Option<&Initiator>) -> Foreign {
    let nobody = Named::default();
    let named = initiator.and_then(|by| by.user.as_ref().or(by.app.as_ref()));
    let named = named.unwrap_or(&nobody);
    let name = named.user_principal_name.or(&named.display_name);
    foreign(name.or(&named.id))
}

fn outcome(result: &Word) -> Outcome {
    match result.get().to_ascii_lowercase().as_str() {
        "success" => Outcome::Success,
        "failure" | "timeout" => Outcome::Failure,
        _ => Outcome::Unknown,
    }
}

fn detail(row: &Row, targets: &[&Target]) -> Foreign {
    if !row.result_reason.is_empty() {
        return foreign(&row.result_reason);
    }
    let told = targets
        .iter()
        .map(|target| changes(target.modified_properties.as_ref()));
    let told: Vec<String> = told.filter(|changes| !changes.is_empty()).collect();
    Foreign::new(told.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: &str = r#"{"id":"Directory_1","activityDateTime":"2026-01-01T09:58:00Z",
      "activityDisplayName":"Add app role assignment grant to user","result":"success",
      "resultReason":"","initiatedBy":{"app":null,"user":{"id":"a","displayName":null,
      "userPrincipalName":"admin@example.com"}},"targetResources":[
      {"id":"sp","displayName":"Iru","userPrincipalName":null,"modifiedProperties":
        [{"displayName":"AppRole.Id","oldValue":null,"newValue":"\"d001\""}]},
      {"id":"u","displayName":null,"userPrincipalName":"ada@example.com"}]}"#;

    fn of_application(row: &str, application: &str, since: &str) -> Option<Event> {
        match told(row, application, moment(since).unwrap()).unwrap()? {
            Told::Application(event) => Some(event),
            Told::Change(_) => None,
        }
    }

    #[test]
    fn a_membership_names_the_person_and_the_group() {
        let row = r#"{"id":"1","activityDateTime":"2026-01-01T09:58:00Z","category":"GroupManagement",
          "activityDisplayName":"Add member to group","targetResources":[{"id":"u"},{"id":"g"}]}"#;
        let since = moment("2026-01-01T00:00:00Z").unwrap();
        let Some(Told::Change(event)) = told(row, "sp", since).unwrap() else {
            panic!("a change");
        };
        assert_eq!((event.source_id.raw(), event.target_id.raw()), ("u", "g"));
        let other = row.replace("GroupManagement", "Policy");
        assert!(told(&other, "sp", since).unwrap().is_none());
    }

    #[test]
    fn an_assignment_names_who_was_assigned_and_by_whom() {
        let event = of_application(ROW, "sp", "2026-01-01T00:00:00Z").unwrap();
        assert_eq!(
            (event.target.raw(), event.source_id.raw()),
            ("ada@example.com", "u")
        );
        assert_eq!(event.actor.raw(), "admin@example.com");
        assert_eq!(event.detail.raw(), "AppRole.Id: \"d001\"");
        assert_eq!(event.outcome, Outcome::Success);
    }

    #[test]
    fn other_applications_and_earlier_times_are_left_out() {
        let taken = |application, time| of_application(ROW, application, time).is_some();
        assert!(!taken("other", "2026-01-01T00:00:00Z"));
        assert!(!taken("sp", "2026-01-01T10:00:00Z"));
    }

    #[test]
    fn an_application_alone_is_its_own_target() {
        let row = r#"{"id":"1","activityDateTime":"2026-01-01T09:58:00Z","result":null,
          "initiatedBy":null,"targetResources":[{"id":"sp","displayName":"Iru"}]}"#;
        let event = of_application(row, "sp", "2026-01-01T00:00:00Z").unwrap();
        assert_eq!((event.target.raw(), event.actor.raw()), ("Iru", ""));
        assert_eq!(event.outcome, Outcome::Unknown);
        let none = r#"{"id":"1","activityDateTime":"2026-01-01T09:58:00Z"}"#;
        assert!(of_application(none, "sp", "2026-01-01T00:00:00Z").is_none());
    }
}
