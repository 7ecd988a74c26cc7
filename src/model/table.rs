//! The values of one side's users, those of one person beside each other: whoever looks at a person finds them
//! in one place, and whoever looks at everybody comes by all of them.

use super::user::{is_other, widen};
use super::{Person, Sym};

/// A row of values for each person.
#[derive(Clone, Default)]
pub(super) struct Table {
    cells: Vec<Sym>,
    width: usize,
}

impl Table {
    /// Without rows yet, of so many values each.
    pub fn of(width: usize) -> Self {
        Self {
            cells: Vec::new(),
            width,
        }
    }

    /// The values of one person; none past the end.
    pub fn row(&self, at: usize) -> &[Sym] {
        let from = at * self.width;
        self.cells.get(from..from + self.width).unwrap_or_default()
    }

    pub fn row_mut(&mut self, at: usize) -> &mut [Sym] {
        let from = at * self.width;
        &mut self.cells[from..from + self.width]
    }

    /// Makes so many rows, with room as [`widen`] has it.
    pub fn widen(&mut self, (slots, room): (usize, usize)) {
        let size = (slots * self.width, room * self.width);
        widen(&mut self.cells, size, Sym::ABSENT);
    }

    pub fn swap(&mut self, one: usize, other: usize) {
        for place in 0..self.width {
            self.cells
                .swap(one * self.width + place, other * self.width + place);
        }
    }

    /// Whether a row from `from` up to `end` is another one in `other`, which is as wide.
    pub fn differs(&self, other: &Self, from: usize, end: usize) -> bool {
        let (from, end) = (from * self.width, end * self.width);
        is_other(&self.cells, &other.cells, from, end)
    }

    pub fn column(&self, place: usize) -> Cells<'_> {
        Cells {
            all: &self.cells,
            width: self.width,
            place,
        }
    }
}

/// One value of each person.
#[derive(Clone, Copy, Default)]
pub struct Cells<'a> {
    all: &'a [Sym],
    width: usize,
    place: usize,
}

impl<'a> Cells<'a> {
    /// The value of `person`; absent past the end.
    #[inline]
    pub fn get(&self, person: Person) -> Sym {
        let at = person as usize * self.width + self.place;
        self.all.get(at).copied().unwrap_or_default()
    }

    /// The values in the order of persons.
    pub fn iter(&self) -> impl Iterator<Item = Sym> + use<'a> {
        let own = self.all.iter().skip(self.place);
        own.step_by(self.width.max(1)).copied()
    }
}

impl<'a> From<&'a [Sym]> for Cells<'a> {
    fn from(all: &'a [Sym]) -> Self {
        Self {
            all,
            width: 1,
            place: 0,
        }
    }
}
