//! The people of a population.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;

use super::names::{self, Name};
use super::{Standing, standing};
use crate::simulator::world::{Presence, User, World};

/// Counts how often each pair of names was given, so that addresses stay unique.
struct Namer {
    western: Vec<u32>,
    eastern: Vec<u32>,
}

/// A name as it was given to one person.
#[expect(clippy::struct_field_names, reason = "a given name is given")]
struct Given {
    given: Name,
    surname: Name,
    display: String,
    /// The part of an address before the `@`.
    local: String,
}

impl Namer {
    fn new() -> Self {
        Self {
            western: vec![0; names::GIVEN.len() * names::SURNAMES.len()],
            eastern: vec![0; names::EASTERN_GIVEN.len() * names::EASTERN_SURNAMES.len()],
        }
    }

    fn name(&mut self, eastern: bool, rng: &mut Rng) -> Given {
        let (givens, surnames, counts) = if eastern {
            (
                names::EASTERN_GIVEN,
                names::EASTERN_SURNAMES,
                &mut self.eastern,
            )
        } else {
            (names::GIVEN, names::SURNAMES, &mut self.western)
        };
        let (first, last) = (rng.usize(..givens.len()), rng.usize(..surnames.len()));
        let (given, surname) = (givens[first], surnames[last]);
        let count = &mut counts[first * surnames.len() + last];
        *count += 1;
        let local = match *count {
            1 => format!("{}.{}", given.1, surname.1),
            n => format!("{}.{}{n}", given.1, surname.1),
        };
        let display = if eastern {
            format!("{} {}", surname.0, given.0)
        } else {
            format!("{} {}", given.0, surname.0)
        };
        Given {
            given,
            surname,
            display,
            local,
        }
    }
}

/// Adds `count` people: members and guests, enabled and disabled, present and soft-deleted.
pub fn add_people(world: &mut World, count: usize, rng: &mut Rng, born: DateTime<Utc>) {
    let mut namer = Namer::new();
    for number in 0..count as u32 {
        let name = namer.name(number % 20 == 3, rng);
        let user = person(world, number, &name, rng, born);
        world.insert_user(user);
    }
}

fn person(
    world: &mut World,
    number: u32,
    name: &Given,
    rng: &mut Rng,
    born: DateTime<Utc>,
) -> User {
    let guest = number % 31 == 7;
    let (principal, mail) = addresses(world.domain, number, &name.local, guest);
    let (department, titles) = names::DEPARTMENTS[rng.usize(..names::DEPARTMENTS.len())];
    let title = titles[rng.usize(..titles.len())];
    let deleted = standing(number) == Standing::Deleted;
    User {
        id: world.new_id(),
        user_principal_name: principal.into(),
        mail: (number % 61 != 3).then(|| mail.into()),
        display_name: name.display.as_str().into(),
        given_name: Cow::Borrowed(name.given.0),
        surname: Cow::Borrowed(name.surname.0),
        job_title: (number % 41 != 11).then_some(Cow::Borrowed(title)),
        department: (number % 53 != 17).then_some(Cow::Borrowed(department)),
        account_enabled: number % 97 != 13,
        guest,
        manager: (number > 0).then(|| rng.u32(..number)),
        created: born - TimeDelta::seconds(rng.i64(30 * 86_400..1500 * 86_400)),
        presence: if deleted {
            Presence::SoftDeleted(born - TimeDelta::days(9))
        } else {
            Presence::Present
        },
    }
}

/// userPrincipalName and mail; a guest's principal name carries the home address with its `@` as `_`.
fn addresses(domain: &str, number: u32, local: &str, guest: bool) -> (String, String) {
    if !guest {
        let address = format!("{local}@{domain}");
        return (address.clone(), address);
    }
    let home = names::PARTNERS[number as usize % names::PARTNERS.len()];
    (
        format!("{local}_{home}#EXT#@northwind.onmicrosoft.example"),
        format!("{local}@{home}"),
    )
}
