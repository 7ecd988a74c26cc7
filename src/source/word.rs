//! Text of an answer.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Text, borrowed from the answer unless it holds escapes. Null, absent and the empty string are
/// one; numbers and booleans are spelled out; lists and objects are none. So no value of an
/// unforeseen kind loses the rest of its answer.
#[derive(Clone, Default, PartialEq, Eq, Hash, Debug)]
pub(super) struct Word<'a>(Cow<'a, str>);

impl<'a> Word<'a> {
    pub fn get(&self) -> &str {
        &self.0
    }

    /// The text itself.
    pub fn into_text(self) -> Cow<'a, str> {
        self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// This text, or `other` where it is empty.
    pub fn or<'b>(&'b self, other: &'b Word<'a>) -> &'b Word<'a> {
        if self.is_empty() { other } else { self }
    }

    pub fn is(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// `None` where it is neither `true` nor `false`.
    pub fn flag(&self) -> Option<bool> {
        if self.is("true") {
            Some(true)
        } else {
            self.is("false").then_some(false)
        }
    }

    /// 0 where it is no whole number.
    pub fn number(&self) -> i64 {
        self.0.trim().parse().unwrap_or(0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Word<'a> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(AnyKind).map(Self)
    }
}

struct AnyKind;

impl<'de> Visitor<'de> for AnyKind {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(if flag { "true" } else { "false" }))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Cow::Owned(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(""))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cow::Borrowed(""))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cow::Borrowed(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_a_word() {
        for (json, text) in [
            (r#""a\u00e9""#, "aé"),
            ("null", ""),
            ("true", "true"),
            ("-3", "-3"),
            ("1.5", "1.5"),
            ("[1,[2]]", ""),
            (r#"{"a":{}}"#, ""),
        ] {
            let word: Word = serde_json::from_str(json).unwrap();
            assert_eq!(word.get(), text, "{json}");
        }
        let plain: Word = serde_json::from_str(r#""plain""#).unwrap();
        assert!(matches!(plain.0, Cow::Borrowed("plain")));
    }

    #[test]
    fn words_are_read_as_what_they_stand_for() {
        let word = |text: &'static str| Word(Cow::Borrowed(text));
        let flags = ["True", "false", "", "1"].map(|text| word(text).flag());
        assert_eq!(flags, [Some(true), Some(false), None, None]);
        assert_eq!((word("12").number(), word("x").number()), (12, 0));
        assert_eq!(word("").or(&word("b")).get(), "b");
    }
}
