//! The enterprise application: a service principal with one synchronization job.

use chrono::{DateTime, Utc};

use super::Object;
use crate::simulator::guid::Guid;

/// The application template of every non-gallery application.
pub const TEMPLATE_ID: &str = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

/// The service principal to which users and groups are assigned.
#[derive(Clone, Debug)]
pub struct Application {
    /// Object id of the service principal.
    pub id: Guid,
    /// Client id of the application (`appId`).
    pub app_id: Guid,
    pub display_name: &'static str,
    /// The role that assignments carry unless they carry the default access role.
    pub user_role: Guid,
    /// Id of the synchronization job: template, tenant, GUID.
    pub job_id: String,
    pub rule_id: Guid,
    pub source_system_id: Guid,
    pub target_system_id: Guid,
}

impl Application {
    pub(super) fn random(rng: &mut fastrand::Rng, tenant: Guid) -> Self {
        let job_id = format!("scim.{}.{}", tenant.digits(), Guid::random(rng));
        Self {
            id: Guid::random(rng),
            app_id: Guid::random(rng),
            display_name: "Kandji (Iru) SCIM",
            user_role: Guid::random(rng),
            job_id,
            rule_id: Guid::random(rng),
            source_system_id: Guid::random(rng),
            target_system_id: Guid::random(rng),
        }
    }
}

/// A principal's assignment to the application (appRoleAssignment resource type).
#[derive(Clone, Debug)]
pub struct Assignment {
    /// Opaque, case-sensitive.
    pub id: String,
    /// Rises from one assignment to the next.
    pub serial: usize,
    pub principal: Object,
    /// [`Guid::NIL`] is the default access role.
    pub role: Guid,
    pub created: DateTime<Utc>,
}
