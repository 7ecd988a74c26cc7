//! A frame as an SVG picture, with the look of a terminal.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use crate::tui::text::width;

/// The size of one cell in pixels.
const CELL: (usize, usize) = (8, 17);
const PAPER: &str = "#1c1f26";
const INK: &str = "#d8dee9";

/// A frame as SVG.
pub(in crate::tui) fn svg(buffer: &Buffer) -> String {
    let (columns, rows) = (
        usize::from(buffer.area().width),
        usize::from(buffer.area().height),
    );
    let (wide, high) = ((columns + 2) * CELL.0, (rows + 1) * CELL.1);
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {wide} {high}\" \
         font-family=\"monospace\" font-size=\"13\">\n\
         <rect width=\"{wide}\" height=\"{high}\" fill=\"{PAPER}\"/>\n"
    );
    let mut letters = String::new();
    for (number, row) in buffer.area().rows().enumerate() {
        let cells = row
            .columns()
            .filter_map(|place| buffer.cell(place.as_position()));
        let cells: Vec<&Cell> = cells.collect();
        let mut column = 0;
        for run in cells.chunk_by(|left, right| left.style() == right.style()) {
            push_run((&mut picture, &mut letters), run, column, number);
            column += run.len();
        }
    }
    picture.push_str(&letters);
    picture.push_str("</svg>\n");
    picture
}

/// One run of cells of one style. Letters come after every ground: a font that is wider than ours runs
/// into the next cell, and must not be cut there.
fn push_run(
    (grounds, letters): (&mut String, &mut String),
    run: &[&Cell],
    column: usize,
    row: usize,
) {
    let text = text(run);
    let (x, y) = ((column + 1) * CELL.0, row * CELL.1 + CELL.1 / 2);
    let length = run.len() * CELL.0;
    let reversed = run[0].modifier.contains(Modifier::REVERSED);
    let ink = ink(run[0].fg);
    // Writing into a String cannot fail.
    if reversed {
        let high = CELL.1;
        let _ = writeln!(
            grounds,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{length}\" height=\"{high}\" fill=\"{ink}\"/>"
        );
    }
    if text.trim().is_empty() {
        return;
    }
    let fill = if reversed { PAPER } else { ink };
    let bold = if run[0].modifier.contains(Modifier::BOLD) {
        " font-weight=\"bold\""
    } else {
        ""
    };
    let base = y + CELL.1 - 4;
    let _ = writeln!(
        letters,
        "<text x=\"{x}\" y=\"{base}\" textLength=\"{length}\" fill=\"{fill}\"{bold} \
         xml:space=\"preserve\">{text}</text>"
    );
}

/// The text of a run, fit for XML; a wide letter covers the cell after it.
fn text(run: &[&Cell]) -> String {
    let mut text = String::new();
    let mut covered = 0;
    for cell in run {
        if covered > 0 {
            covered -= 1;
            continue;
        }
        covered = width(cell.symbol()).saturating_sub(1);
        for c in cell.symbol().chars() {
            match c {
                '<' => text.push_str("&lt;"),
                '>' => text.push_str("&gt;"),
                '&' => text.push_str("&amp;"),
                c => text.push(c),
            }
        }
    }
    text
}

fn ink(color: Color) -> &'static str {
    match color {
        Color::Green => "#a3be8c",
        Color::Yellow => "#ebcb8b",
        Color::Red => "#e06c75",
        Color::Magenta => "#c792ea",
        Color::Cyan => "#88c0d0",
        Color::DarkGray => "#7b8496",
        _ => INK,
    }
}
