//! What was read of both sides, each part with its own grade.

use std::sync::Arc;

use super::{Assignment, Groups, Reading, Users};

/// Something that was read, and how well.
#[derive(Clone, Default)]
pub struct Read<T> {
    pub data: Arc<T>,
    pub reading: Reading,
}

/// Entra's side: the enterprise application's assignments and what they name.
#[derive(Clone, Default)]
pub struct Directory {
    pub assignments: Read<Vec<Assignment>>,
    /// The assigned groups, with their direct members.
    pub groups: Read<Groups>,
    /// The users that are assigned, or direct members of an assigned group.
    pub users: Read<Users>,
}

/// The service provider's side.
#[derive(Clone, Default)]
pub struct Provider {
    pub users: Read<Users>,
    pub groups: Read<Groups>,
}

impl Directory {
    /// Whether who is in scope is known.
    pub fn is_sound(&self) -> bool {
        self.assignments.reading.grade.is_sound()
            && self.groups.reading.grade.is_sound()
            && self.users.reading.grade.is_sound()
    }
}
