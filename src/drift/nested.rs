//! Groups inside assigned groups: who is only there waits for an account that never comes, since
//! Entra does not expand groups (Microsoft: "How Application Provisioning works in Microsoft Entra
//! ID").

use std::collections::{BTreeMap, HashMap, HashSet};

use super::notes::count_of;
use super::{Describe, Note};
use crate::entra::Reach;
use crate::model::{Foreign, Group, Id, InnerGroup, Sym};

/// People who are named one by one, at most; the notes of the groups count them all.
const MOST_NAMED: usize = 1_000;

/// The groups inside one assigned group, as far as they were read.
struct Within<'a> {
    groups: Vec<&'a InnerGroup>,
    /// Whether each of them was read.
    whole: bool,
}

impl Describe<'_> {
    /// A note for each assigned group with groups in it, and one for each person who is only there.
    pub(super) fn nested_notes(&self, notes: &mut Vec<Note>) {
        let rows = self.directory.groups.data.rows.iter().enumerate();
        let outer: Vec<(usize, &Group)> =
            rows.filter(|(_, group)| group.kinds.groups > 0).collect();
        if outer.is_empty() {
            return;
        }
        let users = &self.directory.users.data;
        let people = users.people();
        // As many as there are users: in order they take a third of a set's memory.
        let mut reached: Vec<Id> = Vec::with_capacity(users.len());
        reached.extend(people.map(|person| users.ids[person as usize]));
        reached.sort_unstable();
        let inner = &self.directory.groups.data.inner;
        let inner: HashMap<Id, &InnerGroup> = inner.iter().map(|group| (group.id, group)).collect();
        let mut waiting = BTreeMap::new();
        for (row, group) in outer {
            let within = within(group, &inner);
            let only_there = within
                .groups
                .iter()
                .flat_map(|held| held.users.iter().map(move |user| (*user, *held)))
                .filter(|((id, _), _)| reached.binary_search(id).is_err());
            let only_there: BTreeMap<Id, (Sym, &InnerGroup)> = only_there
                .map(|((id, name), held)| (id, (name, held)))
                .collect();
            notes.push(self.nested_note(group, &within, only_there.len()));
            if self.differences.expected.group(row) == Reach::In {
                for (id, (name, held)) in only_there {
                    waiting.entry(id).or_insert((name, held, group));
                }
            }
        }
        let waiting = waiting.into_iter().take(MOST_NAMED);
        notes.extend(waiting.map(|(id, (name, held, outer))| self.waits(id, name, held, outer)));
    }

    fn nested_note(&self, group: &Group, within: &Within, only_there: usize) -> Note {
        let count = count_of(group.kinds.groups as usize, "nested group");
        let who = if within.whole {
            count_of(only_there, "user")
        } else {
            "not all of it could be read".to_owned()
        };
        let text =
            format!("not expanded: {count} in it; who is only there is never provisioned: {who}");
        Note::new(
            "nested_groups",
            text,
            Foreign::new(self.text.get(group.name)),
        )
    }

    fn waits(&self, id: Id, name: Sym, held: &InnerGroup, outer: &Group) -> Note {
        let named = |sym: Sym, id: Id| match self.text.get(sym) {
            "" => Foreign::new(id.to_text(self.text)),
            name => Foreign::new(name),
        };
        let (inner, outer) = (named(held.name, held.id), named(outer.name, outer.id));
        let inner = inner.shown();
        let text = format!(
            "will never arrive: only in {inner}, which is inside the assigned {}; \
             assign {inner}, or the user, to the application",
            outer.shown()
        );
        Note::new("nested_only", text, named(name, id))
    }
}

/// Everything below `group`, each group once however they loop.
fn within<'a>(group: &Group, inner: &HashMap<Id, &'a InnerGroup>) -> Within<'a> {
    let (mut groups, mut whole) = (Vec::new(), true);
    let mut seen = HashSet::new();
    let mut open: Vec<Id> = group.inner.to_vec();
    while let Some(id) = open.pop() {
        if id == group.id || !seen.insert(id) {
            continue;
        }
        match inner.get(&id) {
            Some(held) => {
                open.extend(&held.inner);
                groups.push(*held);
            }
            None => whole = false,
        }
    }
    Within { groups, whole }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Interner;

    #[test]
    fn groups_that_loop_are_walked_once_and_an_unread_one_is_told() {
        let mut text = Interner::default();
        let [a, b, c] = ["a", "b", "c"].map(|id| text.id(id));
        let outer = Group {
            id: a,
            inner: Box::new([b]),
            ..Group::default()
        };
        let holds = |id, inner: &[Id]| InnerGroup {
            id,
            inner: inner.into(),
            ..InnerGroup::default()
        };
        let (looping, leading) = (holds(b, &[a, b]), holds(b, &[c]));
        let walked = |held: &InnerGroup| {
            let within = within(&outer, &HashMap::from([(b, held)]));
            (within.groups.len(), within.whole)
        };
        assert_eq!(walked(&looping), (1, true));
        assert_eq!(walked(&leading), (1, false), "c was not read");
    }
}
