//! What is kept of a configuration that is not complete, or not right.

use super::Folder;
use crate::config::load::survey;
use crate::config::mistake::{Mistake, Severity};

#[test]
fn nothing_is_needed_to_begin_with() {
    let survey = survey(&Folder::empty().inputs);
    assert!(survey.settings().is_none() && survey.partial.scim_url.is_none());
    assert!(survey.mistakes.iter().all(Mistake::is_missing));
    let keys = survey
        .mistakes
        .iter()
        .filter_map(|mistake| mistake.key.as_deref());
    let keys: Vec<&str> = keys.collect();
    let order = [
        "scim_url",
        "scim_token",
        "tenant",
        "client_id",
        "sign_in",
        "app",
    ];
    assert_eq!(keys, order);
}

#[test]
fn what_is_there_is_kept_and_what_is_missing_is_told_apart_from_what_is_wrong() {
    let folder = Folder::good_without(&["app", "tenant"], "tenant = 'canary/x'");
    let survey = survey(&folder.inputs);
    let partial = &survey.partial;
    assert!(partial.scim_url.is_some() && partial.scim_token.is_some());
    assert!(partial.tenant.is_none() && partial.entra().is_none());
    let told: Vec<_> = survey
        .mistakes
        .iter()
        .map(|mistake| (mistake.key.as_deref(), mistake.is_missing()))
        .collect();
    assert_eq!(told, [(Some("tenant"), false), (Some("app"), true)]);
    assert!(!format!("{survey:?}").contains("canary"));
}

#[test]
fn complete_settings_are_those_that_are_loaded() {
    let folder = Folder::good_but("[profile.other]");
    let survey = survey(&folder.inputs);
    let settings = survey.settings().map(|settings| format!("{settings:?}"));
    assert_eq!(settings, Some(format!("{:?}", folder.load().settings)));
    assert!(survey.partial.entra().is_some());
}

#[test]
fn a_file_that_cannot_be_read_leaves_nothing() {
    let folder = Folder::empty().flags(&["--config", "/missing/config.toml"]);
    let survey = survey(&folder.inputs);
    let severities: Vec<_> = survey
        .mistakes
        .iter()
        .map(|mistake| mistake.severity)
        .collect();
    assert_eq!(severities, [Severity::Unreadable]);
    assert!(survey.settings().is_none());
}

#[test]
fn one_token_for_both_interfaces_is_seen() {
    let audit =
        |token: &str| format!("audit_url = 'https://x.example/api/v1'\naudit_token = '{token}'");
    for (token, same) in [("canary-scim", true), ("canary-rest", false)] {
        let folder = Folder::good_but(&audit(token));
        assert_eq!(survey(&folder.inputs).partial.has_one_token(), same);
    }
}
