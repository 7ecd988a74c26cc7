//! What was computed before: in this computation for others with the same inputs, and in the last one for the same
//! people.

use foldhash::HashMap;

use super::Cache;
use super::everybody::Everybody;
use super::input::{Input, input};
use crate::entra::expression::Expression;
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

/// The last computation of an expression, and the columns that it rested on.
pub struct Before<'a> {
    cache: &'a Cache,
    /// The place of each input then and now; `None`: `IsSoftDeleted`.
    columns: Vec<Option<(usize, usize)>>,
    values: &'a [Sym],
    pub reason: Option<String>,
}

impl<'a> Before<'a> {
    pub fn of(cache: &'a Cache, expression: &Expression, inputs: &[(&str, Input)]) -> Option<Self> {
        let mut computed = cache.computed.iter();
        let (_, values, reason) = computed.find(|(before, ..)| before == expression)?;
        let columns = inputs
            .iter()
            .map(|(name, now)| match (input(&cache.users, name), now) {
                (Input::Column(then), Input::Column(now)) => Some(Some((then, *now))),
                (Input::SoftDeleted, Input::SoftDeleted) => Some(None),
                _ => None,
            });
        let columns: Option<Vec<_>> = columns.collect();
        Some(Self {
            cache,
            columns: columns?,
            values,
            reason: reason.clone(),
        })
    }

    /// The value then, where nothing that it rests on has changed.
    pub fn same(&self, now: &Everybody<'_>, at: usize) -> Option<Sym> {
        let person = u32::try_from(at).ok()?;
        if !self.cache.users.state(person).is_present() {
            return None;
        }
        let unchanged = self.columns.iter().all(|column| match column {
            Some((then, place)) => {
                self.cache.users.values(*then).get(at) == now.users.values(*place).get(at)
            }
            None => self.cache.soft_deleted.get(at) == now.soft_deleted.get(at),
        });
        unchanged.then(|| self.values[at])
    }
}
