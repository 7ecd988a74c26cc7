//! What every view draws with.

use std::borrow::Cow;
use std::cell::Cell;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::model::Foreign;
use crate::status::Status;
use crate::tui::age::{elapsed, remaining};
use crate::tui::app::{App, World, is_marked, unmarked_at};
use crate::tui::skin::{Role, Skin};
use crate::tui::text;

/// The app, the look, and when what was drawn will be out of date.
pub(super) struct Context<'a> {
    pub app: &'a App,
    pub skin: &'a Skin,
    wakes_at: Cell<Option<DateTime<Utc>>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(app: &'a App, skin: &'a Skin) -> Self {
        Self {
            app,
            skin,
            wakes_at: Cell::new(None),
        }
    }

    pub(super) fn status(&self) -> &'a Status {
        self.app.status()
    }

    pub(super) fn world(&self) -> World<'a> {
        self.app.world()
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.app.now()
    }

    pub(super) fn wakes_at(&self) -> Option<DateTime<Utc>> {
        self.wakes_at.get()
    }

    fn wake(&self, at: DateTime<Utc>) {
        let earliest = self.wakes_at.get().map_or(at, |known| known.min(at));
        self.wakes_at.set(Some(earliest));
    }

    /// Our own words.
    pub(super) fn span<'t>(&self, text: impl Into<Cow<'t, str>>, role: Role) -> Span<'t> {
        Span::styled(text, self.skin.style(role))
    }

    /// Text from outside.
    pub(super) fn raw<'t>(&self, raw: &'t str, role: Role) -> Span<'t> {
        self.span(self.skin.text(raw), role)
    }

    /// Text from outside.
    pub(super) fn foreign<'t>(&self, foreign: &'t Foreign, role: Role) -> Span<'t> {
        self.raw(foreign.raw(), role)
    }

    /// How long ago `at` was.
    pub(super) fn age(&self, at: DateTime<Utc>) -> String {
        let age = elapsed(at, self.now());
        self.wake(age.changes_at);
        age.text
    }

    /// How long ago what fills the screen was read again by itself, if it was.
    pub(super) fn reread<'t>(&self) -> Option<Span<'t>> {
        let (resource, at) = self.status().reread.as_ref()?;
        let is_shown = self.app.on_screen().as_ref() == Some(resource);
        is_shown.then(|| {
            let told = format!("  provider asked again {} ago", self.age(*at));
            self.span(told, Role::Muted)
        })
    }

    /// Whether something that changed at `at` is still to be marked.
    pub(super) fn is_recent(&self, at: DateTime<Utc>) -> bool {
        let marked = is_marked(at, self.now());
        if marked {
            self.wake(unmarked_at(at));
        }
        marked
    }

    /// How long it is until `at`; `None` once it has come.
    pub(super) fn left(&self, at: DateTime<Utc>) -> Option<String> {
        let left = remaining(at, self.now())?;
        self.wake(left.changes_at);
        Some(left.text)
    }

    /// The hour and minute.
    pub(super) fn clock(&self) -> String {
        let now = self.now();
        let second = now.timestamp().rem_euclid(60);
        self.wake(now + chrono::TimeDelta::seconds(60 - second));
        now.format("%H:%MZ").to_string()
    }

    pub(super) fn put(&self, buffer: &mut Buffer, area: Rect, line: &Line<'_>) {
        text::put(buffer, area, line, self.skin.ellipsis());
    }

    /// Puts `lines` below each other, as many as fit; gives the area that is left.
    pub(super) fn stack(&self, buffer: &mut Buffer, mut area: Rect, lines: &[Line<'_>]) -> Rect {
        for line in lines {
            let row = super::top(&mut area, 1);
            self.put(buffer, row, line);
        }
        area
    }

    /// A horizontal line over the whole width.
    pub(super) fn rule(&self, width: u16) -> Line<'static> {
        let rule = self.skin.rule().repeat(usize::from(width));
        Line::from(self.span(rule, Role::Muted))
    }

    /// The lines above the footer: what the readers and the dashboard have to tell.
    pub(super) fn notices(&self, width: u16) -> Vec<String> {
        let told = self.status().notice.as_deref();
        let told = told.into_iter().chain(self.app.notice());
        told.flat_map(|notice| text::wrap(&self.skin.text(notice), usize::from(width)))
            .collect()
    }
}
