//! The totals that pages speak of: some providers count a page, and lists change while they are
//! read, so that each page's is compared with the one before.

/// The course of `totalResults`.
#[derive(Clone, Copy, Default, Debug)]
pub struct Totals {
    last: Option<u64>,
    least: u64,
    most: u64,
    /// Sums of the steps up and down.
    added: u64,
    removed: u64,
}

impl Totals {
    pub fn note(&mut self, total: Option<u64>) {
        let Some(total) = total else { return };
        match self.last {
            None => (self.least, self.most) = (total, total),
            Some(last) => {
                self.added += total.saturating_sub(last);
                self.removed += last.saturating_sub(total);
            }
        }
        self.least = self.least.min(total);
        self.most = self.most.max(total);
        self.last = Some(total);
    }

    pub fn last(&self) -> Option<u64> {
        self.last
    }

    pub fn most(&self) -> u64 {
        self.most
    }

    /// Rows that were added for certain.
    pub fn added(&self) -> u64 {
        self.added
    }

    pub fn is_steady(&self) -> bool {
        self.added == 0 && self.removed == 0
    }

    /// Whether `count` distinct rows fit what was promised: exactly if nothing moved, else within
    /// what moved.
    pub fn fit(&self, count: u64) -> bool {
        let moved = self.added + self.removed;
        let range = self.least.saturating_sub(moved)..=self.most.saturating_add(moved);
        self.last.is_none() || range.contains(&count)
    }
}
