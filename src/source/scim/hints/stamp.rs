//! A resource of either kind by when it was changed.

use serde::de::MapAccess;

use super::super::fields::{Fields, inner};
use super::super::loose::{Word, value};

/// Its identifier and `meta.lastModified`.
#[derive(Default)]
pub struct Stamp<'a> {
    pub id: Word<'a>,
    pub modified: Word<'a>,
}

#[derive(Clone, Copy)]
pub enum Key {
    Id,
    Meta,
}

impl<'de> Fields<'de> for Stamp<'de> {
    type Field = Key;
    const NAMES: &'static [(&'static str, Key)] = &[("id", Key::Id), ("meta", Key::Meta)];

    fn read<A: MapAccess<'de>>(&mut self, field: Key, object: &mut A) -> Result<(), A::Error> {
        match field {
            Key::Id => self.id = value(object)?,
            Key::Meta => self.modified = inner::<Modified, A>(object)?.0,
        }
        Ok(())
    }
}

#[derive(Default)]
struct Modified<'a>(Word<'a>);

impl<'de> Fields<'de> for Modified<'de> {
    type Field = ();
    const NAMES: &'static [(&'static str, ())] = &[("lastModified", ())];

    fn read<A: MapAccess<'de>>(&mut self, (): (), object: &mut A) -> Result<(), A::Error> {
        self.0 = value(object)?;
        Ok(())
    }
}
