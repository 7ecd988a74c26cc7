//! Resources as bytes.

use super::super::provider::{GROUP_ATTRIBUTES, Group, Provider, Row, User, UserAttribute};
use super::kind::Kind;
use super::projection::{Projection, Share};

/// What becomes of the members of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// They are listed.
    Listed,
    /// Every list is empty.
    Empty,
    /// There is no list.
    Absent,
}

/// Copies the resources of one type into an answer.
pub struct Rendering<'a> {
    provider: &'a Provider,
    kind: Kind,
    projection: Projection,
    members: Members,
}

impl<'a> Rendering<'a> {
    /// A rendering of one resource type.
    pub fn new(
        provider: &'a Provider,
        kind: Kind,
        projection: Projection,
        members: Members,
    ) -> Self {
        Self {
            provider,
            kind,
            projection,
            members,
        }
    }

    /// Appends the resource in a slot.
    pub fn write(&self, slot: u32, out: &mut Vec<u8>) {
        match self.kind {
            Kind::User => {
                if let Some(user) = self.provider.users.get(slot) {
                    self.write_row(&user.row, out);
                }
            }
            Kind::Group => {
                if let Some(group) = self.provider.groups.get(slot) {
                    self.write_row(&group.row, out);
                    self.write_members(group, out);
                }
            }
        }
    }

    fn write_row<const N: usize>(&self, row: &Row<N>, out: &mut Vec<u8>) {
        if self.projection.is_whole(N) {
            out.extend_from_slice(row.bytes());
            return;
        }
        out.push(b'{');
        for number in 0..N {
            write_share(self.projection.share(number), row.attribute(number), out);
        }
        replace_end(out, b'}');
    }

    /// Members stand behind the row, before its closing brace.
    fn write_members(&self, group: &Group, out: &mut Vec<u8>) {
        let share = self.projection.share(GROUP_ATTRIBUTES);
        if *share == Share::None || self.members == Members::Absent {
            return;
        }
        replace_end(out, b',');
        out.extend_from_slice(b"\"members\":[");
        if self.members == Members::Listed {
            let users = group
                .members
                .iter()
                .filter_map(|slot| self.provider.users.get(*slot));
            users.for_each(|user| self.write_member(share, user, out));
            if !group.members.is_empty() {
                out.pop();
            }
        }
        out.extend_from_slice(b"]}");
    }

    fn write_member(&self, share: &Share, user: &User, out: &mut Vec<u8>) {
        let value = |attribute: UserAttribute, name: &str| {
            user.row
                .attribute(attribute as usize)
                .get(name.len()..)
                .unwrap_or_default()
        };
        let id = value(UserAttribute::Id, "\"id\":");
        let id_text = value(UserAttribute::Id, "\"id\":\"");
        let display = value(UserAttribute::DisplayName, "\"displayName\":");
        out.push(b'{');
        if share.has("value") {
            write_all(out, &[b"\"value\":", id, b","]);
        }
        if share.has("display") && !display.is_empty() {
            write_all(out, &[b"\"display\":", display, b","]);
        }
        if share.has("$ref") {
            let place = self.provider.base().as_bytes();
            write_all(out, &[b"\"$ref\":\"", place, b"/Users/", id_text, b","]);
        }
        replace_end(out, b'}');
        out.push(b',');
    }
}

/// Appends the share of an attribute, and a comma.
fn write_share(share: &Share, attribute: &[u8], out: &mut Vec<u8>) {
    match share {
        Share::Whole if !attribute.is_empty() => write_all(out, &[attribute, b","]),
        Share::Only(_) | Share::Without(_) => write_cut(share, attribute, out),
        Share::Whole | Share::None => {}
    }
}

fn write_cut(share: &Share, attribute: &[u8], out: &mut Vec<u8>) {
    let Ok(text) = std::str::from_utf8(attribute) else {
        return;
    };
    let Some((name, value)) = text.split_once("\":") else {
        return;
    };
    let value = serde_json::from_str(value)
        .ok()
        .and_then(|value| share.cut(value));
    if let Some(value) = value {
        write_all(
            out,
            &[name.as_bytes(), b"\":", value.to_string().as_bytes(), b","],
        );
    }
}

fn write_all(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

/// Puts a character in the place of the last one, or behind an opening brace.
fn replace_end(out: &mut Vec<u8>, end: u8) {
    if out.last() != Some(&b'{') {
        out.pop();
    }
    out.push(end);
}
