//! Resources as bytes.

use serde_json::Value;

use super::super::provider::{GROUP_ATTRIBUTES, Group, Provider, Row};
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

/// Bytes of a usual member.
const MEMBER_ESTIMATE: usize = 192;

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

    /// About how many bytes the resource in a slot takes, at most, to allocate an answer once.
    pub fn size(&self, slot: u32) -> usize {
        match self.kind {
            Kind::User => self
                .provider
                .users
                .get(slot)
                .map_or(0, |user| user.row.bytes().len()),
            Kind::Group => self.provider.groups.get(slot).map_or(0, |group| {
                group.row.bytes().len() + group.members.len() * MEMBER_ESTIMATE
            }),
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
            users.for_each(|user| write_member(share, &user.member, out));
            if out.ends_with(b",") {
                out.pop();
            }
        }
        out.extend_from_slice(b"]}");
    }
}

/// Appends the share of a member, and a comma.
fn write_member(share: &Share, member: &[u8], out: &mut Vec<u8>) {
    if *share == Share::Whole {
        write_all(out, &[member, b","]);
    } else if let Some(value) = cut(share, member) {
        write_all(out, &[value.to_string().as_bytes(), b","]);
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
    if let Some(value) = cut(share, value.as_bytes()) {
        write_all(
            out,
            &[name.as_bytes(), b"\":", value.to_string().as_bytes(), b","],
        );
    }
}

/// The share of a value that we wrote.
fn cut(share: &Share, json: &[u8]) -> Option<Value> {
    share.cut(serde_json::from_slice(json).ok()?)
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
