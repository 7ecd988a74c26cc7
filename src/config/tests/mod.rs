//! The layers together. Every secret in these tests is a canary, and no canary is ever shown.

mod audit;
mod audit_templates;
mod files;
mod keys;
mod layers;
#[cfg(unix)]
mod secrets;
mod survey;
mod table;
mod templates;

use std::fs;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use clap::{Args, FromArgMatches};
use tempfile::TempDir;

use super::load::{Inputs, load};
use super::settings::Loaded;
use super::{Environment, Flags, Mistakes};

/// A file without mistakes, six lines long.
const GOOD: [&str; 6] = [
    r#"scim_url = "https://scim.example/v2""#,
    r#"scim_token = "canary-scim""#,
    r#"tenant = "contoso.example""#,
    r#"client_id = "1b0c""#,
    r#"client_secret = "canary-client""#,
    r#"app = "Kandji""#,
];

/// A folder of its own for one configuration.
struct Folder {
    folder: TempDir,
    inputs: Inputs,
}

impl Folder {
    /// Nothing is configured.
    fn empty() -> Self {
        let folder = TempDir::new().unwrap();
        let inputs = Inputs {
            flags: Flags::default(),
            environment: Environment::default(),
            default_file: Some(folder.path().join("config.toml")),
            home: Some(folder.path().join("home")),
            now: DateTime::parse_from_rfc3339("2026-11-24T03:00:00Z")
                .unwrap()
                .to_utc(),
        };
        Self { folder, inputs }
    }

    /// The good file with `lines` after it. What they set anew is left blank above.
    fn good_but(lines: &str) -> Self {
        let names: Vec<_> = lines.lines().map(first_word).collect();
        Self::good_without(&names, lines)
    }

    /// The good file with these keys left blank and `lines` after it.
    fn good_without(keys: &[&str], lines: &str) -> Self {
        let kept = GOOD.map(|line| {
            if keys.contains(&first_word(line)) {
                ""
            } else {
                line
            }
        });
        Self::empty().file(&format!("{}\n{lines}\n", kept.join("\n")))
    }

    fn file(self, text: &str) -> Self {
        self.beside("config.toml", text, 0o600)
    }

    fn beside(self, name: &str, text: &str, mode: u32) -> Self {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        set_mode(&path, mode);
        self
    }

    fn environment(mut self, variables: &[(&str, &str)]) -> Self {
        self.inputs.environment = variables.iter().copied().collect();
        self
    }

    fn flags(mut self, flags: &[&str]) -> Self {
        let command = Flags::augment_args(clap::Command::new("scimtop"));
        let matches = command.try_get_matches_from(["scimtop"].iter().chain(flags));
        self.inputs.flags = Flags::from_arg_matches(&matches.unwrap()).unwrap();
        self
    }

    fn path(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    fn load(&self) -> Loaded {
        let loaded = load(&self.inputs).unwrap();
        assert!(!format!("{loaded:?}").contains("canary"));
        loaded
    }

    /// What is wrong, line by line, with paths from the folder on.
    fn mistakes(&self) -> String {
        let (text, debug) = match load(&self.inputs) {
            Ok(loaded) => (
                Mistakes(loaded.warnings.clone()).to_string(),
                format!("{loaded:?}"),
            ),
            Err(mistakes) => (mistakes.to_string(), format!("{mistakes:?}")),
        };
        assert!(
            !text.contains("canary") && !debug.contains("canary"),
            "{text}\n{debug}"
        );
        text.replace(&format!("{}/", self.path().display()), "")
    }
}

fn first_word(line: &str) -> &str {
    line.split(' ').next().unwrap_or_default()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}
