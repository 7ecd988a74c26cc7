use super::{Filter, Passage};
use crate::entra::expression::Value;
use crate::model::{FilterClause, FilterGroup, Foreign, ScopeFilter};

/// A clause such as `department|EQUALS|Ops|Dev`.
fn clause(text: &str) -> FilterClause {
    let mut parts = text.split('|').map(Foreign::new);
    FilterClause {
        attribute: parts.next().unwrap(),
        operator: parts.next().unwrap(),
        values: parts.collect(),
    }
}

/// Groups of clauses.
fn groups(groups: &[&[&str]]) -> Vec<FilterGroup> {
    let group = |clauses: &&[&str]| FilterGroup {
        name: Foreign::new("g"),
        clauses: clauses.iter().map(|text| clause(text)).collect(),
    };
    groups.iter().map(group).collect()
}

/// Somebody in department Ops of Berlin with number 42, enabled, without mail.
fn attributes(name: &str) -> Value {
    match name {
        "department" => Value::Text("Ops".into()),
        "city" => Value::Text("Berlin".into()),
        "employeeId" => Value::Text("42".into()),
        "accountEnabled" => Value::Text("True".into()),
        "dirSyncEnabled" => Value::Text("false".into()),
        "upn" => Value::Text("ada@domain.com".into()),
        "blank" => Value::Text(String::new()),
        "several" => Value::List(vec!["a@example.com".into()]),
        "secret" => Value::Unknown("it was not read".into()),
        _ => Value::Absent,
    }
}

fn asked(text: &str) -> Passage {
    let filter = ScopeFilter {
        groups: groups(&[&[text]]),
        ..ScopeFilter::default()
    };
    Filter::of(&filter).passes(&attributes)
}

#[test]
fn every_operator_holds_or_does_not() {
    for (clause, holds) in [
        ("department|EQUALS|Ops", true),
        ("department|equals|ops", false),
        ("department|EQUALS|Op", false),
        ("employeeId|EQUALS|42", true),
        ("mail|EQUALS|x", false),
        ("blank|EQUALS|", false),
        ("department|NOT EQUALS|ops", true),
        ("department|Not_Equals|Ops", false),
        ("mail|NOT EQUALS|x", false),
        ("accountEnabled|IS TRUE", true),
        ("dirSyncEnabled|IS TRUE", false),
        ("mail|IS TRUE", false),
        ("dirSyncEnabled|IS_FALSE", true),
        ("accountEnabled|IS FALSE", false),
        ("mail|IS FALSE", false),
        ("mail|IS NULL", true),
        ("blank|IS NULL", true),
        ("department|IS NULL", false),
        ("department|IS_NOT_NULL", true),
        ("mail|IS NOT NULL", false),
        ("blank|IS NOT NULL", false),
        ("city|REGEX MATCH|Ber.*", true),
        ("city|REGEX MATCH|^erl", false),
        ("city|REGEX MATCH|(?i)^BER.*", true),
        ("city|REGEX MATCH|BER", false),
        ("city|REGEX MATCH|^B(?!onn).*", true),
        ("upn|REGEX MATCH|.*\\@domain.com", true),
        ("mail|REGEX MATCH|.*", false),
        ("city|NOT REGEX MATCH|BER", true),
        ("city|NOT_REGEX_MATCH|Ber.*", false),
        ("mail|NOT REGEX MATCH|x", false),
        ("employeeId|GREATER THAN|41", true),
        ("employeeId|Greater_Than|42", false),
        ("employeeId|Greater_Than|-1", true),
        ("mail|GREATER THAN|1", false),
        ("employeeId|Greater_Than_OR_EQUALS|42", true),
        ("employeeId|GREATER THAN OR EQUALS|43", false),
        ("city|Includes|rl", true),
        ("city|INCLUDES|RL", false),
        ("mail|INCLUDES|x", false),
        ("city|ENDS_WITH|lin", true),
        ("city|ENDS WITH|LIN", false),
        ("mail|ENDS WITH|x", false),
        // Several values, where they agree.
        ("department|EQUALS|Dev|Sales", false),
        ("department|NOT EQUALS|Dev|Sales", true),
        ("city|REGEX MATCH|^B.*|.*n$", true),
    ] {
        let expected = if holds { Passage::In } else { Passage::Out };
        assert_eq!(asked(clause), expected, "{clause}");
    }
}

