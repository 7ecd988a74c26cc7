//! The data layout against its budgets (docs/performance.md): memory a user and a membership, a full
//! comparison against a memcpy of both sides, and one after a thousand changes against a full one. Ratios of
//! medians from one run, interleaved.
//!
//! `cargo bench --bench core` measures 100,000 and 1,000,000 users; numbers after `--` are users.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod changes;
mod sides;

use std::hint::black_box;
use std::time::{Duration, Instant};

use scimtop::drift::{Normalisation, Terms, compare};
use scimtop::entra::{Cache, Mappings, Scope, expect};
use scimtop::model::{Group, Groups, Person, Sym, UserRow, Users};

use changes::after_changes;
use sides::{Builder, World};

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
    let mut changed = Vec::new();
    for users in sizes {
        changed.push(measure(users));
    }
    println!("\nof a full comparison, in %, after 1,000 changes:");
    println!("users      told    scanned  a group more  nothing  people  lists");
    for line in changed {
        println!("{line}");
    }
}

/// What a comparison costs after changes is returned, in a line.
fn measure(users: u32) -> String {
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
    let (here, there) = (groups(teams.clone()), groups(apart(teams)));
    let after_groups = resident();
    let memberships = here.memberships();
    let mut world = builder.world((entra, here), (provider, there));
    let (ratio, found) = race(&mut world);
    let a_user = (after_users - before) as f64 / 2.0 / f64::from(users);
    let a_membership = (after_groups - after_users) as f64 / 2.0 / memberships as f64;
    println!(
        "{users:<10} {memberships:<12} {a_user:<12.0} {a_membership:<18.2} {ratio:<15.2} {found}"
    );
    after_changes(&mut world)
}

/// The same groups with lists of their own.
fn apart(mut teams: Vec<Group>) -> Vec<Group> {
    for team in &mut teams {
        team.members = team.members.to_vec().into();
    }
    teams
}

/// The comparison against a copy of the bytes that it reads, in turn.
fn race(world: &mut World) -> (f64, usize) {
    let bytes = bytes_of(&world.directory.users.data, &world.directory.groups.data)
        + bytes_of(&world.provider.users.data, &world.provider.groups.data);
    let (from, mut to) = (vec![1u8; bytes], vec![0u8; bytes]);
    let (mut copies, mut compares, mut found) = (Vec::new(), Vec::new(), 0);
    let forms = Normalisation::known();
    let mappings = Mappings::assumed("a benchmark");
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
                &mut Cache::default(),
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
