//! How the application was made and what may be read of it: what a person sets up by hand.

use super::world::TEMPLATE_ID;

/// The template of some application of the gallery.
pub const GALLERY_TEMPLATE: &str = "1c4f2a76-5d0b-4a8e-9c3e-7b6a5d4c3b2a";

/// The setup. The default is that of the provider's guide, with every permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// `accountEnabled` of the application.
    pub enabled: bool,
    /// `applicationTemplateId`.
    pub template: &'static str,
    /// `preferredSingleSignOnMode`.
    pub sign_on: Option<String>,
    /// Whether provisioning was ever started; without it the application has no job.
    pub job: bool,
    /// Whether the mapping of users is shown as enabled. It says only so: users flow all the same.
    pub maps_users: bool,
    /// `schedule.state` of the job. It says only so: cycles go on.
    pub schedule: String,
    /// `schedule.interval` of the job, as it is shown.
    pub interval: String,
    /// Permissions that were not granted: of Graph by their names, of the provider's REST interface by
    /// their labels.
    pub refused: Vec<String>,
    /// Permissions of Graph that were granted besides; they open nothing here.
    pub granted: Vec<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            enabled: true,
            template: TEMPLATE_ID,
            sign_on: None,
            job: true,
            maps_users: true,
            schedule: "Active".to_owned(),
            interval: "PT40M".to_owned(),
            refused: Vec::new(),
            granted: Vec::new(),
        }
    }
}

/// The permissions of Graph by what their calls begin with ("Microsoft Graph permissions
/// reference"); of several the first that fits.
const OF_GRAPH: [(&str, &str); 7] = [
    ("users", "User.Read.All"),
    ("directory/deletedItems", "User.Read.All"),
    ("groups", "GroupMember.Read.All"),
    ("auditLogs/provisioning", "ProvisioningLog.Read.All"),
    ("auditLogs/directoryAudits", "AuditLog.Read.All"),
    ("subscribedSkus", "LicenseAssignment.Read.All"),
    ("organization", "Organization.Read.All"),
];

/// What it takes to ask for the roles of a user or a group.
const OF_ROLES: &str = "Directory.Read.All";

/// The permissions of the REST interface by path.
const OF_REST: [(&str, &str); 3] = [
    ("/users", "List users"),
    ("/devices", "List devices"),
    ("/audit/events", "List audit events"),
];

impl Setup {
    /// All that can be refused.
    pub fn permissions() -> impl Iterator<Item = &'static str> {
        let of_applications = ["Application.Read.All", "Synchronization.Read.All", OF_ROLES];
        let named = OF_GRAPH.iter().chain(&OF_REST).map(|(_, name)| *name);
        of_applications.into_iter().chain(named)
    }

    /// Whether a call of Graph, by its segments, lacks its permission.
    pub fn refuses_graph(&self, segments: &[&str]) -> bool {
        let path = segments.join("/");
        let needed = if path.starts_with("servicePrincipals") {
            Some(if segments.contains(&"synchronization") {
                "Synchronization.Read.All"
            } else {
                "Application.Read.All"
            })
        } else {
            needed(&OF_GRAPH, &path)
        };
        let needed = match segments {
            ["users" | "groups", _, "appRoleAssignments"] => Some(OF_ROLES),
            _ => needed,
        };
        self.lacks(needed)
    }

    /// Whether a call of the REST interface, by the path behind its base, lacks its permission.
    pub fn refuses_rest(&self, path: &str) -> bool {
        self.lacks(needed(&OF_REST, path))
    }

    fn lacks(&self, needed: Option<&str>) -> bool {
        needed.is_some_and(|needed| self.refused.iter().any(|name| name == needed))
    }
}

fn needed(table: &[(&str, &'static str)], path: &str) -> Option<&'static str> {
    let row = table.iter().find(|(begin, _)| path.starts_with(begin));
    row.map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_refused_by_the_permission_that_it_needs() {
        let setup = |name: &str| Setup {
            refused: vec![name.to_owned()],
            ..Setup::default()
        };
        for (name, path) in [
            (
                "Application.Read.All",
                "servicePrincipals/1/appRoleAssignedTo",
            ),
            (
                "Synchronization.Read.All",
                "servicePrincipals/1/synchronization/jobs",
            ),
            ("User.Read.All", "users/1"),
            (
                "GroupMember.Read.All",
                "groups/1/members/microsoft.graph.user",
            ),
            ("AuditLog.Read.All", "auditLogs/directoryAudits"),
        ] {
            let segments: Vec<&str> = path.split('/').collect();
            assert!(setup(name).refuses_graph(&segments), "{name}");
            assert!(!Setup::default().refuses_graph(&segments), "{name}");
            assert!(
                !setup("Organization.Read.All").refuses_graph(&segments),
                "{name}"
            );
        }
        assert!(setup("List devices").refuses_rest("/devices"));
        assert!(!setup("List devices").refuses_rest("/users"));
    }
}
