//! The file: a table of keys a profile, and rules for what to ignore.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use secrecy::zeroize::Zeroizing;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::audit_table;
use super::draft::{Draft, Given, Slot};
use super::ignore_table::{self, ScopedRule};
use super::key::Key;
use super::keys_table;
use super::mistake::{Fault, Mistake, Severity};
use super::nearest::nearest;
use super::normalise_table;
use super::place::{Place, visible};
use super::position::Positions;
use super::raw::Raw;
use super::secret::is_shared;
use super::table::KEYS;
use crate::drift::Normalisation;
use crate::tui::Keymap;

/// The profile that the keys at the top level make.
pub(super) const DEFAULT_PROFILE: &str = "default";

/// Far more than a configuration; a larger file is something else.
const LONGEST: u64 = 1024 * 1024;

/// What the file says, right or wrong.
#[derive(Debug, Default)]
pub(super) struct ConfigFile {
    pub drafts: BTreeMap<String, Draft>,
    pub rules: Vec<ScopedRule>,
    pub normalisations: Vec<Normalisation>,
    pub keys: Keymap,
    pub mistakes: Vec<Mistake>,
    /// Part of it is not TOML, so that what seems to be missing may be there.
    pub broken: bool,
}

/// Reads the file, which has to exist only if somebody named it.
pub(super) fn read(path: &Path, named: Option<&Place>) -> Result<Option<ConfigFile>, Mistake> {
    match text_of(path) {
        Ok((text, shared)) => Ok(Some(parse(path, &text, shared))),
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => Ok(None),
        Err(error) => Err(Mistake {
            severity: Severity::Unreadable,
            place: named.cloned(),
            key: None,
            what: format!("cannot read {} ({error})", visible(&path.to_string_lossy())),
            instead: "name a file that you can read with --config or SCIMTOP_CONFIG".to_owned(),
        }),
    }
}

/// The text, and whether others can read it too.
fn text_of(path: &Path) -> io::Result<(Zeroizing<String>, bool)> {
    let file = File::open(path)?;
    let shared = is_shared(&file.metadata()?);
    let mut text = Zeroizing::new(String::new());
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok((text, shared))
}

fn parse(path: &Path, text: &str, shared: bool) -> ConfigFile {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        positions: Positions {
            path: Arc::from(path),
            text,
        },
        file: ConfigFile::default(),
    };
    reader.top_level(document.get_ref());
    reader.syntax(&errors);
    let mut file = reader.file;
    if shared {
        file.mistakes.extend(file.drafts.values().flat_map(exposed));
    }
    file
}

/// Secrets that stand in a file which others can read.
fn exposed(draft: &Draft) -> Vec<Mistake> {
    let warn = |(key, place): (&str, &Place)| Mistake {
        severity: Severity::Warning,
        ..Fault::new(
            "is a secret in a file that group or others can read",
            "chmod 600 the file, or keep the secret outside of it",
        )
        .at(place.clone(), key)
    };
    draft.inline_secrets().map(warn).collect()
}

/// Walks the document and collects what it finds.
pub(super) struct Reader<'a> {
    positions: Positions<'a>,
    pub(super) file: ConfigFile,
}

type Entry<'a, 'i> = (&'a Spanned<DeString<'i>>, &'a Spanned<DeValue<'i>>);

impl Reader<'_> {
    pub fn place<T>(&self, at: &Spanned<T>) -> Place {
        self.positions.place(at.span())
    }

    pub fn wrong<T>(&mut self, at: &Spanned<T>, key: &str, fault: Fault) {
        let mistake = fault.at(self.place(at), key);
        self.file.mistakes.push(mistake);
    }

    fn top_level(&mut self, document: &DeTable<'_>) {
        let mut draft = Draft::default();
        for (key, value) in document {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("profile", DeValue::Table(profiles)) => self.profiles(profiles),
                ("ignore", _) => ignore_table::read(self, value),
                ("normalise", _) => normalise_table::read(self, value),
                ("keys", _) => keys_table::read(self, value),
                _ => self.entry((key, value), &mut draft),
            }
        }
        self.file.drafts.insert(DEFAULT_PROFILE.to_owned(), draft);
    }

    fn profiles(&mut self, profiles: &DeTable<'_>) {
        for (name, value) in profiles {
            let written = name.get_ref().as_ref();
            let DeValue::Table(table) = value.get_ref() else {
                let fault = Fault::new("is no profile", "write [profile.NAME] and its keys below");
                self.wrong(name, "profile", fault);
                continue;
            };
            if written == DEFAULT_PROFILE {
                let fault = Fault::new(
                    "cannot be a table named default",
                    "write the keys of the default profile at the top, above every [table]",
                );
                self.wrong(name, "profile", fault);
            }
            let mut draft = Draft::default();
            for entry in table {
                self.entry(entry, &mut draft);
            }
            self.file.drafts.insert(written.to_owned(), draft);
        }
    }

    fn entry(&mut self, (name, value): Entry<'_, '_>, draft: &mut Draft) {
        let written = name.get_ref().as_ref();
        let known = KEYS.iter().filter(|key| key.in_file());
        if written == "audit" {
            let place = self.place(value);
            let read = audit_table::read(self, value);
            let given = |value| Slot::Given(Given { value, place });
            draft.audit = read.map_or(Slot::Refused, given);
        } else if let Some(key) = known.clone().find(|key| key.name == written) {
            let filled = fill(key, draft, value.get_ref(), self.place(value));
            self.file.mistakes.extend(filled.err());
        } else if let Some(fault) = misplaced(written) {
            self.wrong(name, written, fault);
        } else {
            self.unknown(name, known.map(|key| key.name));
        }
    }

    /// A key that is none of `known`. It is named only if it looks like one: a slip of the pen can
    /// make a key of a secret.
    pub fn unknown<'k>(
        &mut self,
        name: &Spanned<DeString<'_>>,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let likely = Some(name.get_ref().as_ref()).filter(|written| looks_like_a_key(written));
        let instead = match likely.and_then(|written| nearest(written, known)) {
            Some(near) => format!("did you mean {near}?"),
            None => "`scimtop config template` shows all keys".to_owned(),
        };
        let fault = Fault::new("is not a key", instead);
        self.wrong(name, likely.unwrap_or("this"), fault);
    }

    /// Adds what is not TOML, by place and reason: the line itself may hold a secret. What else was
    /// found on such a line is a misreading.
    fn syntax(&mut self, errors: &[toml::de::Error]) {
        let mut lines: Vec<usize> = Vec::new();
        for error in errors {
            let place = self.positions.place(error.span().unwrap_or_default());
            let line = line_of(&place);
            if !lines.contains(&line) {
                lines.push(line);
                self.file
                    .mistakes
                    .retain(|mistake| mistake.place.as_ref().map(line_of) != Some(line));
                self.file.mistakes.push(not_toml(place, error.message()));
            }
        }
        self.file.broken = !lines.is_empty();
    }
}

