//! Frames as text: the pictures of the README, and the screen left behind.

use std::sync::Arc;

use chrono::{DateTime, Offset, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::svg::svg;
use crate::status::Status;
use crate::tui::app::App;
use crate::tui::skin::Skin;
use crate::tui::text::width as columns;
use crate::tui::{ColorMode, TuiOptions};

/// The overview of `status` as lines of plain text, made without a terminal.
pub fn picture(status: &Status, now: DateTime<Utc>, width: u16, height: u16) -> String {
    plain(&overview(status, now, (width, height)))
}

/// The overview of `status` as SVG in the colours of a dark terminal.
pub fn picture_svg(status: &Status, now: DateTime<Utc>, width: u16, height: u16) -> String {
    svg(&overview(status, now, (width, height)))
}

fn overview(status: &Status, now: DateTime<Utc>, (width, height): (u16, u16)) -> Buffer {
    let skin = Skin::new(&TuiOptions {
        ascii: false,
        utf8: true,
        color: ColorMode::Sixteen,
        synchronized: false,
        link_rate: None,
        depth: crate::tui::Depth::True,
        theme: None,
        themes: None,
        // A picture is the same wherever it is made.
        offset: |_| Utc.fix(),
    });
    let app = App::new(Arc::new(status.clone()), now);
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    super::draw(&app, &skin, &mut buffer);
    buffer
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
    let cells = row
        .columns()
        .filter_map(|place| buffer.cell(place.as_position()));
    for cell in cells {
        if covered == 0 {
            text.push_str(cell.symbol());
            covered = columns(cell.symbol()).saturating_sub(1);
        } else {
            covered -= 1;
        }
    }
    text
}
