//! What changed at the source, in order: the feed that incremental cycles and delta queries read.

use chrono::{DateTime, Utc};

use super::Object;

/// A property of a user whose change the feed reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// The account is new, deleted, restored or purged.
    Existence,
    AccountEnabled,
    UserPrincipalName,
    Mail,
    DisplayName,
    JobTitle,
    Department,
}

/// One change at the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    User {
        user: u32,
        attribute: Attribute,
    },
    /// The group was renamed.
    Group {
        group: u32,
    },
    Member {
        group: u32,
        member: Object,
        added: bool,
    },
    /// A user or group was assigned to the application, or is no longer.
    Assignment {
        principal: Object,
    },
}

/// A change with its time. Its place in the feed is its sequence number.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub at: DateTime<Utc>,
    pub kind: ChangeKind,
}