fn line_of(place: &Place) -> usize {
    match place {
        Place::File { line, .. } => *line,
        Place::Environment(_) | Place::Flag(_) => 0,
    }
}

fn not_toml(place: Place, message: &str) -> Mistake {
    Mistake {
        severity: Severity::Wrong,
        place: Some(place),
        key: None,
        what: format!("is not TOML: {message}"),
        instead: "write key = \"value\"".to_owned(),
    }
}

/// What to say of a key that has a meaning, but elsewhere.
fn misplaced(name: &str) -> Option<Fault> {
    match name {
        "config" | "profile" => Some(Fault::new(
            "cannot be set in the file",
            format!("use --{name} or SCIMTOP_{}", name.to_uppercase()),
        )),
        "normalise" => Some(Fault::new(
            "cannot stand in a profile",
            "write [[normalise]] above the profiles",
        )),
        "keys" => Some(Fault::new(
            "cannot stand in a profile",
            "write [keys] above the profiles: they are the same for all",
        )),
        "ignore" => Some(Fault::new(
            "cannot stand in a profile",
            "write [[ignore]] with profile = and the name of the profile",
        )),
        _ => None,
    }
}

fn looks_like_a_key(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    name.len() <= 30 && name.chars().all(plain)
}

/// Gives `key` the value that stands in the file.
pub(super) fn fill(
    key: &Key,
    draft: &mut Draft,
    value: &DeValue<'_>,
    place: Place,
) -> Result<(), Mistake> {
    let texts = texts_of(value);
    let raw = texts.as_deref().map_or_else(|| raw_of(value), Raw::List);
    key.fill(draft, raw, place)
}

/// The texts of a list that holds nothing else.
fn texts_of<'a>(value: &'a DeValue<'_>) -> Option<Vec<&'a str>> {
    let DeValue::Array(items) = value else {
        return None;
    };
    let text = |item: &'a Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::String(text) => Some(text.as_ref()),
        _ => None,
    };
    items.iter().map(text).collect()
}

pub(super) fn raw_of<'a>(value: &'a DeValue<'_>) -> Raw<'a> {
    match value {
        DeValue::String(text) => Raw::Text(text),
        DeValue::Boolean(on) => Raw::Switch(*on),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Raw::Other("a number out of range"), Raw::Number),
        DeValue::Float(_) => Raw::Other("a fraction"),
        DeValue::Datetime(_) => Raw::Other("a date"),
        DeValue::Array(_) => Raw::Other("a list"),
        DeValue::Table(_) => Raw::Other("a table"),
    }
}

impl ConfigFile {
    /// The keys of a profile. Only the default profile may be absent: the environment can hold it.
    pub fn draft(&self, profile: Option<&Given<String>>) -> Result<Draft, Mistake> {
        let name = profile.map_or(DEFAULT_PROFILE, |given| given.value.as_str());
        match (self.drafts.get(name), profile) {
            (Some(draft), _) => Ok(draft.clone()),
            (None, Some(given)) if name != DEFAULT_PROFILE => {
                Err(self.no_profile(name).at(given.place.clone(), "profile"))
            }
            (None, _) => Ok(Draft::default()),
        }
    }

    pub fn no_profile(&self, name: &str) -> Fault {
        let mut names: Vec<_> = self.drafts.keys().map(|name| visible(name)).collect();
        if names.is_empty() {
            names.push(DEFAULT_PROFILE.to_owned());
        }
        Fault::new(
            format!("names {}, which the file does not have", visible(name)),
            format!("use one of {}", names.join(", ")),
        )
    }
}
