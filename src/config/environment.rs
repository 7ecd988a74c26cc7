use std::collections::BTreeMap;
use std::ffi::OsString;

use super::draft::Draft;
use super::key::Key;
use super::mistake::{Fault, Mistake, Severity};
use super::nearest::nearest;
use super::place::{Place, visible};
use super::raw::Raw;
use super::table::KEYS;

const PREFIX: &str = "SCIMTOP_";

/// The environment variables that concern scimtop.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, OsString>);

impl Environment {
    /// The variables of this process.
    pub fn of_process() -> Self {
        std::env::vars_os().collect()
    }

    /// Of the process's variables, those that are about how the program shows itself.
    pub fn of_face() -> Self {
        let mut all = Self::of_process();
        let names = ["clipboard", "export_directory", "privacy"];
        let wanted: Vec<String> = names
            .iter()
            .filter_map(|name| Key::named(name))
            .map(Key::variable)
            .collect();
        all.0.retain(|name, _| wanted.contains(name));
        all
    }

    /// Takes what `other` says, too.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Fills in what the variables say.
    pub(super) fn fill(&self, draft: &mut Draft) -> Vec<Mistake> {
        let mut mistakes = Vec::new();
        for (name, value) in &self.0 {
            let place = Place::Environment(visible(name));
            let Some(key) = KEYS.iter().find(|key| key.variable() == *name) else {
                mistakes.push(unknown(name, place));
                continue;
            };
            let filled = match value.to_str() {
                Some(text) => key.fill(draft, Raw::Text(text), place),
                None => Err(not_text(key).at(place, key.name)),
            };
            mistakes.extend(filled.err());
        }
        mistakes
    }
}

fn not_text(key: &Key) -> Fault {
    Fault::new(
        "is not UTF-8",
        format!("write plain text into {}", key.variable()),
    )
}

/// Only a warning: the variable may be for another version, or for somebody's own script.
fn unknown(name: &str, place: Place) -> Mistake {
    let near = nearest(
        name.trim_start_matches(PREFIX),
        KEYS.iter().map(|key| key.name),
    );
    let meant = near.and_then(Key::named).map(Key::variable);
    Mistake {
        severity: Severity::Warning,
        place: Some(place),
        key: None,
        what: "is no variable of scimtop".to_owned(),
        instead: meant.map_or("unset it".to_owned(), |name| {
            format!("did you mean {name}?")
        }),
    }
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let ours = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok()?;
            name.starts_with(PREFIX).then(|| (name, value.into()))
        });
        Self(ours.collect())
    }
}
