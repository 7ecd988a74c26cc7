//! Everyone by name: the users and groups of both sides in one order, with the text that the
//! finder searches. Built beside the loop whenever a part of a side was read anew.

use std::cmp::Ordering;

use super::{GroupKey, Members, View};
use crate::drift::Matching;
use crate::model::{Group, Groups, Id, Person, Side, Source, Sym, UserRow, visible};
use crate::status::Status;

/// Where a group is on one side: its row then, which is checked, and its identifier.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Seat {
    row: usize,
    id: Id,
}

impl Seat {
    /// The group in `groups`, which may be a newer read.
    pub(in crate::tui) fn group(self, groups: &Groups) -> Option<&Group> {
        let there = groups
            .rows
            .get(self.row)
            .filter(|group| group.id == self.id);
        there.or_else(|| groups.by_id(self.id))
    }
}

/// One group, on the sides that hold it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::tui) struct GroupPair {
    pub entra: Option<Seat>,
    pub scim: Option<Seat>,
    /// Which sides were not read yet, Entra first.
    pub unread: [bool; 2],
    /// Members on one side only that count, where both sides list theirs.
    pub differing: usize,
}

impl GroupPair {
    pub(in crate::tui) fn is_on_both_sides(&self) -> bool {
        self.entra.is_some() && self.scim.is_some()
    }

    pub(in crate::tui) fn key(&self) -> GroupKey {
        match (self.entra, self.scim) {
            (Some(seat), _) => GroupKey {
                side: Side::Entra,
                id: seat.id,
            },
            (None, seat) => GroupKey {
                side: Side::Provider,
                id: seat.map_or(Id::ABSENT, |seat| seat.id),
            },
        }
    }
}

/// The prepared list.
#[derive(Default, Debug)]
pub(in crate::tui) struct Roster {
    pub people: Vec<Person>,
    pub groups: Vec<GroupPair>,
    /// What is searched and shown of each entry, people first, ready to show.
    text: String,
    ends: Vec<usize>,
}

impl Roster {
    /// Lists and sorts everyone. Takes a second for a million users: not for the loop.
    pub(in crate::tui) fn of(status: &Status) -> Self {
        let mut roster = Self {
            people: people(status),
            groups: groups(status),
            ..Self::default()
        };
        for at in 0..roster.people.len() {
            let parts = user_parts(status, roster.people[at]);
            roster.push(&parts);
        }
        for at in 0..roster.groups.len() {
            let parts = group_parts(status, &roster.groups[at]);
            roster.push(&parts);
        }
        roster
    }

    /// Nobody but names, to search in.
    #[cfg(test)]
    pub(in crate::tui) fn of_names(names: impl Iterator<Item = String>) -> Self {
        let mut roster = Self::default();
        names.for_each(|name| roster.push(&[&name]));
        roster
    }

    /// How many entries there are.
    pub(in crate::tui) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of an entry: its names, two spaces apart.
    pub(in crate::tui) fn entry(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.ends.get(at).map_or("", |&end| &self.text[start..end])
    }

    /// What opening an entry shows.
    pub(in crate::tui) fn view(&self, at: usize) -> Option<View> {
        if let Some(&person) = self.people.get(at) {
            return Some(View::User(person));
        }
        let group = self.groups.get(at - self.people.len());
        group.map(|pair| View::Group(pair.key()))
    }

    /// The identifiers of an entry on both sides.
    pub(in crate::tui) fn ids(&self, status: &Status, at: usize) -> [Option<Id>; 2] {
        if let Some(&person) = self.people.get(at) {
            return user_rows(status, person).map(|row| row.map(|row| row.id));
        }
        let group = self.groups.get(at - self.people.len());
        let seats = group.map_or([None, None], |pair| [pair.entra, pair.scim]);
        seats.map(|seat| seat.map(|seat| seat.id))
    }

    /// Both seats of a group.
    pub(in crate::tui) fn pair(&self, key: GroupKey) -> Option<&GroupPair> {
        self.groups.iter().find(|pair| {
            let seat = match key.side {
                Side::Entra => pair.entra,
                Side::Provider => pair.scim,
            };
            seat.is_some_and(|seat| seat.id == key.id)
        })
    }

    fn push(&mut self, parts: &[&str]) {
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                self.text.push_str("  ");
            }
            self.text.push_str(&visible(part));
        }
        self.ends.push(self.text.len());
    }
}

/// The rows of a person on both sides.
pub(in crate::tui) fn user_rows(status: &Status, person: Person) -> [Option<UserRow>; 2] {
    let users = [&status.directory.users, &status.provider.users];
    users.map(|read| read.data.row(person))
}

