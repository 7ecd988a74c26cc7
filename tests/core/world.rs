//! A small random world as plain facts, and its two sides as the core sees them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use scimtop::drift::{Differences, Normalisation, Terms, compare};
use scimtop::entra::{Cache, Expected, Mappings, Scope, expect};
use scimtop::model::{
    Assignment, Directory, Grade, Group, GroupState, Groups, Interner, Keys, MembersRead, People,
    Person, Principal, Provider, Read, Reading, Role, Side, Sym, Text, UserRow, UserState, Users,
};

/// A person of Entra, in scope through the group or directly.
#[derive(Clone, Debug)]
pub struct Someone {
    pub name: String,
    pub title: String,
    pub enabled: bool,
    pub direct: bool,
    pub teams: Vec<usize>,
}

/// A user as the provider holds it.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    pub id: String,
    pub name: String,
    pub title: String,
    pub active: bool,
    pub created: u32,
}

/// A group as the provider holds it: externalId, name, members by user id.
#[derive(Clone, PartialEq, Debug)]
pub struct Team {
    pub id: String,
    pub external_id: String,
    pub name: String,
    pub members: Vec<String>,
    pub created: u32,
}

#[derive(Clone, Debug)]
pub struct World {
    pub people: Vec<Someone>,
    pub teams: usize,
    pub held: Vec<Held>,
    pub held_teams: Vec<Team>,
}

impl World {
    /// Everything provisioned exactly.
    pub fn in_sync(people: Vec<Someone>, teams: usize) -> Self {
        let mut world = Self {
            people,
            teams,
            held: Vec::new(),
            held_teams: Vec::new(),
        };
        world.held = (0..world.people.len())
            .filter(|&at| world.is_provisioned(at))
            .map(|at| world.provisioned(at))
            .collect();
        world.held_teams = (0..teams)
            .map(|team| world.provisioned_team(team))
            .collect();
        world
    }

    pub fn is_provisioned(&self, at: usize) -> bool {
        let someone = &self.people[at];
        someone.enabled && (someone.direct || !someone.teams.is_empty())
    }

    fn provisioned(&self, at: usize) -> Held {
        let someone = &self.people[at];
        Held {
            id: format!("scim-{at}"),
            name: someone.name.clone(),
            title: someone.title.clone(),
            active: true,
            created: 1,
        }
    }

    fn provisioned_team(&self, team: usize) -> Team {
        let members = (0..self.people.len())
            .filter(|&at| self.people[at].enabled && self.people[at].teams.contains(&team))
            .map(|at| format!("scim-{at}"));
        Team {
            id: format!("team-{team}"),
            external_id: entra_team(team),
            name: format!("Team {team}"),
            members: members.collect(),
            created: 1,
        }
    }

    /// Both sides as read, every part complete.
    pub fn read(&self) -> Sides {
        self.read_by(Mappings::assumed("a test"))
    }

    /// The same, where these are the job's mappings.
    pub fn read_by(&self, mappings: Mappings) -> Sides {
        let mut reader = Reader::default();
        let entra = self.read_entra(&mut reader);
        let (users, groups) = self.read_provider(&mut reader);
        let assignments = self.assignments(&mut reader);
        let directory = Directory {
            assignments: sound(assignments),
            groups: sound(entra.1),
            users: sound(entra.0),
        };
        let (interner, cache) = (&mut reader.interner, &mut Cache::default());
        let expected = expect(
            &directory,
            &users,
            Scope::Assigned,
            &mappings,
            interner,
            cache,
        );
        Sides {
            mappings,
            expected,
            directory,
            provider: Provider {
                users: sound(users),
                groups: sound(groups),
            },
            text: reader.interner.text(),
        }
    }

    fn assignments(&self, reader: &mut Reader) -> Vec<Assignment> {
        let direct = (0..self.people.len()).filter(|&at| self.people[at].direct);
        let users = direct
            .map(|at| (entra_user(at), Principal::User))
            .collect::<Vec<_>>();
        let groups = (0..self.teams).map(|team| (entra_team(team), Principal::Group));
        let all = users.into_iter().chain(groups);
        all.map(|(id, kind)| Assignment {
            principal: reader.interner.id(&id),
            kind,
            role: Role::Enabled,
            created: None,
        })
        .collect()
    }

    fn read_entra(&self, reader: &mut Reader) -> (Users, Groups) {
        let mut users = Users::with_layout(["jobTitle".to_owned()].into());
        for (at, someone) in self.people.iter().enumerate() {
            let row = reader.row(&entra_user(at), &someone.name, someone.enabled, 0);
            let title = reader.interner.intern(&someone.title);
            let keys = Keys {
                name: reader.folded(&someone.name),
                ..Keys::default()
            };
            assert!(reader.people.put_entra(&mut users, row, &[title], keys));
        }
        let rows = (0..self.teams).map(|team| {
            let members =
                (0..self.people.len()).filter(|&at| self.people[at].teams.contains(&team));
            let members: Vec<String> = members.map(entra_user).collect();
            reader.group(
                Side::Entra,
                &users,
                &entra_team(team),
                "",
                &format!("Team {team}"),
                &members,
            )
        });
        let rows = rows.collect();
        (
            users,
            Groups {
                rows,
                ..Groups::default()
            },
        )
    }

