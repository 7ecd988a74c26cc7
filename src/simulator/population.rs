//! A seeded tenant of any size: the same seed and sizes give the same people, groups and assignments.

mod names;
mod people;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;

use super::guid::Guid;
use super::world::{Group, GroupKind, Object, World};

/// Most assigned groups that a person is in, on average, however many groups there are.
const MEMBERSHIPS: usize = 10;

/// How a person stands to the application, by number, so that a small tenant has some of each kind too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Reached by an assignment.
    Entitled,
    /// Never had anything to do with the application.
    Stranger,
    /// Was assigned once: an inactive account is left at the provider.
    Leaver,
    /// In the recycle bin, unassigned before that; an inactive account is left at the provider.
    Deleted,
}

/// The standing of the user with this number in a fresh population.
pub fn standing(number: u32) -> Standing {
    match number {
        n if n % 199 == 57 => Standing::Deleted,
        n if n % 83 == 20 => Standing::Leaver,
        n if n % 10 == 9 => Standing::Stranger,
        _ => Standing::Entitled,
    }
}

/// How large a tenant is.
#[derive(Clone, Copy)]
pub struct Size {
    pub users: usize,
    pub groups: usize,
    /// Of people in the assigned groups, about; a number for each person where that is left open.
    pub memberships: Option<usize>,
}

/// Makes the tenant as it stands at `born`, with one application.
pub fn populate(size: Size, seed: u64, born: DateTime<Utc>) -> World {
    let groups = size.groups;
    let mut rng = Rng::with_seed(seed);
    let mut world = World::empty(rng.fork());
    people::add_people(&mut world, size.users, &mut rng, born);
    let mut seats = seat_people(size, &mut rng);
    for (number, members) in seats.iter_mut().enumerate() {
        let others = other_members(&mut world, number, groups);
        let group = Group {
            id: world.new_id(),
            display_name: group_name(number).into(),
            kind: group_kind(number),
            created: born - TimeDelta::days(rng.i64(90..1500)),
            users: std::mem::take(members),
            others,
        };
        world.insert_group(group);
    }
    assign(&mut world, groups, &mut rng, born);
    world
}

/// Two groups of three are assigned to the application.
fn is_assigned(group: usize) -> bool {
    group % 3 != 2
}

fn group_kind(number: usize) -> GroupKind {
    match number {
        n if n % 6 == 5 => GroupKind::Unified,
        n if n % 7 == 3 => GroupKind::Dynamic,
        _ => GroupKind::Security,
    }
}

fn group_name(number: usize) -> String {
    match names::GROUPS.get(number) {
        Some(name) => (*name).to_owned(),
        None => format!(
            "{} {number}",
            names::DEPARTMENTS[number % names::DEPARTMENTS.len()].0
        ),
    }
}

/// For each group the users that sit in it, sorted.
fn seat_people(size: Size, rng: &mut Rng) -> Vec<Vec<u32>> {
    let (users, groups) = (size.users as u32, size.groups);
    let mut seats = vec![Vec::new(); groups];
    let (assigned, free): (Vec<usize>, Vec<usize>) =
        (0..groups).partition(|group| is_assigned(*group));
    let mean = (groups / 8).clamp(1, MEMBERSHIPS);
    let entitled = || (0..users).filter(|user| standing(*user) == Standing::Entitled);
    let asked = size
        .memberships
        .map(|asked| asked as f64 / entitled().count() as f64);
    for user in 0..users {
        match standing(user) {
            Standing::Entitled => {
                let picks = match asked {
                    Some(mean) => (rng.f64() * 2.0 * mean).round() as usize,
                    None => rng.usize(1..2 * mean),
                };
                (0..picks).for_each(|_| seat(&mut seats, &assigned, user, rng));
                if rng.u8(0..3) == 0 {
                    seat(&mut seats, &free, user, rng);
                }
            }
            Standing::Stranger | Standing::Leaver => seat(&mut seats, &free, user, rng),
            Standing::Deleted => {}
        }
    }
    seats
}

/// Seats a user in one of these groups; the first ones are the popular ones.
fn seat(seats: &mut [Vec<u32>], choice: &[usize], user: u32, rng: &mut Rng) {
    let place = (rng.f64().powi(2) * choice.len() as f64) as usize;
    if let Some(members) = choice.get(place).and_then(|group| seats.get_mut(*group))
        && members.last() != Some(&user)
    {
        members.push(user);
    }
}

