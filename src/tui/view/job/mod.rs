//! The job: where it stands, its cycles, what is tried again, and the timeline of everything.

mod clock;
mod cycles;
mod details;
mod escrow;
mod lanes;
mod list;
mod names;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::context::Context;
use super::{bottom, top};
use crate::tui::app::Rows;

/// Lines of each part in a body of some height; what is absent needs none.
struct Room {
    cycles: usize,
    escrow: usize,
    /// Whether each lane has a line of its own; else one line shows all of them.
    lanes: bool,
    /// Lines between the parts.
    rules: bool,
    details: u16,
}

impl Room {
    fn of(height: u16, opened: bool) -> Self {
        let (cycles, escrow) = match height {
            // The selected row in full needs the room.
            ..30 if opened => (0, 0),
            ..16 => (0, 0),
            16..30 => (4, 2),
            30..45 => (5, 4),
            _ => (8, 8),
        };
        let details = match height {
            ..12 => 0,
            12..30 if !opened => 0,
            30..45 if !opened => 4,
            30..45 => 10,
            _ => 9,
        };
        Self {
            cycles,
            escrow,
            lanes: height >= 30,
            rules: height >= 45,
            details,
        }
    }
}

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let place = context.app.place();
    let room = Room::of(area.height, place.look.details);
    let rule = room.rules.then(|| context.rule(area.width));
    let spare = area.height.saturating_sub(4);
    let mut head = clock::lines(context, area.width, area.height);
    head.truncate(usize::from(spare));
    let mut rest = context.stack(buffer, area, &head);
    if room.cycles > 0 {
        rest = context.stack(buffer, rest, rule.as_slice());
        rest = cycles::draw(context, buffer, rest, room.cycles);
        rest = context.stack(buffer, rest, rule.as_slice());
        rest = escrow::draw(context, buffer, rest, room.escrow);
        rest = context.stack(buffer, rest, rule.as_slice());
    }
    let details = room.details.min(rest.height / 2);
    let pane = match &place.rows {
        Rows::Timeline(moments) if !moments.is_empty() => bottom(&mut rest, details),
        _ => Rect::ZERO,
    };
    context.put(
        buffer,
        top(&mut rest, 1),
        &list::heading(context, rest.width),
    );
    lanes::draw(context, buffer, &mut rest, room.lanes);
    list::draw(context, buffer, rest);
    details::draw(context, buffer, pane);
}

/// A line that begins with its title.
fn titled(context: &Context<'_>, title: &str) -> Line<'static> {
    use crate::tui::skin::Role;
    Line::from(context.span(format!(" {title:<7}"), Role::Accent))
}
