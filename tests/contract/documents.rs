//! What README.md and docs/contract.md show and list, against the code that takes it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use scimtop::config::{
    AuditTemplate, Environment, Flags, Inputs, SignIn, audit_keys, load, run_check, template,
};
use scimtop::drift::Kind;
use tempfile::TempDir;

use crate::world::noon;

const README: &str = include_str!("../../README.md");
const AUDIT: &str = include_str!("../../docs/audit.md");
const CONTRACT: &str = include_str!("../../docs/contract.md");

/// A folder as the quick start of the README leaves it.
fn quick_start() -> (TempDir, Inputs) {
    let folder = TempDir::new().expect("a folder can be made");
    let file = folder.path().join("config.toml");
    put(&file, &blocks(README, "toml").concat());
    for secret in ["scim-token", "client-secret"] {
        put(&folder.path().join(secret), "secret\n");
    }
    let inputs = Inputs {
        flags: Flags::default(),
        environment: Environment::default(),
        default_file: Some(file),
        home: None,
        now: noon(),
    };
    (folder, inputs)
}

/// Writes a file that its owner alone can read.
fn put(path: &Path, text: &str) {
    fs::write(path, text).expect("the file can be written");
    let private = fs::Permissions::from_mode(0o600);
    fs::set_permissions(path, private).expect("the mode can be set");
}

/// The fenced blocks of this language.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = document.split(&fence).skip(1);
    blocks
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block.to_owned())
        .collect()
}

#[test]
fn the_configuration_of_the_quick_start_is_right() {
    let (_folder, inputs) = quick_start();
    let settings = load(&inputs).expect("it has no mistake").settings;
    assert_eq!(
        (settings.app.as_str(), settings.ignore.len()),
        ("Kandji", 2)
    );
    assert!(matches!(settings.sign_in, SignIn::ClientSecret(_)));
    let mut said = Vec::new();
    let status = run_check(&inputs, &mut said).expect("a vector takes every byte");
    assert_eq!(status, 0, "{}", String::from_utf8_lossy(&said));
}

#[test]
fn the_configuration_of_the_quick_start_has_ten_lines() {
    assert_eq!(blocks(README, "toml")[0].lines().count(), 10);
}

#[test]
fn the_contract_lists_every_key_and_no_other() {
    assert_eq!(keys_of_the_contract(), keys_of_the_template());
}

#[test]
fn the_contract_lists_every_audit_key_and_no_other() {
    let known: BTreeSet<String> = audit_keys().into_iter().collect();
    assert_eq!(keys_under("| audit key |"), known);
}

#[test]
fn every_audit_log_of_the_documents_can_be_configured() {
    let (folder, inputs) = quick_start();
    let readme = blocks(README, "toml");
    let base = readme[0].split("[[").next().unwrap_or_default();
    put(&folder.path().join("audit-token"), "secret\n");
    let tables = blocks(AUDIT, "toml");
    for template in AuditTemplate::ALL {
        let named = format!("template = \"{}\"", template.name());
        assert!(tables.iter().any(|table| table.contains(&named)), "{named}");
    }
    for style in ["body_url", "body_token", "link_header", "none"] {
        let named = format!("style = \"{style}\"");
        assert!(tables.iter().any(|table| table.contains(&named)), "{named}");
    }
    for table in tables {
        put(
            &folder.path().join("config.toml"),
            &format!("{base}{table}"),
        );
        let loaded = load(&inputs).unwrap_or_else(|mistakes| panic!("{mistakes}\n{table}"));
        assert!(loaded.warnings.is_empty(), "{:?}\n{table}", loaded.warnings);
        assert!(loaded.settings.audit_source.is_some(), "{table}");
    }
}

/// The first column of the table of keys.
fn keys_of_the_contract() -> BTreeSet<String> {
    keys_under("| key |")
}

/// The first column of the table that begins with these words.
fn keys_under(head: &str) -> BTreeSet<String> {
    let table = CONTRACT.split_once(head).map_or("", |(_, table)| table);
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split('|').nth(1))
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// The keys of the commented file, the three forms of a secret as one.
fn keys_of_the_template() -> BTreeSet<String> {
    let template = template();
    let (keys, _) = template
        .split_once("# Another tenant")
        .expect("the profiles follow");
    keys.lines()
        .filter_map(|line| line.split_once(" = "))
        .map(|(key, _)| key.trim_start_matches("# "))
        .map(|key| key.trim_end_matches("_file").trim_end_matches("_command"))
        .map(|key| if key == "ca" { "ca_file" } else { key }.to_owned())
        .collect()
}

#[test]
fn the_contract_has_a_rule_for_every_kind() {
    for kind in Kind::ALL.map(Kind::name) {
        let named = CONTRACT.contains(&format!("`{kind}`"));
        assert!(named, "{kind}");
    }
}
