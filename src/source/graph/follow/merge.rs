//! From what was read and what has changed since to what is: on the thread that parses.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::wanted::Wanted;
use super::{Known, Missed};
use crate::model::{
    Assignment, Directory, Group, Groups, Holders, Id, Person, PersonSet, Principal, Side, Users,
};
use crate::source::graph::delta::{GroupChange, Told};
use crate::source::graph::directory::principals;
use crate::source::graph::groups::{Draft, finish};
use crate::source::graph::users::Parsed;
use crate::source::ingest::Store;

/// Members of a group that is read again when it changes: one page. Of larger groups the members that
/// came and went are taken from the changes. Tests have small tenants.
const ONE_PAGE: usize = if cfg!(test) { 12 } else { 999 };
/// Profiles that are read one by one at most, beside one in so many of those that are known: past that a
/// full read takes fewer requests.
const PROFILES: usize = 1000;
const SHARE: usize = 50;

/// A read by changes on its way.
pub(super) struct Merging {
    before: Directory,
    /// Who was whom.
    held: Holders,
    told: Told,
    /// The groups that are assigned; `None`: all are in scope.
    assigned: Option<HashSet<Id>>,
    /// Users who are assigned themselves.
    direct: Vec<Id>,
    absent: HashSet<Id>,
    bin: Arc<HashSet<Id>>,
    /// Groups that are read again, or for the first time.
    again: HashSet<Id>,
    drafts: Vec<Draft>,
    /// Large groups that were told of, as they are called now.
    large: HashMap<Id, Group>,
    wanted: Wanted,
    /// Users whose profiles are read again, or for the first time.
    people: HashSet<Id>,
}

/// The groups that must be read.
pub(super) struct Asks {
    /// With their members.
    pub whole: Vec<String>,
    /// Without.
    pub large: Vec<String>,
}

/// What is.
pub(super) struct Settled {
    pub groups: Groups,
    pub users: Users,
    /// Whoever is wanted and was not found.
    pub absent: HashSet<Id>,
    pub bin: Arc<HashSet<Id>>,
}

impl Merging {
    pub fn new(
        known: &Known,
        assignments: &Arc<Vec<Assignment>>,
        told: Told,
        all: bool,
    ) -> Result<Self, Missed> {
        // Someone who is back from the recycle bin is back in his groups, of which nobody tells.
        if !told.users.seen.is_disjoint(&known.bin) {
            return Err(Missed::Lost("users came back from the recycle bin".into()));
        }
        let mut bin = Arc::clone(&known.bin);
        if !told.users.gone.is_empty() {
            Arc::make_mut(&mut bin).extend(&told.users.gone);
        }
        let groups = principals(assignments, Principal::Group);
        Ok(Self {
            before: known.directory.clone(),
            held: known.directory.users.data.holders(),
            assigned: (!all).then(|| groups.collect()),
            direct: principals(assignments, Principal::User).collect(),
            absent: known.absent.clone(),
            bin,
            told,
            again: HashSet::new(),
            drafts: Vec::new(),
            large: HashMap::new(),
            wanted: Wanted::default(),
            people: HashSet::new(),
        })
    }

    /// The groups that must be read.
    pub fn plan(mut self, store: &Store) -> (Self, Asks) {
        let gone = Gone::of(&self.told, &self.held);
        let rows = &self.before.groups.data.rows;
        let known: HashSet<Id> = rows.iter().map(|group| group.id).collect();
        let changed = rows.iter().filter(|group| self.must_read(group, &gone));
        let mut again: HashSet<Id> = changed.map(|group| group.id).collect();
        let new = |id: &&Id| !known.contains(id);
        match &self.assigned {
            Some(assigned) => {
                again.retain(|id| assigned.contains(id));
                again.extend(assigned.iter().filter(new));
            }
            None => again.extend(self.told.groups.keys().filter(new)),
        }
        self.again = again;
        let told = |group: &&Group| self.told.groups.contains_key(&group.id) && self.keeps(group);
        let large = rows.iter().filter(told).map(|group| group.id);
        let asks = Asks {
            whole: spelled(store, self.again.iter().copied()),
            large: spelled(store, large),
        };
        (self, asks)
    }

