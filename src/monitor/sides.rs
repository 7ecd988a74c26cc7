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

    /// Whether `other` is what was read here, read as well as it was here.
    pub fn is_as(&self, other: &Self) -> bool {
        let (here, there) = (&self.directory, &other.directory);
        let assigned = Arc::ptr_eq(&here.assignments.data, &there.assignments.data)
            || here.assignments.data == there.assignments.data;
        assigned
            && here.assignments.reading.grade == there.assignments.reading.grade
            && is_same(&here.groups, &there.groups)
            && is_same(&here.users, &there.users)
            && is_same(&self.provider.users, &other.provider.users)
            && is_same(&self.provider.groups, &other.provider.groups)
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

fn is_same<T>(one: &Read<T>, other: &Read<T>) -> bool {
    Arc::ptr_eq(&one.data, &other.data) && one.reading.grade == other.reading.grade
}

fn part<T>(last_sound: &Read<T>, status: &Status, source: Source) -> Read<T> {
    let reading = status.source(source).latest.clone();
    Read {
        data: Arc::clone(&last_sound.data),
        reading,
    }
}
