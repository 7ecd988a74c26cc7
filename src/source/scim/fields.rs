//! Objects of which only some attributes are read, their names matched without regard to case
//! (RFC 7643, 2.1).

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::loose::{Found, Loose, Word, skip, value};

/// The attributes in use of one kind of object.
pub trait Fields<'de>: Default {
    /// What an attribute is to the reader.
    type Field: Copy + 'static;
    /// Names as the RFC spells them; at most 32.
    const NAMES: &'static [(&'static str, Self::Field)];

    /// Takes the value of `field`.
    fn read<A: MapAccess<'de>>(
        &mut self,
        field: Self::Field,
        object: &mut A,
    ) -> Result<(), A::Error>;

    /// Takes the value of an attribute that is none of these.
    fn other<A: MapAccess<'de>>(
        &mut self,
        _name: Cow<'de, str>,
        object: &mut A,
    ) -> Result<(), A::Error> {
        skip(object)
    }
}

/// An object's attributes, or nothing where something else came.
pub struct Object<F>(pub Option<F>);

impl<F> Default for Object<F> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'de, F: Fields<'de>> Loose<'de> for Object<F> {
    fn object<A: MapAccess<'de>>(mut object: A) -> Result<Self, A::Error> {
        let mut fields = F::default();
        let mut had = 0u32;
        while let Some(name) = object.next_key_seed(NameOf(F::NAMES))? {
            match name {
                // Of two names that differ in case alone, the first counts.
                Name::Known(at) if had & (1 << at) == 0 => {
                    had |= 1 << at;
                    fields.read(F::NAMES[at].1, &mut object)?;
                }
                Name::Known(_) => skip(&mut object)?,
                Name::Other(name) => fields.other(name, &mut object)?,
            }
        }
        Ok(Self(Some(fields)))
    }
}

/// The fields of an attribute that is an object; the empty ones where something else came.
pub fn inner<'de, F: Fields<'de>, A: MapAccess<'de>>(object: &mut A) -> Result<F, A::Error> {
    value::<Object<F>, A>(object).map(|Object(fields)| fields.unwrap_or_default())
}

/// `meta`, of which only `created` is in use.
#[derive(Default)]
pub struct Created<'a>(pub Word<'a>);

impl<'de> Fields<'de> for Created<'de> {
    type Field = ();
    const NAMES: &'static [(&'static str, ())] = &[("created", ())];

    fn read<A: MapAccess<'de>>(&mut self, (): (), object: &mut A) -> Result<(), A::Error> {
        self.0 = value(object)?;
        Ok(())
    }
}

/// Finds a key among the names in use.
struct NameOf<K: 'static>(&'static [(&'static str, K)]);

/// A key: its place among the names in use, or itself.
enum Name<'de> {
    Known(usize),
    Other(Cow<'de, str>),
}

impl<'de, K> DeserializeSeed<'de> for NameOf<K> {
    type Value = Name<'de>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_identifier(self)
    }
}

impl<K> NameOf<K> {
    fn place(&self, key: &str) -> Option<usize> {
        let exact = self.0.iter().position(|(name, _)| *name == key);
        exact.or_else(|| {
            let mut names = self.0.iter();
            names.position(|(name, _)| name.eq_ignore_ascii_case(key))
        })
    }
}

impl<'de, K> Visitor<'de> for NameOf<K> {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute name")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        let place = self.place(key);
        Ok(place.map_or(Name::Other(Cow::Borrowed(key)), Name::Known))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let place = self.place(key);
        Ok(place.map_or_else(|| Name::Other(Cow::Owned(key.to_owned())), Name::Known))
    }
}

/// A row of a list: its fields, or the empty ones where it is no object.
pub trait Row<'de, F>: Deserialize<'de> {
    fn fields(self) -> F;
}

/// A row read where it stands.
pub struct InPlace<F>(F);

impl<'de, F: Fields<'de>> Deserialize<'de> for InPlace<F> {
    fn deserialize<D: Deserializer<'de>>(row: D) -> Result<Self, D::Error> {
        let Found(Object(fields)) = Found::deserialize(row)?;
        Ok(Self(fields.unwrap_or_default()))
    }
}

impl<'de, F: Fields<'de>> Row<'de, F> for InPlace<F> {
    fn fields(self) -> F {
        self.0
    }
}

/// A row cut out first, so that one with an unreadable value (half a surrogate pair, say) loses
/// itself and not its page. Twice the work: only for pages that could not be read in place.
pub struct CutOut<F>(F);

impl<'de, F: Fields<'de>> Deserialize<'de> for CutOut<F> {
    fn deserialize<D: Deserializer<'de>>(row: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(row)?;
        let fields = serde_json::from_str::<InPlace<F>>(raw.get());
        Ok(Self(fields.map(Row::fields).unwrap_or_default()))
    }
}

impl<'de, F: Fields<'de>> Row<'de, F> for CutOut<F> {
    fn fields(self) -> F {
        self.0
    }
}