    /// Whether only reading the group shows what it is now.
    fn must_read(&self, group: &Group, gone: &Gone) -> bool {
        let change = self.told.groups.get(&group.id);
        let touched = change.is_some() || gone.concerns(group);
        let large = group.members.len() + group.strangers.len() > ONE_PAGE;
        let plain = change.is_none_or(GroupChange::is_plain) && gone.for_good;
        touched && !(large && plain)
    }

    /// The users whose profiles must be read, now that the groups are.
    pub fn ask(
        mut self,
        store: &Store,
        drafts: Vec<Draft>,
        large: Vec<Group>,
    ) -> Result<(Self, Vec<Id>), Missed> {
        self.drafts = drafts;
        self.large = large.into_iter().map(|group| (group.id, group)).collect();
        self.people = if self.assigned.is_none() {
            &self.told.users.seen | &self.told.users.gone
        } else {
            self.wanted = self.mark(store);
            self.changed_people()
        };
        let count = self.people.len();
        if count > PROFILES + self.before.users.data.len() / SHARE {
            return Err(Missed::Lost(format!("{count} profiles have changed")));
        }
        let mut ids: Vec<Id> = self.people.iter().copied().collect();
        ids.sort_unstable();
        Ok((self, ids))
    }

    /// Everyone who is wanted.
    fn mark(&self, store: &Store) -> Wanted {
        let mut wanted = Wanted::default();
        let places = self.drafts.iter().flat_map(Draft::places);
        let read = places.map(|&place| store.people.id_at(Side::Entra, place));
        for id in self.direct.iter().copied().chain(read) {
            wanted.want(&self.held, id);
        }
        let rows = self.before.groups.data.rows.iter();
        for group in rows.filter(|group| self.keeps(group)) {
            match self.members(group) {
                None => wanted.want_all(group),
                Some(ids) => ids.into_iter().for_each(|id| wanted.want(&self.held, id)),
            }
        }
        wanted
    }

    /// Whether the group is not read again and stays.
    fn keeps(&self, group: &Group) -> bool {
        let assigned = self.assigned.as_ref();
        !self.again.contains(&group.id) && assigned.is_none_or(|ids| ids.contains(&group.id))
    }

    /// The users in `group` with those who came and without those who went; `None`: they are the same.
    fn members(&self, group: &Group) -> Option<HashSet<Id>> {
        let change = self.told.groups.get(&group.id);
        let gone = &self.told.users.gone;
        if change.is_none() && gone.is_empty() {
            return None;
        }
        let users = &self.before.users.data;
        let people = group.members.iter();
        let people = people.map(|&person| users.ids[person as usize]);
        let mut ids: HashSet<Id> = people.chain(group.strangers.iter().copied()).collect();
        let before = ids.len();
        if let Some(change) = change {
            ids.extend(&change.added);
            ids.retain(|id| !change.removed.contains(id));
        }
        // Who is in the recycle bin is no member to be seen, even if he came before that.
        ids.retain(|id| !self.bin.contains(id));
        (change.is_some() || ids.len() != before).then_some(ids)
    }

    /// Whoever is wanted and was told of, or is new.
    fn changed_people(&self) -> HashSet<Id> {
        let told = self.told.users.seen.iter().chain(&self.told.users.gone);
        let told = told.filter(|&&id| self.wanted.has(self.held.get(id), id));
        let new = self.wanted.unknown.difference(&self.absent);
        told.chain(new).copied().collect()
    }

    /// Everything in its place, `rows` being the profiles that were asked for.
    pub fn settle(
        mut self,
        store: &mut Store,
        rows: &[Parsed],
        layout: &Arc<[String]>,
    ) -> Result<Settled, Missed> {
        let mut users = Users::after(&self.before.users.data);
        if users.is_empty() {
            users = Users::with_layout(Arc::clone(layout));
        }
        let moved = self.clear(&mut users);
        for Parsed { row, values, keys } in rows {
            let nameless = row.name.is_absent();
            if nameless || !store.people.put_entra(&mut users, *row, values, *keys) {
                return Err(Missed::Lost("a user came without a name of his own".into()));
            }
        }
        let holders = users.holders();
        let groups = self.regroup(store, &users, &holders, &moved);
        let open = self.wanted.unknown.union(&self.people).copied();
        let is_absent = |id: &Id| self.assigned.is_some() && holders.get(*id).is_none();
        Ok(Settled {
            groups,
            absent: open.filter(is_absent).collect(),
            users,
            bin: self.bin,
        })
    }

