//! One user.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

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

/// What a user is created with; empty text means that the attribute is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each is the attribute of its name, RFC 7643 4.1 and 4.3"
)]
pub struct NewUser {
    pub external_id: String,
    pub user_name: String,
    pub active: bool,
    pub display_name: String,
    pub given_name: String,
    pub family_name: String,
    /// `name.formatted`.
    pub formatted: String,
    /// The value of the one e-mail, of type work and primary.
    pub email: String,
    pub title: String,
    /// Of the enterprise extension.
    pub department: String,
}

/// What a patch changes: `None` leaves alone, empty text removes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of NewUser")]
pub struct Change {
    pub external_id: Option<String>,
    pub user_name: Option<String>,
    pub active: Option<bool>,
    pub display_name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub formatted: Option<String>,
    pub email: Option<String>,
    pub title: Option<String>,
    pub department: Option<String>,
}

impl Change {
    /// Only `active`.
    pub fn of_active(active: bool) -> Self {
        Self {
            active: Some(active),
            ..Self::default()
        }
    }

    /// The named attributes with their new values.
    pub(super) fn as_json(&self) -> Value {
        let texts = [
            ("external_id", &self.external_id),
            ("user_name", &self.user_name),
            ("name", &self.display_name),
            ("given_name", &self.given_name),
            ("family_name", &self.family_name),
            ("formatted_name", &self.formatted),
            ("email", &self.email),
            ("job_title", &self.title),
            ("department", &self.department),
        ];
        let named = texts
            .into_iter()
            .filter_map(|(name, value)| Some((name, json!(value.as_ref()?))));
        let active = self.active.map(|active| ("active", json!(active)));
        named
            .chain(active)
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }
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
            Self::Email => (UserAttribute::Emails, "\"value\":\""),
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
        row.attribute(&[&name(user)]);
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

fn name(user: &NewUser) -> String {
    let parts = [
        ("formatted", &user.formatted),
        ("familyName", &user.family_name),
        ("givenName", &user.given_name),
    ];
    let present = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let parts: Vec<_> = present
        .map(|(key, value)| format!("\"{key}\":{}", quoted(value)))
        .collect();
    format!("\"name\":{{{}}}", parts.join(","))
}

/// The string behind a key, in JSON that we wrote. The key cannot occur inside a string, where its
/// quotes would be escaped.
pub(super) fn text_after<'a>(json: &'a [u8], key: &str) -> Cow<'a, str> {
    let json = std::str::from_utf8(json).unwrap_or_default();
    let Some((_, rest)) = json.split_once(key) else {
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
