//! The view on screen as a file, written beside the loop.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::super::{App, Effect, Look, Roster, Rows, View, World};
use super::Sheet;
use crate::export::{Form, NotWritten, write, write_new};
use crate::model::{Foreign, visible};
use crate::status::Status;

/// Files of one view and one second that get a name of their own.
const NAMES: u32 = 100;

/// A view to write, as it was on screen.
pub(in crate::tui) struct Export {
    form: Form,
    /// What was typed; empty where nothing was.
    path: String,
    view: View,
    look: Look,
    rows: Rows,
    /// The rows that are marked; all where none is.
    marked: Vec<usize>,
    about: Foreign,
    status: Arc<Status>,
    roster: Arc<Roster>,
    now: DateTime<Utc>,
}

impl App {
    /// Writes the view into a new file; at `path`, where one was given.
    pub(in crate::tui::app) fn export(&mut self, form: Form, path: &str) -> Vec<Effect> {
        let place = self.place();
        if place.rows == Rows::Unarranged {
            self.say("the list is still being made: try again in a moment");
            return Vec::new();
        }
        vec![Effect::Export(Box::new(Export {
            form,
            path: path.to_owned(),
            view: place.view,
            look: place.look.clone(),
            rows: place.rows.clone(),
            marked: self.marked(),
            about: Sheet::of(self).about(),
            status: Arc::clone(self.status()),
            roster: Arc::clone(self.roster()),
            now: self.now(),
        }))]
    }

    /// `export FORM [PATH]` as it was typed.
    pub(in crate::tui::app) fn export_command(&mut self, typed: &str) -> Vec<Effect> {
        let (form, path) = typed.trim().split_once(' ').unwrap_or((typed.trim(), ""));
        let known = Form::ALL.into_iter().find(|known| known.name() == form);
        if let Some(form) = known {
            return self.export(form, path.trim());
        }
        self.say("export csv, export json or export md; a path may follow");
        Vec::new()
    }
}

impl Export {
    /// Writes the file and says where it is, or why it is not. Takes a second for a million rows: not
    /// for the loop. `folder` is where files go that were given no path.
    pub(in crate::tui) fn run(&self, folder: &Path) -> String {
        let written = match self.named(folder) {
            Some(path) => self.write(&path).map(|()| path),
            None => self.write_beside(&self.folder(folder)),
        };
        match written {
            Ok(path) => format!("written to {}", visible(&path.to_string_lossy())),
            Err(error) => error.to_string(),
        }
    }

    /// The file that was typed, where it is no folder.
    fn named(&self, folder: &Path) -> Option<PathBuf> {
        let path = self.folder(folder);
        (!self.path.is_empty() && !path.is_dir()).then_some(path)
    }

    fn folder(&self, folder: &Path) -> PathBuf {
        match self.path.strip_prefix("~/") {
            Some(rest) => std::env::home_dir().unwrap_or_default().join(rest),
            None if self.path.is_empty() => folder.to_owned(),
            // What is typed starts where the program was started, as in a shell.
            None => PathBuf::from(&self.path),
        }
    }

    /// A file of the view's name and the time.
    fn write_beside(&self, folder: &Path) -> Result<PathBuf, NotWritten> {
        let sheet = self.sheet();
        let (view, time) = (sheet.head().view, self.now.format("%Y%m%dT%H%M%SZ"));
        let mut tried = 1;
        loop {
            let again = if tried > 1 {
                format!("-{tried}")
            } else {
                String::new()
            };
            let name = format!("scimtop-{view}-{time}{again}.{}", self.form.name());
            let path = folder.join(name);
            match self.write(&path) {
                Err(error) if error.exists && tried < NAMES => tried += 1,
                Err(error) => return Err(error),
                Ok(()) => return Ok(path),
            }
        }
    }

    fn write(&self, path: &Path) -> Result<(), NotWritten> {
        let sheet = self.sheet();
        write_new(path, |out| {
            write(self.form, &sheet.head(), sheet.rows(), out)
        })
    }

    fn sheet(&self) -> Sheet<'_> {
        Sheet {
            view: self.view,
            look: &self.look,
            rows: &self.rows,
            marked: &self.marked,
            world: World {
                status: &self.status,
                roster: &self.roster,
            },
            about: self.about.clone(),
        }
    }
}
