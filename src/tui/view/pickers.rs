//! A line of text over a list: the finder, the palette and the help.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::context::Context;
use super::footer::typed;
use super::table::{Column, Table, fixed, share};
use super::top;
use crate::tui::app::{
    Among, Differs, FinderState, Found, LineInput, Picker, Stand, View, Walk, bindings, choices,
    group_rows,
};
use crate::tui::keys::Bound;
use crate::tui::skin::Role;
use crate::tui::text::count;

const COMMANDS: [Column; 2] = [fixed("COMMAND", 26, 0), share("WHAT IT DOES", 1, 0)];
const KEYS: [Column; 3] = [
    fixed("KEY", 14, 0),
    share("WHAT IT DOES", 1, 0),
    fixed("WHERE", 24, 70),
];

/// Everyone who matches what is typed.
pub(super) fn finder(
    context: &Context<'_>,
    buffer: &mut Buffer,
    mut area: Rect,
    finder: &FinderState,
) {
    let found = &finder.found;
    let all = finder.kind.entries(context.app.roster()).len();
    let running = if context.app.is_searching() {
        " .."
    } else {
        ""
    };
    let told = match all {
        0 => "nobody was read yet".into(),
        all => format!("{} of {}{running}", count(found.total()), count(all)),
    };
    prompt(
        context,
        buffer,
        top(&mut area, 1),
        match finder.kind {
            Among::Everyone => "find",
            Among::People => "find a user",
            Among::Groups => "find a group",
        },
        &finder.line,
        &told,
    );
    let window = finder.cursor.window(found.len(), usize::from(area.height));
    for at in window {
        let line = top(&mut area, 1);
        context.put(buffer, line, &hit(context, found, at));
        if at == finder.cursor.index() {
            super::table::mark(context, buffer, line);
        }
    }
}

fn prompt(
    context: &Context<'_>,
    buffer: &mut Buffer,
    area: Rect,
    title: &str,
    line: &LineInput,
    told: &str,
) {
    let mut shown = Line::from(context.span(format!(" {title}: "), Role::Accent));
    shown.extend(typed(context, line));
    shown.push_span(context.span(format!("   {told}"), Role::Muted));
    context.put(buffer, area, &shown);
}

/// A hit: what it is, where it is held, and its names with the matched letters marked.
fn hit(context: &Context<'_>, found: &Found, at: usize) -> Line<'static> {
    let Some(hit) = found.hits.get(at) else {
        return Line::default();
    };
    let (kind, sides) = held(context, found.view(at));
    let mut line = Line::from(context.span(format!("  {kind:<6}{sides:<15}"), Role::Muted));
    let letters: Vec<(bool, char)> = (0u32..)
        .zip(found.roster.entry(hit.entry).chars())
        .map(|(at, c)| (hit.marks.contains(&at), c))
        .collect();
    for run in letters.chunk_by(|left, right| left.0 == right.0) {
        let role = if run[0].0 { Role::Changed } else { Role::Plain };
        let text: String = run.iter().map(|(_, c)| c).collect();
        line.push_span(context.span(context.skin.spell(&text).into_owned(), role));
    }
    if let Some(id) = &hit.id {
        let id = context.skin.text(id).into_owned();
        line.push_span(context.span(format!("  id {id}"), Role::Changed));
    }
    line
}

/// What a view is of, and which sides hold it.
fn held(context: &Context<'_>, view: Option<View>) -> (&'static str, &'static str) {
    let (kind, sides) = match view {
        Some(View::User(person)) => {
            let sides = Differs::of(context.world(), person).sides;
            ("user", sides.map(|stand| stand > Stand::Absent))
        }
        Some(View::Group(key)) => {
            let pair = context.world().roster.pair(key);
            let groups = pair.map_or([None, None], |pair| group_rows(context.status(), pair));
            ("group", groups.map(|group| group.is_some()))
        }
        _ => ("", [false, false]),
    };
    let sides = match sides {
        [true, true] => "both sides",
        [true, false] => "in Entra",
        [false, true] => "at provider",
        [false, false] => "gone",
    };
    (kind, sides)
}

pub(super) fn palette(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, picker: &Picker) {
    let found = choices(picker.line.text());
    let told = "Tab completes; Up: commands given before";
    prompt(
        context,
        buffer,
        top(&mut area, 1),
        "command",
        &picker.line,
        told,
    );
    let table = Table {
        columns: &COMMANDS,
        cursor: &picker.cursor,
        len: found.len(),
    };
    table.draw(context, buffer, area, |row| {
        vec![
            context.span(found[row].spelled(), Role::Accent),
            context.span(found[row].help, Role::Plain),
        ]
    });
}

pub(super) fn help(context: &Context<'_>, buffer: &mut Buffer, mut area: Rect, picker: &Picker) {
    let found = bindings(context.app.keymap(), picker.line.text());
    let told = format!("{} keys; Enter runs", found.len());
    prompt(
        context,
        buffer,
        top(&mut area, 1),
        "help",
        &picker.line,
        &told,
    );
    let table = Table {
        columns: &KEYS,
        cursor: &picker.cursor,
        len: found.len(),
    };
    table.draw(context, buffer, area, |row| key_cells(context, &found[row]));
}

fn key_cells(context: &Context<'_>, bound: &Bound<'_>) -> Vec<Span<'static>> {
    let keys: Vec<String> = bound.keys.iter().map(ToString::to_string).collect();
    let keys = context.skin.spell(&keys.join(" ")).into_owned();
    vec![
        context.span(keys, Role::Accent),
        context.span(bound.row.help, Role::Plain),
        context.span(bound.row.context.title(), Role::Muted),
    ]
}