    fn read_provider(&self, reader: &mut Reader) -> (Users, Groups) {
        let mut users = Users::with_layout(["title".to_owned()].into());
        for held in &self.held {
            let row = reader.row(&held.id, &held.name, held.active, held.created);
            let title = reader.interner.intern(&held.title);
            let name = reader.folded(&held.name);
            reader
                .people
                .put_provider(&reader.interner, &mut users, row, &[title], name);
        }
        let teams = self.held_teams.iter();
        let rows = teams
            .map(|team| {
                let read = reader.group(
                    Side::Provider,
                    &users,
                    &team.id,
                    &team.external_id,
                    &team.name,
                    &team.members,
                );
                Group {
                    created: team.created,
                    ..read
                }
            })
            .collect();
        (
            users,
            Groups {
                rows,
                ..Groups::default()
            },
        )
    }
}

pub fn entra_user(at: usize) -> String {
    format!("{at:08x}-0000-4000-8000-000000000001")
}

pub fn entra_team(team: usize) -> String {
    format!("{team:08x}-0000-4000-8000-000000000002")
}

/// Both sides and their strings.
pub struct Sides {
    pub mappings: Mappings,
    pub expected: Arc<Expected>,
    pub directory: Directory,
    pub provider: Provider,
    pub text: Text,
}

impl Sides {
    pub fn compare(&self) -> Differences {
        let expected = Arc::clone(&self.expected);
        let (directory, provider) = (&self.directory, &self.provider);
        let terms = Terms {
            mappings: &self.mappings,
            normalisations: &Normalisation::known(),
            text: &self.text,
        };
        compare(directory, provider, expected, terms)
    }
}

pub fn sound<T>(data: T) -> Read<T> {
    let reading = Reading {
        grade: Grade::Complete,
        reasons: Vec::new(),
        ended: Some(noon()),
        ..Reading::default()
    };
    Read {
        data: data.into(),
        reading,
    }
}

pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_521_600, 0).expect("a time in range")
}

#[derive(Default)]
struct Reader {
    interner: Interner,
    people: People,
}

impl Reader {
    fn row(&mut self, id: &str, name: &str, active: bool, created: u32) -> UserRow {
        UserRow {
            id: self.interner.id(id),
            name: self.interner.intern(name),
            created,
            state: UserState::present(Some(active)),
            ..UserRow::default()
        }
    }

    fn folded(&mut self, name: &str) -> Sym {
        self.interner.intern(&name.to_lowercase())
    }

    fn group(
        &mut self,
        side: Side,
        users: &Users,
        id: &str,
        external_id: &str,
        name: &str,
        members: &[String],
    ) -> Group {
        let mut known: Vec<Person> = Vec::new();
        let mut strangers = Vec::new();
        for member in members {
            let id = self.interner.id(member);
            let place = self.people.place(side, id);
            match self
                .people
                .at(side, place)
                .filter(|&person| users.row(person).is_some_and(|row| row.id == id))
            {
                Some(person) => known.push(person),
                None => strangers.push(id),
            }
        }
        known.sort_unstable();
        Group {
            id: self.interner.id(id),
            external_id: self.interner.id(external_id),
            name: self.interner.intern(name),
            folded: self.folded(name),
            members: known.into(),
            strangers: strangers.into(),
            members_read: MembersRead::Listed,
            state: GroupState {
                security_enabled: Some(true),
                dynamic: false,
            },
            ..Group::default()
        }
    }
}

/// A world in which everything is provisioned.
pub fn in_sync() -> impl Strategy<Value = World> {
    let titles = prop_oneof![
        Just(String::new()),
        Just("SRE".to_owned()),
        Just("Zoë's title".to_owned())
    ];
    let someone = (
        titles,
        any::<bool>(),
        any::<bool>(),
        proptest::collection::vec(0usize..4, 0..3),
    );
    proptest::collection::vec(someone, 1..30).prop_map(|people| {
        let people =
            people
                .into_iter()
                .enumerate()
                .map(|(at, (title, enabled, direct, mut teams))| {
                    teams.sort_unstable();
                    teams.dedup();
                    Someone {
                        name: format!("user{at}@ex.com"),
                        title,
                        enabled,
                        direct,
                        teams,
                    }
                });
        World::in_sync(people.collect(), 4)
    })
}
