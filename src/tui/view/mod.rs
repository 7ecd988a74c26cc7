//! The screens: from the app to cells. A view writes nothing but scroll offsets.

mod acting;
mod context;
mod data;
mod doctor;
mod drift;
mod events;
mod facts;
mod findings;
mod footer;
mod group;
mod header;
mod job;
mod mapping;
mod news;
mod overview;
mod pane;
mod people;
mod pickers;
mod picture;
mod plan;
mod popup;
mod raw;
mod rules;
mod sources;
mod svg;
mod table;
mod time;
mod user;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::app::{App, Mode, View};
use super::skin::Skin;
use context::Context;

pub(super) use picture::plain;
pub(super) use svg::svg;

/// Draws the app into `buffer`; gives the time at which something drawn will be out of date.
pub(super) fn draw(app: &App, skin: &Skin, buffer: &mut Buffer) -> Option<DateTime<Utc>> {
    let context = Context::new(app, skin);
    buffer.set_style(*buffer.area(), skin.ground());
    let parts = Parts::of(*buffer.area(), context.notices(buffer.area().width).len());
    header::draw(&context, buffer, parts.header);
    header::tabs(&context, buffer, parts.tabs);
    body(&context, buffer, parts.body);
    footer::notices(&context, buffer, parts.notices);
    footer::draw(&context, buffer, parts.footer);
    match app.mode() {
        Mode::Sorting(column) => popup::sort(&context, buffer, parts.body, *column),
        Mode::Asking => popup::ask_read_again(&context, buffer, parts.body),
        Mode::Choosing(menu) => acting::menu(&context, buffer, parts.body, menu),
        Mode::Taking(menu) => popup::takes(&context, buffer, parts.body, menu),
        Mode::Resetting(resets) => acting::resets(&context, buffer, parts.body, resets),
        Mode::Confirming(action) => acting::confirm(&context, buffer, parts.body, action),
        _ => {}
    }
    context.wakes_at()
}

fn body(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    match context.app.mode() {
        Mode::Finding(finder) => return pickers::finder(context, buffer, area, finder),
        Mode::Helping(picker) => return pickers::help(context, buffer, area, picker),
        Mode::Commanding(picker) => return pickers::palette(context, buffer, area, picker),
        _ => {}
    }
    match context.app.place().view {
        View::Overview => overview::draw(context, buffer, area),
        View::Drift => drift::draw(context, buffer, area),
        View::Users => people::users(context, buffer, area),
        View::User(person) => user::draw(context, buffer, area, person),
        View::Groups => people::groups(context, buffer, area),
        View::Group(key) => group::draw(context, buffer, area, key),
        View::Job => job::draw(context, buffer, area),
        View::Plan => plan::draw(context, buffer, area),
        View::Audit => events::audit(context, buffer, area),
        View::Sources => sources::draw(context, buffer, area),
        View::Doctor => doctor::draw(context, buffer, area),
        View::Mapping => rules::draw(context, buffer, area),
        View::Raw(_) => raw::draw(context, buffer, area),
    }
}

/// How the lines of the screen are given out; what does not fit is empty.
struct Parts {
    header: Rect,
    tabs: Rect,
    body: Rect,
    notices: Rect,
    footer: Rect,
}

impl Parts {
    fn of(area: Rect, notices: usize) -> Self {
        let mut rest = area;
        let header = top(&mut rest, 1);
        let footer = bottom(&mut rest, u16::from(area.height > 2));
        let tabs = top(&mut rest, u16::from(area.height > 5));
        let told = u16::try_from(notices).unwrap_or(u16::MAX);
        let most = rest.height / 2;
        let notices = bottom(&mut rest, told.min(most));
        Self {
            header,
            tabs,
            body: rest,
            notices,
            footer,
        }
    }
}

/// Takes up to `lines` off the top of `area`.
fn top(area: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    let taken = Rect {
        height: lines,
        ..*area
    };
    area.y += lines;
    area.height -= lines;
    taken
}

/// Takes up to `lines` off the bottom of `area`.
fn bottom(area: &mut Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    area.height -= lines;
    Rect {
        y: area.y + area.height,
        height: lines,
        ..*area
    }
}

/// Takes up to `columns` off the right of `area`.
fn right(area: &mut Rect, columns: u16) -> Rect {
    let columns = columns.min(area.width);
    area.width -= columns;
    Rect {
        x: area.x + area.width,
        width: columns,
        ..*area
    }
}
