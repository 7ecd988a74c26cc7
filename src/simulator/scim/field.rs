//! The single values that filters and sorting can ask for.

use super::kind::{ENTERPRISE_SCHEMA, Kind};
use super::path::Path;

/// A single-valued attribute, or one sub-attribute of a complex one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table names each by its path")]
pub enum Field {
    Schemas,
    Id,
    ExternalId,
    UserName,
    Formatted,
    FamilyName,
    GivenName,
    DisplayName,
    Title,
    EmailValue,
    EmailType,
    EmailPrimary,
    Active,
    Department,
    MemberValue,
    MemberDisplay,
    MemberRef,
    ResourceType,
    Created,
    LastModified,
    Location,
}

/// How a field's values compare (RFC 7643 2.3 and 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A string, compared case aside.
    Text,
    /// A string with caseExact, or a reference.
    ExactText,
    /// A boolean.
    Boolean,
    /// A point in time.
    DateTime,
}

const USER: &[Kind] = &[Kind::User];
const GROUP: &[Kind] = &[Kind::Group];
const BOTH: &[Kind] = &Kind::ALL;

/// Path, field, type, and the resource types that have it. A complex attribute without a
/// sub-attribute stands for its value (RFC 7644 3.4.2.2).
#[rustfmt::skip]
const TABLE: [(&str, Field, Type, &[Kind]); 25] = [
    ("schemas", Field::Schemas, Type::Text, BOTH),
    ("id", Field::Id, Type::ExactText, BOTH),
    ("externalid", Field::ExternalId, Type::ExactText, BOTH),
    ("username", Field::UserName, Type::Text, USER),
    ("name", Field::Formatted, Type::Text, USER),
    ("name.formatted", Field::Formatted, Type::Text, USER),
    ("name.familyname", Field::FamilyName, Type::Text, USER),
    ("name.givenname", Field::GivenName, Type::Text, USER),
    ("displayname", Field::DisplayName, Type::Text, BOTH),
    ("title", Field::Title, Type::Text, USER),
    ("emails", Field::EmailValue, Type::Text, USER),
    ("emails.value", Field::EmailValue, Type::Text, USER),
    ("emails.type", Field::EmailType, Type::Text, USER),
    ("emails.primary", Field::EmailPrimary, Type::Boolean, USER),
    ("active", Field::Active, Type::Boolean, USER),
    ("department", Field::Department, Type::Text, USER),
    ("members", Field::MemberValue, Type::ExactText, GROUP),
    ("members.value", Field::MemberValue, Type::ExactText, GROUP),
    ("members.display", Field::MemberDisplay, Type::Text, GROUP),
    ("members.$ref", Field::MemberRef, Type::ExactText, GROUP),
    ("meta", Field::ResourceType, Type::ExactText, BOTH),
    ("meta.resourcetype", Field::ResourceType, Type::ExactText, BOTH),
    ("meta.created", Field::Created, Type::DateTime, BOTH),
    ("meta.lastmodified", Field::LastModified, Type::DateTime, BOTH),
    ("meta.location", Field::Location, Type::ExactText, BOTH),
];

impl Field {
    /// The field of a resource type behind a path; `None` when the type has no such attribute.
    pub fn of(kind: Kind, path: &Path) -> Option<(Self, Type)> {
        let extended = path.schema == ENTERPRISE_SCHEMA.to_lowercase();
        if !extended && !path.schema.is_empty() && path.schema != kind.schema().to_lowercase() {
            return None;
        }
        let name = if path.sub.is_empty() {
            path.name.clone()
        } else {
            format!("{}.{}", path.name, path.sub)
        };
        let mut rows = TABLE
            .iter()
            .filter(|(_, field, ..)| extended == (*field == Field::Department));
        let found = rows.find(|(path, _, _, kinds)| *path == name && kinds.contains(&kind));
        found.map(|&(_, field, of_type, _)| (field, of_type))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: Kind, text: &str) -> Option<Field> {
        Field::of(kind, &Path::parse(text)?).map(|(field, _)| field)
    }

    #[test]
    fn a_path_is_known_by_its_schema_and_type() {
        assert_eq!(of(Kind::User, "USERNAME"), Some(Field::UserName));
        assert_eq!(of(Kind::Group, "userName"), None);
        let core = format!("{}:userName", Kind::User.schema());
        assert_eq!(of(Kind::User, &core), Some(Field::UserName));
        assert_eq!(of(Kind::Group, &core), None);
        assert_eq!(
            of(Kind::User, &format!("{ENTERPRISE_SCHEMA}:department")),
            Some(Field::Department)
        );
        assert_eq!(of(Kind::User, "department"), None);
        assert_eq!(
            of(Kind::User, &format!("{ENTERPRISE_SCHEMA}:userName")),
            None
        );
        assert_eq!(of(Kind::Group, "members.$ref"), Some(Field::MemberRef));
    }
}
