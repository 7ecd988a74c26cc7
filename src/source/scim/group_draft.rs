//! A group as its page has it, before its members are told by the users.

use super::group_fields::{GroupFields, Members};
use super::moment;
use crate::model::{Adopted, Group, Id, Interner, MembersRead, People, Person, Side, Sym, Users};
use crate::model::{fold, veil};
use crate::source::ingest::Store;

/// A group as its page has it, numbered by the interner of that page.
pub struct GroupRow {
    pub id: Id,
    external_id: Id,
    name: Sym,
    created: u32,
    /// `None` where the attribute is absent or null.
    members: Option<MembersRow>,
}

/// The members of a group in the same numbers.
pub struct MembersRow {
    users: Vec<Id>,
    groups: Vec<Id>,
}

impl GroupRow {
    pub fn of(texts: &mut Interner, fields: &GroupFields<'_>) -> Self {
        Self {
            id: texts.id(fields.id.get()),
            external_id: texts.id(fields.external_id.get()),
            name: texts.intern(fields.display_name.get()),
            created: moment::seconds(fields.created.get()),
            members: MembersRow::of(texts, &fields.members),
        }
    }
}

impl MembersRow {
    pub fn of(texts: &mut Interner, Members(listed): &Members<'_>) -> Option<Self> {
        let listed = listed.as_ref()?;
        let mut row = Self {
            users: Vec::with_capacity(listed.len()),
            groups: Vec::new(),
        };
        for member in listed {
            let id = texts.id(member.value.get());
            if member.is_group {
                row.groups.push(id);
            } else {
                row.users.push(id);
            }
        }
        Some(row)
    }
}

/// A group whose members are places: its users may be read later.
#[derive(PartialEq, Eq)]
pub struct Draft {
    pub id: Id,
    pub external_id: Id,
    pub name: Sym,
    folded: Sym,
    created: u32,
    members: Box<[u32]>,
    /// Members that are groups, which are nobody's membership.
    nested: Box<[Id]>,
    pub read: MembersRead,
}

/// What was read of the members of a group.
#[derive(Clone, Copy, Default)]
pub struct Listed {
    /// How many came, whatever they are.
    pub members: usize,
    /// Whether groups are among them.
    pub nests: bool,
    pub read: MembersRead,
}

/// The group that `fields` make, its members told by the users of the same side.
pub fn group_row(store: &mut Store, fields: &GroupFields<'_>, users: &Users) -> Group {
    let mut texts = Interner::listing();
    let row = GroupRow::of(&mut texts, fields);
    let here = store.interner.adopt(&texts);
    let draft = Draft::new(store, &here, row);
    Telling::new(store, users).group(draft)
}

impl Draft {
    pub fn listed(&self) -> Listed {
        Listed {
            members: self.members.len() + self.nested.len(),
            nests: !self.nested.is_empty(),
            read: self.read,
        }
    }

    /// `group` before its members are read.
    pub fn without_members(group: &Group) -> Self {
        Self {
            id: group.id,
            external_id: group.external_id,
            name: group.name,
            folded: group.folded,
            created: group.created,
            members: Box::default(),
            nested: Box::default(),
            read: MembersRead::Absent,
        }
    }

    /// The group of `row`; `here` is what its numbers are in the store.
    pub fn new(store: &mut Store, here: &Adopted, row: GroupRow) -> Self {
        let name = here.sym(row.name);
        veil::spare(store.interner.get(name));
        let mut draft = Self {
            id: here.id(row.id),
            external_id: here.id(row.external_id),
            name,
            folded: fold(&mut store.interner, name),
            created: row.created,
            members: Box::default(),
            nested: Box::default(),
            read: MembersRead::Absent,
        };
        draft.fill(store, here, row.members);
        draft
    }

    /// Takes its members in.
    pub fn fill(&mut self, store: &mut Store, here: &Adopted, members: Option<MembersRow>) {
        let Some(MembersRow { users, groups }) = members else {
            self.read = MembersRead::Absent;
            return;
        };
        self.read = MembersRead::Listed;
        let users: Vec<Id> = users.into_iter().map(|id| here.id(id)).collect();
        self.members = store.people.places(Side::Provider, &users).into();
        self.nested = groups.into_iter().map(|id| here.id(id)).collect();
    }
}

/// Groups and the users of the same side, by whom members are told.
pub struct Telling<'a> {
    store: &'a mut Store,
    users: &'a Users,
    /// Whether a member was told by its name.
    pub by_name: bool,
}

impl<'a> Telling<'a> {
    pub fn new(store: &'a mut Store, users: &'a Users) -> Self {
        Self {
            store,
            users,
            by_name: false,
        }
    }

    /// The group that `draft` is.
    pub fn group(&mut self, draft: Draft) -> Group {
        let mut members: Vec<Person> = Vec::with_capacity(draft.members.len());
        let mut strangers = draft.nested.into_vec();
        for place in draft.members {
            let id = self.store.people.id_at(Side::Provider, place);
            let person = self.store.people.at(Side::Provider, place);
            match self.whoever(person, id) {
                Some(person) => members.push(person),
                None => strangers.push(id),
            }
        }
        Group {
            id: draft.id,
            external_id: draft.external_id,
            name: draft.name,
            folded: draft.folded,
            created: draft.created,
            members: ascending(members).into(),
            strangers: ascending(strangers),
            members_read: draft.read,
            ..Group::default()
        }
    }

    /// `group` as it was told by `before`, told again: itself where that comes to the same.
    pub fn again(&mut self, group: &Group, before: &Users) -> Group {
        let (held, now) = (&before.ids, &self.users.ids);
        let stays = |&person: &Person| held.get(person as usize) == now.get(person as usize);
        let moved = !group.members.iter().all(stays);
        let strangers = group.strangers.iter();
        if !moved && strangers.clone().all(|&id| self.known(id).is_none()) {
            return group.clone();
        }
        let held = group
            .members
            .iter()
            .map(|&person| before.ids.get(person as usize));
        let ids: Vec<Id> = held.flatten().chain(strangers).copied().collect();
        let (mut members, mut others) = (Vec::with_capacity(ids.len()), Vec::new());
        for id in ids {
            match self.known(id) {
                Some(person) => members.push(person),
                None => others.push(id),
            }
        }
        Group {
            members: ascending(members).into(),
            strangers: ascending(others),
            ..group.clone()
        }
    }

    fn known(&mut self, id: Id) -> Option<Person> {
        let person = self.store.people.holder(Side::Provider, id);
        self.whoever(person, id)
    }

    /// `person`, who once was the user with this identifier: whose number is another user's by now, or nobody's, is a
    /// stranger; but some providers name their members by userName.
    fn whoever(&mut self, person: Option<Person>, id: Id) -> Option<Person> {
        let held = |&person: &Person| self.users.ids.get(person as usize) == Some(&id);
        if let Some(person) = person.filter(held) {
            return Some(person);
        }
        let Store {
            interner, people, ..
        } = &mut *self.store;
        let person = named(interner, people, self.users, id)?;
        self.by_name = true;
        Some(person)
    }
}

fn ascending<T: Ord>(mut values: Vec<T>) -> Box<[T]> {
    values.sort_unstable();
    values.dedup();
    values.into_boxed_slice()
}

/// The user whose userName stands in the place of an identifier.
fn named(interner: &mut Interner, people: &People, users: &Users, id: Id) -> Option<Person> {
    let name = interner.intern(&id.spelled(interner));
    let person = people.find(fold(interner, name))?;
    users.state(person).is_present().then_some(person)
}
