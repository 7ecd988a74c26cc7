//! A value that is looked into: only attributes in use are read so.

use std::borrow::Cow;

use serde::de::{MapAccess, SeqAccess};

use super::loose::{Found, Loose};

/// Any JSON value, its numbers as digits. What is neither of these is absent.
#[derive(Clone, Default, PartialEq, Debug)]
pub enum Node<'a> {
    #[default]
    Absent,
    Text(Cow<'a, str>),
    Flag(bool),
    List(Vec<Node<'a>>),
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// Reads `json`; absent where it cannot be read.
    pub fn read(json: &'a str) -> Self {
        serde_json::from_str::<Found<Node>>(json).map_or(Node::Absent, |found| found.0)
    }

    /// The attribute called `name` of an object, in any case.
    pub fn attribute(&self, name: &str) -> &Node<'a> {
        let Node::Object(attributes) = self else {
            return &Node::Absent;
        };
        let mut attributes = attributes.iter();
        attributes
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or(&Node::Absent, |(_, value)| value)
    }

    /// The values of a multi-valued attribute, which some write as a single one.
    pub fn values(&self) -> &[Node<'a>] {
        match self {
            Node::List(values) => values,
            Node::Absent => &[],
            one => std::slice::from_ref(one),
        }
    }

    /// A simple value as text; booleans as Entra writes them.
    pub fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) if text.is_empty() => None,
            Node::Text(text) => Some(text),
            Node::Flag(true) => Some("True"),
            Node::Flag(false) => Some("False"),
            _ => None,
        }
    }
}

impl<'de> Loose<'de> for Node<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self::Text(text)
    }

    fn whole(number: i128) -> Self {
        Self::Text(Cow::Owned(number.to_string()))
    }

    fn flag(flag: bool) -> Self {
        Self::Flag(flag)
    }

    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut attributes = Vec::new();
        while let Some((Found(Key(key)), Found(value))) = object.next_entry()? {
            attributes.push((key, value));
        }
        Ok(Self::Object(attributes))
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        let mut values = Vec::new();
        while let Some(Found(value)) = list.next_element()? {
            values.push(value);
        }
        Ok(Self::List(values))
    }
}

/// A name, borrowed where it has no escapes.
#[derive(Default)]
struct Key<'a>(Cow<'a, str>);

impl<'de> Loose<'de> for Key<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self(text)
    }
}
