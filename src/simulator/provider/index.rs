//! From a key's hash to the slots that may hold it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Slots by the hash of a key: twelve bytes an entry whatever the key's length, and several slots
/// may share a key. Hashes may collide, so whoever asks compares the key itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Index(BTreeSet<(u64, u32)>);

impl Index {
    /// An empty key is no key.
    pub(super) fn insert(&mut self, key: &str, slot: u32) {
        if !key.is_empty() {
            self.0.insert((hash(key), slot));
        }
    }

    pub(super) fn remove(&mut self, key: &str, slot: u32) {
        self.0.remove(&(hash(key), slot));
    }

    /// The candidates, in order of their slots.
    pub(super) fn candidates(&self, key: &str) -> impl Iterator<Item = u32> + use<'_> {
        let hash = hash(key);
        self.0
            .range((hash, 0)..=(hash, u32::MAX))
            .map(|&(_, slot)| slot)
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}
