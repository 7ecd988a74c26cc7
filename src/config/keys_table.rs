//! `[keys]` in the file: other keys for what the dashboard does.

use toml::Spanned;
use toml::de::{DeString, DeValue};

use super::file::{Reader, raw_of};
use super::mistake::Fault;
use super::raw;
use crate::tui::{Key, Keymap, key_names};

/// What to write for a key.
const SPELLED: &str = "write one character, Ctrl- and a letter, or one of Space, Enter, Esc, Tab, \
     Shift-Tab, Up, Down, Left, Right, PgUp, PgDn, Home, End, Backspace, Delete";

type Wanted<'t, 'i> = (&'static str, Vec<Key>, &'t Spanned<DeString<'i>>);

/// Reads the table into the reader's file.
pub(super) fn read(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) {
    let DeValue::Table(table) = value.get_ref() else {
        let fault = Fault::new("is no table", "write [keys] and below it freeze = \"F\"");
        return reader.wrong(value, "keys", fault);
    };
    let mut wanted: Vec<Wanted<'_, '_>> = Vec::new();
    for (name, value) in table {
        let written = name.get_ref().as_ref();
        let Some(known) = key_names().find(|known| *known == written) else {
            reader.unknown(name, key_names());
            continue;
        };
        match keys(value.get_ref()) {
            Ok(keys) => wanted.push((known, keys, name)),
            Err(fault) => reader.wrong(value, known, fault),
        }
    }
    let changes: Vec<(&str, Vec<Key>)> = wanted
        .iter()
        .map(|(name, keys, _)| (*name, keys.clone()))
        .collect();
    match Keymap::with(&changes) {
        Ok(keymap) => reader.file.keys = keymap,
        Err(clashes) => {
            for clash in clashes {
                // The later of the two that the file names is the one to change.
                let named = wanted.iter().rev();
                let mut named = named.filter(|(name, ..)| clash.names.contains(name));
                let Some((name, _, at)) = named.next() else {
                    continue;
                };
                let other = clash.names.iter().find(|other| *other != name);
                let other = other.copied().unwrap_or("another");
                let what = format!("has the key {}, which {other} has too", clash.key);
                let instead = format!("give one of them another key, or none: {other} = []");
                reader.wrong(at, name, Fault::new(what, instead));
            }
        }
    }
}

/// One key, or a list of them.
fn keys(value: &DeValue<'_>) -> Result<Vec<Key>, Fault> {
    match value {
        DeValue::Array(keys) => keys.iter().map(|key| key_of(key.get_ref())).collect(),
        key => Ok(vec![key_of(key)?]),
    }
}

fn key_of(value: &DeValue<'_>) -> Result<Key, Fault> {
    let DeValue::String(_) = value else {
        return Err(Fault::new("is no key", SPELLED));
    };
    // A space is a key, and a line of text has none at its ends.
    let written = match raw_of(value) {
        raw::Raw::Text(" ") => "Space",
        text => raw::line(text)?,
    };
    let key = Key::named_as(written).ok_or_else(|| Fault::new("is no key", SPELLED))?;
    match key.belongs_to() {
        None => Ok(key),
        Some(owner) => Err(Fault::new(
            format!("is a key of {owner}"),
            "choose another: terminals send it elsewhere, or send it for another key",
        )),
    }
}
