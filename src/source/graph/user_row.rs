//! One user as Graph sends it: what every read needs, and whatever else was asked for.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::source::word::Word;

/// A user, borrowed from the answer.
#[derive(Default)]
pub(super) struct Row<'a> {
    pub id: Word<'a>,
    pub name: Word<'a>,
    pub enabled: Word<'a>,
    pub kind: Word<'a>,
    pub created: Word<'a>,
    rest: Vec<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Row<'a> {
    /// A simple property as text; booleans as Entra writes them.
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        let own = [
            ("id", &self.id),
            ("userPrincipalName", &self.name),
            ("userType", &self.kind),
            ("createdDateTime", &self.created),
        ];
        if let Some((_, word)) = own.iter().find(|(property, _)| *property == name) {
            return (!word.is_empty()).then(|| Cow::Borrowed(word.get()));
        }
        if name == "accountEnabled" {
            return self.enabled.flag().map(|flag| Cow::Borrowed(truth(flag)));
        }
        let json = self.raw(name)?.get();
        let plain = json
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        match plain {
            Some(text) if !text.contains('\\') => (!text.is_empty()).then_some(Cow::Borrowed(text)),
            _ => simple(&read(json)).map(Cow::Owned),
        }
    }

    /// The values of a property that holds several.
    pub fn list(&self, name: &str) -> Vec<String> {
        let value = self.raw(name).map(|raw| read(raw.get()));
        match value {
            Some(Value::Array(values)) => values.iter().filter_map(simple).collect(),
            _ => Vec::new(),
        }
    }

    /// The property `inner` of the object `name`.
    pub fn within(&self, name: &str, inner: &str) -> Option<Cow<'_, str>> {
        let object = read(self.raw(name)?.get());
        simple(object.get(inner)?).map(Cow::Owned)
    }

    fn raw(&self, name: &str) -> Option<&'a RawValue> {
        let mut rest = self.rest.iter();
        rest.find(|(key, _)| key == name).map(|(_, raw)| *raw)
    }
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

fn simple(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(truth(*flag).to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn truth(flag: bool) -> &'static str {
    if flag { "True" } else { "False" }
}

impl<'de: 'a, 'a> Deserialize<'de> for Row<'a> {
    fn deserialize<D: Deserializer<'de>>(row: D) -> Result<Self, D::Error> {
        row.deserialize_map(AnyUser)
    }
}

struct AnyUser;

impl<'de> Visitor<'de> for AnyUser {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a user")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut user: A) -> Result<Row<'de>, A::Error> {
        let mut row = Row::default();
        while let Some(key) = user.next_key::<Word<'de>>()? {
            match key.get() {
                "id" => row.id = user.next_value()?,
                "userPrincipalName" => row.name = user.next_value()?,
                "accountEnabled" => row.enabled = user.next_value()?,
                "userType" => row.kind = user.next_value()?,
                "createdDateTime" => row.created = user.next_value()?,
                _ => row.rest.push((key.into_text(), user.next_value()?)),
            }
        }
        Ok(row)
    }
}
