//! A comparison that looks only at what has changed comes to what one of everything comes to.

use std::cell::OnceCell;

use scimtop::drift::{Compared, Comparer, Describe, Linked, Normalisation, Settings, Work};
use scimtop::entra::expression::Expression;
use scimtop::entra::{Licence, Mappings, Rule, Scope, Source};
use scimtop::model::{Directory, FilterClause, FilterGroup, Foreign, Interner, Provider, Users};

use super::changing::Tenant;
use super::world::noon;

/// Two hundred tenants, or as many as `SCIMTOP_SEEDS` says.
fn seeds() -> u64 {
    let seeds = std::env::var("SCIMTOP_SEEDS").ok();
    seeds.map_or(200, |seeds| seeds.parse().expect("a number of seeds"))
}

#[test]
fn what_is_carried_over_is_what_would_be_found_again() {
    let (mut looked, mut all) = (0, 0);
    for seed in 0..seeds() {
        let mut tenant = Tenant::of(seed);
        let mut comparer = Comparer::default();
        let mut random = fastrand::Rng::with_seed(seed ^ 0xda7a);
        let (mut mappings, mut scope) = (mapping(&mut random), Scope::Assigned);
        for step in 0..16 {
            for _ in 0..random.u8(0..5) {
                tenant.change();
            }
            if random.u8(0..24) == 0 {
                mappings = mapping(&mut random);
            }
            if random.u8(0..24) == 0 {
                scope = [Scope::All, Scope::Assigned][random.usize(0..2)];
            }
            let (directory, provider, links) = tenant.read(&mappings);
            let settings = Settings {
                scope,
                mappings: &mappings,
                normalisations: &Normalisation::known(),
            };
            let compare = |comparer: &mut Comparer, interner: &mut Interner| {
                comparer.compare(&directory, &provider, settings, links.clone(), interner)
            };
            let some = compare(&mut comparer, &mut tenant.interner);
            let whole = compare(&mut Comparer::default(), &mut tenant.interner);
            let (some_told, whole_told) = (
                told(&directory, &some, &mappings),
                told(&directory, &whole, &mappings),
            );
            for (some, whole) in some_told.iter().zip(&whole_told) {
                assert_eq!(some, whole, "seed {seed}, step {step}");
            }
            assert_eq!(
                some_told.len(),
                whole_told.len(),
                "seed {seed}, step {step}"
            );
            looked += some.differences.work.people;
            all += whole.differences.work.people;
        }
    }
    assert!(looked * 2 < all, "{looked} of {all} people were looked at");
}

/// Everything that a comparison says, line by line.
fn told(directory: &Directory, compared: &Compared, mappings: &Mappings) -> Vec<String> {
    let Compared {
        provider,
        text,
        differences,
    } = compared;
    let describe = Describe {
        directory,
        provider,
        text,
        differences,
        mappings,
        now: noon(),
        references: OnceCell::new(),
    };
    let mut told: Vec<String> = differences
        .found
        .iter()
        .map(|found| format!("{found:?}"))
        .collect();
    told.extend(
        differences
            .found
            .iter()
            .map(|&found| format!("{:?}", describe.finding(found))),
    );
    told.extend(describe.notes().iter().map(|note| format!("{note:?}")));
    told.extend(
        differences
            .remarks
            .iter()
            .map(|remark| format!("{remark:?}")),
    );
    told.push(format!(
        "{:?} {:?} {:?}",
        differences.families, differences.untold, differences.matching
    ));
    told.extend(expected(directory, compared, mappings));
    told.extend(rows(&provider.users.data));
    let groups = provider.groups.data.rows.iter();
    told.extend(groups.map(|group| format!("{group:?}")));
    told
}

fn expected(directory: &Directory, compared: &Compared, mappings: &Mappings) -> Vec<String> {
    let expected = &compared.differences.expected;
    let users = &directory.users.data;
    let slots = u32::try_from(users.slots()).expect("few people");
    let people = (0..slots).map(|person| {
        let values =
            (0..mappings.users.rules.len()).map(|rule| expected.derived.value(rule, users, person));
        let values: Vec<_> = values.collect();
        format!(
            "{person} {:?} {values:?} {}",
            expected.person(person),
            expected.derived.is_soft_deleted(person)
        )
    });
    let groups = directory.groups.data.rows.iter().enumerate();
    let groups = groups.map(|(row, group)| {
        format!(
            "{row} {:?} {:?}",
            expected.group(row),
            expected.derived.group_name(group)
        )
    });
    let counts = format!(
        "{} {} {} {} {:?} {:?} {:?} {:?} {:?}",
        expected.people(),
        expected.default_access,
        expected.disabled_role,
        expected.filtered,
        expected.filter_unknown,
        expected.not_security_enabled,
        expected.unlicensed,
        expected.derived.reasons,
        expected.derived.group_names.unknown,
    );
    people.chain(groups).chain([counts]).collect()
}

