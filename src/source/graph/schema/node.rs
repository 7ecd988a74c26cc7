//! JSON as it came, before anything is made of it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// Where a document is no longer taken apart: below the 128 levels at which the JSON parser gives
/// up, and at a level where a mapping source stands (they are at 8, 11, 14 ...), so that who reads
/// one can go on from there.
const TAKEN_APART: usize = 113;
/// The level of an attribute mapping's source.
const SOURCE: usize = 8;

/// One value, borrowed from the answer.
#[derive(Debug)]
pub(super) enum Node<'a> {
    Null,
    /// Text, a number or a flag, spelled out.
    Scalar(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
    /// A list or an object too deep down to have been taken apart.
    Deep(&'a RawValue),
}

impl<'a> Node<'a> {
    /// A mapping source that was too deep down, taken apart as if it were the first one.
    pub fn of_deep_source(raw: &'a RawValue) -> serde_json::Result<Self> {
        let mut text = serde_json::Deserializer::from_str(raw.get());
        Level(SOURCE).deserialize(&mut text)
    }

    /// What a person calls this kind of value.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Scalar(_) => "a single value",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Deep(_) => "nested too deep",
        }
    }

    /// The value of a key; the first one where it is repeated.
    pub fn field(&self, key: &str) -> Option<&Node<'a>> {
        let Self::Object(fields) = self else {
            return None;
        };
        let field = fields.iter().find(|(name, _)| name == key);
        field.map(|(_, value)| value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Node<'a> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        Level(1).deserialize(value)
    }
}

/// How deep a value stands.
#[derive(Clone, Copy)]
struct Level(usize);

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<Node<'de>, D::Error> {
        if self.0 < TAKEN_APART {
            return value.deserialize_any(self);
        }
        let raw = <&RawValue>::deserialize(value)?;
        if raw.get().starts_with(['{', '[']) {
            return Ok(Node::Deep(raw));
        }
        serde_json::from_str(raw.get()).map_err(D::Error::custom)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Node<'de>, E> {
        let text = if flag { "true" } else { "false" };
        Ok(Node::Scalar(Cow::Borrowed(text)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(number.to_string())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(Self(self.0 + 1))? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Node<'de>, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = object.next_key()? {
            fields.push((key, object.next_value_seed(Self(self.0 + 1))?));
        }
        Ok(Node::Object(fields))
    }
}

/// A key, borrowed unless it holds escapes (a plain `Cow` would always be copied).
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(key: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }
        }
        key.deserialize_str(Text).map(Self)
    }
}
