//! Which attributes an answer has (RFC 7644 3.4.2.5 and 3.9).

use serde_json::Value;

use super::kind::{ENTERPRISE_SCHEMA, Kind};
use super::path::Path;
use super::query::Query;

/// How much of one attribute an answer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Share {
    /// All of it.
    Whole,
    /// These sub-attributes, in lower case.
    Only(Vec<String>),
    /// All but these sub-attributes, in lower case.
    Without(Vec<String>),
    /// Nothing.
    None,
}

/// The share of every attribute of one resource type, in the order of its row; for groups,
/// `members` come last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    shares: Vec<Share>,
}

const USER: &[&str] = &[
    "schemas",
    "id",
    "externalid",
    "username",
    "name",
    "displayname",
    "title",
    "emails",
    "active",
    "",
    "meta",
];
const GROUP: &[&str] = &[
    "schemas",
    "id",
    "externalid",
    "displayname",
    "meta",
    "members",
];

/// The place of the enterprise extension in a user's row.
const ENTERPRISE: usize = 9;

/// `schemas` and `id` are always returned.
const ALWAYS: usize = 2;

impl Projection {
    /// What a query asks for. `attributes` wins where both parameters are given; names that the
    /// type does not have are passed over.
    pub fn of(query: &Query, kind: Kind) -> Self {
        let length = names(kind).len();
        let mut shares = vec![Share::Whole; length];
        if query.attributes.is_empty() {
            for (number, sub) in query.excluded.iter().filter_map(|name| place(kind, name)) {
                shares[number].exclude(sub);
            }
        } else {
            shares = vec![Share::None; length];
            for (number, sub) in query.attributes.iter().filter_map(|name| place(kind, name)) {
                shares[number].include(sub);
            }
        }
        shares[..ALWAYS].fill(Share::Whole);
        Self { shares }
    }

    /// The share of the attribute with this number.
    pub fn share(&self, number: usize) -> &Share {
        self.shares.get(number).unwrap_or(&Share::None)
    }

    /// Whether the first `length` attributes are all returned whole.
    pub fn is_whole(&self, length: usize) -> bool {
        self.shares
            .iter()
            .take(length)
            .all(|share| *share == Share::Whole)
    }
}

impl Share {
    fn include(&mut self, sub: String) {
        match self {
            _ if sub.is_empty() => *self = Self::Whole,
            Self::Only(subs) => subs.push(sub),
            Self::None => *self = Self::Only(vec![sub]),
            Self::Whole | Self::Without(_) => {}
        }
    }

    fn exclude(&mut self, sub: String) {
        match self {
            _ if sub.is_empty() => *self = Self::None,
            Self::Without(subs) => subs.push(sub),
            Self::Whole => *self = Self::Without(vec![sub]),
            Self::None | Self::Only(_) => {}
        }
    }

    /// Whether a sub-attribute is returned.
    pub fn has(&self, sub: &str) -> bool {
        let named = |subs: &[String]| subs.iter().any(|name| name.eq_ignore_ascii_case(sub));
        match self {
            Self::Whole => true,
            Self::Only(subs) => named(subs),
            Self::Without(subs) => !named(subs),
            Self::None => false,
        }
    }

    /// The share of a complex value, or of each of several; `None` when nothing is left.
    pub fn cut(&self, value: Value) -> Option<Value> {
        match value {
            Value::Object(mut object) => {
                object.retain(|name, _| self.has(name));
                (!object.is_empty()).then_some(Value::Object(object))
            }
            Value::Array(values) => {
                let values: Vec<_> = values
                    .into_iter()
                    .filter_map(|value| self.cut(value))
                    .collect();
                (!values.is_empty()).then_some(Value::Array(values))
            }
            simple => matches!(self, Self::Whole | Self::Without(_)).then_some(simple),
        }
    }
}

fn names(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::User => USER,
        Kind::Group => GROUP,
    }
}

/// The number of an attribute and the sub-attribute, empty for the whole.
fn place(kind: Kind, text: &str) -> Option<(usize, String)> {
    if kind == Kind::User && text.eq_ignore_ascii_case(ENTERPRISE_SCHEMA) {
        return Some((ENTERPRISE, String::new()));
    }
    let path = Path::parse(text)?;
    if kind == Kind::User && path.schema.eq_ignore_ascii_case(ENTERPRISE_SCHEMA) {
        return Some((ENTERPRISE, path.name));
    }
    if !path.schema.is_empty() && !path.schema.eq_ignore_ascii_case(kind.schema()) {
        return None;
    }
    let number = names(kind).iter().position(|name| *name == path.name)?;
    Some((number, path.sub))
}
