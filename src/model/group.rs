//! The groups of one side and who is in them.

use std::sync::Arc;

use super::change::Since;
use super::{Id, Person, Sym};

/// How an answer spoke of a group's members. Absent, empty and not asked for are three states:
/// some providers always send an empty list.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum MembersRead {
    /// The request left members out.
    #[default]
    NotAsked,
    /// Asked for, and the attribute was not there.
    Absent,
    /// The attribute was there, perhaps empty.
    Listed,
    /// It was there, and exactly as long as services are known to cut it: more may be in the group.
    Full,
}

impl MembersRead {
    /// Whether whoever is named is a member; whether the others are none, [`Self::Listed`] alone tells.
    pub fn tells(self) -> bool {
        matches!(self, Self::Listed | Self::Full)
    }
}

/// Direct members of a group in Entra by kind. Only users are provisioned.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct MemberKinds {
    pub users: u32,
    pub groups: u32,
    pub devices: u32,
    pub service_principals: u32,
    pub others: u32,
}

impl MemberKinds {
    /// Those of both.
    #[must_use]
    pub fn and(self, more: Self) -> Self {
        Self {
            users: self.users + more.users,
            groups: self.groups + more.groups,
            devices: self.devices + more.devices,
            service_principals: self.service_principals + more.service_principals,
            others: self.others + more.others,
        }
    }
}

/// What Entra says of a group beside its name.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct GroupState {
    /// `None` where the answer did not say, or the side has no such notion.
    pub security_enabled: Option<bool>,
    pub dynamic: bool,
}

/// A group of one side.
#[derive(Clone, Default, Debug)]
pub struct Group {
    pub id: Id,
    pub external_id: Id,
    /// `displayName` as it came.
    pub name: Sym,
    /// `displayName` folded: what names are matched by.
    pub folded: Sym,
    /// Seconds since 1970, 0 where unknown: which of two twins came first.
    pub created: u32,
    /// The users in it, ascending; whoever was not read as a user is among the strangers. Reads share the
    /// list as long as it is the same.
    pub members: Arc<[Person]>,
    /// Member identifiers that no user of this side has, ascending.
    pub strangers: Box<[Id]>,
    pub members_read: MembersRead,
    pub kinds: MemberKinds,
    /// The groups directly in it, which provision nobody.
    pub inner: Box<[Id]>,
    pub state: GroupState,
}

impl Group {
    /// Whether both lists of members are the same. Where they are shared, that is settled by their address, which
    /// comparing two slices does not look at.
    pub fn has_members_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.members, &other.members) || self.members == other.members
    }

    /// The same group with these members, told by who carries each identifier; an identifier that nobody
    /// carries is a stranger's.
    #[must_use]
    pub fn with_members(
        &self,
        ids: impl IntoIterator<Item = Id>,
        person: impl Fn(Id) -> Option<Person>,
    ) -> Self {
        let (mut persons, mut strangers) = (Vec::new(), Vec::new());
        for id in ids {
            match person(id) {
                Some(person) => persons.push(person),
                None => strangers.push(id),
            }
        }
        persons.sort_unstable();
        strangers.sort_unstable();
        Self {
            members: persons.into(),
            strangers: strangers.into(),
            ..self.clone()
        }
    }
}

/// A group inside an assigned one, at any depth: nobody in it is provisioned through it, so only
/// what tells who waits in vain is kept.
#[derive(Clone, Default, Debug)]
pub struct InnerGroup {
    pub id: Id,
    pub name: Sym,
    /// The groups directly in it.
    pub inner: Box<[Id]>,
    /// The users directly in it: objectId and userPrincipalName.
    pub users: Box<[(Id, Sym)]>,
}

/// The groups of one side.
#[derive(Clone, Default)]
pub struct Groups {
    pub rows: Vec<Group>,
    /// The groups inside these, as far as they could be read.
    pub inner: Vec<InnerGroup>,
    /// What has changed since the read before, once somebody has asked.
    pub since: Since,
}

impl Groups {
    /// The group with this identifier.
    pub fn by_id(&self, id: Id) -> Option<&Group> {
        self.rows.iter().find(|group| group.id == id)
    }

    /// All memberships, strangers among them.
    pub fn memberships(&self) -> usize {
        self.rows
            .iter()
            .map(|group| group.members.len() + group.strangers.len())
            .sum()
    }
}
