//! Privacy: people under masks. Where it is on, [`super::visible`] and [`masked`] put a mask in the place
//! of each personal string that was learned, and of whatever looks like an address. Text reaches a face
//! through these two alone, so that no face can forget it.
//!
//! The veil is the process's own: a face that had to be handed one could be handed none. It is put on
//! once, before anything is read, and never taken off.

mod book;
mod common;
mod mask;
mod scan;

use std::borrow::Cow;
use std::sync::{OnceLock, PoisonError, RwLock};

use book::Book;

use super::{Event, Id, Interner, Person, Sym, Text, UserRow};

static VEIL: OnceLock<RwLock<Book>> = OnceLock::new();

/// From now on people are masked. The masks hang on `secret`: who does not know it cannot tell from a
/// mask whose it is, and with the same one they are the same in the next run.
pub fn cover(secret: &[u8]) {
    let _ = VEIL.set(RwLock::new(Book::new(secret)));
}

pub fn is_covered() -> bool {
    VEIL.get().is_some()
}

/// `raw` with masks in the place of people; itself where privacy is off.
pub fn masked(raw: &str) -> Cow<'_, str> {
    let Some(veil) = VEIL.get() else {
        return Cow::Borrowed(raw);
    };
    // A book that was being written when a thread panicked still masks what it knows.
    let book = veil.read().unwrap_or_else(PoisonError::into_inner);
    scan::masked(&book, raw)
}

fn learn(what: impl FnOnce(&mut Book)) {
    if let Some(veil) = VEIL.get() {
        what(&mut veil.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Learns the strings of one user as they are read, before anything can be said of them.
pub fn learn_user(
    interner: &Interner,
    person: Person,
    row: &UserRow,
    layout: &[String],
    values: &[Sym],
) {
    learn(|book| {
        book.person(person, interner.get(row.name));
        if !row.external_id.is_absent() {
            book.value(
                Some(person),
                "externalId",
                &row.external_id.spelled(interner),
            );
        }
        for (attribute, value) in layout.iter().zip(values) {
            if !value.is_unknown() {
                book.value(Some(person), attribute, interner.get(*value));
            }
        }
    });
}

/// Learns that what a row holds belongs to this person after all: they were renamed.
pub fn adopt(text: &Text, person: Person, row: &UserRow, values: &[Sym]) {
    learn(|book| {
        let values = values.iter().filter(|value| !value.is_unknown());
        for text in [text.get(row.name)]
            .into_iter()
            .chain(values.map(|value| text.get(*value)))
        {
            book.adopt(person, text);
        }
    });
}

/// Learns a value that was computed for somebody.
pub fn learn_value(person: Person, attribute: &str, value: &str) {
    learn(|book| book.value(Some(person), attribute, value));
}

/// Learns that this is the name of a group, which stays.
pub fn spare(name: &str) {
    learn(|book| book.spare(name));
}

/// Learns who is named in rows of a log, who may be on neither side any more.
pub fn learn_events<'a>(events: impl Iterator<Item = &'a Event>) {
    if is_covered() {
        events.for_each(|event| learn(|book| book.event(event)));
    }
}

/// Whether an identifier names nobody to whom it is shown: a number that a service made up.
fn is_made_up(text: &str) -> bool {
    Id::from_uuid(text).is_some()
}
