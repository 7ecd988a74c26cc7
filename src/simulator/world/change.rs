//! What changed at the source, in order: the feed that incremental cycles and delta queries read.

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

impl Attribute {
    /// The property as Graph names it; existence concerns all of them.
    pub fn property(self) -> Option<&'static str> {
        match self {
            Self::Existence => None,
            Self::AccountEnabled => Some("accountEnabled"),
            Self::UserPrincipalName => Some("userPrincipalName"),
            Self::Mail => Some("mail"),
            Self::DisplayName => Some("displayName"),
            Self::JobTitle => Some("jobTitle"),
            Self::Department => Some("department"),
        }
    }
}

/// One change at the source. Its place in the feed is its sequence number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceChange {
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
