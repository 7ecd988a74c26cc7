//! The data layout against its budgets (docs/performance.md): memory a user and a membership, and
//! a full comparison against a memcpy of both sides. Ratios of medians from one run, interleaved.
//!
//! `cargo bench --bench core` measures 100,000 and 1,000,000 users; numbers after `--` are users.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scimtop::drift::{Normalisation, Terms, compare};
use scimtop::entra::{Cache, Mappings, Scope, expect};
use scimtop::model::{
    Assignment, Directory, Grade, Group, GroupState, Groups, Id, Interner, Keys, MembersRead,
    People, Person, Principal, Provider, Read, Reading, Role, Sym, Text, UserRow, UserState, Users,
};

const ROUNDS: usize = 9;

fn main() {
    let asked: Vec<u32> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![100_000, 1_000_000]
    } else {
        asked
    };
    println!("users      memberships  B/user/side  B/membership/side  compare/memcpy  found");
    for users in sizes {
        measure(users);
    }
}

fn measure(users: u32) {
    let groups = users / 20;
    let before = resident();
    let mut builder = Builder::default();
    let (entra, provider) = (builder.side(users, true), builder.side(users, false));
    let after_users = resident();
    let teams = Builder::groups(&mut builder, users, groups);
    let groups = |rows| Groups {
        rows,
        ..Groups::default()
    };
    let (here, there) = (groups(teams.clone()), groups(teams));
    let after_groups = resident();
    let memberships = here.memberships();
    let mut world = builder.world((entra, here), (provider, there));
    let (ratio, found) = race(&mut world);
    let a_user = (after_users - before) as f64 / 2.0 / f64::from(users);
    let a_membership = (after_groups - after_users) as f64 / 2.0 / memberships as f64;
    println!(
        "{users:<10} {memberships:<12} {a_user:<12.0} {a_membership:<18.2} {ratio:<15.2} {found}"
    );
}

/// The comparison against a copy of the bytes that it reads, in turn.
fn race(world: &mut World) -> (f64, usize) {
    let bytes = bytes_of(&world.directory.users.data, &world.directory.groups.data)
        + bytes_of(&world.provider.users.data, &world.provider.groups.data);
    let (from, mut to) = (vec![1u8; bytes], vec![0u8; bytes]);
    let (mut copies, mut compares, mut found) = (Vec::new(), Vec::new(), 0);
    let forms = Normalisation::known();
    let (mappings, mut cache) = (Mappings::assumed("a benchmark"), Cache::default());
    for _ in 0..ROUNDS {
        copies.push(timed(|| {
            black_box(&mut to).copy_from_slice(black_box(&from));
        }));
        compares.push(timed(|| {
            let (directory, provider) = (&world.directory, &world.provider);
            let interner = &mut world.interner;
            let expected = expect(
                directory,
                &provider.users.data,
                Scope::Assigned,
                &mappings,
                interner,
                &mut cache,
            );
            let terms = Terms {
                mappings: &mappings,
                normalisations: &forms,
                text: &world.text,
            };
            let compared = compare(directory, provider, expected, terms);
            found = black_box(compared).found.len();
        }));
    }
    (
        median(&mut compares).as_secs_f64() / median(&mut copies).as_secs_f64(),
        found,
    )
}

fn bytes_of(users: &Users, groups: &Groups) -> usize {
    let a_row = size_of::<UserRow>() + users.layout().len() * size_of::<Sym>();
    users.slots() * a_row + groups.memberships() * size_of::<Person>()
}

fn timed(work: impl FnOnce()) -> Duration {
    let began = Instant::now();
    work();
    began.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Resident memory in bytes, as the kernel counts it.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages: Option<usize> = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
    pages.unwrap_or(0) * 4096
}

struct World {
    interner: Interner,
    directory: Directory,
    provider: Provider,
    text: Text,
}

#[derive(Default)]
struct Builder {
    interner: Interner,
    people: People,
}

impl Builder {
    /// One side's users with realistic text; one in a thousand differs at the provider.
    fn side(&mut self, users: u32, entra: bool) -> Users {
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
    fn groups(&mut self, users: u32, groups: u32) -> Vec<Group> {
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

    fn world(self, entra: (Users, Groups), provider: (Users, Groups)) -> World {
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

fn sound<T>(data: T) -> Read<T> {
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
