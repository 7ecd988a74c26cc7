//! A comparison after a thousand changes, against a full one.

use std::hint::black_box;
use std::sync::Arc;

use scimtop::drift::{Compared, Comparer, Linked, Normalisation, Settings};
use scimtop::entra::{Mappings, Scope};
use scimtop::model::{
    Directory, Group, Groups, Keys, Person, Provider, Sym, UserRow, UserState, Users,
};

use crate::sides::{World, sound};
use crate::{median, timed};

const ROUNDS: usize = 5;
const CHANGES: u32 = 1_000;

/// Both sides at one time.
#[derive(Clone)]
struct Moment {
    directory: Directory,
    provider: Provider,
}

/// The shares in a line.
pub fn after_changes(world: &mut World) -> String {
    let first = Moment {
        directory: world.directory.clone(),
        provider: world.provider.clone(),
    };
    let told = world.told(&first);
    let scanned = world.scanned(&told);
    let grown = world.grown(&scanned);
    let moments = [told, scanned, grown.clone(), grown];
    let (mut full, mut later) = (Vec::new(), moments.each_ref().map(|_| Vec::new()));
    let (mut looked, mut found) = ((0, 0), 0);
    for _ in 0..ROUNDS {
        let mut comparer = Comparer::default();
        full.push(timed(|| {
            drop(black_box(world.compare(&mut comparer, &first)));
        }));
        for (at, moment) in moments.iter().enumerate() {
            let mut compared = None;
            let took = timed(|| compared = Some(world.compare(&mut comparer, moment)));
            later[at].push(took);
            let differences = compared.expect("compared").differences;
            if at == 0 {
                looked = (differences.work.people, differences.work.groups);
            }
            found = differences.found.len();
        }
    }
    let last = world.compare(&mut Comparer::default(), &moments[3]);
    assert_eq!(last.differences.found.len(), found, "nothing was missed");
    let full = median(&mut full).as_secs_f64();
    let shares = later.map(|mut times| median(&mut times).as_secs_f64() / full * 100.0);
    let [told, scanned, grown, nothing] = shares;
    let users = first.directory.users.data.len();
    let (people, lists) = looked;
    format!(
        "{users:<10} {told:<7.2} {scanned:<8.2} {grown:<13.2} {nothing:<8.2} {people:<7} {lists}"
    )
}

impl World {
    fn compare(&mut self, comparer: &mut Comparer, moment: &Moment) -> Compared {
        let mappings = Mappings::assumed("a benchmark");
        let settings = Settings {
            scope: Scope::Assigned,
            mappings: &mappings,
            normalisations: &Normalisation::known(),
        };
        let (directory, provider) = (&moment.directory, &moment.provider);
        comparer.compare(
            directory,
            provider,
            settings,
            Linked::default(),
            &mut self.interner,
        )
    }

    /// Entra's side after a thousand changes, which the read tells of: half of them another title, the others
    /// people who came, left, were disabled, or went into a group or out of one.
    fn told(&mut self, before: &Moment) -> Moment {
        let (mut users, mut rows) = changing(&before.directory);
        let step = users.slots() as u32 / CHANGES;
        let mut left = Vec::new();
        for change in 0..CHANGES {
            let person = change * step;
            let Some(row) = users.row(person) else {
                continue;
            };
            let mut values = users.values_of(person).to_vec();
            let at = change as usize % rows.len();
            match change % 10 {
                5 => {
                    let state = UserState::present(Some(false));
                    users.put(person, UserRow { state, ..row }, &values);
                }
                6 => left.push(person),
                7 => {
                    let person = self.newcomer(&mut users, change, &values);
                    edit(&mut rows[at], |members| members.push(person));
                }
                8 => edit(&mut rows[at], last_leaves),
                9 => edit(&mut rows[at], |members| members.push(person)),
                _ => {
                    values[2] = self.interner.intern(&format!("Title of {change}"));
                    users.put(person, row, &values);
                }
            }
        }
        for &person in &left {
            users.remove(person);
            for group in &mut rows {
                if group.members.binary_search(&person).is_ok() {
                    edit(group, |members| members.retain(|&member| member != person));
                }
            }
        }
        let mut directory = before.directory.clone();
        directory.users = sound(users);
        directory.groups = told(rows, &before.directory.groups.data);
        Moment {
            directory,
            provider: before.provider.clone(),
        }
    }

    fn newcomer(&mut self, users: &mut Users, change: u32, values: &[Sym]) -> Person {
        let name = self
            .interner
            .intern(&format!("newcomer{change}@contoso.example"));
        let id = self
            .interner
            .id(&format!("{change:08x}-0000-4000-8000-0000000000c0"));
        let state = UserState::present(Some(true));
        let row = UserRow {
            id,
            name,
            state,
            ..UserRow::default()
        };
        let keys = Keys {
            name,
            ..Keys::default()
        };
        assert!(
            self.people.put_entra(users, row, values, keys),
            "a new name"
        );
        self.people.find(name).expect("put just now")
    }

    /// The provider read anew, with a thousand changes that nobody told of.
    fn scanned(&mut self, before: &Moment) -> Moment {
        let mut users = Users::clone(&before.provider.users.data);
        let mut rows: Vec<Group> = before.provider.groups.data.rows.clone();
        for group in &mut rows {
            edit(group, |_| {});
        }
        let step = users.slots() as u32 / CHANGES;
        for change in 0..CHANGES {
            let person = change * step;
            if let Some(row) = users.row(person)
                && change % 3 > 0
            {
                let mut values = users.values_of(person).to_vec();
                values[2] = self
                    .interner
                    .intern(&format!("Title at the provider {change}"));
                users.put(person, row, &values);
            } else {
                let at = change as usize % rows.len();
                edit(&mut rows[at], last_leaves);
            }
        }
        let mut provider = before.provider.clone();
        provider.users = sound(users);
        provider.groups = groups(rows);
        Moment {
            directory: before.directory.clone(),
            provider,
        }
    }

    /// One group more in Entra.
    fn grown(&mut self, before: &Moment) -> Moment {
        let mut rows = before.directory.groups.data.rows.clone();
        let mut group = rows[0].clone();
        group.id = self.interner.id("0000000f-0000-4000-8000-0000000000c1");
        group.name = self.interner.intern("a group more");
        group.folded = group.name;
        rows.push(group);
        let mut directory = before.directory.clone();
        directory.groups = groups(rows);
        Moment {
            directory,
            provider: before.provider.clone(),
        }
    }
}

fn changing(directory: &Directory) -> (Users, Vec<Group>) {
    let users = Users::after(&directory.users.data);
    (users, directory.groups.data.rows.clone())
}

fn groups(rows: Vec<Group>) -> scimtop::model::Read<Groups> {
    sound(Groups {
        rows,
        ..Groups::default()
    })
}

/// As a read that was made from `before` has them.
fn told(rows: Vec<Group>, before: &Arc<Groups>) -> scimtop::model::Read<Groups> {
    let mut groups = Groups {
        rows,
        ..Groups::default()
    };
    groups.tell(before);
    sound(groups)
}

fn edit(group: &mut Group, change: impl FnOnce(&mut Vec<Person>)) {
    let mut members = group.members.to_vec();
    change(&mut members);
    members.sort_unstable();
    members.dedup();
    group.members = members.into();
}

fn last_leaves(members: &mut Vec<Person>) {
    members.pop();
}
