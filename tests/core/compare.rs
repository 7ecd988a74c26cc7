//! What must hold of a comparison in any world.

use proptest::prelude::*;
use proptest::sample::Index;
use scimtop::drift::{Difference, Kind};
use scimtop::model::{Grade, Reason};

use super::world::{Held, Team, World, in_sync};

fn kinds(world: &World) -> Vec<Kind> {
    world
        .read()
        .compare()
        .found
        .into_iter()
        .map(Difference::kind)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_was_provisioned_exactly_has_no_difference(world in in_sync()) {
        prop_assert_eq!(kinds(&world), vec![]);
    }

    #[test]
    fn the_order_of_rows_changes_nothing(world in in_sync(), edits in edits(), seed in any::<u64>()) {
        let world = edited(world, &edits);
        let mut shuffled = world.clone();
        let mut random = fastrand::Rng::with_seed(seed);
        random.shuffle(&mut shuffled.held);
        random.shuffle(&mut shuffled.held_teams);
        let names = |world: &World| { let mut names = described(world); names.sort(); names };
        prop_assert_eq!(names(&world), names(&shuffled));
    }

    #[test]
    fn one_user_taken_away_is_one_missing_user(world in in_sync(), at in any::<Index>()) {
        prop_assume!(!world.held.is_empty());
        let mut world = world;
        let gone = world.held.remove(at.index(world.held.len()));
        for team in &mut world.held_teams {
            team.members.retain(|member| *member != gone.id);
        }
        prop_assert_eq!(kinds(&world), vec![Kind::MissingUser]);
    }

    #[test]
    fn one_stranger_added_is_one_orphan(world in in_sync()) {
        let mut world = world;
        world.held.push(Held { id: "s".into(), name: "admin@ex.com".into(), title: String::new(), active: true, created: 2 });
        prop_assert_eq!(kinds(&world), vec![Kind::OrphanUser]);
    }

    #[test]
    fn letter_case_of_a_user_name_is_no_drift(world in in_sync(), at in any::<Index>()) {
        prop_assume!(!world.held.is_empty());
        let mut world = world;
        let at = at.index(world.held.len());
        world.held[at].name = world.held[at].name.to_uppercase();
        prop_assert_eq!(kinds(&world), vec![]);
    }

    #[test]
    fn members_differ_by_the_symmetric_difference(world in in_sync(), at in any::<Index>(), team in 0usize..4) {
        prop_assume!(!world.held.is_empty());
        // With one other group that still has members, one empty group is drift, not silence.
        let mut world = world;
        let id = world.held[at.index(world.held.len())].id.clone();
        let members = &mut world.held_teams[team].members;
        let was = members.contains(&id);
        if was { members.retain(|member| *member != id) } else { members.push(id) }
        let silent = world.held_teams.iter().all(|team| team.members.is_empty());
        let found = kinds(&world);
        if silent && found.is_empty() { return Ok(()) }
        prop_assert_eq!(found, vec![if was { Kind::MissingMember } else { Kind::ExtraMember }]);
    }

    #[test]
    fn a_read_that_is_not_sound_makes_no_difference(world in in_sync(), edits in edits(), part in 0usize..5, grade in unsound()) {
        let world = edited(world, &edits);
        let mut sides = world.read();
        let whole = sides.compare().found;
        let reading = match part {
            0 => &mut sides.directory.assignments.reading,
            1 => &mut sides.directory.groups.reading,
            2 => &mut sides.directory.users.reading,
            3 => &mut sides.provider.users.reading,
            _ => &mut sides.provider.groups.reading,
        };
        reading.lower(grade, Reason::Failed);
        let found = sides.compare().found;
        prop_assert!(found.iter().all(|difference| whole.contains(difference)));
        let rests_on_users = |kind| matches!(kind, Kind::MissingUser | Kind::OrphanUser | Kind::DuplicateUser | Kind::ActiveMismatch | Kind::MissingMember | Kind::ExtraMember);
        if part != 4 {
            prop_assert!(!found.iter().any(|difference| rests_on_users(difference.kind())), "{:?}", found);
        }
    }

    #[test]
    fn healing_every_difference_leaves_none(world in in_sync(), edits in edits()) {
        let broken = edited(world.clone(), &edits);
        let healed = World::in_sync(broken.people.clone(), broken.teams);
        prop_assert_eq!(kinds(&healed), vec![]);
        // And what was planted is found at all: a world that differs is never called equal.
        if !edits.is_empty() && planted(&world, &broken) {
            prop_assert!(!kinds(&broken).is_empty());
        }
    }

    #[test]
    fn twins_are_one_fewer_than_they_are(world in in_sync(), at in any::<Index>(), twins in 1usize..4) {
        prop_assume!(!world.held.is_empty());
        let mut world = world;
        let original = world.held[at.index(world.held.len())].clone();
        for twin in 0..twins {
            world.held.push(Held { id: format!("twin-{twin}"), created: 9, title: "another".into(), ..original.clone() });
        }
        prop_assert_eq!(kinds(&world), vec![Kind::DuplicateUser; twins]);
    }

    #[test]
    fn a_group_made_again_is_one_duplicate_whatever_its_id(world in in_sync(), at in any::<Index>(), id in "[0-9a-z]{4}", first in any::<bool>()) {
        let mut world = world;
        let original = &world.held_teams[at.index(world.held_teams.len())];
        let again = Team { id, name: "Made again".into(), members: Vec::new(), created: 2, ..original.clone() };
        let place = if first { 0 } else { world.held_teams.len() };
        world.held_teams.insert(place, again);
        prop_assert_eq!(kinds(&world), vec![Kind::DuplicateGroup]);
    }
}

