//! Rows that are right, and rows that are not.

use super::*;

fn refused(event: &str) -> String {
    let text = format!("name = \"x\"\n\n[[event]]\n{event}\n");
    read(&text).unwrap_err().to_string()
}

#[test]
fn an_event_is_read() {
    let scenario =
        read("[[event]]\nat = \"-3d\"\ndo = \"leave\"\nuser = 17\nhow = \"disable\"\n").unwrap();
    let verb = Verb::Leave {
        user: Address::Index(17),
        how: Leaving::Disable,
    };
    assert_eq!(
        scenario.events,
        [Event {
            at: chrono::TimeDelta::days(-3),
            verb,
            line: 3
        }]
    );
}

#[test]
fn mistakes_are_named_with_their_line() {
    for (event, line, words) in [
        ("at = \"5\"\ndo = \"token_fails\"", 4, "is no time"),
        (
            "at = \"5m\"\ndo = \"dance\"",
            5,
            "there is no verb \"dance\"",
        ),
        (
            "at = \"5m\"\ndo = \"leave\"\nuser = 1",
            5,
            "\"leave\" needs how",
        ),
        (
            "at = \"5m\"\ndo = \"leave\"\nuser = 1\nhow = \"hide\"",
            7,
            "none of disable, delete",
        ),
        (
            "at = \"5m\"\ndo = \"token_fails\"\nuser = 1",
            6,
            "takes no user",
        ),
        (
            "at = \"5m\"\ndo = \"move\"\nuser = 1",
            5,
            "needs title or department",
        ),
        (
            "at = \"5m\"\ndo = \"lie\"\nuser = 1\ngroup = 1",
            3,
            "not both",
        ),
        (
            "at = \"5m\"\ndo = \"provider_edit\"\nuser = 1\nattribute = \"active\"\nvalue = \"x\"",
            8,
            "none of true",
        ),
        (
            "at = \"5m\"\ndo = \"join\"\nusr = 1",
            6,
            "unknown field `usr`",
        ),
        ("at = 5\ndo = \"join\"", 4, "expected a string"),
        ("do = \"join\"", 3, "missing field `at`"),
        ("at = \"5m", 4, ""),
    ] {
        let message = refused(event);
        assert!(
            message.starts_with(&format!("scenario, line {line}: ")),
            "{event}\n{message}"
        );
        assert!(message.contains(words), "{event}\n{message}");
    }
}

#[test]
fn the_list_of_verbs_names_only_verbs() {
    for name in VERBS {
        let message = refused(&format!("at = \"0s\"\ndo = \"{name}\"\nvalue = \"x\""));
        assert!(!message.contains("there is no verb"), "{message}");
    }
}

#[test]
fn the_document_explains_every_verb_and_its_example_is_right() {
    let document = include_str!("../../../../docs/scenarios.md");
    for name in VERBS {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
    let example = document.split("```toml").nth(1).unwrap();
    assert_eq!(
        read(example.split("```").next().unwrap())
            .unwrap()
            .events
            .len(),
        2
    );
}

#[test]
fn a_setup_is_read_over_the_default() {
    let scenario = read("[setup]\njob = false\nrefused = [\"List users\"]\n").unwrap();
    let setup = scenario.setup();
    assert!(!setup.job && setup.enabled);
    assert_eq!(setup.refused, ["List users"]);
    for (line, words) in [
        (
            "refused = [\"Write.All\"]",
            "is none of Application.Read.All",
        ),
        ("schedule = \"Off\"", "is none of Active, Disabled, Paused"),
        ("colour = 1", "unknown field"),
    ] {
        let error = read(&format!("[setup]\n{line}\n")).unwrap_err();
        assert!(error.line == 2 && error.message.contains(words), "{error}");
    }
}
