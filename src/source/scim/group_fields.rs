//! The attributes in use of a Group (RFC 7643, 4.2).

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess};

use super::fields::{Created, Fields, Object, inner};
use super::loose::{Found, Loose, Word, value};

/// A Group as it came, borrowed.
#[derive(Default)]
pub struct GroupFields<'a> {
    pub id: Word<'a>,
    pub external_id: Word<'a>,
    pub display_name: Word<'a>,
    pub members: Members<'a>,
    /// `meta.created`
    pub created: Word<'a>,
}

/// `members`: nothing where the attribute is absent or null.
#[derive(Default)]
pub struct Members<'a>(pub Option<Vec<Member<'a>>>);

/// A member by its identifier.
#[derive(Default)]
pub struct Member<'a> {
    pub value: Word<'a>,
    pub is_group: bool,
}

#[derive(Clone, Copy)]
pub enum Key {
    Id,
    ExternalId,
    DisplayName,
    Members,
    Meta,
}

impl<'de> Fields<'de> for GroupFields<'de> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[
        ("id", Key::Id),
        ("externalId", Key::ExternalId),
        ("displayName", Key::DisplayName),
        ("members", Key::Members),
        ("meta", Key::Meta),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Id => self.id = value(object)?,
            Key::ExternalId => self.external_id = value(object)?,
            Key::DisplayName => self.display_name = value(object)?,
            Key::Members => self.members = value(object)?,
            Key::Meta => self.created = inner::<Created, A>(object)?.0,
        }
        Ok(())
    }
}

impl<'de> Loose<'de> for Members<'de> {
    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let member = Member::object(object)?;
        Ok(Self(Some(vec![member])))
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut members = Vec::with_capacity(list.size_hint().unwrap_or(16));
        while let Some(Found::<Member>(member)) = list.next_element()? {
            // A member without a value says nothing of anybody.
            if !member.value.is_absent() {
                members.push(member);
            }
        }
        Ok(Self(Some(members)))
    }
}

impl<'de> Loose<'de> for Member<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self {
            value: Word::text(text),
            is_group: false,
        }
    }

    fn whole(number: i128) -> Self {
        Self {
            value: Word::whole(number),
            is_group: false,
        }
    }

    fn object<A: MapAccess<'de>>(object: A) -> Result<Self, A::Error> {
        let Object(fields) = Object::<MemberFields>::object(object)?;
        Ok(fields.unwrap_or_default().into())
    }
}

#[derive(Default)]
struct MemberFields<'a> {
    value: Word<'a>,
    kind: Word<'a>,
    reference: Word<'a>,
}

impl<'a> From<MemberFields<'a>> for Member<'a> {
    /// The type is often left out; then the reference tells. Numbers may name a user and a group
    /// at once, so that what is known to be a group must not be taken for a user.
    fn from(fields: MemberFields<'a>) -> Self {
        let said = fields.kind.get().eq_ignore_ascii_case("Group");
        let referred = fields.kind.is_absent() && fields.reference.get().contains("/Groups/");
        Self {
            value: fields.value,
            is_group: said || referred,
        }
    }
}

#[derive(Clone, Copy)]
enum MemberKey {
    Value,
    Type,
    Reference,
}

impl<'de> Fields<'de> for MemberFields<'de> {
    type Field = MemberKey;
    const NAMES: &'static [(&'static str, MemberKey)] = &[
        ("value", MemberKey::Value),
        ("type", MemberKey::Type),
        ("$ref", MemberKey::Reference),
    ];

    fn read<A: MapAccess<'de>>(
        &mut self,
        field: MemberKey,
        object: &mut A,
    ) -> Result<(), A::Error> {
        match field {
            MemberKey::Value => self.value = value(object)?,
            MemberKey::Type => self.kind = value(object)?,
            MemberKey::Reference => self.reference = value(object)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::resource;
    use super::*;

    fn members(json: &str) -> Option<Vec<(String, bool)>> {
        let group: GroupFields = resource(json.as_bytes()).unwrap();
        let members = group.members.0?;
        let seen = |member: &Member| (member.value.get().to_owned(), member.is_group);
        Some(members.iter().map(seen).collect())
    }

    #[test]
    fn absent_and_empty_members_are_two_things() {
        assert_eq!(members(r#"{"id":"g"}"#), None);
        assert_eq!(members(r#"{"id":"g","members":null}"#), None);
        assert_eq!(members(r#"{"id":"g","members":[]}"#), Some(vec![]));
    }

    #[test]
    fn members_come_as_objects_text_and_numbers() {
        let json = r#"{"members":[{"value":53},{"value":"54"},{"value":null},"55",56,[],
            {"value":"57","type":"group"},{"value":"58","$ref":"https://x/v2/Groups/58"},
            {"value":"59","type":"User","$ref":"https://x/v2/Groups/59"}]}"#;
        let user = |value: &str| (value.to_owned(), false);
        let group = |value: &str| (value.to_owned(), true);
        let all = vec![
            user("53"),
            user("54"),
            user("55"),
            user("56"),
            group("57"),
            group("58"),
            user("59"),
        ];
        assert_eq!(members(json), Some(all));
        assert_eq!(
            members(r#"{"members":{"value":"1"}}"#),
            Some(vec![user("1")])
        );
    }
}
