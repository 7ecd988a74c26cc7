//! Groups on their way from pages to rows.

use std::collections::HashMap;

use super::group_fields::{GroupFields, Members};
use super::intake::{Intake, PageSummary, Seam};
use super::moment;
use super::page::Page;
use super::refusal::Refusal;
use super::sightings::Sightings;
use crate::model::{Group, Groups, Id, Interner, MembersRead, People, Person, Side, Sym, Users};
use crate::model::{fold, veil};
use crate::source::ingest::Store;

/// Where services have been seen to cut the members of a group: Sentry at 20, `FusionAuth` and AWS at
/// 100, Oracle at 10,000; and the round numbers that others may have chosen.
const CUTS: [usize; 9] = [20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// Builds the groups of the provider.
#[derive(Default)]
pub struct GroupIntake {
    rows: Vec<Draft>,
    /// The place of each group on the roll of this read.
    roll: HashMap<Id, u32>,
    seen: Sightings,
    places: Vec<Option<u32>>,
}

/// A group whose members are places: its users may be read later.
struct Draft {
    id: Id,
    external_id: Id,
    name: Sym,
    folded: Sym,
    created: u32,
    members: Box<[u32]>,
    /// Members that are groups, which are nobody's membership.
    nested: Box<[Id]>,
    read: MembersRead,
}

impl Intake for GroupIntake {
    fn take(&mut self, store: &mut Store, body: &[u8], seam: Seam) -> Result<PageSummary, Refusal> {
        let page = Page::<GroupFields>::parse(body)?;
        self.places.clear();
        for row in &page.rows {
            let id = (!row.id.is_absent()).then(|| store.interner.id(row.id.get()));
            let next = u32::try_from(self.roll.len()).unwrap_or(u32::MAX);
            let place = id.map(|id| *self.roll.entry(id).or_insert(next));
            self.places.push(place);
        }
        let drafts = &mut self.rows;
        let keep = |at: usize| drafts.push(Draft::new(store, &page.rows[at]));
        let sight = self.seen.look(seam.pass, &self.places, seam.anchored, keep);
        Ok(PageSummary::of(&page, body.len(), sight))
    }

    fn count(&self) -> u64 {
        self.seen.count()
    }
}

impl GroupIntake {
    /// The identifiers of all groups, in the order they were read.
    pub fn ids(&self) -> impl Iterator<Item = Id> + '_ {
        self.rows.iter().map(|draft| draft.id)
    }

    /// Whether any group was said to have a member.
    pub fn has_members(&self) -> bool {
        let any = |draft: &Draft| !draft.members.is_empty() || !draft.nested.is_empty();
        self.rows.iter().any(any)
    }

    /// The displayName of a group that a filter must find.
    pub fn sample_name(&self) -> Option<Sym> {
        let mut names = self.rows.iter().map(|draft| draft.name);
        names.rfind(|name| !name.is_absent())
    }

    /// The externalId of a group that a filter must find.
    pub fn sample_external_id(&self) -> Option<Id> {
        let mut ids = self.rows.iter().map(|draft| draft.external_id);
        ids.rfind(|id| !id.is_absent())
    }

    /// Members were left out on request, so that they are not absent but unasked.
    pub fn forget_members(&mut self) {
        for draft in &mut self.rows {
            draft.read = MembersRead::NotAsked;
        }
    }

    /// Takes the members of the group at `at` from its own answer.
    pub fn refill(&mut self, store: &mut Store, at: usize, members: &Members<'_>) {
        if let Some(draft) = self.rows.get_mut(at) {
            draft.fill(store, members);
        }
    }

    /// The groups with their members told by the users of the same side.
    pub fn finish(self, interner: &mut Interner, people: &People, users: &Users) -> Groups {
        let lists = self.has_members();
        let full = self.fullest();
        let rows = self.rows.into_iter().map(|mut draft| {
            // A provider that lists members elsewhere leaves them out where there are none
            // (RFC 7643, 2.5).
            if lists && draft.read == MembersRead::Absent {
                draft.read = MembersRead::Listed;
            }
            if full == Some(draft.listed()) {
                draft.read = MembersRead::Full;
            }
            draft.tell(interner, people, users)
        });
        Groups {
            rows: rows.collect(),
            ..Groups::default()
        }
    }
}

impl GroupIntake {
    /// How many members the fullest groups list, if that is where services are known to stop.
    fn fullest(&self) -> Option<usize> {
        let most = self.rows.iter().map(Draft::listed).max()?;
        CUTS.contains(&most).then_some(most)
    }
}

/// The group that `fields` make, its members told by the users of the same side.
pub fn group_row(store: &mut Store, fields: &GroupFields<'_>, users: &Users) -> Group {
    let draft = Draft::new(store, fields);
    draft.tell(&mut store.interner, &store.people, users)
}

impl Draft {
    fn listed(&self) -> usize {
        self.members.len() + self.nested.len()
    }

    fn new(store: &mut Store, fields: &GroupFields<'_>) -> Self {
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

    fn fill(&mut self, store: &mut Store, members: &Members<'_>) {
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
    fn tell(self, interner: &mut Interner, people: &People, users: &Users) -> Group {
        let mut members: Vec<Person> = Vec::with_capacity(self.members.len());
        let mut strangers: Vec<Id> = self.nested.into_vec();
        for place in self.members {
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
