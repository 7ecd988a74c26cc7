//! A resource of the provider by itself.

use super::Foreign;

/// A user or a group, by the provider's `id` for it. Some providers give the same `id` to one of either.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Resource {
    User(Foreign),
    Group(Foreign),
}

impl Resource {
    pub fn id(&self) -> &Foreign {
        match self {
            Self::User(id) | Self::Group(id) => id,
        }
    }
}
