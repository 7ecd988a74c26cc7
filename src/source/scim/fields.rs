//! Objects of which only some attributes are read, their names matched without regard to case
//! (RFC 7643, 2.1).

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
        while let Some(at) = object.next_key_seed(NameOf(F::NAMES))? {
            match at {
                // Of two names that differ in case alone, the first counts.
                Some(at) if had & (1 << at) == 0 => {
                    had |= 1 << at;
                    fields.read(F::NAMES[at].1, &mut object)?;
                }
                _ => skip(&mut object)?,
            }
        }
        Ok(Self(Some(fields)))
    }
}

/// The fields of an attribute that is an object; the empty ones where something else came.
pub fn inner<'de, F: Fields<'de>, A: MapAccess<'de>>(object: &mut A) -> Result<F, A::Error> {
    value::<Object<F>, A>(object).map(|Object(fields)| fields.unwrap_or_default())
}

/// Declares an object of which a single attribute is in use.
macro_rules! one_field {
    ($name:ident, $attribute:literal) => {
        #[derive(Default)]
        pub struct $name<'a>(pub Word<'a>);

        impl<'de> Fields<'de> for $name<'de> {
            type Field = ();
            const NAMES: &'static [(&'static str, ())] = &[($attribute, ())];

            fn read<A: MapAccess<'de>>(&mut self, (): (), object: &mut A) -> Result<(), A::Error> {
                self.0 = value(object)?;
                Ok(())
            }
        }
    };
}

one_field!(Formatted, "formatted");
one_field!(Created, "created");
one_field!(Department, "department");

/// Finds a key among the names in use.
struct NameOf<K: 'static>(&'static [(&'static str, K)]);

impl<'de, K> DeserializeSeed<'de> for NameOf<K> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, key: D) -> Result<Self::Value, D::Error> {
        key.deserialize_identifier(self)
    }
}

impl<K> Visitor<'_> for NameOf<K> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        let exact = self.0.iter().position(|(name, _)| *name == key);
        Ok(exact.or_else(|| {
            let mut names = self.0.iter();
            names.position(|(name, _)| name.eq_ignore_ascii_case(key))
        }))
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
