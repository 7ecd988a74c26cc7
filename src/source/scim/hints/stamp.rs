//! A resource of either kind by when it was changed, and by its version.

use serde::de::MapAccess;

use super::super::fields::{Fields, inner};
use super::super::loose::{Word, value};
use super::super::page::resource;
use crate::source::http::Answer;

/// Its identifier, `meta.lastModified` and `meta.version`.
#[derive(Default)]
pub struct Stamp<'a> {
    pub id: Word<'a>,
    pub modified: Word<'a>,
    pub version: Word<'a>,
}

/// The `ETag` of the resource in `answer`, from the header or else from `meta.version`, which is the same
/// (RFC 7644, 3.14).
pub fn tag(answer: &Answer) -> Option<String> {
    let header = answer.tag().map(str::to_owned);
    header.or_else(|| version(&answer.body))
}

fn version(body: &[u8]) -> Option<String> {
    let stamp = resource::<Stamp>(body).ok()?;
    let version = stamp.version.get();
    // What is no header value would be refused before it is sent.
    let fits = !version.is_empty() && version.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    fits.then(|| version.to_owned())
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
            Key::Meta => {
                let meta = inner::<Meta, A>(object)?;
                (self.modified, self.version) = (meta.modified, meta.version);
            }
        }
        Ok(())
    }
}

#[derive(Default)]
struct Meta<'a> {
    modified: Word<'a>,
    version: Word<'a>,
}

#[derive(Clone, Copy)]
enum MetaKey {
    Modified,
    Version,
}

impl<'de> Fields<'de> for Meta<'de> {
    type Field = MetaKey;
    const NAMES: &'static [(&'static str, MetaKey)] = &[
        ("lastModified", MetaKey::Modified),
        ("version", MetaKey::Version),
    ];

    fn read<A: MapAccess<'de>>(&mut self, field: MetaKey, object: &mut A) -> Result<(), A::Error> {
        match field {
            MetaKey::Modified => self.modified = value(object)?,
            MetaKey::Version => self.version = value(object)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_in_the_body_is_taken_where_it_can_be_a_header() {
        let told = |told: &str| {
            let meta = format!(r#"{{"id":"1","meta":{{"version":{told},"location":"x"}}}}"#);
            version(meta.as_bytes())
        };
        assert_eq!(told(r#""W/\"3f\"""#).as_deref(), Some("W/\"3f\""));
        for none in ["null", r#""""#, r#""a\nb""#, r#""\u00e9""#] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
