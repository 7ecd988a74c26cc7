//! The provider's side with every pair of people under one number.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};

use crate::model::{
    Group, Groups, GroupsChanged, Person, PersonSet, Provider, Touched, Users, changed_groups,
};

/// The provider as it was joined last, and what of.
#[derive(Default)]
pub struct Joined {
    /// The person in Entra, and the person under whom the provider's row was filed; ascending.
    pairs: Vec<(Person, Person)>,
    raw: Provider,
    made: Provider,
}

/// Who stands in whose place.
struct Places(HashMap<Person, Person>);

impl Places {
    fn of(pairs: &[(Person, Person)]) -> Self {
        let mut places = HashMap::with_capacity(pairs.len() * 2);
        for &(here, there) in pairs {
            places.insert(here, there);
            places.insert(there, here);
        }
        Self(places)
    }

    fn of_person(&self, person: Person) -> Person {
        self.0.get(&person).copied().unwrap_or(person)
    }

    /// Everyone whose place is another one in `other`.
    fn moved(&self, other: &Self) -> PersonSet {
        let people = self.0.keys().chain(other.0.keys()).copied();
        let moved = |person: &Person| self.of_person(*person) != other.of_person(*person);
        people.filter(moved).collect()
    }
}

impl Joined {
    /// Joins `provider` by `pairs`. `touched` are those whose rows have changed there since the last time;
    /// returned are those whose rows have changed after the joining.
    pub fn update(
        &mut self,
        provider: &Provider,
        pairs: &[(Person, Person)],
        touched: &Touched,
    ) -> (Provider, Touched) {
        let (before, now) = (Places::of(&self.pairs), Places::of(pairs));
        let moved = now.moved(&before);
        let touched = match touched {
            Touched::Everybody => Touched::Everybody,
            Touched::These(people) => {
                let places = people
                    .iter()
                    .flat_map(|&person| [person, before.of_person(person), now.of_person(person)]);
                moved.iter().chain(places).collect()
            }
        };
        let mut made = provider.clone();
        if !pairs.is_empty() {
            made.users.data = self.users(provider, pairs, &moved);
            made.groups.data = self.groups(provider, &now, &moved);
        }
        *self = Self {
            pairs: pairs.to_vec(),
            raw: provider.clone(),
            made: made.clone(),
        };
        (made, touched)
    }

    fn users(
        &self,
        provider: &Provider,
        pairs: &[(Person, Person)],
        moved: &PersonSet,
    ) -> Arc<Users> {
        let raw = &provider.users.data;
        if moved.is_empty() && Arc::ptr_eq(raw, &self.raw.users.data) {
            return Arc::clone(&self.made.users.data);
        }
        let mut users = Users::clone(raw);
        for &(here, there) in pairs {
            users.swap(here, there);
        }
        Arc::new(users)
    }

    /// Lists of members are made again only where they have changed, or name somebody who has moved.
    fn groups(&self, provider: &Provider, places: &Places, moved: &PersonSet) -> Arc<Groups> {
        let raw = &provider.groups.data;
        let changed = changed_groups(&self.raw.groups.data, raw);
        if moved.is_empty() && changed.is_nothing() && !self.pairs.is_empty() {
            return Arc::clone(&self.made.groups.data);
        }
        let known = matches!(*changed, GroupsChanged::Members(_)) && !self.pairs.is_empty();
        let (old, made) = (&self.raw.groups.data.rows, &self.made.groups.data.rows);
        let all: PersonSet = places.0.keys().copied().collect();
        let rows = raw.rows.iter().enumerate().map(|(at, group)| {
            let names = |people: &PersonSet| group.members.iter().any(|&member| people.has(member));
            let stays = known && old[at].has_members_of(group) && !names(moved);
            let members = if stays {
                Arc::clone(&made[at].members)
            } else if names(&all) {
                renumbered(group, places)
            } else {
                Arc::clone(&group.members)
            };
            Group {
                members,
                ..group.clone()
            }
        });
        Arc::new(Groups {
            rows: rows.collect(),
            inner: raw.inner.clone(),
            ..Groups::default()
        })
    }
}

fn renumbered(group: &Group, places: &Places) -> Arc<[Person]> {
    let members = group.members.iter();
    let mut members: Vec<Person> = members.map(|&member| places.of_person(member)).collect();
    members.sort_unstable();
    members.into()
}
