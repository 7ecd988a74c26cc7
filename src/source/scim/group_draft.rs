//! A group as its page has it, before its members are told by the users.

use super::group_fields::{GroupFields, Members};
use super::moment;
use crate::model::{Group, Id, Interner, MembersRead, People, Person, Side, Sym, Users};
use crate::model::{fold, veil};
use crate::source::ingest::Store;

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
    let draft = Draft::new(store, fields);
    draft.tell(store, users)
}

impl Draft {
    /// How many members it lists.
    pub fn listed(&self) -> usize {
        self.members.len() + self.nested.len()
    }

    pub fn new(store: &mut Store, fields: &GroupFields<'_>) -> Self {
        veil::spare(fields.display_name.get());
        let name = store.interner.intern(fields.display_name.get());
        let mut draft = Self {
            id: store.interner.id(fields.id.get()),
            external_id: store.interner.id(fields.external_id.get()),
            name,
            folded: fold(&mut store.interner, name),
            created: moment::seconds(fields.created.get()),
            members: Box::default(),
            nested: Box::default(),
            read: MembersRead::Absent,
        };
        draft.fill(store, &fields.members);
        draft
    }

    /// Takes its members in.
    pub fn fill(&mut self, store: &mut Store, members: &Members<'_>) {
        let Some(members) = &members.0 else {
            self.read = MembersRead::Absent;
            return;
        };
        self.read = MembersRead::Listed;
        let (groups, users): (Vec<_>, Vec<_>) = members.iter().partition(|member| member.is_group);
        let interner: &mut Interner = &mut store.interner;
        let people = &mut store.people;
        let place = |id| people.place(Side::Provider, id);
        let ids = users.iter().map(|member| interner.id(member.value.get()));
        self.members = ids.map(place).collect();
        let ids = groups.iter().map(|member| interner.id(member.value.get()));
        self.nested = ids.collect();
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
