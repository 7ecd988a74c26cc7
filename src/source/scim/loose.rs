//! Values read from whatever JSON came. A value of another type is as if it were absent: it
//! never loses the rest of the answer.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that knows what to make of each JSON type. What a type does not fit is its default.
pub trait Loose<'de>: Default {
    fn text(_text: Cow<'de, str>) -> Self {
        Self::default()
    }

    fn whole(_number: i128) -> Self {
        Self::default()
    }

    fn flag(_flag: bool) -> Self {
        Self::default()
    }

    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }

    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::default())
    }
}

/// What was found where a `T` was looked for.
#[derive(Default)]
pub struct Found<T>(pub T);

impl<'de, T: Loose<'de>> Deserialize<'de> for Found<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Self, D::Error> {
        value.deserialize_any(AnyType(PhantomData)).map(Self)
    }
}

/// The value of the key just read.
pub fn value<'de, T: Loose<'de>, A: MapAccess<'de>>(object: &mut A) -> Result<T, A::Error> {
    object.next_value::<Found<T>>().map(|found| found.0)
}

/// Passes over the value of the key just read.
pub fn skip<'de, A: MapAccess<'de>>(object: &mut A) -> Result<(), A::Error> {
    let IgnoredAny = object.next_value()?;
    Ok(())
}

struct AnyType<T>(PhantomData<T>);

impl<'de, T: Loose<'de>> Visitor<'de> for AnyType<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::whole(number.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::whole(number.into()))
    }

    /// Fractions, and numbers so long that digits are lost: two identifiers must not become one.
    fn visit_f64<E>(self, _number: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::flag(flag))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
        T::object(object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<T, A::Error> {
        T::list(list)
    }
}

/// Text, or a whole number as its digits. Absent, null and the empty string are one.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Word<'de>(Cow<'de, str>);

impl Word<'_> {
    pub fn get(&self) -> &str {
        &self.0
    }

    pub fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Loose<'de> for Word<'de> {
    fn text(text: Cow<'de, str>) -> Self {
        Self(text)
    }

    fn whole(number: i128) -> Self {
        Self(Cow::Owned(number.to_string()))
    }
}

/// A boolean, or what providers write in its place: "True", "false", 1, 0.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Flag(pub Option<bool>);

impl<'de> Loose<'de> for Flag {
    fn text(text: Cow<'de, str>) -> Self {
        let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
        Self(match () {
            () if is("true") || is("1") => Some(true),
            () if is("false") || is("0") => Some(false),
            () => None,
        })
    }

    fn whole(number: i128) -> Self {
        Self(match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        })
    }

    fn flag(flag: bool) -> Self {
        Self(Some(flag))
    }
}

/// A count, perhaps written as text.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Count(pub Option<u64>);

impl<'de> Loose<'de> for Count {
    fn text(text: Cow<'de, str>) -> Self {
        Self(text.trim().parse().ok())
    }

    fn whole(number: i128) -> Self {
        Self(number.try_into().ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'de, T: Loose<'de>>(json: &'de str) -> T {
        serde_json::from_str::<Found<T>>(json).unwrap().0
    }

    #[test]
    fn every_type_is_read_or_absent() {
        let words = [
            (r#""a""#, "a"),
            (r#""a\u00e9""#, "aé"),
            ("17", "17"),
            ("-17", "-17"),
            ("18446744073709551615", "18446744073709551615"),
            ("18446744073709551616", ""),
            ("1.5", ""),
            ("null", ""),
            ("true", ""),
            (r#"{"a":[1]}"#, ""),
            ("[1,[2]]", ""),
        ];
        for (json, text) in words {
            assert_eq!(read::<Word>(json).get(), text, "{json}");
        }
    }

    #[test]
    fn flags_and_counts_come_in_many_spellings() {
        for json in ["true", r#""True""#, r#""1""#, "1"] {
            assert_eq!(read::<Flag>(json).0, Some(true), "{json}");
        }
        for json in ["false", r#""FALSE""#, r#""0""#, "0"] {
            assert_eq!(read::<Flag>(json).0, Some(false), "{json}");
        }
        for json in ["null", "2", r#""yes""#, "[true]"] {
            assert_eq!(read::<Flag>(json).0, None, "{json}");
        }
        assert_eq!(read::<Count>(r#"" 12""#).0, Some(12));
        assert_eq!(read::<Count>("-1").0, None);
    }

    #[test]
    fn plain_text_is_borrowed() {
        let Word(text) = read::<Word>(r#""plain""#);
        assert!(matches!(text, Cow::Borrowed("plain")));
    }
}
