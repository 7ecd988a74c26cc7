//! The users of one page, numbered by an interner of their own: any thread can read them.

use super::intake::PageSummary;
use super::page::Page;
use super::refusal::Refusal;
use super::targets::Targets;
use super::user_fields::UserFields;
use super::user_intake::user_row;
use crate::model::{Interner, Sym, UserRow};

/// The rows of a page and the columns of each.
pub struct UserRows {
    pub summary: PageSummary,
    pub rows: Vec<UserRow>,
    /// As many as there are columns for each row, one row after the other.
    values: Vec<Sym>,
    columns: usize,
    texts: Interner,
}

impl UserRows {
    pub fn read(body: &[u8], targets: &Targets) -> Result<Self, Refusal> {
        let page = Page::<UserFields>::parse(body)?;
        let columns = targets.layout().len();
        let mut read = Self {
            summary: PageSummary::of(&page, body.len()),
            rows: Vec::with_capacity(page.rows.len()),
            values: Vec::with_capacity(page.rows.len() * columns),
            columns,
            texts: Interner::listing(),
        };
        for fields in &page.rows {
            read.rows.push(user_row(&mut read.texts, fields));
            read.values.extend(targets.values(&mut read.texts, fields));
        }
        Ok(read)
    }

    /// The same in the numbers of `interner`.
    pub fn adopted(mut self, interner: &mut Interner) -> Self {
        let here = interner.adopt(&self.texts);
        for row in &mut self.rows {
            row.id = here.id(row.id);
            row.name = here.sym(row.name);
            row.external_id = here.id(row.external_id);
        }
        for value in &mut self.values {
            *value = here.sym(*value);
        }
        self
    }

    /// The columns of the row at `at`.
    pub fn values(&self, at: usize) -> &[Sym] {
        &self.values[at * self.columns..(at + 1) * self.columns]
    }
}
