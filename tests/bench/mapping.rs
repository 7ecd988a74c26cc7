//! What computed mappings cost (docs/performance.md): a full comparison with the default mapping of a
//! non-gallery application, against one with its direct mappings alone. Ratios of medians from one run,
//! interleaved; once with nothing computed before, once after a thousand people changed.
//!
//! `cargo bench --bench mapping` measures 100,000 and 1,000,000 users; numbers after `--` are users.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use scimtop::drift::{Normalisation, Terms, compare};
use scimtop::entra::expression::Expression;
use scimtop::entra::{Cache, Mappings, Rule, Scope, Source, expect};
use scimtop::model::{
    Assignment, Directory, Grade, Id, Interner, Keys, People, Principal, Provider, Read, Reading,
    Role, Sym, UserRow, UserState, Users,
};

const ROUNDS: usize = 9;

/// The default mapping of a non-gallery application, but userName, active and externalId.
const DIRECT: [(&str, &str); 16] = [
    ("displayName", "displayName"),
    ("jobTitle", "title"),
    ("mail", "emails[type eq \"work\"].value"),
    ("preferredLanguage", "preferredLanguage"),
    ("givenName", "name.givenName"),
    ("surname", "name.familyName"),
    (
        "physicalDeliveryOfficeName",
        "addresses[type eq \"work\"].formatted",
    ),
    ("streetAddress", "addresses[type eq \"work\"].streetAddress"),
    ("city", "addresses[type eq \"work\"].locality"),
    ("state", "addresses[type eq \"work\"].region"),
    ("postalCode", "addresses[type eq \"work\"].postalCode"),
    ("country", "addresses[type eq \"work\"].country"),
    ("telephoneNumber", "phoneNumbers[type eq \"work\"].value"),
    ("mobile", "phoneNumbers[type eq \"mobile\"].value"),
    (
        "employeeId",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber",
    ),
    (
        "department",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
    ),
];

const COMPUTED: [(&str, &str); 2] = [
    ("Join(\" \", [givenName], [surname])", "name.formatted"),
    (
        "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")",
        "active",
    ),
];

fn main() {
    let asked: Vec<u32> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    let sizes = if asked.is_empty() {
        vec![100_000, 1_000_000]
    } else {
        asked
    };
    println!("users      default/direct, first  default/direct, 1,000 changed  found");
    for users in sizes {
        measure(users);
    }
}

fn measure(users: u32) {
    let mut world = World::of(users);
    let (before, changed) = (
        world.directory.clone(),
        World::of_entra(&mut world.interner, users, 1_000),
    );
    let (direct, default) = (mappings(false), mappings(true));
    let (mut plain, mut first, mut again) = (Vec::new(), Vec::new(), Vec::new());
    let mut found = 0;
    for _ in 0..ROUNDS {
        plain.push(timed(|| {
            black_box(world.compare(&direct, &mut Cache::default()));
        }));
        let mut cache = Cache::default();
        first.push(timed(|| {
            found = black_box(world.compare(&default, &mut cache));
        }));
        world.directory = changed.clone();
        again.push(timed(|| {
            black_box(world.compare(&default, &mut cache));
        }));
        world.directory = before.clone();
    }
    let plain = median(&mut plain).as_secs_f64();
    let [first, again] = [first, again].map(|mut times| median(&mut times).as_secs_f64() / plain);
    println!("{users:<10} {first:<22.2} {again:<30.2} {found}");
}

fn mappings(computed: bool) -> Mappings {
    let mut mappings = Mappings::assumed("a benchmark");
    mappings.assumed = None;
    let direct = DIRECT.map(|(source, target)| Rule::direct(source, target));
    mappings.users.rules = direct.into();
    if computed {
        mappings
            .users
            .rules
            .extend(COMPUTED.map(|(text, target)| Rule {
                source: Source::Computed(Expression::parse(text).expect("an expression")),
                ..Rule::direct("", target)
            }));
    }
    mappings
}

