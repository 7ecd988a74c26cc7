//! One line of a log of either side.

use chrono::{DateTime, Utc};

use super::Foreign;

/// Which log an event comes from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lane {
    /// Entra's provisioning log: one object exported, or why it was not.
    Provisioning,
    /// Entra's directory audit: assignments and provisioning configuration.
    Directory,
    /// The provider's audit log.
    Provider,
}

impl Lane {
    pub fn name(self) -> &'static str {
        match self {
            Self::Provisioning => "provisioning",
            Self::Directory => "directory",
            Self::Provider => "provider",
        }
    }
}

/// How the logged act ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    Success,
    Failure,
    Skipped,
    Warning,
    /// The log does not say; never to be read as success.
    Unknown,
}

impl Outcome {
    pub fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
            Self::Warning => "warning",
            Self::Unknown => "unknown",
        }
    }
}

/// What a provisioning row says of its object's scope; `None` where it does not say.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Scoping {
    /// Whether it is assigned to the application, directly or through a group.
    pub assigned: Option<bool>,
    /// Whether it is enabled and not deleted at the source.
    pub active: Option<bool>,
}

/// An attribute that a logged act wrote.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Change {
    /// Its target path.
    pub name: Foreign,
    pub old: Foreign,
    pub new: Foreign,
}

impl Change {
    /// Whether it is of `attribute`: names know no case.
    pub fn is_of(&self, attribute: &Foreign) -> bool {
        self.name.raw().eq_ignore_ascii_case(attribute.raw())
    }
}

/// One logged act.
#[derive(Clone, Debug)]
pub struct Event {
    /// Unique within its lane.
    pub id: Foreign,
    pub lane: Lane,
    pub at: DateTime<Utc>,
    pub action: Foreign,
    pub actor: Foreign,
    /// The name of what was acted on, else its identifier.
    pub target: Foreign,
    /// Identifiers of what was acted on: Entra's, the provider's.
    pub source_id: Foreign,
    pub target_id: Foreign,
    pub outcome: Outcome,
    /// Error code and reason, skip reason, or what changed.
    pub detail: Foreign,
    /// The cycle of a provisioning row.
    pub cycle: Foreign,
    pub scoping: Scoping,
    /// What a provisioning row says was written.
    pub changes: Vec<Change>,
}
