//! Both sides as a comparison may use them.

use std::sync::Arc;

use crate::model::{Directory, Provider, Read, Source};
use crate::status::Status;

/// Both sides: the last sound data, each part under the grade of its newest read, so that nothing
/// is concluded from data that a failed read has left behind.
#[derive(Clone)]
pub struct Sides {
    pub directory: Directory,
    pub provider: Provider,
}

impl Sides {
    pub fn of(status: &Status) -> Self {
        let directory = &status.directory;
        Self {
            directory: Directory {
                assignments: part(&directory.assignments, status, Source::Assignments),
                groups: part(&directory.groups, status, Source::Groups),
                users: part(&directory.users, status, Source::Users),
            },
            provider: Provider {
                users: part(&status.provider.users, status, Source::ScimUsers),
                groups: part(&status.provider.groups, status, Source::ScimGroups),
            },
        }
    }

    /// Whether Entra was read after the provider: only then is "out of scope" no race between the
    /// two reads.
    pub fn entra_is_newer(&self) -> bool {
        let began = [
            self.directory.assignments.reading.began,
            self.directory.groups.reading.began,
            self.directory.users.reading.began,
        ];
        let ended = self
            .provider
            .users
            .reading
            .ended
            .max(self.provider.groups.reading.ended);
        began
            .into_iter()
            .all(|began| began.is_some() && began >= ended)
    }
}

fn part<T>(last_sound: &Read<T>, status: &Status, source: Source) -> Read<T> {
    let reading = status.source(source).latest.clone();
    Read {
        data: Arc::clone(&last_sound.data),
        reading,
    }
}