    /// Takes away whoever is not wanted any more, and whoever was read again; these are returned.
    fn clear(&self, users: &mut Users) -> HashMap<Person, Id> {
        let known = |&id: &Id| self.held.get(id).map(|person| (person, id));
        let moved: HashMap<Person, Id> = self.people.iter().filter_map(known).collect();
        let mut out: Vec<Person> = moved.keys().copied().collect();
        if self.assigned.is_some() {
            let unwanted = |person: &Person| !self.wanted.people.has(*person);
            out.extend(users.people().filter(unwanted));
        }
        for person in out {
            users.remove(person);
        }
        moved
    }

    fn regroup(
        &mut self,
        store: &Store,
        users: &Users,
        holders: &Holders,
        moved: &HashMap<Person, Id>,
    ) -> Groups {
        let marks: PersonSet = moved.keys().copied().collect();
        let kept = self.before.groups.data.rows.iter();
        let kept = kept.filter(|group| self.keeps(group));
        let mut rows: Vec<Group> = kept
            .map(|group| self.moved_group(holders, &marks, group))
            .collect();
        let drafts = std::mem::take(&mut self.drafts);
        rows.extend(finish(store, drafts, users).rows);
        if self.assigned.is_none() {
            rows.retain(|group| group.state.security_enabled == Some(true));
        }
        rows.sort_unstable_by_key(|group| group.id);
        let mut groups = Groups {
            rows,
            ..Groups::default()
        };
        groups.tell(&self.before.groups.data);
        groups
    }

    /// A group that was not read again, with its members as persons now.
    fn moved_group(&self, holders: &Holders, marks: &PersonSet, group: &Group) -> Group {
        let ids = self.members(group).or_else(|| {
            let moves = group.members.iter().any(|&person| marks.has(person));
            let found = |id: &Id| holders.get(*id).is_some();
            let stands = !moves && !group.strangers.iter().any(found);
            (!stands).then(|| {
                let old = &self.before.users.data;
                let people = group.members.iter().map(|&person| old.ids[person as usize]);
                people.chain(group.strangers.iter().copied()).collect()
            })
        });
        let mut now = match ids {
            Some(ids) => {
                let users_in = u32::try_from(ids.len()).unwrap_or(u32::MAX);
                let mut now = group.with_members(ids, |id| holders.get(id));
                now.kinds.users = users_in;
                now
            }
            None => group.clone(),
        };
        if let Some(named) = self.large.get(&group.id) {
            (now.name, now.folded, now.state) = (named.name, named.folded, named.state);
        }
        now
    }
}

fn spelled(store: &Store, ids: impl Iterator<Item = Id>) -> Vec<String> {
    let mut ids: Vec<Id> = ids.collect();
    ids.sort_unstable();
    ids.iter().map(|id| id.spelled(&store.interner)).collect()
}

/// Users who have left the directory.
struct Gone {
    people: PersonSet,
    ids: HashSet<Id>,
    /// None of them is told to be there, too.
    for_good: bool,
}

impl Gone {
    fn of(told: &Told, held: &Holders) -> Self {
        let mut gone = Self {
            people: PersonSet::default(),
            ids: HashSet::new(),
            for_good: told.users.gone.is_disjoint(&told.users.seen),
        };
        for &id in &told.users.gone {
            match held.get(id) {
                Some(person) => drop(gone.people.insert(person)),
                None => drop(gone.ids.insert(id)),
            }
        }
        gone
    }

    fn concerns(&self, group: &Group) -> bool {
        group.members.iter().any(|&person| self.people.has(person))
            || group.strangers.iter().any(|id| self.ids.contains(id))
    }
}
