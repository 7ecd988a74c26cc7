//! Small boxes over the screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::context::Context;
use super::table::mark;
use super::top;
use crate::tui::app::{TakeMenu, columns};
use crate::tui::skin::Role;
use crate::tui::text::width;

/// The columns to sort by.
pub(super) fn sort(context: &Context<'_>, buffer: &mut Buffer, area: Rect, selected: usize) {
    let place = context.app.place();
    let sort = place.look.sort;
    let columns = columns(place.view, place.look.face);
    let lines = columns
        .iter()
        .enumerate()
        .map(|(at, column)| match at == sort.column {
            true if sort.descending => format!("{column}  (now, reversed)"),
            true => format!("{column}  (now)"),
            false => (*column).to_owned(),
        });
    let lines: Vec<String> = lines.collect();
    let mut inner = boxed(context, buffer, area, "sort by", &lines);
    for at in 0..lines.len() {
        let line = top(&mut inner, 1);
        if at == selected && !line.is_empty() {
            mark(context, buffer, line);
        }
    }
}

/// What can be copied, or how the view is written: as many rows as fit, around the selected one.
pub(super) fn takes(context: &Context<'_>, buffer: &mut Buffer, area: Rect, menu: &TakeMenu) {
    let room = usize::from(area.height.saturating_sub(2));
    let from = (menu.at + 1).saturating_sub(room);
    let titles = menu.rows.iter().map(|row| context.skin.spell(&row.title));
    let lines: Vec<String> = titles.skip(from).take(room).map(Into::into).collect();
    let mut inner = boxed(context, buffer, area, &menu.title, &lines);
    for at in from..from + lines.len() {
        let line = top(&mut inner, 1);
        if at == menu.at && !line.is_empty() {
            mark(context, buffer, line);
        }
    }
}

pub(super) fn ask_read_again(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let lines = [
        "Read everything from the start, and confirm".to_owned(),
        "every difference again? It asks a lot of requests.".to_owned(),
        "y yes   n no".to_owned(),
    ];
    boxed(context, buffer, area, "read again", &lines);
}

/// A box around `lines` in the middle of `area`; gives the lines' area.
pub(super) fn boxed(
    context: &Context<'_>,
    buffer: &mut Buffer,
    area: Rect,
    title: &str,
    lines: &[String],
) -> Rect {
    let widest = lines
        .iter()
        .map(|line| width(line))
        .max()
        .unwrap_or(0)
        .max(width(title) + 2);
    let columns = u16::try_from(widest + 6)
        .unwrap_or(u16::MAX)
        .min(area.width);
    let rows = u16::try_from(lines.len() + 2)
        .unwrap_or(u16::MAX)
        .min(area.height);
    let outer = Rect {
        x: area.x + (area.width - columns) / 2,
        y: area.y + (area.height - rows) / 2,
        width: columns,
        height: rows,
    };
    frame(context, buffer, outer, title);
    let inner = Rect {
        x: outer.x.saturating_add(1),
        y: outer.y.saturating_add(1),
        width: outer.width.saturating_sub(2),
        height: outer.height.saturating_sub(2),
    };
    let lines: Vec<Line<'_>> = lines
        .iter()
        .map(|line| Line::from(format!("  {line}")))
        .collect();
    context.stack(buffer, inner, &lines);
    inner
}

fn frame(context: &Context<'_>, buffer: &mut Buffer, outer: Rect, title: &str) {
    let inner = usize::from(outer.width.saturating_sub(2));
    let [top_left, top_right, bottom_left, bottom_right] = context.skin.corners();
    let (rule, bar) = (context.skin.rule(), context.skin.bar());
    let title = format!(" {title} ");
    let over = rule.repeat(inner.saturating_sub(width(&title) + 1));
    let mut rest = outer;
    let first = format!("{top_left}{rule}{title}{over}{top_right}");
    let last = format!("{bottom_left}{}{bottom_right}", rule.repeat(inner));
    let middle = format!("{bar}{}{bar}", " ".repeat(inner));
    for row in 0..outer.height {
        let text = match row {
            0 => &first,
            row if row + 1 == outer.height => &last,
            _ => &middle,
        };
        let line = Line::from(context.span(text.as_str(), Role::Accent));
        context.put(buffer, top(&mut rest, 1), &line);
    }
}
