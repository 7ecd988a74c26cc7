//! A provider in memory that changes, caps and lies.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::scim::crawl::{Ask, Failure, Place};

/// How a provider answers.
#[derive(Clone, Debug)]
pub struct Habits {
    pub rows: u32,
    pub seed: u64,
    /// Most rows of a page.
    pub cap: u32,
    /// Changes between two requests: up to so many, each this likely.
    pub changes: u32,
    pub chance: f64,
    /// Whether rows may also trade places.
    pub swaps: bool,
    pub first: First,
    pub total: Total,
    pub pages: Pages,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum First {
    One,
    Zero,
    Ignored,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Total {
    True,
    Absent,
    OfPage,
    Less(u64),
    More(u64),
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pages {
    Full,
    /// Rows left out of a page here and there.
    Holes,
    /// Rows past the end of the list: the last ones once more.
    Tail,
    /// A row with which no page comes.
    Poison(u32),
    /// More rows than this are too large an answer.
    Heavy(u32),
    /// Every fiftieth row is as heavy as three pages may be.
    Uneven,
    /// By cursor, from the last row given.
    Keyset,
    /// Cursors that never end.
    CursorLoop,
    /// The cursor is lost after so many pages.
    Expiring(u32),
}

/// A page as a crawl gets it: rows, total, next cursor.
pub type Served = (Vec<u32>, Option<u64>, Option<String>);

/// A list in the order of its keys.
pub struct Model {
    habits: Habits,
    rng: fastrand::Rng,
    rows: BTreeMap<u32, u32>,
    /// There from the beginning until now.
    pub lasting: BTreeSet<u32>,
    next: u32,
    served: u32,
}

impl Model {
    /// Of two seeds one.
    pub fn is_even(&self) -> bool {
        self.habits.seed.is_multiple_of(2)
    }

    pub fn new(habits: Habits) -> Self {
        let rows: BTreeMap<u32, u32> = (0..habits.rows).map(|id| (id * 1000, id)).collect();
        Self {
            rng: fastrand::Rng::with_seed(habits.seed),
            lasting: rows.values().copied().collect(),
            next: habits.rows,
            served: 0,
            rows,
            habits,
        }
    }

    fn change(&mut self) {
        for _ in 0..self.habits.changes {
            if self.rng.f64() < self.habits.chance {
                match self.rng.u32(0..if self.habits.swaps { 4 } else { 2 }) {
                    0 => self.add(),
                    1 => self.delete(),
                    _ => self.swap(),
                }
            }
        }
    }

    fn add(&mut self) {
        let end = self.habits.rows * 1000 + 500;
        let key = self.rng.u32(0..end);
        if !self.rows.contains_key(&key) {
            self.rows.insert(key, self.next);
            self.next += 1;
        }
    }

    fn some_key(&mut self) -> Option<u32> {
        let at = self.rng.usize(0..self.rows.len().max(1));
        self.rows.keys().nth(at).copied()
    }

    pub fn delete(&mut self) {
        if let Some(row) = self.some_key().and_then(|key| self.rows.remove(&key)) {
            self.lasting.remove(&row);
        }
    }

    fn swap(&mut self) {
        if let (Some(one), Some(other)) = (self.some_key(), self.some_key())
            && one != other
        {
            let (a, b) = (self.rows[&one], self.rows[&other]);
            self.rows.insert(one, b);
            self.rows.insert(other, a);
        }
    }

    /// What a filter finds, after what changed meanwhile.
    pub fn find(&mut self, row: u32) -> bool {
        self.change();
        self.rows.values().any(|held| *held == row)
    }

    /// Bytes of a page with these rows.
    pub fn weight(&self, rows: &[u32]) -> u64 {
        let each = |row: &u32| match self.habits.pages {
            Pages::Heavy(most) => (32 << 20) / u64::from(most),
            Pages::Uneven if row.is_multiple_of(50) => 6 << 20,
            _ => 0,
        };
        1 + rows.iter().map(each).sum::<u64>()
    }

    pub fn serve(&mut self, ask: &Ask) -> Result<Served, Failure> {
        self.change();
        self.served += 1;
        let count = ask.count.min(self.habits.cap) as usize;
        match &ask.place {
            Place::Index(at) => self.by_index(*at, count),
            Place::Cursor(cursor) => self.by_cursor(cursor, count),
        }
    }

    fn by_index(&mut self, at: u64, count: usize) -> Result<Served, Failure> {
        let skip = match self.habits.first {
            First::One => at.saturating_sub(1),
            First::Zero => at,
            First::Ignored => 0,
        } as usize;
        let mut rows: Vec<u32> = self.rows.values().copied().skip(skip).take(count).collect();
        match self.habits.pages {
            Pages::Poison(row) if rows.contains(&row) => return Err(Failure::TooMuch),
            Pages::Heavy(most) if rows.len() > most as usize => {
                let times = rows.len().div_ceil(most as usize);
                return Err(Failure::TooLarge(u32::try_from(times).unwrap()));
            }
            Pages::Holes => rows.retain(|row| row % 7 != 3),
            Pages::Tail if skip + 1 >= self.rows.len() => {
                rows = self.rows.values().rev().take(2).rev().copied().collect();
            }
            _ => {}
        }
        let total = self.total(rows.len());
        let cursor = self.forced_cursor(&rows);
        Ok((rows, total, cursor))
    }

    /// Cursors come asked for or not.
    fn forced_cursor(&self, rows: &[u32]) -> Option<String> {
        match self.habits.pages {
            Pages::Keyset | Pages::CursorLoop | Pages::Expiring(_) => self.cursor_after(rows),
            _ => None,
        }
    }

    fn cursor_after(&self, rows: &[u32]) -> Option<String> {
        let key_of = |row: &u32| self.rows.iter().find(|(_, held)| *held == row);
        let last = rows.last().and_then(key_of).map(|(key, _)| *key)?;
        let more = self.rows.range(last + 1..).next().is_some();
        (more || self.habits.pages == Pages::CursorLoop).then(|| last.to_string())
    }

    fn by_cursor(&mut self, cursor: &str, count: usize) -> Result<Served, Failure> {
        if let Pages::Expiring(after) = self.habits.pages
            && self.served == after
        {
            return Err(Failure::CursorLost);
        }
        let from = cursor.parse::<u32>().map_or(0, |key| key + 1);
        let mut rows: Vec<u32> = self.rows.range(from..).map(|(_, row)| *row).collect();
        rows.truncate(count);
        let next = match self.habits.pages {
            Pages::CursorLoop if rows.is_empty() => Some("0".to_owned()),
            _ => self.cursor_after(&rows),
        };
        Ok((rows.clone(), self.total(rows.len()), next))
    }

    fn total(&self, on_page: usize) -> Option<u64> {
        let all = self.rows.len() as u64;
        match self.habits.total {
            Total::True => Some(all),
            Total::Absent => None,
            Total::OfPage => Some(on_page as u64),
            Total::Less(by) => Some(all.saturating_sub(by)),
            Total::More(by) => Some(all + by),
        }
    }
}
