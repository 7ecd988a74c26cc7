use super::mistake::Fault;
use super::raw::{Raw, choice};

/// Whom Entra provisions. Read permissions cannot tell, so the configuration has to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// "Sync only assigned users and groups".
    #[default]
    Assigned,
    /// "Sync all users and groups".
    All,
}

pub(super) fn scope(raw: Raw<'_>) -> Result<Scope, Fault> {
    choice(raw, &[("assigned", Scope::Assigned), ("all", Scope::All)])
}
