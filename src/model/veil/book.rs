//! What is known to be personal, by hashes: the strings themselves are kept nowhere twice.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use super::common::{is_common, is_impersonal, is_name, is_plain};
use super::is_made_up;
use super::mask::{Codes, Owned, What};
use crate::model::{Event, Lane, Person, folded};

/// Words of one name that are looked for together.
const MOST_WORDS: usize = 6;

pub(super) struct Book {
    pub(super) codes: Codes,
    hasher: RandomState,
    /// By the string to the letter, then by its folded form: whose it is.
    exact: HashMap<u64, Owned>,
    folded: HashMap<u64, Owned>,
    /// Strings that only a log has told, until a side tells whose they are.
    told: HashSet<u64>,
    words: HashSet<u64>,
    /// Names of groups.
    spared: HashSet<u64>,
    owners: HashMap<Person, u64>,
    /// The strings that an owner has, in order of first sight.
    variants: HashMap<(u64, What), Vec<u64>>,
    longest: usize,
}

impl Book {
    pub(super) fn new(secret: &[u8]) -> Self {
        Self {
            codes: Codes::new(secret),
            hasher: RandomState::default(),
            exact: HashMap::new(),
            folded: HashMap::new(),
            told: HashSet::new(),
            words: HashSet::new(),
            spared: HashSet::new(),
            owners: HashMap::new(),
            variants: HashMap::new(),
            longest: 1,
        }
    }

    /// Words that may make one known string.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// Whose `text` is, taken as a whole.
    pub(super) fn owner(&self, text: &str) -> Option<Owned> {
        let exact = self.exact.get(&self.hash(text)).copied();
        exact.or_else(|| self.folded.get(&self.hash(&folded(text))).copied())
    }

    /// Whether a folded word stands in somebody's name.
    pub(super) fn is_word(&self, folded: &str) -> bool {
        self.words.contains(&self.hash(folded))
    }

    pub(super) fn is_spared(&self, text: &str) -> bool {
        self.spared.contains(&self.hash(&folded(text)))
    }

    /// Learns a user by userPrincipalName or userName: the code hangs on it, so that both sides give
    /// the same, in this run and in the next.
    pub(super) fn person(&mut self, person: Person, name: &str) {
        if !self.owners.contains_key(&person) {
            let owner = self.codes.number("person", &folded(name));
            self.owners.insert(person, owner);
        }
        self.value(Some(person), "userName", name);
    }

    /// Learns a value of an attribute; `None`: of somebody a log tells of.
    pub(super) fn value(&mut self, person: Option<Person>, attribute: &str, text: &str) {
        let whole = folded(text);
        if is_impersonal(attribute) || is_plain(&whole) || is_made_up(text.trim()) {
            return;
        }
        let owner = person.and_then(|person| self.owners.get(&person).copied());
        let known = owner.is_some();
        let owner = owner.unwrap_or_else(|| self.codes.number("person", &whole));
        if let Some((local, _)) = text.rsplit_once('@') {
            let local = folded(local);
            let owned = self.owned(owner, What::Local, &local);
            self.put(owned, text, known);
            if local.chars().count() > 2 && !is_common(&local) {
                self.put(owned, &local, known);
            }
            return;
        }
        let what = if is_name(attribute) {
            What::Name
        } else {
            What::Other
        };
        let owned = self.owned(owner, what, text);
        self.put(owned, text, known);
        if what == What::Name && known {
            self.name_words(text);
        }
    }

    /// Which of those strings of its owner `text` is.
    fn owned(&mut self, owner: u64, what: What, text: &str) -> Owned {
        let text = self.hash(text);
        let known = self.variants.entry((owner, what)).or_default();
        let place = known.iter().position(|other| *other == text);
        let place = place.unwrap_or_else(|| {
            known.push(text);
            known.len() - 1
        });
        Owned {
            owner,
            variant: u8::try_from(place).unwrap_or(u8::MAX),
            what,
        }
    }

    /// Learns that a known string belongs to somebody else than it seemed.
    pub(super) fn adopt(&mut self, person: Person, text: &str) {
        let Some(&owner) = self.owners.get(&person) else {
            return;
        };
        let whole = folded(text);
        let local = whole.rsplit_once('@').map(|(local, _)| local.to_owned());
        for known in [Some(text), Some(&*whole), local.as_deref()]
            .into_iter()
            .flatten()
        {
            let hash = self.hash(known);
            let Some(before) = self.exact.get(&hash).or(self.folded.get(&hash)).copied() else {
                continue;
            };
            let key = local.as_deref().unwrap_or(text);
            let owned = self.owned(owner, before.what, key);
            if before.owner != owner {
                self.exact.insert(hash, owned);
                self.folded.insert(hash, owned);
            }
        }
    }

    fn name_words(&mut self, name: &str) {
        for word in name.split(|c: char| !c.is_alphabetic()) {
            let word = folded(word);
            // Where there is no letter case a word of two signs is a whole name.
            let fewest = if word.chars().any(char::is_lowercase) {
                3
            } else {
                2
            };
            if word.chars().count() >= fewest && !is_common(&word) {
                let word = self.hash(&word);
                self.words.insert(word);
            }
        }
    }

    fn put(&mut self, owned: Owned, text: &str, known: bool) {
        let (exact, whole) = (self.hash(text), self.hash(&folded(text)));
        let provisional = self.told.contains(&whole);
        if self.exact.contains_key(&exact) && !(known && provisional) {
            return;
        }
        if known {
            self.told.remove(&whole);
        } else if !self.folded.contains_key(&whole) {
            self.told.insert(whole);
        }
        self.exact.insert(exact, owned);
        if provisional {
            self.folded.insert(whole, owned);
        } else {
            self.folded.entry(whole).or_insert(owned);
        }
        let words = text.split_whitespace().count();
        self.longest = self.longest.max(words.min(MOST_WORDS));
    }

    pub(super) fn spare(&mut self, name: &str) {
        let whole = self.hash(&folded(name));
        self.spared.insert(whole);
        // A log told of it before it was known to be a group.
        if self.told.remove(&whole) {
            self.folded.remove(&whole);
            let exact = self.hash(name);
            self.exact.remove(&exact);
        }
    }

    /// Learns who a row of a log is about: a name that is none of a group's, and what was written.
    pub(super) fn event(&mut self, event: &Event) {
        let target = event.target.raw();
        if !self.is_spared(target) {
            self.value(None, "displayName", target);
        }
        if event.lane == Lane::Provider {
            self.value(None, "displayName", event.actor.raw());
        }
        for change in &event.changes {
            for value in [&change.old, &change.new] {
                if !self.is_spared(value.raw()) {
                    self.value(None, change.name.raw(), value.raw());
                }
            }
        }
    }

    fn hash(&self, text: &str) -> u64 {
        self.hasher.hash_one(text)
    }
}
