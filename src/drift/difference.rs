//! A difference as a pure fact, in numbers: persons, rows of groups, attributes.

use super::Kind;
use crate::model::{Id, Person};

/// A row of one side's groups.
pub type GroupRow = u32;

/// One difference between the sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Difference {
    MissingUser(Person),
    OrphanUser(Person),
    DuplicateUser {
        twin: Person,
        anchor: Person,
    },
    Active {
        person: Person,
        expected: bool,
    },
    /// By the place of the rule in the user mapping.
    Attribute {
        person: Person,
        rule: u16,
    },
    MissingGroup {
        entra: GroupRow,
    },
    OrphanGroup {
        provider: GroupRow,
    },
    DuplicateGroup {
        twin: GroupRow,
        anchor: GroupRow,
    },
    GroupName {
        entra: GroupRow,
        provider: GroupRow,
    },
    MissingMember {
        entra: GroupRow,
        provider: GroupRow,
        person: Person,
    },
    ExtraMember {
        entra: GroupRow,
        provider: GroupRow,
        person: Person,
    },
    /// A member that no provider user has.
    StrangeMember {
        entra: GroupRow,
        provider: GroupRow,
        id: Id,
    },
}

/// The reads that a difference rests on.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Family {
    Users,
    Groups,
    Members,
}

impl Difference {
    pub fn kind(self) -> Kind {
        match self {
            Self::MissingUser(_) => Kind::MissingUser,
            Self::OrphanUser(_) => Kind::OrphanUser,
            Self::DuplicateUser { .. } => Kind::DuplicateUser,
            Self::Active { .. } => Kind::ActiveMismatch,
            Self::Attribute { .. } | Self::GroupName { .. } => Kind::AttributeMismatch,
            Self::MissingGroup { .. } => Kind::MissingGroup,
            Self::OrphanGroup { .. } => Kind::OrphanGroup,
            Self::DuplicateGroup { .. } => Kind::DuplicateGroup,
            Self::MissingMember { .. } => Kind::MissingMember,
            Self::ExtraMember { .. } | Self::StrangeMember { .. } => Kind::ExtraMember,
        }
    }
}
