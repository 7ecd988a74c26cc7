//! Rows of the provisioning log (provisioningObjectSummary resource type).

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::record::{Action, Outcome, Record};
use crate::simulator::guid::Guid;
use crate::simulator::world::{Object, World};

/// What the log calls the targets of the two object mappings.
pub const USER_TARGET: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub const GROUP_TARGET: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

/// Where and when a row is written.
pub struct Entry<'a> {
    pub world: &'a World,
    pub cycle_id: Guid,
    pub change_id: Guid,
    pub id: Guid,
    pub at: DateTime<Utc>,
    pub milliseconds: u32,
}

impl Entry<'_> {
    /// The row for a record.
    pub fn row(&self, record: &Record) -> Value {
        let application = &self.world.application;
        let source = self.source(record.source);
        let subject = source["details"]["UserPrincipalName"]
            .as_str()
            .or(source["displayName"].as_str());
        let subject = subject.unwrap_or_default().to_owned();
        json!({
            "id": self.id.to_string(),
            "activityDateTime": self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "tenantId": self.world.tenant_id.to_string(),
            "jobId": application.job_id,
            "cycleId": self.cycle_id.to_string(),
            "changeId": self.change_id.to_string(),
            "provisioningAction": action(record.action),
            "durationInMilliseconds": self.milliseconds,
            "servicePrincipal": {"id": application.id.to_string(), "displayName": application.display_name},
            "sourceSystem": {
                "id": application.source_system_id.to_string(),
                "displayName": "Azure Active Directory",
                "details": {},
            },
            "targetSystem": {
                "id": application.target_system_id.to_string(),
                "displayName": "customappsso",
                "details": {
                    "ApplicationId": application.app_id.to_string(),
                    "ServicePrincipalId": application.id.to_string(),
                    "ServicePrincipalDisplayName": application.display_name,
                },
            },
            "initiatedBy": {"id": "", "displayName": "Azure AD Provisioning Service", "initiatorType": "system"},
            "sourceIdentity": source,
            "targetIdentity": target(record, &subject),
            "provisioningStatusInfo": status_info(&record.outcome),
            "provisioningSteps": self.steps(record, &subject),
            "modifiedProperties": record.modified.iter().map(|property| json!({
                "displayName": property.name,
                "oldValue": property.old,
                "newValue": property.new,
            })).collect::<Vec<_>>(),
        })
    }

    fn source(&self, object: Object) -> Value {
        let (id, display_name) = self.world.name_of(object).unwrap_or((Guid::NIL, ""));
        let kind = if matches!(object, Object::User(_)) {
            "User"
        } else {
            "Group"
        };
        let mut details =
            json!({"id": id.to_string(), "odatatype": kind, "DisplayName": display_name});
        if let Object::User(number) = object
            && let Some(user) = self.world.user(number)
        {
            details["UserPrincipalName"] = (&*user.user_principal_name).into();
        }
        json!({"id": id.to_string(), "displayName": display_name, "identityType": kind, "details": details})
    }

    /// The way of the object through import, scoping, matching and export.
    fn steps(&self, record: &Record, subject: &str) -> Vec<Value> {
        let kind = if matches!(record.source, Object::User(_)) {
            "User"
        } else {
            "Group"
        };
        let (import, matching, export) = names(record.action);
        let mut steps = vec![
            step(
                import,
                "import",
                "success",
                &format!("Received {kind} '{subject}' change of type ({import})"),
                json!({}),
            ),
            self.scoping(record, kind, subject),
        ];
        if let Some((name, description)) = matching {
            steps.push(step(
                name,
                "matching",
                "success",
                &format!("{description} '{subject}'"),
                json!({}),
            ));
        }
        if record.action == Action::Members {
            let description = "Resolved the references of the group's members";
            steps.push(step(
                "EntrySynchronizationUpdate",
                "referenceResolution",
                "success",
                description,
                json!({}),
            ));
        }
        let (verb, details) = match &record.outcome {
            Outcome::Success => ("was exported", json!({})),
            Outcome::Skipped(reason) => ("was skipped", json!({"SkipReason": reason})),
            Outcome::Failure { .. } => (
                "could not be exported",
                json!({"ReportableIdentifier": subject}),
            ),
        };
        let description = format!("{kind} '{subject}' {verb}");
        steps.push(step(
            export,
            "export",
            status(&record.outcome),
            &description,
            details,
        ));
        steps
    }

    fn scoping(&self, record: &Record, kind: &str, subject: &str) -> Value {
        let text = |flag: bool| if flag { "True" } else { "False" };
        let (assigned, active) = match record.source {
            Object::User(number) => {
                let enabled = self
                    .world
                    .user(number)
                    .is_some_and(|user| user.is_present() && user.account_enabled);
                (self.world.is_entitled(number), enabled)
            }
            other => (self.world.is_assigned(other), true),
        };
        let details = json!({
            "IsActive": text(active),
            "Assigned": text(assigned),
            "IsEffectivelyEntitledForProvisioning": text(assigned && active),
            "IsInProvisioningScopeDisplayName": text(assigned),
            "ScopeEvaluationResult": "{}",
        });
        let description = format!("Determined whether {kind} '{subject}' is in scope");
        step(
            "EntrySynchronizationScoping",
            "scoping",
            "success",
            &description,
            details,
        )
    }
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::TakeOver | Action::Update | Action::Members => "update",
        Action::Disable => "disable",
        Action::Delete => "delete",
        Action::Skip => "other",
    }
}

