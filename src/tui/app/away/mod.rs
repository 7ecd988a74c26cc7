//! Taking it away: what can be copied from the selected row, the ticket about it, and the view as a file.

mod export;
mod page;
mod records;
mod subject;
mod table;

pub(in crate::tui) use export::Export;
pub(super) use table::Sheet;

use super::{App, Effect, Mode};
use crate::export::{Form, Row, ticket};
use crate::model::{Foreign, visible};
use crate::tui::keys::Step;

/// Tickets that are copied at once.
const MOST_TICKETS: usize = 50;

/// What choosing a row of the menu does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) enum Takes {
    Copy(Copy),
    Write(Form),
}

/// Text on its way to the clipboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Copy {
    /// What it is, in words of ours.
    pub what: String,
    /// Fit to show.
    pub text: String,
}

/// One row of the menu; `title` is fit to show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::tui) struct Take {
    pub title: String,
    pub takes: Takes,
}

/// The menu as it was opened: a newer status does not change what is copied under the hand.
#[derive(Default, Debug)]
pub(in crate::tui) struct TakeMenu {
    pub title: String,
    pub rows: Vec<Take>,
    pub at: usize,
}

impl App {
    /// The menu of what the selected row has to copy: identifiers first, then its cells, then all of it.
    pub(super) fn open_copies(&mut self) {
        let rows = self.copies();
        if rows.is_empty() {
            return self.say("nothing is selected here that could be copied");
        }
        self.mode = Mode::Taking(TakeMenu {
            title: "copy".to_owned(),
            rows,
            at: 0,
        });
    }

    fn copies(&self) -> Vec<Take> {
        let marked = self.marked();
        if !marked.is_empty() {
            return self.copies_of_marked(&marked);
        }
        let sheet = Sheet::of(self);
        let row = sheet.row(self.place().cursor.index()).unwrap_or_default();
        let cells = sheet.columns().iter().copied().zip(row);
        let cells: Vec<(&str, Foreign)> = self.page_ids().into_iter().chain(cells).collect();
        let mut told: Vec<&Foreign> = Vec::new();
        let mut takes = Vec::new();
        let (ids, others): (Vec<_>, Vec<_>) = cells.iter().partition(|(column, _)| is_id(column));
        for (column, cell) in ids.into_iter().chain(others) {
            if !cell.is_empty() && !told.contains(&cell) {
                told.push(cell);
                let text = cell.shown().into_owned();
                let title = format!("{}: {text}", column.replace('_', " "));
                takes.push(copy(title, column.replace('_', " "), text));
            }
        }
        if takes.len() > 1 {
            let cells = cells.iter().map(|(_, cell)| cell);
            takes.push(copy("the whole row", "the row", line(cells)));
        }
        takes
    }

    /// The columns of the marked rows, a line each, identifiers first; then the rows themselves.
    fn copies_of_marked(&self, marked: &[usize]) -> Vec<Take> {
        let sheet = Sheet::of(self);
        let rows: Vec<Row> = marked.iter().filter_map(|&at| sheet.row(at)).collect();
        let columns = sheet.columns().iter().enumerate();
        let (ids, others): (Vec<_>, Vec<_>) = columns.partition(|(_, column)| is_id(column));
        let mut takes = Vec::new();
        for (at, column) in ids.into_iter().chain(others) {
            let cells = rows.iter().filter_map(|row| row.get(at));
            let said: Vec<_> = cells
                .filter(|cell| !cell.is_empty())
                .map(Foreign::shown)
                .collect();
            if !said.is_empty() {
                let what = format!("{} of {} marked", column.replace('_', " "), said.len());
                takes.push(copy(what.clone(), what, said.join("\n")));
            }
        }
        let all: Vec<String> = rows.iter().map(|row| line(row.iter())).collect();
        if !all.is_empty() {
            let what = format!("the {} marked rows", all.len());
            takes.push(copy(what.clone(), what, all.join("\n")));
        }
        takes
    }

    /// The menu of forms in which the view can be written.
    pub(super) fn open_exports(&mut self) {
        let rows = Form::ALL.map(|form| Take {
            title: format!("{:<5} {}", form.name(), form.meaning()),
            takes: Takes::Write(form),
        });
        let title = match self.marked().len() {
            0 => "export this view, as it is filtered and sorted".to_owned(),
            marked => format!("export the marked rows: {marked}"),
        };
        self.mode = Mode::Taking(TakeMenu {
            title,
            rows: rows.into(),
            at: 0,
        });
    }

    pub(super) fn step_takes(menu: &mut TakeMenu, step: Step) {
        let last = menu.rows.len().saturating_sub(1);
        menu.at = match step {
            Step::Up => menu.at.saturating_sub(1),
            _ => (menu.at + 1).min(last),
        };
    }

    /// Enter in the menu.
    pub(super) fn take_away(&mut self, mut menu: TakeMenu) -> Vec<Effect> {
        if menu.at >= menu.rows.len() {
            return Vec::new();
        }
        match menu.rows.swap_remove(menu.at).takes {
            Takes::Copy(copy) => vec![Effect::Copy(copy)],
            Takes::Write(form) => self.export(form, ""),
        }
    }

    /// Copies the ticket about what is selected, or one about each that is marked.
    pub(super) fn copy_ticket(&mut self) -> Vec<Effect> {
        let marked = self.marked();
        if marked.len() > MOST_TICKETS {
            self.say("more than 50 rows are marked: export them, a ticket names fewer");
            return Vec::new();
        }
        let rows = if marked.is_empty() {
            vec![self.place().cursor.index()]
        } else {
            marked
        };
        let abouts = rows.into_iter().filter_map(|at| self.ticket_about(at));
        let tickets: Vec<String> = abouts
            .map(|(about, finding)| ticket(self.status(), about, finding))
            .collect();
        let what = match tickets.len() {
            0 => {
                self.say("select a finding, a person or a group: a ticket is about one of them");
                return Vec::new();
            }
            1 => "the ticket".to_owned(),
            several => format!("{several} tickets"),
        };
        let text = tickets.join("\n");
        vec![Effect::Copy(Copy { what, text })]
    }
}

fn is_id(column: &str) -> bool {
    column == "id" || column.ends_with(" id") || column.ends_with("_id")
}

fn copy(title: impl Into<String>, what: impl Into<String>, text: String) -> Take {
    let (title, what) = (title.into(), what.into());
    Take {
        title,
        takes: Takes::Copy(Copy { what, text }),
    }
}

/// All cells of a row, a tab apart: a spreadsheet takes them apart again.
fn line<'a>(cells: impl Iterator<Item = &'a Foreign>) -> String {
    let shown = cells.map(|cell| visible(cell.raw()));
    shown.collect::<Vec<_>>().join("\t")
}
