//! The directory's own audit log.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::simulator::guid::Guid;
use crate::simulator::ledger::Ledger;

/// An activity as the log names it: display name, category, service and type of operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    pub display_name: &'static str,
    pub category: &'static str,
    pub service: &'static str,
    pub operation: &'static str,
}

impl Activity {
    const fn directory(
        display_name: &'static str,
        category: &'static str,
        operation: &'static str,
    ) -> Self {
        Self {
            display_name,
            category,
            service: "Core Directory",
            operation,
        }
    }

    const fn provisioning(display_name: &'static str) -> Self {
        Self {
            display_name,
            category: "ProvisioningManagement",
            service: "Account Provisioning",
            operation: "Update",
        }
    }

    pub const ADD_USER: Self = Self::directory("Add user", "UserManagement", "Add");
    pub const UPDATE_USER: Self = Self::directory("Update user", "UserManagement", "Update");
    pub const DISABLE_USER: Self = Self::directory("Disable account", "UserManagement", "Update");
    pub const ENABLE_USER: Self = Self::directory("Enable account", "UserManagement", "Update");
    pub const DELETE_USER: Self = Self::directory("Delete user", "UserManagement", "Delete");
    pub const PURGE_USER: Self = Self::directory("Hard Delete user", "UserManagement", "Delete");
    pub const RESTORE_USER: Self = Self::directory("Restore user", "UserManagement", "Update");
    pub const UPDATE_GROUP: Self = Self::directory("Update group", "GroupManagement", "Update");
    pub const ADD_MEMBER: Self =
        Self::directory("Add member to group", "GroupManagement", "Assign");
    pub const REMOVE_MEMBER: Self =
        Self::directory("Remove member from group", "GroupManagement", "Unassign");
    pub const ASSIGN_USER: Self = Self::directory(
        "Add app role assignment grant to user",
        "ApplicationManagement",
        "Assign",
    );
    pub const ASSIGN_GROUP: Self = Self::directory(
        "Add app role assignment to group",
        "ApplicationManagement",
        "Assign",
    );
    pub const UNASSIGN_USER: Self = Self::directory(
        "Remove app role assignment from user",
        "ApplicationManagement",
        "Unassign",
    );
    pub const UNASSIGN_GROUP: Self = Self::directory(
        "Remove app role assignment from group",
        "ApplicationManagement",
        "Unassign",
    );
    pub const SAVE_CREDENTIALS: Self =
        Self::provisioning("Update provisioning setting or credentials");
    pub const START_PROVISIONING: Self =
        Self::provisioning("Enable/start provisioning configuration");
    pub const PAUSE_PROVISIONING: Self =
        Self::provisioning("Disable/pause provisioning configuration");
    pub const RESTART_PROVISIONING: Self =
        Self::provisioning("Enable/restart provisioning configuration");
    pub const QUARANTINE: Self = Self::provisioning("Quarantine");
}

/// Something the activity was done to (targetResource resource type).
#[derive(Clone, Debug)]
pub struct Target {
    pub id: Guid,
    /// `User`, `Group` or `ServicePrincipal`.
    pub kind: &'static str,
    pub display_name: Box<str>,
    pub user_principal_name: Option<Box<str>>,
    /// Name, old and new value of each property that changed.
    pub modified: Vec<(&'static str, Option<String>, Option<String>)>,
}

impl Target {
    /// Values are JSON in JSON, as the service writes them.
    fn row(&self) -> Value {
        let quoted = |text: &Option<String>| {
            text.as_ref()
                .map(|text| Value::from(text.as_str()).to_string())
        };
        let modified: Vec<Value> = self
            .modified
            .iter()
            .map(|(name, old, new)| json!({"displayName": name, "oldValue": quoted(old), "newValue": quoted(new)}))
            .collect();
        json!({
            "id": self.id.to_string(),
            "displayName": self.display_name,
            "type": self.kind,
            "userPrincipalName": self.user_principal_name,
            "groupType": null,
            "modifiedProperties": modified,
        })
    }
}

/// The log, with the administrator in whose name everything is done.
pub struct DirectoryAudit {
    /// directoryAudit resources, as Graph sends them.
    pub rows: Ledger<Value>,
    pub administrator_id: Guid,
    pub administrator_name: &'static str,
    rng: fastrand::Rng,
}

impl DirectoryAudit {
    pub(super) fn new(mut rng: fastrand::Rng) -> Self {
        let administrator_id = Guid::random(&mut rng);
        Self {
            rows: Ledger::new(),
            administrator_id,
            administrator_name: "admin@northwind.example",
            rng,
        }
    }

    /// Writes a row: the administrator did this to these targets.
    pub fn write(&mut self, at: DateTime<Utc>, activity: Activity, targets: &[Target]) {
        let correlation_id = Guid::random(&mut self.rng);
        let serial = self.rng.u32(10_000_000..);
        let row = json!({
            "id": format!("Directory_{correlation_id}_{serial}"),
            "activityDateTime": at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "activityDisplayName": activity.display_name,
            "category": activity.category,
            "correlationId": correlation_id.to_string(),
            "loggedByService": activity.service,
            "operationType": activity.operation,
            "result": "success",
            "resultReason": "",
            "initiatedBy": {
                "app": null,
                "user": {
                    "id": self.administrator_id.to_string(),
                    "displayName": null,
                    "userPrincipalName": self.administrator_name,
                    "ipAddress": "192.0.2.1",
                },
            },
            "targetResources": targets.iter().map(Target::row).collect::<Vec<_>>(),
            "additionalDetails": [],
        });
        self.rows.push(at, row);
    }
}
