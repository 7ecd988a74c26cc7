//! Who is assigned to the enterprise application (Microsoft Graph: appRoleAssignment).

use chrono::{DateTime, Utc};

use super::Id;

/// The kind of object that holds an assignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Principal {
    User,
    Group,
    ServicePrincipal,
    Other,
}

/// The application role of an assignment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// The zero role: the application defines none, or none was chosen.
    DefaultAccess,
    Enabled,
    /// The application has switched this role off.
    Disabled,
    /// The application no longer defines this role.
    Unknown,
}

/// One assignment; a principal may hold several, one for each role.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Assignment {
    pub principal: Id,
    pub kind: Principal,
    pub role: Role,
    pub created: Option<DateTime<Utc>>,
}
