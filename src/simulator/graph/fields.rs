//! The properties of users and groups, by their names on the wire.

use std::borrow::Cow;
use std::io::Write;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::simulator::guid::Guid;
use crate::simulator::world::{Group, GroupKind, Presence, User};

/// The value of a property.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Flag(bool),
    Text(Cow<'a, str>),
    Id(Guid),
    Time(DateTime<Utc>),
    List(Vec<Cow<'a, str>>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn optional(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::text)
    }

    /// The value as a filter compares it; null and lists have none.
    pub fn filter_text(&self) -> Option<String> {
        match self {
            Self::Null | Self::List(_) => None,
            Self::Flag(flag) => Some(flag.to_string()),
            Self::Text(text) => Some(text.clone().into_owned()),
            Self::Id(id) => Some(id.to_string()),
            Self::Time(at) => Some(timestamp(*at)),
        }
    }

    /// Appends the value as JSON.
    pub fn write(&self, out: &mut Vec<u8>) {
        // Writing to memory cannot fail.
        let _ = match self {
            Self::Null => out.write_all(b"null"),
            Self::Flag(flag) => write!(out, "{flag}"),
            Self::Text(text) => serde_json::to_writer(out, text).map_err(Into::into),
            Self::Id(id) => write!(out, "\"{id}\""),
            Self::Time(at) => write!(out, "\"{}\"", timestamp(*at)),
            Self::List(texts) => serde_json::to_writer(out, texts).map_err(Into::into),
        };
    }
}

/// A time as the directory writes it: whole seconds, UTC.
pub fn timestamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A property: its name and where its value comes from.
pub struct Field<T: 'static> {
    pub name: &'static str,
    pub value: for<'a> fn(&'a T) -> Value<'a>,
}

/// A resource whose rows are cached by projection.
pub trait Resource: Sized + 'static {
    /// The type without the leading `#`.
    const TYPE: &'static str;
    const FIELDS: &'static [Field<Self>];
    /// What a request without `$select` gets.
    const DEFAULT: &'static [&'static str];

    /// The value of a property; `None` if the type has no such property.
    fn value(&self, name: &str) -> Option<Value<'_>> {
        Self::FIELDS
            .iter()
            .find(|field| field.name == name)
            .map(|field| (field.value)(self))
    }
}

macro_rules! fields {
    ($($name:literal => $value:expr),* $(,)?) => { &[$(Field { name: $name, value: $value }),*] };
}

impl Resource for User {
    const TYPE: &'static str = "microsoft.graph.user";

    const DEFAULT: &'static [&'static str] = &[
        "businessPhones",
        "displayName",
        "givenName",
        "id",
        "jobTitle",
        "mail",
        "mobilePhone",
        "officeLocation",
        "preferredLanguage",
        "surname",
        "userPrincipalName",
    ];

    const FIELDS: &'static [Field<Self>] = fields![
        "id" => |user| Value::Id(user.id),
        "userPrincipalName" => |user| Value::Text(user.listed_user_principal_name()),
        "mail" => |user| Value::optional(user.mail.as_deref()),
        "mailNickname" => |user| Value::text(user.mail_nickname()),
        "displayName" => |user| Value::text(&user.display_name),
        "givenName" => |user| Value::text(&user.given_name),
        "surname" => |user| Value::text(&user.surname),
        "jobTitle" => |user| Value::optional(user.job_title.as_deref()),
        "department" => |user| Value::optional(user.department.as_deref()),
        "accountEnabled" => |user| Value::Flag(user.account_enabled),
        "userType" => |user| Value::text(if user.guest { "Guest" } else { "Member" }),
        "externalUserState" => |user| if user.guest { Value::text("Accepted") } else { Value::Null },
        "createdDateTime" => |user| Value::Time(user.created),
        "deletedDateTime" => |user| match user.presence {
            Presence::SoftDeleted(at) => Value::Time(at),
            Presence::Present | Presence::Purged => Value::Null,
        },
        "proxyAddresses" => |user| {
            Value::List(user.mail.iter().map(|mail| Cow::Owned(format!("SMTP:{mail}"))).collect())
        },
        "businessPhones" => |_| Value::List(Vec::new()),
        "otherMails" => |_| Value::List(Vec::new()),
        "usageLocation" => |_| Value::text("SE"),
        "preferredLanguage" => |_| Value::Null,
        "mobilePhone" => |_| Value::Null,
        "faxNumber" => |_| Value::Null,
        "officeLocation" => |_| Value::Null,
        "streetAddress" => |_| Value::Null,
        "city" => |_| Value::Null,
        "state" => |_| Value::Null,
        "postalCode" => |_| Value::Null,
        "country" => |_| Value::Null,
        "companyName" => |_| Value::Null,
        "employeeId" => |_| Value::Null,
        "employeeType" => |_| Value::Null,
        "employeeOrgData" => |_| Value::Null,
        "onPremisesImmutableId" => |_| Value::Null,
        "onPremisesSyncEnabled" => |_| Value::Null,
        "onPremisesExtensionAttributes" => |_| Value::Null,
    ];
}

impl Resource for Group {
    const TYPE: &'static str = "microsoft.graph.group";

    const DEFAULT: &'static [&'static str] = &[
        "id",
        "deletedDateTime",
        "classification",
        "createdDateTime",
        "description",
        "displayName",
        "groupTypes",
        "mail",
        "mailEnabled",
        "mailNickname",
        "membershipRule",
        "membershipRuleProcessingState",
        "onPremisesSyncEnabled",
        "proxyAddresses",
        "securityEnabled",
        "visibility",
    ];

    const FIELDS: &'static [Field<Self>] = fields![
        "id" => |group| Value::Id(group.id),
        "displayName" => |group| Value::text(&group.display_name),
        "securityEnabled" => |group| Value::Flag(group.kind != GroupKind::Unified),
        "mailEnabled" => |group| Value::Flag(group.kind == GroupKind::Unified),
        "mailNickname" => |group| Value::Text(Cow::Owned(group.mail_nickname())),
        "groupTypes" => |group| Value::List(match group.kind {
            GroupKind::Security => Vec::new(),
            GroupKind::Dynamic => vec![Cow::Borrowed("DynamicMembership")],
            GroupKind::Unified => vec![Cow::Borrowed("Unified")],
        }),
        "membershipRule" => |group| match group.kind {
            GroupKind::Dynamic => Value::text("(user.accountEnabled -ne null)"),
            GroupKind::Security | GroupKind::Unified => Value::Null,
        },
        "membershipRuleProcessingState" => |group| match group.kind {
            GroupKind::Dynamic => Value::text("On"),
            GroupKind::Security | GroupKind::Unified => Value::Null,
        },
        "createdDateTime" => |group| Value::Time(group.created),
        "deletedDateTime" => |_| Value::Null,
        "description" => |_| Value::Null,
        "classification" => |_| Value::Null,
        "mail" => |_| Value::Null,
        "visibility" => |_| Value::Null,
        "onPremisesSyncEnabled" => |_| Value::Null,
        "proxyAddresses" => |_| Value::List(Vec::new()),
        "isAssignableToRole" => |_| Value::Null,
    ];
}
