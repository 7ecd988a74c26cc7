//! One group.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::register::Resource;
use super::row::{Row, RowWriter, meta};
use super::user::text_after;

/// A group's attributes in the order of its row; `members` follow the row and are not in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the attribute of its name, RFC 7643 4.2"
)]
pub enum GroupAttribute {
    Schemas,
    Id,
    ExternalId,
    DisplayName,
    Meta,
}

/// The number of a group's attributes, `members` aside.
pub const GROUP_ATTRIBUTES: usize = 5;

/// One group. Ten million memberships as text would be gigabytes, so the members are the users'
/// slots, and their JSON is put together from the users' rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The resource as the SCIM routes send it, without `members`.
    pub row: Row<GROUP_ATTRIBUTES>,
    /// The slots of the members, ascending.
    pub members: Vec<u32>,
    /// When the group was created.
    pub created: DateTime<Utc>,
    /// When the group was changed last, memberships included.
    pub modified: DateTime<Utc>,
}

impl Group {
    pub(super) fn new(
        base: &str,
        id: &str,
        external_id: &str,
        display_name: &str,
        now: DateTime<Utc>,
    ) -> Self {
        let row = row(base, [id, external_id, display_name], now, now);
        Self {
            row,
            members: Vec::new(),
            created: now,
            modified: now,
        }
    }

    /// The displayName.
    pub fn display_name(&self) -> Cow<'_, str> {
        text_after(
            self.row.attribute(GroupAttribute::DisplayName as usize),
            "\"displayName\":\"",
        )
    }

    /// The URL of the group itself.
    pub fn location(&self) -> Cow<'_, str> {
        text_after(
            self.row.attribute(GroupAttribute::Meta as usize),
            "\"location\":\"",
        )
    }

    /// Whether a user is a direct member.
    pub fn holds(&self, user: u32) -> bool {
        self.members.binary_search(&user).is_ok()
    }

    pub(super) fn rename(&mut self, base: &str, display_name: &str, now: DateTime<Utc>) {
        self.row = row(
            base,
            [&self.id(), &self.external_id(), display_name],
            self.created,
            now,
        );
        self.modified = now;
    }

    pub(super) fn add(&mut self, base: &str, users: &[u32], now: DateTime<Utc>) {
        self.members.extend_from_slice(users);
        self.members.sort_unstable();
        self.members.dedup();
        self.touch(base, now);
    }

    pub(super) fn remove(&mut self, base: &str, users: &[u32], now: DateTime<Utc>) {
        let mut leaving = users.to_vec();
        leaving.sort_unstable();
        self.members
            .retain(|member| leaving.binary_search(member).is_err());
        self.touch(base, now);
    }

    fn touch(&mut self, base: &str, now: DateTime<Utc>) {
        let name = self.display_name().into_owned();
        self.rename(base, &name, now);
    }
}

impl Resource for Group {
    fn id(&self) -> Cow<'_, str> {
        text_after(self.row.attribute(GroupAttribute::Id as usize), "\"id\":\"")
    }

    fn name(&self) -> Cow<'_, str> {
        self.display_name()
    }

    fn external_id(&self) -> Cow<'_, str> {
        text_after(
            self.row.attribute(GroupAttribute::ExternalId as usize),
            "\"externalId\":\"",
        )
    }
}

fn row(
    base: &str,
    [id, external_id, display_name]: [&str; 3],
    created: DateTime<Utc>,
    modified: DateTime<Utc>,
) -> Row<GROUP_ATTRIBUTES> {
    let mut row = RowWriter::new();
    row.attribute(&["\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"]"]);
    row.text("\"id\":", id, "");
    row.text("\"externalId\":", external_id, "");
    row.text("\"displayName\":", display_name, "");
    row.attribute(&[&meta(
        "Group",
        &format!("{base}/Groups/{id}"),
        created,
        modified,
    )]);
    row.finish()
}
