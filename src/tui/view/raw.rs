//! A person or a group as it is held, as JSON.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::context::Context;
use super::table::mark;
use super::top;
use crate::tui::app::Rows;
use crate::tui::skin::Role;
use crate::tui::text::wrap;

/// What this is and is not.
const HELD: &str = "what is kept of the last answers: identifiers, state and the attributes that are \
                    mapped or shown, not the whole resource; null: the side has none, or holds nobody";

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect) {
    let mut title = Line::from(context.span(" as held, both sides", Role::Accent));
    title.extend(context.reread());
    context.put(buffer, top(&mut area, 1), &title);
    let room = usize::from(area.width).saturating_sub(2).max(1);
    let told: Vec<Line<'_>> = wrap(HELD, room)
        .into_iter()
        .map(|line| Line::from(context.span(format!(" {line}"), Role::Muted)))
        .collect();
    if area.height > 8 {
        area = context.stack(buffer, area, &told);
    }
    let Rows::Raw(lines) = &context.app.place().rows else {
        return;
    };
    let cursor = &context.app.place().cursor;
    for at in cursor.window(lines.len(), usize::from(area.height)) {
        let line = top(&mut area, 1);
        // Leading space is ours; elsewhere it would be made visible.
        let text = lines[at].trim_start();
        let indent = " ".repeat(lines[at].len() - text.len() + 2);
        let shown = format!("{indent}{}", context.skin.text(text));
        context.put(buffer, line, &Line::from(context.span(shown, Role::Plain)));
        if at == cursor.index() {
            mark(context, buffer, line);
        }
    }
}