struct World {
    interner: Interner,
    directory: Directory,
    provider: Provider,
}

impl World {
    /// Everybody provisioned exactly.
    fn of(users: u32) -> Self {
        let mut interner = Interner::default();
        let directory = Self::of_entra(&mut interner, users, 0);
        let targets = mappings(true).targets();
        let layout: Vec<String> = targets.into_iter().map(|target| target.name).collect();
        let mut held = Users::with_layout(layout.clone().into());
        let mut people = People::default();
        for number in 0..users {
            let values = layout
                .iter()
                .map(|target| value(number, source_of(target), 0));
            let values: Vec<Sym> = values.map(|text| interner.intern(&text)).collect();
            let row = row(&mut interner, number, 0xa);
            people.put_provider(&interner, &mut held, row, &values, row.name);
        }
        Self {
            interner,
            directory,
            provider: Provider {
                users: sound(held),
                ..Provider::default()
            },
        }
    }

    /// Entra's side, where so many people have another surname than the provider holds.
    fn of_entra(interner: &mut Interner, users: u32, changed: u32) -> Directory {
        let names = mappings(true).sources();
        let names: Vec<String> = names
            .into_iter()
            .filter(|name| name != "IsSoftDeleted")
            .collect();
        let mut side = Users::with_layout(names.clone().into());
        let mut people = People::default();
        for number in 0..users {
            let values = names.iter().map(|name| value(number, name, changed));
            let values: Vec<Sym> = values.map(|text| interner.intern(&text)).collect();
            let row = row(interner, number, 0xe);
            let keys = Keys {
                name: row.name,
                ..Keys::default()
            };
            assert!(
                people.put_entra(&mut side, row, &values, keys),
                "names are unique"
            );
        }
        let assignment = |&principal: &Id| Assignment {
            principal,
            kind: Principal::User,
            role: Role::Enabled,
            created: None,
        };
        Directory {
            assignments: sound(side.ids.iter().map(assignment).collect()),
            groups: sound(scimtop::model::Groups::default()),
            users: sound(side),
        }
    }

    fn compare(&mut self, mappings: &Mappings, cache: &mut Cache) -> usize {
        let expected = expect(
            &self.directory,
            &self.provider.users.data,
            Scope::Assigned,
            mappings,
            &mut self.interner,
            cache,
        );
        let terms = Terms {
            mappings,
            normalisations: &Normalisation::known(),
            text: &self.interner.text(),
        };
        compare(&self.directory, &self.provider, expected, terms)
            .found
            .len()
    }
}

/// The source of a target of the mappings above.
fn source_of(target: &str) -> &str {
    let direct = DIRECT.iter().find(|(_, known)| *known == target);
    direct.map_or(target, |(source, _)| source)
}

/// What `name` is of the person of this number: the surname is another for the first `changed`.
fn value(number: u32, name: &str, changed: u32) -> String {
    let surname = if number < changed {
        "Changed"
    } else {
        "Family"
    };
    match name {
        "givenName" => format!("Given{number}"),
        "surname" => surname.to_owned(),
        "displayName" | "name.formatted" => format!("Given{number} {surname}"),
        "mail" => format!("given{number}.family@contoso.example"),
        "active" => "True".to_owned(),
        "employeeId" => format!("{number}"),
        name => format!("{name} {}", number % 300),
    }
}

fn row(interner: &mut Interner, number: u32, side: u32) -> UserRow {
    UserRow {
        id: interner.id(&format!("{number:08x}-0000-4000-8000-{side:012x}")),
        name: interner.intern(&format!("given{number}.family@contoso.example")),
        created: 1,
        state: UserState::present(Some(true)),
        ..UserRow::default()
    }
}

fn sound<T>(data: T) -> Read<T> {
    let reading = Reading {
        grade: Grade::Complete,
        reasons: Vec::new(),
        ..Reading::default()
    };
    Read {
        data: Arc::new(data),
        reading,
    }
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
