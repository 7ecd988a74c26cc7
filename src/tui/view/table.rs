//! A table of which only the visible rows are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::top;
use crate::tui::app::{Cursor, Shift};
use crate::tui::skin::Role;

/// Columns for the mark of the selected row.
const MARK: u16 = 2;

/// One column. A share of the width that is left, or a fixed width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub title: &'static str,
    pub width: Width,
    /// The narrowest table that shows this column.
    pub from: u16,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Width {
    Fixed(u16),
    Share(u16),
    /// Fixed, and aligned to the right.
    Number(u16),
}

pub(super) const fn fixed(title: &'static str, width: u16, from: u16) -> Column {
    let width = Width::Fixed(width);
    Column { title, width, from }
}

pub(super) const fn share(title: &'static str, share: u16, from: u16) -> Column {
    let width = Width::Share(share);
    Column { title, width, from }
}

pub(super) const fn number(title: &'static str, width: u16, from: u16) -> Column {
    let width = Width::Number(width);
    Column { title, width, from }
}

/// The width of each column in a table of `total` columns; 0 where it is left out.
fn widths(columns: &[Column], total: u16) -> Vec<u16> {
    let shown = |column: &&Column| total >= column.from;
    let fixed: u16 = columns
        .iter()
        .filter(shown)
        .map(|column| fixed_width(column) + 1)
        .sum();
    let shares: u16 = columns.iter().filter(shown).map(shares).sum();
    let rest = total.saturating_sub(fixed);
    let width = |column: &Column| match column.width {
        _ if total < column.from => 0,
        Width::Fixed(width) | Width::Number(width) => width,
        Width::Share(share) => rest * share / shares.max(1),
    };
    columns.iter().map(width).collect()
}

fn fixed_width(column: &Column) -> u16 {
    match column.width {
        Width::Fixed(width) | Width::Number(width) => width,
        Width::Share(_) => 0,
    }
}

fn shares(column: &Column) -> u16 {
    match column.width {
        Width::Share(share) => share,
        Width::Fixed(_) | Width::Number(_) => 0,
    }
}

/// The rows of a table and which of them is selected.
pub(super) struct Table<'a> {
    pub columns: &'a [Column],
    pub cursor: &'a Cursor,
    pub len: usize,
}

impl Table<'_> {
    /// Draws the titles and the rows around the selected one; `row` makes one row's cells.
    pub(super) fn draw<'t>(
        &self,
        context: &Context<'_>,
        buffer: &mut Buffer,
        mut area: Rect,
        row: impl Fn(usize) -> Vec<Span<'t>>,
    ) {
        let grid = Grid::new(self.columns, area.width);
        grid.titles(context, buffer, top(&mut area, 1));
        let window = self.cursor.window(self.len, usize::from(area.height));
        // A picker lies over the list that has the marks.
        let own = std::ptr::eq(self.cursor, &raw const context.app.place().cursor);
        for at in window {
            let line = top(&mut area, 1);
            grid.row(context, buffer, line, &row(at), at == self.cursor.index());
            if own {
                signs(context, buffer, line, at);
            }
        }
    }
}

/// Columns laid out over a width.
pub(super) struct Grid<'a> {
    columns: &'a [Column],
    widths: Vec<u16>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(columns: &'a [Column], width: u16) -> Self {
        Self {
            columns,
            widths: widths(columns, width.saturating_sub(MARK)),
        }
    }

    pub(super) fn titles(&self, context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
        let titles = self
            .columns
            .iter()
            .map(|column| context.span(column.title, Role::Muted));
        let titles: Vec<Span<'_>> = titles.collect();
        self.row(context, buffer, area, &titles, false);
    }

    pub(super) fn row(
        &self,
        context: &Context<'_>,
        buffer: &mut Buffer,
        area: Rect,
        cells: &[Span<'_>],
        selected: bool,
    ) {
        let mut x = area.x.saturating_add(MARK);
        for ((cell, column), &width) in cells.iter().zip(self.columns).zip(&self.widths) {
            if width == 0 {
                continue;
            }
            let cell = Line::from(cell.clone());
            let pad = match column.width {
                Width::Number(_) => {
                    width.saturating_sub(u16::try_from(cell.width()).unwrap_or(width))
                }
                Width::Fixed(_) | Width::Share(_) => 0,
            };
            let place = Rect::new(x.saturating_add(pad), area.y, width - pad, area.height);
            context.put(buffer, place.intersection(area), &cell);
            x = x.saturating_add(width + 1);
        }
        if selected {
            mark(context, buffer, area);
        }
    }
}

/// The sign of a row that is marked, or that changed of late, beside the one of the selected row.
pub(super) fn signs(context: &Context<'_>, buffer: &mut Buffer, area: Rect, at: usize) {
    let sign = if context.app.is_marked(at) {
        Span::raw("*")
    } else if shifts(context, at).next().is_some() {
        context.span("~", Role::Changed)
    } else {
        return;
    };
    let place = Rect {
        x: area.x.saturating_add(1),
        width: area.width.min(1),
        ..area
    };
    context.put(buffer, place, &Line::from(sign));
}

/// What the row said before it changed of late.
fn shifts<'a>(context: &Context<'a>, at: usize) -> impl Iterator<Item = &'a Shift> {
    let shifts = context.app.shifts(at).iter();
    shifts.filter(|shift| context.is_recent(shift.at))
}

/// What the selected row said before it changed of late; empty where it did not.
pub(super) fn before(context: &Context<'_>) -> Vec<Span<'static>> {
    let told = shifts(context, context.app.place().cursor.index()).map(|shift| {
        let (column, was) = (shift.column.replace('_', " "), shift.was.raw());
        let was = context
            .skin
            .text(if was.is_empty() { "nothing" } else { was });
        let age = context.age(shift.at);
        context.span(format!("  ~ {column} was {was}, {age} ago"), Role::Changed)
    });
    told.collect()
}

/// Marks a line as the selected one: by a sign, and by its style.
pub(super) fn mark(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    context.put(buffer, area, &Line::from(">"));
    buffer.set_style(area, context.skin.style(Role::Selected));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_share_what_is_left_and_leave_when_it_is_narrow() {
        let columns = [
            fixed("a", 10, 0),
            share("b", 2, 0),
            share("c", 1, 0),
            number("d", 6, 60),
        ];
        assert_eq!(widths(&columns, 80), [10, 40, 20, 6]);
        assert_eq!(widths(&columns, 40), [10, 18, 9, 0]);
        assert_eq!(widths(&columns, 0), [10, 0, 0, 0]);
    }
}