#[test]
fn what_cannot_be_told_says_why() {
    for (clause, reason) in [
        ("department|EQUALS|Ops|Dev", "not documented"),
        ("department|EQUALS", "nothing to compare"),
        ("department|IS TRUE", "neither true nor false"),
        ("department|GREATER THAN|1", "not a whole number"),
        ("employeeId|GREATER THAN|one", "not a whole number"),
        ("city|REGEX MATCH|erl", "whole value"),
        ("city|NOT REGEX MATCH|^Ber", "whole value"),
        ("city|REGEX MATCH|(", "pattern cannot be read"),
        ("city|REGEX MATCH|[a-z-[aeiou]]", "pattern cannot be read"),
        ("city|&|Berlin", "not documented"),
        ("city|!&|Berlin", "not documented"),
        ("mail|&|Berlin", "not documented"),
        ("department|IsMemberOf|x", "does not support"),
        ("department|STARTS WITH|x", "operator is not known"),
        ("userType|EQUALS|Guest", "does not filter"),
        ("manager|IS NULL", "does not filter"),
        ("appRoleAssignments|EQUALS|x", "does not filter"),
        ("employeeHireDate|EQUALS|x", "does not filter"),
        ("createdDateTime|IS NOT NULL", "does not filter"),
        ("otherMails|EQUALS|a@example.com", "does not filter"),
        ("several|EQUALS|a@example.com", "many values"),
        ("several|IS NULL", "many values"),
        ("secret|IS NULL", "it was not read"),
    ] {
        let Passage::Unknown(told) = asked(clause) else {
            panic!("{clause}: {:?}", asked(clause));
        };
        let named = clause.replace('|', " ");
        let named = named.split(' ').next().unwrap();
        assert!(
            told.contains(reason) && told.contains(named),
            "{clause}: {told}"
        );
    }
}

#[test]
fn a_pattern_that_never_ends_is_given_up() {
    let endless = |name: &str| match name {
        "city" => Value::Text("a".repeat(60)),
        _ => Value::Absent,
    };
    let filter = ScopeFilter {
        groups: groups(&[&["city|REGEX MATCH|^(?:(?=a)a+)+b"]]),
        ..ScopeFilter::default()
    };
    let Passage::Unknown(told) = Filter::of(&filter).passes(&endless) else {
        panic!("it matched");
    };
    assert!(told.contains("too long"), "{told}");
}

const TRUE: &str = "department|EQUALS|Ops";
const FALSE: &str = "department|EQUALS|Dev";
const UNKNOWN: &str = "userType|EQUALS|Member";

#[test]
fn clauses_hold_together_and_groups_are_alternatives() {
    let cases: &[(&[&[&str]], Option<bool>)] = &[
        (&[], Some(true)),
        (&[&[]], Some(true)),
        (&[&[TRUE, TRUE]], Some(true)),
        (&[&[TRUE, FALSE]], Some(false)),
        (&[&[FALSE], &[TRUE]], Some(true)),
        (&[&[FALSE], &[FALSE]], Some(false)),
        (&[&[UNKNOWN, FALSE]], Some(false)),
        (&[&[FALSE, UNKNOWN]], Some(false)),
        (&[&[UNKNOWN, TRUE]], None),
        (&[&[UNKNOWN], &[TRUE]], Some(true)),
        (&[&[UNKNOWN], &[FALSE]], None),
        (&[&[UNKNOWN, FALSE], &[FALSE]], Some(false)),
    ];
    for (filter, expected) in cases {
        let filter = ScopeFilter {
            groups: groups(filter),
            ..ScopeFilter::default()
        };
        let told = match Filter::of(&filter).passes(&attributes) {
            Passage::In => Some(true),
            Passage::Out => Some(false),
            Passage::Unknown(_) => None,
            Passage::Dropped => panic!("{filter:?}"),
        };
        assert_eq!(told, *expected, "{filter:?}");
    }
}

#[test]
fn who_fails_an_input_filter_is_dropped_and_not_out() {
    let told = |input: &str, category: &str, normal: &str| {
        let filter = ScopeFilter {
            groups: groups(&[&[normal]]),
            input_groups: groups(&[&[input]]),
            category_groups: groups(&[&[category]]),
        };
        Filter::of(&filter).passes(&attributes)
    };
    assert_eq!(told(TRUE, TRUE, TRUE), Passage::In);
    assert_eq!(told(TRUE, TRUE, FALSE), Passage::Out);
    assert_eq!(told(FALSE, UNKNOWN, FALSE), Passage::Dropped);
    for (input, category) in [(UNKNOWN, TRUE), (TRUE, UNKNOWN), (TRUE, FALSE)] {
        assert!(matches!(told(input, category, FALSE), Passage::Unknown(_)));
    }
}
