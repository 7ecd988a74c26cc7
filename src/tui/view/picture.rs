//! Frames as text: the pictures of the README, and the screen left behind.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::text::width as columns;

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
