//! Which object mapping of a schema is the one of users, and which of groups.

use crate::model::{ObjectMapping, Schema};

/// What a schema has for one kind of object.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Chosen<'a> {
    One(&'a ObjectMapping),
    /// It is mapped, and switched off: the job leaves such objects alone.
    Disabled,
    None,
    /// So many are enabled; which of them an object takes is not known.
    Several(usize),
}

/// The mapping of users.
pub fn user_mapping(schema: &Schema) -> Chosen<'_> {
    mapping_of(schema, "User")
}

/// The mapping of groups.
pub fn group_mapping(schema: &Schema) -> Chosen<'_> {
    mapping_of(schema, "Group")
}

fn mapping_of<'a>(schema: &'a Schema, source: &str) -> Chosen<'a> {
    let of_source =
        |object: &&ObjectMapping| object.source.raw().trim().eq_ignore_ascii_case(source);
    let mapped: Vec<&ObjectMapping> = schema.objects.iter().filter(of_source).collect();
    let mut enabled = mapped.iter().filter(|object| object.enabled);
    match (enabled.next(), enabled.count()) {
        (Some(one), 0) => Chosen::One(one),
        (Some(_), others) => Chosen::Several(others + 1),
        (None, _) if mapped.is_empty() => Chosen::None,
        (None, _) => Chosen::Disabled,
    }
}