/// The name of a person: userPrincipalName, else userName.
pub(in crate::tui) fn user_name(status: &Status, person: Person) -> &str {
    let [entra, provider] = user_rows(status, person);
    let name = entra.or(provider).map_or(Sym::ABSENT, |row| row.name);
    status.text.get(name)
}

/// The groups of a pair on both sides.
pub(in crate::tui) fn group_rows<'a>(
    status: &'a Status,
    pair: &GroupPair,
) -> [Option<&'a Group>; 2] {
    [
        pair.entra
            .and_then(|seat| seat.group(&status.directory.groups.data)),
        pair.scim
            .and_then(|seat| seat.group(&status.provider.groups.data)),
    ]
}

/// The displayName of a group, Entra's first.
pub(in crate::tui) fn group_name<'a>(status: &'a Status, pair: &GroupPair) -> &'a str {
    let [entra, provider] = group_rows(status, pair);
    let name = entra.or(provider).map_or(Sym::ABSENT, |group| group.name);
    status.text.get(name)
}

fn people(status: &Status) -> Vec<Person> {
    let (entra, provider) = (&status.directory.users.data, &status.provider.users.data);
    let slots = entra.slots().max(provider.slots());
    let everyone = 0..u32::try_from(slots).unwrap_or(u32::MAX);
    let is_there =
        |person: &Person| entra.state(*person).is_present() || provider.state(*person).is_present();
    let mut people: Vec<Person> = everyone.filter(is_there).collect();
    people.sort_by(|&left, &right| by_name(user_name(status, left), user_name(status, right)));
    people
}

fn groups(status: &Status) -> Vec<GroupPair> {
    let (entra, provider) = (&status.directory.groups.data, &status.provider.groups.data);
    let matching = Matching::of(entra, status.group_names(), provider, &status.text);
    let seat = |groups: &Groups, row: u32| {
        let row = row as usize;
        let id = groups.rows.get(row).map(|group| group.id);
        id.map(|id| Seat { row, id })
    };
    let unread = [Source::Groups, Source::ScimGroups].map(|side| !status.was_read(side));
    let pair = |here: Option<u32>, there: Option<u32>| GroupPair {
        entra: here.and_then(|row| seat(entra, row)),
        scim: there.and_then(|row| seat(provider, row)),
        unread,
        differing: 0,
    };
    let both = matching
        .pairs
        .iter()
        .map(|&(here, there)| (Some(here), Some(there)));
    let here = matching.entra_alone.iter().chain(&matching.ambiguous);
    let there = matching.provider_alone.iter();
    let twins = matching.twins.iter().map(|(twin, _)| twin);
    let mut found: Vec<GroupPair> = both
        .chain(here.map(|&row| (Some(row), None)))
        .chain(there.chain(twins).map(|&row| (None, Some(row))))
        .map(|(here, there)| pair(here, there))
        .map(|pair| GroupPair {
            differing: Members::differing(status, group_rows(status, &pair)),
            ..pair
        })
        .collect();
    found.sort_by(|left, right| by_name(group_name(status, left), group_name(status, right)));
    found
}

/// Alphabetical, with letter case only as the last word.
pub(in crate::tui) fn by_name(left: &str, right: &str) -> Ordering {
    let fold = |byte: u8| byte.to_ascii_lowercase();
    let folded = left.bytes().map(fold).cmp(right.bytes().map(fold));
    folded.then_with(|| left.cmp(right))
}

fn user_parts(status: &Status, person: Person) -> Vec<&str> {
    let rows = user_rows(status, person);
    let text = |sym: Sym| status.text.get(sym);
    let names = rows.iter().flatten().map(|row| status.text.get(row.name));
    distinct(
        shown_names(status, person)
            .map(text)
            .chain(names)
            .chain(emails(status, person).map(text)),
    )
}

/// The names that both sides show for a person.
fn shown_names(status: &Status, person: Person) -> impl Iterator<Item = Sym> + use<> {
    let (entra, provider) = (&status.directory.users.data, &status.provider.users.data);
    [
        entra.value(person, "displayName"),
        provider.value(person, "displayName"),
        provider.value(person, "name.formatted"),
    ]
    .into_iter()
}

/// The e-mail addresses of a person on both sides; absent ones too.
pub(in crate::tui) fn emails(status: &Status, person: Person) -> impl Iterator<Item = Sym> + use<> {
    let (entra, provider) = (&status.directory.users.data, &status.provider.users.data);
    [
        entra.value(person, "mail"),
        provider.value(person, "emails[type eq \"work\"].value"),
    ]
    .into_iter()
}

fn group_parts<'a>(status: &'a Status, pair: &GroupPair) -> Vec<&'a str> {
    let rows = group_rows(status, pair);
    distinct(
        rows.into_iter()
            .flatten()
            .map(|group| status.text.get(group.name)),
    )
}

/// The texts without the empty ones and without repetition.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}
