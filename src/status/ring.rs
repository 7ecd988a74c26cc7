//! A bounded, shared list, newest first.

use std::sync::Arc;

/// Keeps the newest `cap` items. Cloning shares them.
#[derive(Clone, Debug)]
pub struct Ring<T> {
    items: Arc<Vec<T>>,
    cap: usize,
}

impl<T: Clone> Ring<T> {
    pub fn new(cap: usize) -> Self {
        Self {
            items: Arc::default(),
            cap,
        }
    }

    /// Newest first.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// Whether older items may have been dropped.
    pub fn is_full(&self) -> bool {
        self.items.len() >= self.cap
    }

    /// Keeps what `keep` holds of.
    pub fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        if !self.items.iter().all(&keep) {
            Arc::make_mut(&mut self.items).retain(keep);
        }
    }

    /// Adds `newer` and orders all by `key`, greatest first, dropping the last past the cap.
    pub fn merge<K: Ord>(&mut self, newer: Vec<T>, key: impl Fn(&T) -> K) {
        if newer.is_empty() {
            return;
        }
        let items = Arc::make_mut(&mut self.items);
        items.extend(newer);
        items.sort_by_key(|item| std::cmp::Reverse(key(item)));
        items.truncate(self.cap);
    }
}