/// Something done to the provider by hand.
#[derive(Clone, Debug)]
enum Edit {
    Retitle(Index),
    Deactivate(Index),
    Remove(Index),
    Empty(Index),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        any::<Index>().prop_map(Edit::Retitle),
        any::<Index>().prop_map(Edit::Deactivate),
        any::<Index>().prop_map(Edit::Remove),
        any::<Index>().prop_map(Edit::Empty),
    ];
    proptest::collection::vec(edit, 0..6)
}

fn edited(mut world: World, edits: &[Edit]) -> World {
    for edit in edits
        .iter()
        .filter(|_| !world.held.is_empty())
        .cloned()
        .collect::<Vec<_>>()
    {
        let users = world.held.len().max(1);
        match edit {
            Edit::Retitle(at) => {
                if let Some(held) = world.held.get_mut(at.index(users)) {
                    held.title = "retitled".into();
                }
            }
            Edit::Deactivate(at) => {
                if let Some(held) = world.held.get_mut(at.index(users)) {
                    held.active = false;
                }
            }
            Edit::Remove(at) if !world.held.is_empty() => {
                world.held.remove(at.index(users));
            }
            Edit::Remove(_) => {}
            Edit::Empty(at) => {
                let team = at.index(world.held_teams.len());
                world.held_teams[team].members.clear();
            }
        }
    }
    world
}

/// Whether an edit touched something that is compared: users, where Entra has a title.
fn planted(before: &World, after: &World) -> bool {
    before.held.iter().any(
        |held| match after.held.iter().find(|other| other.id == held.id) {
            None => true,
            Some(other) => {
                other.active != held.active || (!held.title.is_empty() && other.title != held.title)
            }
        },
    )
}

fn unsound() -> impl Strategy<Value = Grade> {
    prop_oneof![
        Just(Grade::Doubtful),
        Just(Grade::Partial),
        Just(Grade::None)
    ]
}

/// Differences by names, which do not depend on the order of reading.
fn described(world: &World) -> Vec<String> {
    let sides = world.read();
    let differences = sides.compare();
    let describe = scimtop::drift::Describe {
        directory: &sides.directory,
        provider: &sides.provider,
        text: &sides.text,
        differences: &differences,
        mappings: &sides.mappings,
        now: super::world::noon(),
        references: std::cell::OnceCell::new(),
    };
    let findings = differences
        .found
        .iter()
        .map(|&difference| describe.finding(difference));
    findings.map(|finding| format!("{finding:?}")).collect()
}
