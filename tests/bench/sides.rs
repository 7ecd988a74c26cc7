//! Two sides with realistic text, ten memberships a user, and group sizes that fall off like 1/rank.

use std::sync::Arc;

use scimtop::entra::Mappings;
use scimtop::model::{
    Assignment, Directory, Grade, Group, GroupState, Groups, Id, Interner, Keys, MembersRead,
    People, Person, Principal, Provider, Read, Reading, Role, Text, UserRow, UserState, Users,
};

/// Both sides, and who numbers them.
pub struct World {
    pub interner: Interner,
    pub people: People,
    pub directory: Directory,
    pub provider: Provider,
    pub text: Text,
}

#[derive(Default)]
pub struct Builder {
    interner: Interner,
    people: People,
}

impl Builder {
    /// One side's users with realistic text; one in a thousand differs at the provider.
    pub fn side(&mut self, users: u32, entra: bool) -> Users {
        let mappings = Mappings::assumed("a benchmark");
        let layout: Vec<String> = if entra {
            mappings.sources()
        } else {
            let targets = mappings.targets().into_iter();
            targets.map(|target| target.name).collect()
        };
        let mut side = Users::with_layout(layout.into());
        for number in 0..users {
            let name = self
                .interner
                .intern(&format!("given{number}.family@contoso.example"));
            let title = if !entra && number % 1_000 == 7 {
                999
            } else {
                number % 300
            };
            let row = UserRow {
                id: self.id(number, entra),
                name,
                external_id: if entra {
                    Id::ABSENT
                } else {
                    self.id(number, true)
                },
                created: 1,
                state: UserState::present(Some(true)),
            };
            let values = [
                self.interner.intern(&format!("Given{number} Family")),
                name,
                self.interner.intern(&format!("Title {title}")),
                self.interner.intern(&format!("Department {}", number % 90)),
            ];
            if entra {
                let keys = Keys {
                    name,
                    ..Keys::default()
                };
                assert!(
                    self.people.put_entra(&mut side, row, &values, keys),
                    "names are unique"
                );
            } else {
                self.people
                    .put_provider(&self.interner, &mut side, row, &values, name);
            }
        }
        side
    }

    fn id(&mut self, number: u32, entra: bool) -> Id {
        let side = if entra { 0xe } else { 0xa };
        self.interner
            .id(&format!("{number:08x}-0000-4000-8000-{side:012x}"))
    }

    /// Ten memberships a user on average, in groups whose sizes fall off like 1/rank.
    pub fn groups(&mut self, users: u32, groups: u32) -> Vec<Group> {
        let harmonic: f64 = (1..=groups).map(|rank| 1.0 / f64::from(rank)).sum();
        let all = f64::from(users) * 10.0 / harmonic;
        let mut random = fastrand::Rng::with_seed(1);
        let group = |rank: u32| {
            let size = ((all / f64::from(rank + 1)) as u32).clamp(1, users);
            let step = (users / size).max(1);
            let first = random.u32(0..step);
            let members: Vec<Person> = (0..size).map(|at| first + at * step).collect();
            self.group(
                rank,
                members
                    .into_iter()
                    .filter(|&person| person < users)
                    .collect(),
            )
        };
        (0..groups).map(group).collect()
    }

    fn group(&mut self, rank: u32, members: Arc<[Person]>) -> Group {
        let name = self.interner.intern(&format!("Group {rank}"));
        let id = self
            .interner
            .id(&format!("{rank:08x}-0000-4000-8000-00000000000f"));
        Group {
            id,
            external_id: id,
            name,
            folded: name,
            members,
            members_read: MembersRead::Listed,
            state: GroupState {
                security_enabled: Some(true),
                dynamic: false,
            },
            ..Group::default()
        }
    }

    pub fn world(self, entra: (Users, Groups), provider: (Users, Groups)) -> World {
        let role = Role::Enabled;
        let group = |group: &Group| (group.id, Principal::Group);
        let user = |&id: &Id| (id, Principal::User);
        // Groups, and one user in a hundred directly.
        let principals = entra
            .1
            .rows
            .iter()
            .map(group)
            .chain(entra.0.ids.iter().step_by(100).map(user));
        let assignments = principals.map(|(principal, kind)| Assignment {
            principal,
            kind,
            role,
            created: None,
        });
        World {
            text: self.interner.text(),
            interner: self.interner,
            people: self.people,
            directory: Directory {
                assignments: sound(assignments.collect()),
                groups: sound(entra.1),
                users: sound(entra.0),
            },
            provider: Provider {
                users: sound(provider.0),
                groups: sound(provider.1),
            },
        }
    }
}

pub fn sound<T>(data: T) -> Read<T> {
    let reading = Reading {
        grade: Grade::Complete,
        reasons: Vec::new(),
        ..Reading::default()
    };
    Read {
        data: data.into(),
        reading,
    }
}
