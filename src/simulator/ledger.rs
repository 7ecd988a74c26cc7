//! An append-only log whose old rows go, and whose rows keep their number.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// Days for which log rows are kept in a tenant with a premium licence ("Microsoft Entra data retention").
const RETENTION_DAYS: i64 = 30;

/// Rows in the order of their time, numbered from 0 for ever.
#[derive(Debug)]
pub struct Ledger<T> {
    rows: VecDeque<(DateTime<Utc>, T)>,
    first: usize,
}

impl<T> Ledger<T> {
    pub fn new() -> Self {
        Self {
            rows: VecDeque::new(),
            first: 0,
        }
    }

    /// Appends a row and drops those past retention.
    pub fn push(&mut self, at: DateTime<Utc>, row: T) {
        let expired = at - TimeDelta::days(RETENTION_DAYS);
        while self
            .rows
            .front()
            .is_some_and(|(written, _)| *written < expired)
        {
            self.rows.pop_front();
            self.first += 1;
        }
        self.rows.push_back((at, row));
    }

    /// The row with this number, unless it is past retention or still to come.
    pub fn get(&self, number: usize) -> Option<(DateTime<Utc>, &T)> {
        let (at, row) = self.rows.get(number.checked_sub(self.first)?)?;
        Some((*at, row))
    }

    /// The numbers of the rows at hand.
    pub fn numbers(&self) -> std::ops::Range<usize> {
        self.first..self.first + self.rows.len()
    }

    /// The rows at hand, oldest first.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, row)| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_rows_go_and_the_rest_keep_their_numbers() {
        let start = DateTime::UNIX_EPOCH;
        let mut ledger = Ledger::new();
        for (row, day) in ["a", "b", "c"].into_iter().zip([0, 20, 40]) {
            ledger.push(start + TimeDelta::days(day), row);
        }
        assert_eq!(ledger.numbers(), 1..3);
        assert_eq!(ledger.get(0), None);
        assert_eq!(ledger.get(2).map(|(_, row)| *row), Some("c"));
        assert_eq!(ledger.iter().copied().collect::<Vec<_>>(), ["b", "c"]);
    }
}
