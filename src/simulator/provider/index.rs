//! From a key's hash to the slots that may hold it.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Slots by the hash of a key: as small for long keys as for short ones. Hashes may collide, so
/// whoever asks compares the key itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    single: HashMap<u64, u32>,
    /// Where several slots share a hash, all of them: duplicates, as a rule.
    shared: BTreeSet<(u64, u32)>,
}

impl Index {
    /// An empty key is no key.
    pub(super) fn insert(&mut self, key: &str, slot: u32) {
        if key.is_empty() {
            return;
        }
        let hash = hash(key);
        if self.shared(hash).next().is_some() {
            self.shared.insert((hash, slot));
        } else if let Some(other) = self
            .single
            .insert(hash, slot)
            .filter(|other| *other != slot)
        {
            self.single.remove(&hash);
            self.shared.extend([(hash, other), (hash, slot)]);
        }
    }

    pub(super) fn remove(&mut self, key: &str, slot: u32) {
        let hash = hash(key);
        if self.single.get(&hash) == Some(&slot) {
            self.single.remove(&hash);
        }
        self.shared.remove(&(hash, slot));
    }

    /// The candidates, in order of their slots.
    pub(super) fn candidates(&self, key: &str) -> impl Iterator<Item = u32> + use<'_> {
        let hash = hash(key);
        self.single
            .get(&hash)
            .copied()
            .into_iter()
            .chain(self.shared(hash))
    }

    fn shared(&self, hash: u64) -> impl Iterator<Item = u32> + use<'_> {
        self.shared
            .range((hash, 0)..=(hash, u32::MAX))
            .map(|&(_, slot)| slot)
    }
}

fn hash(key: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_that_share_a_key_come_in_their_order() {
        let mut index = Index::default();
        for slot in [3, 1, 2, 2] {
            index.insert("twin", slot);
        }
        index.insert("other", 9);
        let candidates = |index: &Index, key| index.candidates(key).collect::<Vec<_>>();
        assert_eq!(candidates(&index, "twin"), [1, 2, 3]);
        for slot in [1, 3] {
            index.remove("twin", slot);
        }
        assert_eq!(candidates(&index, "twin"), [2]);
        index.insert("twin", 0);
        assert_eq!(candidates(&index, "twin"), [0, 2]);
        assert_eq!(candidates(&index, "other"), [9]);
    }

    #[test]
    fn an_empty_key_is_not_kept() {
        let mut index = Index::default();
        index.insert("", 1);
        assert_eq!(index.candidates("").count(), 0);
    }
}
