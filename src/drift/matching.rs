//! Which provider group is which group of Entra: by externalId, else by a displayName that is
//! unique on both sides. An ambiguous pair is never picked.

use std::hash::Hash;

use foldhash::{HashMap, HashMapExt};

use super::difference::GroupRow;
use crate::entra::GroupNames;
use crate::model::{Group, Groups, Sym, Text};

/// The outcome for both sides' groups.
#[derive(Clone, Default, Debug)]
pub struct Matching {
    /// (row in Entra, row at the provider).
    pub pairs: Vec<(GroupRow, GroupRow)>,
    /// Provider rows that are one group with an earlier row: (the twin, the anchor).
    pub twins: Vec<(GroupRow, GroupRow)>,
    /// Rows of Entra whose name fits, but not uniquely.
    pub ambiguous: Vec<GroupRow>,
    pub entra_alone: Vec<GroupRow>,
    pub provider_alone: Vec<GroupRow>,
}

impl Matching {
    /// `names` are those that Entra's groups have at the provider, where they are mapped to others.
    pub fn of(entra: &Groups, names: &GroupNames, provider: &Groups, text: &Text) -> Self {
        let mut matching = Self::default();
        let (anchors, kept) = matching.collapse(provider, text);
        let mut taken = vec![false; provider.rows.len()];
        let mut left = Vec::new();
        for row in rows(entra) {
            let id = entra.rows[row as usize].id;
            match kept.get(&Sameness::ExternalId(id)) {
                Some(&hit) => matching.pair(row, hit, &mut taken),
                None => left.push(row),
            }
        }
        matching.by_name((entra, names), provider, left, &anchors, &mut taken);
        let is_unknown = |row: &GroupRow| folded(&entra.rows[*row as usize], names).is_unknown();
        // Whichever is alone might be one whose name is not known.
        if !matching.ambiguous.iter().any(is_unknown) {
            matching.provider_alone = anchors
                .into_iter()
                .filter(|&row| !taken[row as usize])
                .collect();
        }
        matching
    }

    fn pair(&mut self, entra: GroupRow, provider: GroupRow, taken: &mut [bool]) {
        taken[provider as usize] = true;
        self.pairs.push((entra, provider));
    }

    fn by_name(
        &mut self,
        (entra, names): (&Groups, &GroupNames),
        provider: &Groups,
        left: Vec<GroupRow>,
        anchors: &[GroupRow],
        taken: &mut [bool],
    ) {
        if left.is_empty() {
            return;
        }
        let all: Vec<GroupRow> = rows(entra).collect();
        let here = index(
            &all,
            entra,
            |group| folded(group, names),
            |name| name.is_absent(),
        );
        let there = index(
            anchors,
            provider,
            |group| group.folded,
            |name| name.is_absent(),
        );
        for row in left {
            let name = folded(&entra.rows[row as usize], names);
            if name.is_unknown() {
                self.ambiguous.push(row);
                continue;
            }
            let hits = there.get(&name).map_or(&[][..], Vec::as_slice);
            let free = hits.iter().filter(|&&hit| !taken[hit as usize]).count();
            match (here.get(&name).map_or(0, Vec::len), hits) {
                (1, &[hit]) if free == 1 => self.pair(row, hit, taken),
                _ if free == 0 => self.entra_alone.push(row),
                _ => self.ambiguous.push(row),
            }
        }
        // Whoever might belong to an ambiguous row is not called an orphan.
        for &row in &self.ambiguous {
            for &hit in there
                .get(&folded(&entra.rows[row as usize], names))
                .into_iter()
                .flatten()
            {
                taken[hit as usize] = true;
            }
        }
    }

    /// Finds provider rows that are one group, keeps the first of each; returns the kept, and each of them by what
    /// makes it one.
    fn collapse(
        &mut self,
        provider: &Groups,
        text: &Text,
    ) -> (Vec<GroupRow>, HashMap<Sameness, GroupRow>) {
        let group = |row: GroupRow| &provider.rows[row as usize];
        let mut first: HashMap<Sameness, GroupRow> = HashMap::with_capacity(provider.rows.len());
        for row in rows(provider) {
            let Some(same) = Sameness::of(group(row)) else {
                continue;
            };
            let kept = first.entry(same).or_insert(row);
            if came_first(group(row), group(*kept), text) {
                *kept = row;
            }
        }
        if first.len() == provider.rows.len() {
            return (rows(provider).collect(), first);
        }
        let mut anchors = Vec::with_capacity(provider.rows.len());
        for row in rows(provider) {
            match Sameness::of(group(row)).map(|same| first[&same]) {
                Some(anchor) if anchor != row => self.twins.push((row, anchor)),
                _ => anchors.push(row),
            }
        }
        (anchors, first)
    }
}

/// The name that a group of Entra is matched by.
fn folded(group: &Group, names: &GroupNames) -> Sym {
    let mapped = names.get(group.id);
    mapped.map_or(group.folded, |name| name.folded)
}

/// By creation, then by the identifier as it is written: the same in every run.
fn came_first(group: &Group, kept: &Group, text: &Text) -> bool {
    let key = |group: &Group| (group.created, group.id.to_text(text));
    group.id != kept.id && key(group) < key(kept)
}

/// By what two provider groups are one.
#[derive(PartialEq, Eq, Hash)]
enum Sameness {
    ExternalId(crate::model::Id),
    Name(crate::model::Sym),
}

impl Sameness {
    fn of(group: &Group) -> Option<Self> {
        if group.external_id.is_absent() {
            (!group.folded.is_absent()).then_some(Self::Name(group.folded))
        } else {
            Some(Self::ExternalId(group.external_id))
        }
    }
}

fn rows(groups: &Groups) -> impl Iterator<Item = GroupRow> + use<> {
    0..u32::try_from(groups.rows.len()).unwrap_or(u32::MAX)
}

fn index<K: Eq + Hash + Copy>(
    rows: &[GroupRow],
    groups: &Groups,
    key: impl Fn(&Group) -> K,
    absent: impl Fn(&K) -> bool,
) -> HashMap<K, Vec<GroupRow>> {
    let mut found: HashMap<K, Vec<GroupRow>> = HashMap::new();
    for &row in rows {
        let key = key(&groups.rows[row as usize]);
        if !absent(&key) {
            found.entry(key).or_default().push(row);
        }
    }
    found
}
