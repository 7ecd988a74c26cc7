//! What must hold of computed values, whatever was computed before.

use proptest::prelude::*;
use scimtop::drift::{Kind, Remark, Remarks};
use scimtop::entra::expression::Expression;
use scimtop::entra::{Cache, Mappings, Rule, Scope, Source, expect};
use scimtop::model::{
    Assignment, Directory, Groups, Interner, Keys, People, Principal, Role, Sym, UserRow,
    UserState, Users,
};

use super::world::{Someone, Team, World, entra_team, entra_user, sound};

const NAMES: [&str; 3] = ["givenName", "surname", "department"];

const EXPRESSIONS: [&str; 4] = [
    "Join(\" \", [givenName], [surname])",
    "Switch([IsSoftDeleted], [department], \"True\", \"gone\")",
    "IIF([department]=\"a\", [surname], Guid())",
    "ToLower([cityThatIsNotRead], )",
];

/// One person: three source attributes, of which some are absent, and whether the account is enabled.
type Row = ([u8; 3], bool);

fn mappings() -> Mappings {
    let mut mappings = Mappings::assumed("a test");
    mappings.users.rules = EXPRESSIONS
        .map(|text| Rule {
            source: Source::Computed(Expression::parse(text).expect("an expression")),
            ..Rule::direct("", text)
        })
        .into();
    mappings
}

fn directory(interner: &mut Interner, rows: &[Row]) -> Directory {
    let mut users = Users::with_layout(NAMES.map(str::to_owned).into());
    let mut people = People::default();
    for (at, (values, enabled)) in rows.iter().enumerate() {
        let text = |value: &u8| ["", "a", "b", "Zoë"][usize::from(value % 4)];
        let values: Vec<Sym> = values
            .iter()
            .map(|value| interner.intern(text(value)))
            .collect();
        let name = interner.intern(&format!("user{at}@ex.com"));
        let row = UserRow {
            id: interner.id(&entra_user(at)),
            name,
            state: UserState::present(Some(*enabled)),
            ..UserRow::default()
        };
        let keys = Keys {
            name,
            ..Keys::default()
        };
        assert!(people.put_entra(&mut users, row, &values, keys));
    }
    let assigned = users.ids.iter().map(|&principal| Assignment {
        principal,
        kind: Principal::User,
        role: Role::Enabled,
        created: None,
    });
    Directory {
        assignments: sound(assigned.collect()),
        groups: sound(Groups::default()),
        users: sound(users),
    }
}

/// Every value of every rule.
fn values(directory: &Directory, interner: &mut Interner, cache: &mut Cache) -> Vec<Sym> {
    let mappings = mappings();
    let expected = expect(
        directory,
        &Users::default(),
        Scope::Assigned,
        &mappings,
        interner,
        cache,
    );
    let users = &directory.users.data;
    let rules = 0..EXPRESSIONS.len();
    rules
        .flat_map(|rule| {
            let value = |person| expected.derived.value(rule, users, person);
            users.people().map(value).collect::<Vec<_>>()
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_was_computed_before_changes_no_value(before in rows(), after in rows()) {
        let (mut interner, mut cache) = (Interner::default(), Cache::default());
        let (before, after) = (directory(&mut interner, &before), directory(&mut interner, &after));
        values(&before, &mut interner, &mut cache);
        let warm = values(&after, &mut interner, &mut cache);
        let fresh = values(&after, &mut interner, &mut Cache::default());
        prop_assert_eq!(warm, fresh);
    }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    proptest::collection::vec((any::<[u8; 3]>(), any::<bool>()), 0..40)
}

/// A world of so many people of whom so many have another title at the provider.
fn retitled(people: usize, others: usize, title: &str) -> World {
    let someone = |at: usize| Someone {
        name: format!("user{at}@ex.com"),
        title: "SRE".to_owned(),
        enabled: true,
        direct: true,
        teams: Vec::new(),
    };
    let mut world = World::in_sync((0..people).map(someone).collect(), 0);
    for held in &mut world.held[..others] {
        title.clone_into(&mut held.title);
    }
    world
}

fn not_kept(remarks: &Remarks) -> usize {
    let not_kept = |remark: &Remark| matches!(remark, Remark::NotKept(_));
    remarks
        .iter()
        .find(|(remark, ..)| not_kept(remark))
        .map_or(0, |(_, count, _)| count)
}

#[test]
fn what_differs_for_nearly_everybody_is_said_once() {
    for (people, others, title, findings, remarked) in [
        (30, 30, "Other", 0, 30),
        (30, 27, "Other", 0, 27),
        (30, 26, "Other", 26, 0),
        (19, 19, "Other", 19, 0),
        (3, 3, "", 0, 3),
        (2, 2, "", 2, 0),
        (4, 3, "", 3, 0),
    ] {
        let compared = retitled(people, others, title).read().compare();
        assert_eq!(
            compared.found.len(),
            findings,
            "{others} of {people}, {title:?}"
        );
        assert_eq!(
            not_kept(&compared.remarks),
            remarked,
            "{others} of {people}, {title:?}"
        );
    }
}

/// The mappings of a job that names groups by an expression.
fn naming(expression: &str) -> Mappings {
    let mut mappings = Mappings::assumed("a test");
    let groups = mappings.groups.as_mut().expect("groups are mapped");
    let mut rules = groups.rules.iter_mut();
    let name = rules.find(|rule| rule.target.raw() == "displayName");
    name.expect("a rule").source =
        Source::Computed(Expression::parse(expression).expect("an expression"));
    mappings
}

#[test]
fn a_group_is_found_by_its_mapped_name_and_held_against_it() {
    let mut world = retitled(2, 0, "");
    world.teams = 2;
    let held = |team: usize, name: &str| Team {
        id: format!("team-{team}"),
        external_id: String::new(),
        name: name.to_owned(),
        members: Vec::new(),
        created: 1,
    };
    world.held_teams = vec![held(0, "Entra-Team 0"), held(1, "Team 1")];
    let compared = world
        .read_by(naming("Append(\"Entra-\", [displayName])"))
        .compare();
    let kinds: Vec<Kind> = compared.found.iter().map(|found| found.kind()).collect();
    assert_eq!(
        kinds,
        [Kind::MissingGroup, Kind::OrphanGroup],
        "of Team 1 alone"
    );
    world.held_teams[1].external_id = entra_team(1);
    let compared = world
        .read_by(naming("Append(\"Entra-\", [displayName])"))
        .compare();
    let kinds: Vec<Kind> = compared.found.iter().map(|found| found.kind()).collect();
    assert_eq!(kinds, [Kind::AttributeMismatch]);
}

#[test]
fn of_a_group_whose_mapped_name_cannot_be_told_nothing_is_claimed() {
    let mut world = retitled(2, 0, "");
    world.teams = 1;
    world.held_teams = vec![Team {
        id: "team-9".into(),
        external_id: String::new(),
        name: "Whatever".into(),
        members: Vec::new(),
        created: 1,
    }];
    let compared = world
        .read_by(naming("Append([mailNickname], \"-x\")"))
        .compare();
    assert_eq!(compared.found, [], "{:?}", compared.matching);
    assert_eq!(compared.matching.ambiguous.len(), 1);
}
