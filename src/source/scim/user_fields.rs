//! The attributes in use of a User (RFC 7643, 4.1) and its enterprise extension (4.3).

use serde::de::MapAccess;

use super::emails::Emails;
use super::fields::{Created, Department, Fields, Formatted, inner};
use super::loose::{Flag, Word, value};

/// A User as it came, borrowed.
#[derive(Default)]
pub struct UserFields<'a> {
    pub id: Word<'a>,
    pub user_name: Word<'a>,
    pub external_id: Word<'a>,
    pub display_name: Word<'a>,
    /// `name.formatted`
    pub formatted: Word<'a>,
    pub title: Word<'a>,
    pub department: Word<'a>,
    pub active: Flag,
    pub emails: Emails<'a>,
    /// `meta.created`
    pub created: Word<'a>,
}

#[derive(Clone, Copy)]
pub enum Key {
    Id,
    UserName,
    ExternalId,
    DisplayName,
    Name,
    Title,
    Active,
    Emails,
    Meta,
    Enterprise,
    Department,
}

impl<'de> Fields<'de> for UserFields<'de> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[
        ("id", Key::Id),
        ("userName", Key::UserName),
        ("externalId", Key::ExternalId),
        ("displayName", Key::DisplayName),
        ("name", Key::Name),
        ("title", Key::Title),
        ("active", Key::Active),
        ("emails", Key::Emails),
        ("meta", Key::Meta),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
            Key::Enterprise,
        ),
        ("urn:scim:schemas:extension:enterprise:1.0", Key::Enterprise),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            Key::Department,
        ),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Id => self.id = value(object)?,
            Key::UserName => self.user_name = value(object)?,
            Key::ExternalId => self.external_id = value(object)?,
            Key::DisplayName => self.display_name = value(object)?,
            Key::Name => self.formatted = inner::<Formatted, A>(object)?.0,
            Key::Title => self.title = value(object)?,
            Key::Active => self.active = value(object)?,
            Key::Emails => self.emails = value(object)?,
            Key::Meta => self.created = inner::<Created, A>(object)?.0,
            Key::Enterprise => {
                let department = inner::<Department, A>(object)?.0;
                self.keep_department(department);
            }
            Key::Department => {
                let department = value(object)?;
                self.keep_department(department);
            }
        }
        Ok(())
    }
}

impl<'de> UserFields<'de> {
    fn keep_department(&mut self, department: Word<'de>) {
        if self.department.is_absent() {
            self.department = department;
        }
    }

    /// `displayName`, else `name.formatted`.
    pub fn shown_name(&self) -> &str {
        if self.display_name.is_absent() {
            self.formatted.get()
        } else {
            self.display_name.get()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::resource;
    use super::*;

    fn read(json: &str) -> UserFields<'_> {
        resource(json.as_bytes()).unwrap()
    }

    #[test]
    fn names_are_matched_in_any_case_and_the_first_counts() {
        let user = read(r#"{"ID":"1","USERNAME":"a","username":"b","Meta":{"CREATED":"t"}}"#);
        assert_eq!(user.id.get(), "1");
        assert_eq!(user.user_name.get(), "a");
        assert_eq!(user.created.get(), "t");
    }

    #[test]
    fn the_department_is_found_in_every_place() {
        for json in [
            r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"D"}}"#,
            r#"{"URN:ietf:params:scim:schemas:extension:Enterprise:2.0:user":{"DEPARTMENT":"D"}}"#,
            r#"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department":"D"}"#,
            r#"{"urn:scim:schemas:extension:enterprise:1.0":{"department":"D"}}"#,
            r#"{"urn:scim:schemas:extension:enterprise:1.0":{"manager":"x","department":"D"},
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{}}}"#,
        ] {
            assert_eq!(read(json).department.get(), "D", "{json}");
        }
    }

    #[test]
    fn a_display_name_is_taken_where_it_stands() {
        let shown = |json| read(json).shown_name().to_owned();
        assert_eq!(
            shown(r#"{"displayName":"A","name":{"formatted":"B"}}"#),
            "A"
        );
        assert_eq!(
            shown(r#"{"displayName":null,"name":{"formatted":"B"}}"#),
            "B"
        );
        assert_eq!(shown(r#"{"displayName":"","name":{"Formatted":"B"}}"#), "B");
        assert_eq!(shown(r#"{"name":"B"}"#), "");
    }

    #[test]
    fn oddities_of_providers_do_no_harm() {
        let user = read(
            r#"{"id":1051,"addresses":[[]],"emails":[{}],"active":"False","externalId":7,
                "groups":[{"value":"g","members":[{"value":"x"}]}],"meta":null,"title":["x"]}"#,
        );
        assert_eq!((user.id.get(), user.external_id.get()), ("1051", "7"));
        assert_eq!(user.active.0, Some(false));
        assert!(user.title.is_absent() && user.emails.chosen().is_empty());
    }
}