/// The names of the import and export steps, and name and text of the matching step.
fn names(
    action: Action,
) -> (
    &'static str,
    Option<(&'static str, &'static str)>,
    &'static str,
) {
    let found = Some(("EntryImport", "Retrieved from customappsso the entry of"));
    match action {
        Action::Create => {
            let nothing = (
                "EntrySynchronizationAdd",
                "Found no matching entry in customappsso for",
            );
            ("EntryImportAdd", Some(nothing), "EntryExportAdd")
        }
        Action::TakeOver => ("EntryImportAdd", found, "EntryExportUpdate"),
        Action::Update | Action::Members => ("EntryImportUpdate", found, "EntryExportUpdate"),
        Action::Disable => (
            "EntryImportUpdate",
            Some(("EntrySynchronizationDelete", "Left the scope:")),
            "EntryExportUpdate",
        ),
        Action::Delete => ("EntryImportDelete", found, "EntryExportDelete"),
        Action::Skip => ("EntryImportAdd", None, "EntrySynchronizationSkip"),
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a step takes its details over"
)]
fn step(name: &str, kind: &str, status: &str, description: &str, details: Value) -> Value {
    json!({
        "name": name,
        "provisioningStepType": kind,
        "status": status,
        "description": description,
        "details": details,
    })
}

fn target(record: &Record, subject: &str) -> Value {
    let kind = if matches!(record.source, Object::User(_)) {
        USER_TARGET
    } else {
        GROUP_TARGET
    };
    let display_name = if record.target_id.is_empty() {
        ""
    } else {
        subject
    };
    json!({"id": record.target_id, "displayName": display_name, "identityType": kind, "details": {}})
}

fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Success => "success",
        Outcome::Skipped(_) => "skipped",
        Outcome::Failure { .. } => "failure",
    }
}

fn status_info(outcome: &Outcome) -> Value {
    let error = match outcome {
        Outcome::Success => Value::Null,
        Outcome::Skipped(reason) => json!({
            "errorCode": reason,
            "errorCategory": "nonServiceFailure",
            "reason": "The object is assigned, but its account is not active at the source.",
            "recommendedAction": null,
            "additionalDetails": null,
        }),
        Outcome::Failure { code, reason } => json!({
            "errorCode": code,
            "errorCategory": "failure",
            "reason": reason,
            "recommendedAction": "Correct the object at the source or at the target; it is retried by itself.",
            "additionalDetails": null,
        }),
    };
    json!({"status": status(outcome), "errorInformation": error})
}
