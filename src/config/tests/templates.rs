//! The template says nothing that the reader does not take.

use toml::de::DeValue;

use super::Folder;
use crate::config::draft::Draft;
use crate::config::file::fill;
use crate::config::key::Sample;
use crate::config::place::Place;
use crate::config::table::KEYS;
use crate::config::template;

fn filled(text: &str) -> String {
    KEYS.iter()
        .fold(text.to_owned(), |text, key| match key.sample {
            Sample::Fill(what) => text.replace(&format!("<{what}>"), answer(key.name)),
            Sample::Value(_) | Sample::Nowhere => text,
        })
}

fn answer(key: &str) -> &'static str {
    match key {
        "scim_url" => "https://scim.example/v2",
        "tenant" => "contoso.example",
        _ => "answer",
    }
}

#[test]
fn the_filled_template_has_no_mistake() {
    let folder = Folder::empty()
        .file(&filled(&template()))
        .beside("answer", "canary", 0o600);
    assert_eq!(folder.mistakes(), "");
    assert_eq!(folder.load().settings.app, "answer");
}

#[test]
fn the_unfilled_template_names_every_gap_and_nothing_else() {
    let mistakes = Folder::empty().file(&template()).mistakes();
    let gaps = KEYS
        .iter()
        .filter(|key| matches!(key.sample, Sample::Fill(_)))
        .count();
    assert_eq!(mistakes.lines().count(), gaps, "{mistakes}");
    assert!(
        mistakes.lines().all(|line| line.contains("placeholder")),
        "{mistakes}"
    );
}

#[test]
fn every_key_that_is_commented_out_has_a_value_that_is_taken() {
    for key in KEYS {
        let Sample::Value(value) = key.sample else {
            continue;
        };
        let line = format!("\n# {} = {value}\n", key.name);
        assert!(template().contains(&line), "{line}");
        let parsed = DeValue::parse(value).unwrap();
        let place = Place::Flag("test");
        let filled = fill(key, &mut Draft::default(), parsed.get_ref(), place);
        assert_eq!(filled, Ok(()), "{line}");
    }
}

#[test]
fn profile_and_rule_are_right_once_they_are_not_commented_out() {
    let text = filled(&template());
    let (keys, tail) = text.split_once("# Another tenant").unwrap();
    let lines = tail.lines().filter_map(|line| line.strip_prefix("# "));
    let settings: Vec<_> = lines
        .filter(|line| line.starts_with('[') || is_setting(line))
        .collect();
    let folder = Folder::empty()
        .file(&format!("{keys}{}", settings.join("\n")))
        .beside("answer", "canary", 0o600)
        .environment(&[("SCIMTOP_AUDIT_TOKEN", "canary")]);
    assert_eq!(folder.mistakes(), "");
    let settings = folder.load().settings;
    assert_eq!(settings.ignore.len(), 1);
    assert!(settings.audit_source.is_some());
}

fn is_setting(line: &str) -> bool {
    line.split_once(" = ")
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_alphabetic() || c == '_'))
}
