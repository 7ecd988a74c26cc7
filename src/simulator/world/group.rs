//! A group of the tenant and its direct members.

use chrono::{DateTime, Utc};

use super::Object;
use crate::simulator::guid::Guid;

/// What kind of group it is (group resource type, Microsoft Graph v1.0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    /// Security group with members set by hand.
    Security,
    /// Security group whose members follow a rule.
    Dynamic,
    /// Microsoft 365 group that is not security-enabled: it cannot be assigned.
    Unified,
}

/// A group. Direct user members are sorted numbers: half a million groups of one tenant stay small.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: Guid,
    pub display_name: Box<str>,
    pub kind: GroupKind,
    pub created: DateTime<Utc>,
    /// Direct members that are users, sorted, each once. Soft-deleted users stay until they are purged.
    pub users: Vec<u32>,
    /// Direct members that are groups, devices or service principals.
    pub others: Vec<Object>,
}

impl Group {
    /// Whether the group holds this user directly.
    pub fn has_user(&self, user: u32) -> bool {
        self.users.binary_search(&user).is_ok()
    }

    /// `mailNickname`: the display name in lower case, letters and digits only.
    pub fn mail_nickname(&self) -> String {
        self.display_name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect()
    }
}
