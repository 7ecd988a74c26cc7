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
#[derive(Clone, PartialEq, Eq)]
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

/// The group that `fields` make, its members told by the users of the same side.
pub fn group_row(store: &mut Store, fields: &GroupFields<'_>, users: &Users) -> Group {
    let mut texts = Interner::listing();
    let row = GroupRow::of(&mut texts, fields);
    let here = store.interner.adopt(&texts);
    Draft::new(store, &here, row).tell(store, users)
}

impl Draft {
    /// How many members it lists.
    pub fn listed(&self) -> usize {
        self.members.len() + self.nested.len()
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

    /// A place whose person is another user by now, or none, is a stranger; but some providers name
    /// their members by userName.
    pub fn tell(&self, store: &mut Store, users: &Users) -> Group {
        let (interner, people) = (&mut store.interner, &store.people);
        let mut members: Vec<Person> = Vec::with_capacity(self.members.len());
        let mut strangers: Vec<Id> = self.nested.to_vec();
        for &place in &self.members {
            let id = people.id_at(Side::Provider, place);
            let person = people.at(Side::Provider, place);
            let held = |&person: &Person| users.ids.get(person as usize) == Some(&id);
            match person
                .filter(held)
                .or_else(|| named(interner, people, users, id))
            {
                Some(person) => members.push(person),
                None => strangers.push(id),
            }
        }
        members.sort_unstable();
        members.dedup();
        strangers.sort_unstable();
        strangers.dedup();
        Group {
            id: self.id,
            external_id: self.external_id,
            name: self.name,
            folded: self.folded,
            created: self.created,
            members: members.into(),
            strangers: strangers.into(),
            members_read: self.read,
            ..Group::default()
        }
    }
}

/// The user whose userName stands in the place of an identifier.
fn named(interner: &mut Interner, people: &People, users: &Users, id: Id) -> Option<Person> {
    let name = interner.intern(&id.spelled(interner));
    let person = people.find(fold(interner, name))?;
    users.state(person).is_present().then_some(person)
}
