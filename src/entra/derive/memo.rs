//! What was computed before for others with the same inputs.

use foldhash::HashMap;

use crate::model::Sym;

/// Values by their inputs, for as long as inputs repeat: where nearly everybody has their own, looking up
/// costs more than it saves.
#[derive(Default)]
pub struct Memo {
    known: HashMap<Box<[Sym]>, Sym>,
    asked: usize,
    hits: usize,
}

impl Memo {
    /// Lookups after which it shows whether they are worth it.
    const TRIAL: usize = 4_096;

    pub fn value(&mut self, key: &[Sym], compute: impl FnOnce() -> Sym) -> Sym {
        if self.asked >= Self::TRIAL && self.hits * 4 < self.asked {
            return compute();
        }
        self.asked += 1;
        if let Some(&known) = self.known.get(key) {
            self.hits += 1;
            return known;
        }
        let value = compute();
        self.known.insert(key.into(), value);
        value
    }
}
