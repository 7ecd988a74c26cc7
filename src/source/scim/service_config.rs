//! The part of a `ServiceProviderConfig` that is of use (RFC 7643, 5; RFC 9865, 4).

use serde::de::MapAccess;

use super::fields::{Fields, Object};
use super::loose::{Flag, value};

/// What a provider says of itself.
#[derive(Default)]
pub struct ServiceConfig {
    /// `pagination.cursor`
    pub cursor: Flag,
}

impl<'de> Fields<'de> for ServiceConfig {
    type Field = ();
    const NAMES: &'static [(&'static str, ())] = &[("pagination", ())];

    fn read<A: MapAccess<'de>>(&mut self, (): (), object: &mut A) -> Result<(), A::Error> {
        let Object(pagination) = value::<Object<Pagination>, A>(object)?;
        self.cursor = pagination.unwrap_or_default().cursor;
        Ok(())
    }
}

#[derive(Default)]
struct Pagination {
    cursor: Flag,
}

impl<'de> Fields<'de> for Pagination {
    type Field = ();
    const NAMES: &'static [(&'static str, ())] = &[("cursor", ())];

    fn read<A: MapAccess<'de>>(&mut self, (): (), object: &mut A) -> Result<(), A::Error> {
        self.cursor = value(object)?;
        Ok(())
    }
}
