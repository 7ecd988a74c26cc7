//! A User (RFC 7643, 4.1) as it came: what every read needs by itself, the rest to be looked into.

use std::borrow::Cow;

use serde::de::MapAccess;
use serde_json::value::RawValue;

use super::fields::{Created, Fields, inner};
use super::loose::{Flag, Word, skip, value};

/// A User as it came, borrowed.
#[derive(Default)]
pub struct UserFields<'a> {
    pub id: Word<'a>,
    pub user_name: Word<'a>,
    pub external_id: Word<'a>,
    pub active: Flag,
    /// `meta.created`
    pub created: Word<'a>,
    /// Every other attribute, unread.
    rest: Vec<(Cow<'a, str>, &'a RawValue)>,
}

#[derive(Clone, Copy)]
pub enum Key {
    Id,
    UserName,
    ExternalId,
    Active,
    Meta,
    /// Of no use to anybody here.
    Passed,
}

impl<'de> Fields<'de> for UserFields<'de> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[
        ("id", Key::Id),
        ("userName", Key::UserName),
        ("externalId", Key::ExternalId),
        ("active", Key::Active),
        ("meta", Key::Meta),
        ("schemas", Key::Passed),
        ("groups", Key::Passed),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Id => self.id = value(object)?,
            Key::UserName => self.user_name = value(object)?,
            Key::ExternalId => self.external_id = value(object)?,
            Key::Active => self.active = value(object)?,
            Key::Meta => self.created = inner::<Created, A>(object)?.0,
            Key::Passed => skip(object)?,
        }
        Ok(())
    }

    fn other<A: MapAccess<'de>>(
        &mut self,
        name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error> {
        self.rest.push((name, object.next_value()?));
        Ok(())
    }
}

impl<'a> UserFields<'a> {
    /// The attribute called `name`, in any case and as JSON; the first of several.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.rest.iter();
        rest.find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.get())
    }

    /// The attribute `name` of an extension, under its whole name.
    pub fn flat(&self, urn: &str, name: &str) -> Option<&'a str> {
        let is = |key: &str| {
            let (start, end) = key.split_at_checked(urn.len())?;
            let own = end.strip_prefix(':')?;
            (start.eq_ignore_ascii_case(urn) && own.eq_ignore_ascii_case(name)).then_some(())
        };
        let mut rest = self.rest.iter();
        rest.find(|(key, _)| is(key).is_some())
            .map(|(_, value)| value.get())
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
        let user = read(
            r#"{"ID":"1","USERNAME":"a","username":"b","Meta":{"CREATED":"t"},"TITLE":"x","title":"y"}"#,
        );
        assert_eq!(user.id.get(), "1");
        assert_eq!(user.user_name.get(), "a");
        assert_eq!(user.created.get(), "t");
        assert_eq!(user.attribute("title"), Some("\"x\""));
    }

    #[test]
    fn oddities_of_providers_do_no_harm() {
        let user = read(
            r#"{"id":1051,"addresses":[[]],"emails":[{}],"active":"False","externalId":7,
                "groups":[{"value":"g","members":[{"value":"x"}]}],"meta":null,"title":["x"]}"#,
        );
        assert_eq!((user.id.get(), user.external_id.get()), ("1051", "7"));
        assert_eq!(user.active.0, Some(false));
        assert_eq!(user.attribute("groups"), None);
    }
}
