//! One user.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::change::Change;
use super::new_user::NewUser;
use super::register::Resource;
use super::row::{Row, RowWriter, meta, quoted};

/// A user's attributes in the order of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the attribute of its name, RFC 7643 4.1"
)]
pub enum UserAttribute {
    Schemas,
    Id,
    ExternalId,
    UserName,
    Name,
    DisplayName,
    Title,
    Emails,
    Active,
    Enterprise,
    Meta,
}

/// The single texts of a user, as filters and the REST routes ask for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the attribute of its name, RFC 7643 4.1 and 4.3"
)]
pub enum Text {
    Id,
    ExternalId,
    UserName,
    Formatted,
    FamilyName,
    GivenName,
    DisplayName,
    Title,
    Email,
    Department,
    Location,
}

impl Text {
    /// The attribute of the row that holds it, and the JSON key within.
    fn place(self) -> (UserAttribute, &'static str) {
        match self {
            Self::Id => (UserAttribute::Id, "\"id\":\""),
            Self::ExternalId => (UserAttribute::ExternalId, "\"externalId\":\""),
            Self::UserName => (UserAttribute::UserName, "\"userName\":\""),
            Self::Formatted => (UserAttribute::Name, "\"formatted\":\""),
            Self::FamilyName => (UserAttribute::Name, "\"familyName\":\""),
            Self::GivenName => (UserAttribute::Name, "\"givenName\":\""),
            Self::DisplayName => (UserAttribute::DisplayName, "\"displayName\":\""),
            Self::Title => (UserAttribute::Title, "\"title\":\""),
            Self::Email => (UserAttribute::Emails, "\"emails\":[{\"value\":\""),
            Self::Department => (UserAttribute::Enterprise, "\"department\":\""),
            Self::Location => (UserAttribute::Meta, "\"location\":\""),
        }
    }
}

/// The number of a user's attributes.
pub const USER_ATTRIBUTES: usize = 11;

/// One user. Its row is its record: nothing of it is held twice but what is compared often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The resource as the SCIM routes send it.
    pub row: Row<USER_ATTRIBUTES>,
    /// The user as groups list it, in JSON.
    pub member: Box<[u8]>,
    /// Whether the user may sign in.
    pub active: bool,
    /// When the user was created.
    pub created: DateTime<Utc>,
    /// When the user was changed last; the same as `created` when never.
    pub modified: DateTime<Utc>,
}

impl User {
    pub(super) fn new(base: &str, id: &str, user: &NewUser, now: DateTime<Utc>) -> Self {
        Self::at(base, id, user, (now, now))
    }

    fn at(
        base: &str,
        id: &str,
        user: &NewUser,
        (created, modified): (DateTime<Utc>, DateTime<Utc>),
    ) -> Self {
        let mut row = RowWriter::new();
        row.attribute(&[SCHEMAS]);
        row.text("\"id\":", id, "");
        row.text("\"externalId\":", &user.external_id, "");
        row.text("\"userName\":", &user.user_name, "");
        row.attribute(name(user).as_deref().as_slice());
        row.text("\"displayName\":", &user.display_name, "");
        row.text("\"title\":", &user.title, "");
        row.text(
            "\"emails\":[{\"value\":",
            &user.email,
            ",\"type\":\"work\",\"primary\":true}]",
        );
        row.attribute(&[if user.active {
            "\"active\":true"
        } else {
            "\"active\":false"
        }]);
        row.text(ENTERPRISE, &user.department, "}");
        row.attribute(&[&meta(
            "User",
            &format!("{base}/Users/{id}"),
            created,
            modified,
        )]);
        Self {
            row: row.finish(),
            member: member(base, id, &user.display_name).into(),
            active: user.active,
            created,
            modified,
        }
    }

    pub(super) fn patch(&mut self, base: &str, change: &Change, now: DateTime<Utc>) {
        let text = |new: &Option<String>, text| {
            new.clone().unwrap_or_else(|| self.text(text).into_owned())
        };
        let user = NewUser {
            external_id: text(&change.external_id, Text::ExternalId),
            user_name: text(&change.user_name, Text::UserName),
            active: change.active.unwrap_or(self.active),
            display_name: text(&change.display_name, Text::DisplayName),
            given_name: text(&change.given_name, Text::GivenName),
            family_name: text(&change.family_name, Text::FamilyName),
            formatted: text(&change.formatted, Text::Formatted),
            email: text(&change.email, Text::Email),
            title: text(&change.title, Text::Title),
            department: text(&change.department, Text::Department),
        };
        *self = Self::at(base, &self.id(), &user, (self.created, now));
    }

    /// One text of the user; empty when it has none.
    pub fn text(&self, text: Text) -> Cow<'_, str> {
        let (attribute, key) = text.place();
        text_after(self.row.attribute(attribute as usize), key)
    }
}

impl Resource for User {
    fn id(&self) -> Cow<'_, str> {
        self.text(Text::Id)
    }

    fn name(&self) -> Cow<'_, str> {
        self.text(Text::UserName)
    }

    fn external_id(&self) -> Cow<'_, str> {
        self.text(Text::ExternalId)
    }
}

const SCHEMAS: &str = "\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\
    \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"]";
const ENTERPRISE: &str =
    "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":";

/// The `name` attribute; none when all its parts are empty.
fn name(user: &NewUser) -> Option<String> {
    let parts = [
        ("formatted", &user.formatted),
        ("familyName", &user.family_name),
        ("givenName", &user.given_name),
    ];
    let present = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<_> = present
        .map(|(key, value)| format!("\"{key}\":{}", quoted(value)))
        .collect();
    (!parts.is_empty()).then(|| format!("\"name\":{{{}}}", parts.join(",")))
}

/// One value of `members` (RFC 7643 4.2).
fn member(base: &str, id: &str, display_name: &str) -> Vec<u8> {
    let display = if display_name.is_empty() {
        String::new()
    } else {
        format!("\"display\":{},", quoted(display_name))
    };
    let reference = quoted(&format!("{base}/Users/{id}"));
    format!("{{\"value\":{},{display}\"$ref\":{reference}}}", quoted(id)).into_bytes()
}

/// The string behind a key, in JSON that we wrote. The key cannot occur inside a string, where its
/// quotes would be escaped.
pub(super) fn text_after<'a>(json: &'a [u8], key: &str) -> Cow<'a, str> {
    let json = std::str::from_utf8(json).unwrap_or_default();
    let first = json.strip_prefix(key);
    let Some(rest) = first.or_else(|| Some(json.split_once(key)?.1)) else {
        return Cow::Borrowed("");
    };
    let end = rest.find(['"', '\\']).unwrap_or(rest.len());
    if rest[end..].starts_with('"') {
        return Cow::Borrowed(&rest[..end]);
    }
    let quoted = &json[json.len() - rest.len() - 1..];
    let mut strings = serde_json::Deserializer::from_str(quoted).into_iter::<String>();
    Cow::Owned(strings.next().and_then(Result::ok).unwrap_or_default())
}
