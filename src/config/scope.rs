use super::mistake::Fault;
use super::raw::{Raw, choice};
use crate::entra::Scope;

/// Read permissions cannot tell whom Entra provisions, so the configuration has to.
pub(super) fn scope(raw: Raw<'_>) -> Result<Scope, Fault> {
    choice(raw, &[("assigned", Scope::Assigned), ("all", Scope::All)])
}
