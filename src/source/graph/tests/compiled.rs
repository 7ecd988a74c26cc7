//! What the schemas of tests/fixtures/schema come to, once they are compiled.

use super::schema::{of, read};
use crate::entra::expression::{Value, evaluate};
use crate::entra::mapping::{Chosen, Source, compile, group_mapping, user_mapping};
use crate::entra::{Filter, Passage};

#[tokio::test]
async fn every_document_compiles_without_a_doubt() {
    for (name, users, computed) in [
        ("default", 22, 2),
        ("functions", 14, 11),
        ("groups_off", 6, 1),
        ("kandji", 8, 2),
        ("scoped", 6, 1),
        ("nulls", 5, 1),
    ] {
        let schema = read(name).await;
        for object in &schema.objects {
            for rule in compile(object).rules {
                assert!(
                    !matches!(rule.source, Source::Unknown(_)),
                    "{name}: {rule:?}"
                );
            }
        }
        let Chosen::One(mapping) = user_mapping(&schema) else {
            panic!("{name}");
        };
        let rules = compile(mapping).rules;
        let functions = rules
            .iter()
            .filter(|rule| matches!(rule.source, Source::Computed(_)));
        assert_eq!(
            (rules.len(), functions.count()),
            (users, computed),
            "{name}"
        );
        let off = group_mapping(&schema) == Chosen::Disabled;
        assert_eq!(off, name == "groups_off");
    }
}

#[tokio::test]
async fn what_is_compiled_comes_to_what_entra_sends() {
    let attributes = |name: &str| match name {
        "userPrincipalName" => Value::Text("Ada.Lovelace@Example.com".into()),
        "givenName" => Value::Text("Ada".into()),
        "surname" => Value::Text("Lovelace".into()),
        "preferredLanguage" => Value::Text("en-GB".into()),
        "telephoneNumber" => Value::Text("+91 9998887777".into()),
        "state" => Value::Text("QLD".into()),
        "country" => Value::Text("USA".into()),
        "IsSoftDeleted" => Value::Text("False".into()),
        _ => Value::Absent,
    };
    let schema = read("functions").await;
    let rules = compile(of(&schema, "User")).rules;
    for (target, expected) in [
        ("userName", "ada.lovelace@example.com"),
        ("active", "True"),
        ("displayName", "Lovelace, Ada"),
        ("nickName", "AdaLovel"),
        ("externalId", "Ada.Love"),
        ("preferredLanguage", "en_GB"),
        ("phoneNumbers[type eq \"work\"].value", "9998887777"),
        ("timezone", "Australia/Brisbane"),
        ("emails[type eq \"work\"].value", "Ada.Lovelace@Example.com"),
        (
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
            "USA",
        ),
    ] {
        let rule = rules
            .iter()
            .find(|rule| rule.target.raw() == target)
            .unwrap();
        let Source::Computed(expression) = &rule.source else {
            panic!("{rule:?}");
        };
        let value = evaluate(expression, &attributes);
        assert_eq!(value, Value::Text(expected.into()), "{target}");
    }
}

#[tokio::test]
async fn a_scope_that_was_read_lets_some_pass() {
    let schema = read("scoped").await;
    let scope = compile(of(&schema, "User")).scope;
    let somebody = |department: &'static str, number: &'static str| {
        move |name: &str| match name {
            "department" => Value::Text(department.into()),
            "country" => Value::Text("DE".into()),
            "accountEnabled" => Value::Text("True".into()),
            "extensionAttribute1" => Value::Text(number.into()),
            "extensionAttribute2" => Value::Text("X-EU-1".into()),
            _ => Value::Absent,
        }
    };
    for (department, number, expected) in [
        ("Engineering", "1", Passage::In),
        ("Sales", "4000", Passage::In),
        ("Sales", "3999", Passage::Out),
    ] {
        let told = Filter::of(&scope).passes(&somebody(department, number));
        assert_eq!(told, expected, "{department} {number}");
    }
}
