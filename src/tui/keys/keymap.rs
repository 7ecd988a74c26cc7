//! The keys as they hold in this run: those of the table, and what the configuration gives in their
//! place.

use std::collections::HashMap;

use super::bindings::{BINDINGS, Context};
use super::{Action, Binding, Key, names};
use crate::tui::app::browsing;

/// A binding with the keys that it has in this run; none where the configuration takes them away.
#[derive(Clone, Copy)]
pub(in crate::tui) struct Bound<'a> {
    pub row: &'static Binding,
    pub keys: &'a [Key],
}

/// What the configuration changes of the table.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Keymap {
    /// By the place of the binding.
    changed: HashMap<usize, Vec<Key>>,
}

/// One key that would mean two things at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    pub key: Key,
    pub names: [&'static str; 2],
}

impl Keymap {
    /// The table with these keys for what they are named for. Names that are none are left out.
    ///
    /// # Errors
    /// Keys that would mean two things at one moment, each pair once.
    pub fn with(wanted: &[(&str, Vec<Key>)]) -> Result<Self, Vec<Clash>> {
        let mut changed = HashMap::new();
        for (name, keys) in wanted {
            let places = named().filter(|(_, known)| known == name);
            changed.extend(places.map(|(place, _)| (place, keys.clone())));
        }
        let keymap = Self { changed };
        let clashes = keymap.clashes();
        if clashes.is_empty() {
            Ok(keymap)
        } else {
            Err(clashes)
        }
    }

    /// The bindings of these contexts in the order of the contexts.
    pub(in crate::tui) fn bound(&self, contexts: &[Context]) -> impl Iterator<Item = Bound<'_>> {
        let of = |context: &Context| {
            let context = *context;
            let rows = BINDINGS.iter().enumerate();
            rows.filter(move |(_, row)| row.context == context)
                .map(|(place, row)| self.of(place, row))
        };
        contexts.iter().flat_map(of)
    }

    /// What `key` means where these contexts hold.
    pub(in crate::tui) fn find(&self, contexts: &[Context], key: Key) -> Option<Action> {
        self.bound(contexts)
            .find(|bound| bound.keys.contains(&key))
            .map(|bound| bound.row.action)
    }

    fn of(&self, place: usize, row: &'static Binding) -> Bound<'_> {
        let keys = self.changed.get(&place).map_or(row.keys, Vec::as_slice);
        Bound { row, keys }
    }

    fn clashes(&self) -> Vec<Clash> {
        let mut clashes: Vec<Clash> = Vec::new();
        for contexts in browsing() {
            let mut seen: HashMap<Key, Action> = HashMap::new();
            for bound in self.bound(&contexts) {
                for key in bound.keys {
                    let before = seen.insert(*key, bound.row.action);
                    let other = before.filter(|before| *before != bound.row.action);
                    let names = other.map(|other| [shown(other), shown(bound.row.action)]);
                    let clash = names.map(|names| Clash { key: *key, names });
                    clashes.extend(clash.filter(|clash| !clashes.contains(clash)));
                }
            }
        }
        clashes
    }
}

fn shown(action: Action) -> &'static str {
    match action {
        Action::Quit => "Ctrl-c",
        Action::Suspend => "Ctrl-z",
        Action::Repaint => "Ctrl-l",
        action => names::name(action).unwrap_or("another"),
    }
}

/// The bindings that can be given other keys, by their places.
fn named() -> impl Iterator<Item = (usize, &'static str)> {
    let rows = BINDINGS.iter().enumerate();
    rows.filter(|(_, row)| row.context.browses())
        .filter_map(|(place, row)| Some((place, names::name(row.action)?)))
}

/// The names that the configuration can give keys to, in the order of the table.
pub fn key_names() -> impl Iterator<Item = &'static str> {
    named().map(|(_, name)| name)
}

/// The name of a binding, where it can be given other keys.
pub(in crate::tui) fn name_of(row: &Binding) -> Option<&'static str> {
    row.context
        .browses()
        .then(|| names::name(row.action))
        .flatten()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_key_of_browsing_has_a_name_of_its_own() {
        let names: Vec<&str> = key_names().collect();
        let distinct: HashSet<&str> = names.iter().copied().collect();
        assert_eq!(names.len(), distinct.len(), "{names:?}");
        let rows = BINDINGS.iter().filter(|row| row.context.browses());
        assert_eq!(rows.count(), names.len());
    }

    #[test]
    fn a_key_moves_and_its_old_one_means_nothing() {
        let keymap = Keymap::with(&[("freeze", vec![Key::Char('F')])]).expect("no clash");
        let contexts = [Context::Rows, Context::Browsing];
        assert_eq!(keymap.find(&contexts, Key::Char('F')), Some(Action::Freeze));
        assert_eq!(keymap.find(&contexts, Key::Char('f')), None);
        assert_eq!(keymap.find(&contexts, Key::Char('/')), Some(Action::Find));
    }

    #[test]
    fn two_meanings_at_one_moment_clash_and_an_exchange_does_not() {
        let find = |keys: &[(&str, Vec<Key>)]| Keymap::with(keys).err().unwrap_or_default();
        let clash = find(&[("freeze", vec![Key::Char('/')])]);
        assert_eq!(clash.len(), 1);
        assert_eq!(clash[0].key, Key::Char('/'));
        assert!(clash[0].names.contains(&"find") && clash[0].names.contains(&"freeze"));
        let exchange = [
            ("freeze", vec![Key::Char('/')]),
            ("find", vec![Key::Char('f')]),
        ];
        assert!(find(&exchange).is_empty());
        // On the timeline alone these are bound beside each other.
        assert_eq!(find(&[("zoom", vec![Key::Char('h')])]).len(), 1);
        assert!(find(&[("zoom", Vec::new())]).is_empty());
        assert_eq!(find(&[("zoom", vec![Key::Ctrl('c')])]).len(), 1);
    }
}
