//! What can happen.

use serde::Deserialize;

/// Who or what an event is about.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Address {
    /// One of those who fit the verb, from 0.
    Index(usize),
    /// A userPrincipalName or a displayName.
    Name(String),
}

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    Disable,
    /// Into the recycle bin.
    Delete,
    /// Out of the recycle bin, for good.
    Purge,
    /// Out of every assigned group, and of the direct assignment.
    Unassign,
}

/// An attribute of the provider's account that somebody edits by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderAttribute {
    Active,
    UserName,
    DisplayName,
    Email,
    Title,
    Department,
}

/// An event's verb with its objects. The first half happens at the source, the second at the
/// provider or to the job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    /// A new account, in a group if one is named.
    Join {
        upn: String,
        name: String,
        title: Option<String>,
        department: Option<String>,
        group: Option<Address>,
    },
    Leave {
        user: Address,
        how: Leaving,
    },
    /// Back from the recycle bin, or enabled again.
    Return {
        user: Address,
    },
    /// Another title, another department, or both.
    Move {
        user: Address,
        title: Option<String>,
        department: Option<String>,
    },
    /// Another userPrincipalName, and another displayName if one is given.
    Rename {
        user: Address,
        upn: String,
        name: Option<String>,
    },
    RenameGroup {
        group: Address,
        name: String,
    },
    AssignGroup {
        group: Address,
    },
    UnassignGroup {
        group: Address,
    },
    MemberAdd {
        user: Address,
        group: Address,
    },
    MemberRemove {
        user: Address,
        group: Address,
    },
    ProviderAddMember {
        user: Address,
        group: Address,
    },
    ProviderRemoveMember {
        user: Address,
        group: Address,
    },
    ProviderEdit {
        user: Address,
        attribute: ProviderAttribute,
        value: String,
    },
    ProviderDeleteUser {
        user: Address,
    },
    /// An account that the source knows nothing of; without a name it shows its userName.
    ProviderCreateUser {
        upn: String,
        name: Option<String>,
    },
    /// A second account with the userName of the first.
    ProviderDuplicate {
        user: Address,
    },
    /// The next write of this user or group is confirmed, and not stored.
    Lie {
        user: Option<Address>,
        group: Option<Address>,
    },
    /// A new account at the source, whose userName was taken at the provider by hand, in capitals.
    Conflict {
        upn: String,
        name: String,
        group: Address,
    },
    /// Somebody saves credentials that the provider refuses, or takes.
    TokenFails,
    TokenHeals,
    /// Somebody starts provisioning again: a quarantine ends at once.
    StartProvisioning,
}

impl Verb {
    /// The user that the event is about, if it must exist before.
    pub fn user(&self) -> Option<&Address> {
        match self {
            Self::Leave { user, .. }
            | Self::Return { user }
            | Self::Move { user, .. }
            | Self::Rename { user, .. }
            | Self::MemberAdd { user, .. }
            | Self::MemberRemove { user, .. }
            | Self::ProviderAddMember { user, .. }
            | Self::ProviderRemoveMember { user, .. }
            | Self::ProviderEdit { user, .. }
            | Self::ProviderDeleteUser { user }
            | Self::ProviderDuplicate { user } => Some(user),
            Self::Lie { user, .. } => user.as_ref(),
            _ => None,
        }
    }

    /// The group that the event is about, if it must exist before.
    pub fn group(&self) -> Option<&Address> {
        match self {
            Self::RenameGroup { group, .. }
            | Self::AssignGroup { group }
            | Self::UnassignGroup { group }
            | Self::MemberAdd { group, .. }
            | Self::MemberRemove { group, .. }
            | Self::ProviderAddMember { group, .. }
            | Self::ProviderRemoveMember { group, .. }
            | Self::Conflict { group, .. } => Some(group),
            Self::Join { group, .. } | Self::Lie { group, .. } => group.as_ref(),
            _ => None,
        }
    }

    /// The userPrincipalName that the event brings into being, on whichever side.
    pub fn brings_user(&self) -> Option<&str> {
        match self {
            Self::Join { upn, .. }
            | Self::Conflict { upn, .. }
            | Self::Rename { upn, .. }
            | Self::ProviderCreateUser { upn, .. } => Some(upn),
            _ => None,
        }
    }

    /// The displayName of a group that the event brings into being.
    pub fn brings_group(&self) -> Option<&str> {
        match self {
            Self::RenameGroup { name, .. } => Some(name),
            _ => None,
        }
    }
}
