//! A screen without a terminal, after some keys: the pictures of the documents.

use std::sync::Arc;

use chrono::{DateTime, Offset, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Effect, Msg, Roster, update};
use super::skin::Skin;
use super::view::{draw, plain, svg};
use super::{ColorMode, Depth, Key, TuiOptions};
use crate::status::Status;

/// A screen that stands still. Keys that send, copy or write do nothing here.
pub struct Still(App);

impl Still {
    /// The screen of `status` at `now` after `keys` were pressed.
    pub fn new(status: &Status, now: DateTime<Utc>, keys: &[Key]) -> Self {
        let mut app = App::new(Arc::new(status.clone()), now);
        settle(&mut app, Msg::Begun);
        for key in keys {
            settle(&mut app, Msg::Key(*key));
        }
        Self(app)
    }

    /// As lines of plain text, `size` columns and rows.
    pub fn text(&self, size: (u16, u16)) -> String {
        plain(&self.drawn(size))
    }

    /// As SVG in the colours of a dark terminal.
    pub fn svg(&self, size: (u16, u16)) -> String {
        svg(&self.drawn(size))
    }

    fn drawn(&self, (width, height): (u16, u16)) -> Buffer {
        let skin = Skin::new(&TuiOptions {
            ascii: false,
            utf8: true,
            color: ColorMode::Sixteen,
            synchronized: false,
            link_rate: None,
            depth: Depth::True,
            theme: None,
            themes: None,
            // A picture is the same wherever it is made.
            offset: |_| Utc.fix(),
        });
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        draw(&self.0, &skin, &mut buffer);
        buffer
    }
}

/// Takes `msg` in, and does at once what the loop does beside itself.
pub(super) fn settle(app: &mut App, msg: Msg) {
    let mut effects = update(app, msg);
    while let Some(effect) = effects.pop() {
        let done = match effect {
            Effect::Search(search) => Msg::Found(Box::new(search.run())),
            Effect::Index(status) => Msg::Indexed(Arc::new(Roster::of(&status))),
            Effect::Arrange(list) => Msg::Arranged(Box::new(list.run())),
            _ => continue,
        };
        effects.extend(update(app, done));
    }
}