fn rows(users: &Users) -> Vec<String> {
    let rows = users.people().map(|person| {
        format!(
            "{person} {:?} {:?}",
            users.row(person),
            users.values_of(person)
        )
    });
    rows.chain([format!("{} {:?}", users.len(), users.twins)])
        .collect()
}

fn computed(text: &str, target: &str) -> Rule {
    Rule {
        source: Source::Computed(Expression::parse(text).expect("an expression")),
        ..Rule::direct("", target)
    }
}

/// One of many jobs.
fn mapping(random: &mut fastrand::Rng) -> Mappings {
    let mut mappings = Mappings::assumed("a test");
    if random.u8(0..4) == 0 {
        return mappings;
    }
    mappings.assumed = None;
    let key = ["userPrincipalName", "mailNickname"][usize::from(random.u8(0..4) == 0)];
    let mut rules = vec![
        Rule {
            matching: 1,
            ..Rule::direct(key, "userName")
        },
        Rule {
            matching: 2,
            ..Rule::direct("jobTitle", "title")
        },
        computed("Join(\" \", [jobTitle], [mailNickname])", "displayName"),
        computed(
            "Switch([IsSoftDeleted], , \"False\", \"True\", \"True\", \"False\")",
            "active",
        ),
        computed("Append([unread], \"x\")", "nickName"),
        Rule::direct("mailNickname", "externalId"),
    ];
    if random.bool() {
        rules.push(Rule::direct("manager", "manager"));
    }
    random.shuffle(&mut rules);
    mappings.users.rules = rules;
    mappings.users.flows.update = random.u8(0..5) > 0;
    mappings.users.flows.add = random.u8(0..5) > 0;
    mappings.licence = [Licence::Premium, Licence::Free, Licence::Unknown][random.usize(0..3)];
    filter(&mut mappings, random);
    match random.u8(0..5) {
        0 => mappings.groups = None,
        1 => {
            let plan = mappings.groups.as_mut().expect("groups are mapped");
            plan.rules[0] = computed("Append(\"X\", [displayName])", "displayName");
        }
        _ => {}
    }
    mappings
}

/// A scoping filter, of which an answer may be unknown.
fn filter(mappings: &mut Mappings, random: &mut fastrand::Rng) {
    let clause = |attribute: &str, operator: &str, value: &str| FilterGroup {
        name: Foreign::new("a filter"),
        clauses: vec![FilterClause {
            attribute: Foreign::new(attribute),
            operator: Foreign::new(operator),
            values: vec![Foreign::new(value)],
        }],
    };
    let scope = &mut mappings.users.scope;
    match random.u8(0..6) {
        0 => scope.groups = vec![clause("jobTitle", "NOT EQUALS", "Dev")],
        1 => scope.input_groups = vec![clause("jobTitle", "EQUALS", "SRE")],
        2 => {
            scope.groups = vec![
                clause("jobTitle", "GREATER_THAN", "x"),
                clause("jobTitle", "EQUALS", "SRE"),
            ];
        }
        _ => {}
    }
    if let Some(plan) = mappings.groups.as_mut().filter(|_| random.u8(0..4) == 0) {
        plan.scope.groups = vec![clause("displayName", "EQUALS", "Sales")];
    }
}

#[test]
fn a_change_is_looked_at_and_nothing_else() {
    let (mut tenant, mappings) = (Tenant::of(7), Mappings::assumed("a test"));
    let mut comparer = Comparer::default();
    let mut compare = |tenant: &mut Tenant| {
        let (directory, provider, _) = tenant.read(&mappings);
        let settings = Settings {
            scope: Scope::Assigned,
            mappings: &mappings,
            normalisations: &[],
        };
        work(
            &mut comparer,
            (&directory, &provider),
            settings,
            &mut tenant.interner,
        )
    };
    let first = compare(&mut tenant);
    assert!(first.people > 5 && first.groups > 0, "{first:?}");
    for _ in 0..20 {
        assert_eq!(compare(&mut tenant).people, 0, "nothing has changed");
    }
    let (number, user) = tenant.held.users.iter_mut().next().expect("a user");
    user.title = format!("another of {number}");
    assert_eq!(compare(&mut tenant).people, 1);
}

fn work(
    comparer: &mut Comparer,
    sides: (&Directory, &Provider),
    settings: Settings<'_>,
    interner: &mut Interner,
) -> Work {
    let compared = comparer.compare(sides.0, sides.1, settings, Linked::default(), interner);
    compared.differences.work
}
