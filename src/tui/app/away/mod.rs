//! Taking it away: what can be copied from the selected row, the ticket about it, and the view as a file.

mod export;
mod page;
mod records;
mod subject;
mod table;

pub(in crate::tui) use export::Export;
pub(super) use table::Sheet;

use super::{App, Effect, Mode};
use crate::export::{Form, ticket};
use crate::model::{Foreign, visible};
use crate::tui::keys::Step;

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
    pub title: &'static str,
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
            title: "copy",
            rows,
            at: 0,
        });
    }

    fn copies(&self) -> Vec<Take> {
        let at = self.place().cursor.index();
        let sheet = Sheet::of(self);
        let row = sheet.row(at).unwrap_or_default();
        let cells = sheet.columns().iter().copied().zip(row);
        let cells: Vec<(&str, Foreign)> = self.page_ids().into_iter().chain(cells).collect();
        let mut told: Vec<&Foreign> = Vec::new();
        let mut takes = Vec::new();
        let (ids, others): (Vec<_>, Vec<_>) = cells.iter().partition(|(column, _)| is_id(column));
        for (column, cell) in ids.into_iter().chain(others) {
            if !cell.is_empty() && !told.contains(&cell) {
                told.push(cell);
                takes.push(one(column, cell));
            }
        }
        if takes.len() > 1 {
            takes.push(whole(&cells));
        }
        takes
    }

    /// The menu of forms in which the view can be written.
    pub(super) fn open_exports(&mut self) {
        let rows = Form::ALL.map(|form| Take {
            title: format!("{:<5} {}", form.name(), form.meaning()),
            takes: Takes::Write(form),
        });
        self.mode = Mode::Taking(TakeMenu {
            title: "export this view, as it is filtered and sorted",
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

    /// Copies the ticket about what is selected.
    pub(super) fn copy_ticket(&mut self) -> Vec<Effect> {
        let Some((about, finding)) = self.ticket_about() else {
            self.say("select a finding, a person or a group: a ticket is about one of them");
            return Vec::new();
        };
        let text = ticket(self.status(), about, finding);
        let what = "the ticket".to_owned();
        vec![Effect::Copy(Copy { what, text })]
    }
}

fn is_id(column: &str) -> bool {
    column == "id" || column.ends_with(" id") || column.ends_with("_id")
}

fn one(column: &str, cell: &Foreign) -> Take {
    let what = column.replace('_', " ");
    let text = cell.shown().into_owned();
    Take {
        title: format!("{what}: {text}"),
        takes: Takes::Copy(Copy { what, text }),
    }
}

/// All cells that say anything, a tab apart: a spreadsheet takes them apart again.
fn whole(cells: &[(&str, Foreign)]) -> Take {
    let shown = cells.iter().map(|(_, cell)| visible(cell.raw()));
    let text = shown.collect::<Vec<_>>().join("\t");
    Take {
        title: "the whole row".to_owned(),
        takes: Takes::Copy(Copy {
            what: "the row".to_owned(),
            text,
        }),
    }
}