/// What a group holds beside users: devices, a service principal, groups that are assigned or not.
fn other_members(world: &mut World, number: usize, groups: usize) -> Vec<Object> {
    let mut others = Vec::new();
    if number.is_multiple_of(4) {
        others.push(world.insert_device(&format!("NW-MAC-{number:04}")));
        others.push(world.insert_device(&format!("NW-PC-{number:04}")));
    }
    if number % 6 == 1 {
        others.push(world.insert_service_principal("Build Agent"));
    }
    let nested = match number % 9 {
        2 => Some(number + 6),
        3 => Some(number - 1),
        6 => Some(number - 2),
        _ => None,
    };
    others.extend(
        nested
            .filter(|inner| *inner < groups)
            .map(|inner| Object::Group(inner as u32)),
    );
    others
}

/// Assigns the groups, some people beside their group, and everyone entitled whom no group reaches.
fn assign(world: &mut World, groups: usize, rng: &mut Rng, born: DateTime<Utc>) {
    let role = world.application.user_role;
    for group in (0..groups).filter(|group| is_assigned(*group)) {
        let since = born - TimeDelta::days(rng.i64(30..90));
        world.insert_assignment(Object::Group(group as u32), role, since);
    }
    for user in 0..world.users.len() as u32 {
        let reached = world.is_entitled(user);
        if standing(user) == Standing::Entitled && (!reached || user % 37 == 5) {
            let role = if user % 2 == 0 { role } else { Guid::NIL };
            world.insert_assignment(
                Object::User(user),
                role,
                born - TimeDelta::days(rng.i64(30..90)),
            );
        }
    }
    if let Some(first) =
        (!world.service_principals.is_empty()).then_some(Object::ServicePrincipal(0))
    {
        world.insert_assignment(first, role, born - TimeDelta::days(60));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(users: usize, groups: usize) -> Size {
        Size {
            users,
            groups,
            memberships: None,
        }
    }

    #[test]
    fn assigned_groups_have_about_as_many_members_as_were_asked_for() {
        let size = Size {
            memberships: Some(9_000),
            ..sized(1200, 90)
        };
        let world = populate(size, 1, DateTime::UNIX_EPOCH);
        let assigned = world.groups.iter().enumerate();
        let assigned = assigned.filter(|(number, _)| is_assigned(*number));
        let members: usize = assigned.map(|(_, group)| group.users.len()).sum();
        assert!((7_000..9_300).contains(&members), "{members}");
    }

    fn world(users: usize, groups: usize) -> World {
        populate(
            sized(users, groups),
            1,
            DateTime::UNIX_EPOCH + TimeDelta::days(20_000),
        )
    }

    #[test]
    fn a_seed_gives_one_world_and_another_seed_another() {
        let ids = |seed| {
            let world = populate(sized(50, 6), seed, DateTime::UNIX_EPOCH);
            world
                .users
                .iter()
                .map(|user| (user.id, user.user_principal_name.clone()))
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(3), ids(3));
        assert_ne!(ids(3), ids(4));
    }

    #[test]
    fn about_a_tenth_is_not_entitled_and_some_are_assigned_directly() {
        let world = world(1200, 24);
        let outside = (0..1200).filter(|user| !world.is_entitled(*user)).count();
        assert!((110..160).contains(&outside), "{outside}");
        let direct = world
            .assignments
            .iter()
            .filter(|row| matches!(row.principal, Object::User(_)))
            .count();
        assert!(direct > 20, "{direct}");
    }

    #[test]
    fn names_are_awkward_and_unique() {
        let world = world(1200, 24);
        let names: std::collections::HashSet<String> = world
            .users
            .iter()
            .map(|user| user.mapped_user_principal_name().to_lowercase())
            .collect();
        assert_eq!(names.len(), 1200);
        let any = |wanted: fn(&str) -> bool| {
            world
                .users
                .iter()
                .any(|user| wanted(&user.user_principal_name))
        };
        assert!(any(|name| name.contains('\'')) && any(|name| name.contains("#EXT#")));
        assert!(
            world
                .users
                .iter()
                .any(|user| user.display_name.contains('田'))
        );
    }

    #[test]
    fn groups_hold_more_than_users() {
        let world = world(1200, 24);
        let kinds = |wanted: fn(&Object) -> bool| {
            let assigned = (0..24).filter(|group| world.is_assigned(Object::Group(*group)));
            assigned
                .filter(|group| world.groups[*group as usize].others.iter().any(wanted))
                .count()
        };
        assert!(kinds(|other| matches!(other, Object::Group(_))) > 0);
        assert!(kinds(|other| matches!(other, Object::Device(_))) > 0);
        assert!(kinds(|other| matches!(other, Object::ServicePrincipal(_))) > 0);
    }

    #[test]
    fn tiny_tenants_stand() {
        for (users, groups) in [(0, 0), (1, 0), (0, 1), (3, 2)] {
            let world = world(users, groups);
            assert_eq!((world.users.len(), world.groups.len()), (users, groups));
        }
    }
}
