//! The bottom lines: what the program has to tell, and the keys that help here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use crate::tui::app::{LineInput, Mode, contexts, fields};
use crate::tui::keys::Bound;
use crate::tui::skin::Role;
use crate::tui::text::{count, width};

pub(super) fn notices(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    let lines = context.notices(area.width);
    let lines: Vec<Line<'_>> = lines
        .into_iter()
        .map(|line| Line::from(context.span(line, Role::Changed)))
        .collect();
    context.stack(buffer, area, &lines);
}

pub(super) fn draw(context: &Context<'_>, buffer: &mut Buffer, area: Rect) {
    if let Mode::Filtering(line) = context.app.mode() {
        return context.put(buffer, area, &filter(context, line));
    }
    let view = context.app.place().view;
    let contexts = contexts(context.app.mode(), view);
    let bound = context.app.keymap().bound(&contexts);
    let labelled = bound.filter(|bound| !bound.row.label.is_empty() && !bound.keys.is_empty());
    let labelled: Vec<Bound<'_>> = labelled.collect();
    let mut line = Line::default();
    let mut room = usize::from(area.width);
    if let Some(told) = marks(context) {
        room = room.saturating_sub(width(&told));
        line.push_span(context.span(told, Role::Changed));
    }
    // The last of them, help and quit, stay however narrow it is.
    let kept = kept(&labelled, room);
    for bound in kept {
        let key = context.skin.spell(&first(&bound)).into_owned();
        let label = format!(" {}  ", bound.row.label);
        room = room.saturating_sub(width(&key) + width(&label));
        line.push_span(context.span(key, Role::Accent));
        line.push_span(context.span(label, Role::Plain));
    }
    context.put(buffer, area, &line);
}

fn first(bound: &Bound<'_>) -> String {
    bound
        .keys
        .first()
        .map_or_else(String::new, ToString::to_string)
}

/// How many rows of the list are marked.
fn marks(context: &Context<'_>) -> Option<String> {
    let marks = context.app.place().marks();
    let range = if marks.is_open() { "range.. " } else { "" };
    let told = match marks.len() {
        0 if range.is_empty() => return None,
        0 => range.to_owned(),
        number => format!("{} marked {range}", count(number)),
    };
    matches!(context.app.mode(), Mode::Browsing).then(|| format!("{told} "))
}

/// The bindings that fit; of too many those before the last two go.
fn kept<'a>(labelled: &[Bound<'a>], room: usize) -> Vec<Bound<'a>> {
    let taken = |bound: &Bound<'_>| width(&first(bound)) + bound.row.label.len() + 3;
    let mut kept = labelled.to_vec();
    while kept.len() > 2 && kept.iter().map(taken).sum::<usize>() > room + 2 {
        kept.remove(kept.len() - 3);
    }
    kept
}

fn filter<'a>(context: &Context<'_>, line: &'a LineInput) -> Line<'a> {
    let place = context.app.place();
    let mut shown = Line::from(context.span("filter: ", Role::Accent));
    shown.extend(typed(context, line));
    if let Some(mistake) = place.look.filter.mistake() {
        let told = context.skin.text(mistake).into_owned();
        shown.push_span(context.span(format!("   {told}"), Role::Bad));
        return shown;
    }
    let names = fields(place.view, place.look.face).join(": ");
    shown.push_span(context.span(format!("   {names}: !not re:pattern"), Role::Muted));
    shown
}

/// A line being typed, with its cursor.
pub(super) fn typed(context: &Context<'_>, line: &LineInput) -> [Span<'static>; 3] {
    let (before, after) = line.parts();
    let mut after = after.chars();
    let under = after.next().unwrap_or(' ').to_string();
    let shown = |text: &str| context.skin.text(text).into_owned();
    [
        context.span(shown(&before), Role::Plain),
        context.span(under, Role::Selected),
        context.span(shown(after.as_str()), Role::Plain),
    ]
}
