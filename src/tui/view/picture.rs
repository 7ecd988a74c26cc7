//! Frames as text: the picture of the README, and the screen left behind.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::status::Status;
use crate::tui::app::App;
use crate::tui::skin::Skin;
use crate::tui::{ColorMode, TuiOptions};

/// The overview of `status` as lines of plain text, made without a terminal.
pub fn picture(status: &Status, now: DateTime<Utc>, width: u16, height: u16) -> String {
    let skin = Skin::new(&TuiOptions {
        ascii: false,
        utf8: true,
        color: ColorMode::Mono,
        synchronized: false,
    });
    let app = App::new(Arc::new(status.clone()), now);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    super::draw(&app, &skin, &mut buffer);
    plain(&buffer)
}

/// A frame's text, a line for each row.
pub(in crate::tui) fn plain(buffer: &Buffer) -> String {
    let rows = buffer.area().rows();
    rows.map(|row| line(buffer, row).trim_end().to_owned() + "\n")
        .collect()
}

/// The text of one row; a wide letter covers the cell after it.
fn line(buffer: &Buffer, row: Rect) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in row
        .columns()
        .filter_map(|place| buffer.cell(place.as_position()))
    {
        if covered == 0 {
            text.push_str(cell.symbol());
            covered = crate::tui::text::width(cell.symbol()).saturating_sub(1);
        } else {
            covered -= 1;
        }
    }
    text
}
