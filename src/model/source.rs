//! The nine things that are read, each on its own schedule and with its own grade.

/// A thing that is read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    ScimUsers,
    ScimGroups,
    Assignments,
    Groups,
    Users,
    Job,
    ProvisioningLog,
    DirectoryAudit,
    ProviderAudit,
}

impl Source {
    pub const ALL: [Source; 9] = [
        Self::ScimUsers,
        Self::ScimGroups,
        Self::Assignments,
        Self::Groups,
        Self::Users,
        Self::Job,
        Self::ProvisioningLog,
        Self::DirectoryAudit,
        Self::ProviderAudit,
    ];

    /// The sources without which nothing can be said of drift.
    pub const BOTH_SIDES: [Source; 5] = [
        Self::ScimUsers,
        Self::ScimGroups,
        Self::Assignments,
        Self::Groups,
        Self::Users,
    ];

    /// The stable name of reports and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::ScimUsers => "scim_users",
            Self::ScimGroups => "scim_groups",
            Self::Assignments => "assignments",
            Self::Groups => "groups",
            Self::Users => "users",
            Self::Job => "job",
            Self::ProvisioningLog => "provisioning_log",
            Self::DirectoryAudit => "directory_audit",
            Self::ProviderAudit => "provider_audit",
        }
    }

    /// The name in a sentence.
    pub fn title(self) -> &'static str {
        match self {
            Self::ScimUsers => "provider users",
            Self::ScimGroups => "provider groups",
            Self::Assignments => "assignments",
            Self::Groups => "Entra groups",
            Self::Users => "Entra users",
            Self::Job => "synchronization job",
            Self::ProvisioningLog => "provisioning log",
            Self::DirectoryAudit => "directory audit",
            Self::ProviderAudit => "provider audit",
        }
    }

    /// All that are read through the same client, this one among them.
    pub fn upstream(self) -> &'static [Self] {
        match self {
            Self::ScimUsers | Self::ScimGroups => &[Self::ScimUsers, Self::ScimGroups],
            Self::ProviderAudit => &[Self::ProviderAudit],
            _ => &[
                Self::Assignments,
                Self::Groups,
                Self::Users,
                Self::Job,
                Self::ProvisioningLog,
                Self::DirectoryAudit,
            ],
        }
    }

    /// The place in [`Source::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
